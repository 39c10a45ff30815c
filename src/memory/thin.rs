//! Lists of the module. One is the address of its head, after which its items follow. It is a `Vec`
//! in all that the engine asks of one, but that nothing is ever freed.
//!
//! Whatever the items are, the code that makes room for them is the same, and of lists whose items
//! are one word wide all code is.
#![expect(unsafe_code, reason = "lists are memory, which nobody else touches by address")]

use core::arch::wasm32::unreachable;
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use core::mem::{forget, transmute_copy};
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::slice;

use super::heap::HEAP;

/// What stands before the items.
#[repr(C)]
struct Head {
    /// How many items there is room for.
    room: usize,
    len: usize,
}

/// The head of all lists that have no room.
static NOTHING: Head = Head { room: 0, len: 0 };

/// A list of items of some size.
struct Raw(NonNull<Head>);

impl Raw {
    fn head(&self) -> &Head {
        // SAFETY: the address is that of a head, and only `&mut self` changes it.
        unsafe { self.0.as_ref() }
    }

    /// Where an item stands.
    fn item(&self, index: usize, size: usize) -> *mut u8 {
        // SAFETY: up to its room the memory behind the head is the list's.
        unsafe { self.0.as_ptr().add(1).cast::<u8>().add(index * size) }
    }

    /// Sets the length to one that there is room for.
    fn set_len(&mut self, len: usize) {
        // SAFETY: a head that has room belongs to one list.
        unsafe { (*self.0.as_ptr()).len = len }
    }

    /// Makes the list longer by some items, at least one, and says where they are to be written.
    #[inline(never)]
    fn lengthen(&mut self, by: usize, size: usize) -> *mut u8 {
        let Head { room, len } = *self.head();
        if len + by > room {
            let room = 2 * len + by;
            let bytes = room.saturating_mul(size).saturating_add(size_of::<Head>());
            let place = HEAP.place(bytes) as *mut Head;
            // SAFETY: the place holds a head and as many items; what the old one held fits.
            unsafe {
                (*place).room = room;
                let items = place.add(1).cast::<u8>();
                ptr::copy_nonoverlapping(self.item(0, size), items, len * size);
                self.0 = NonNull::new_unchecked(place);
            }
        }
        self.set_len(len + by);
        self.item(len, size)
    }

    #[inline(never)]
    fn push_word(&mut self, word: u32) {
        // SAFETY: there is room for it now.
        unsafe { self.lengthen(1, WORD).cast::<u32>().write(word) }
    }

    #[inline(never)]
    fn insert_word(&mut self, index: usize, word: u32) {
        let after = self.head().len.checked_sub(index).unwrap_or_else(|| unreachable());
        self.push_word(word);
        let place = self.item(index, WORD).cast::<u32>();
        // SAFETY: what stands from the index on moves up, onto the word that was pushed.
        unsafe {
            ptr::copy(place, place.add(1), after);
            place.write(word);
        }
    }

    #[inline(never)]
    fn remove_word(&mut self, index: usize) {
        let len = self.head().len;
        let after = len.checked_sub(index + 1).unwrap_or_else(|| unreachable());
        let place = self.item(index, WORD).cast::<u32>();
        // SAFETY: what stands behind the index moves down.
        unsafe { ptr::copy(place.add(1), place, after) };
        self.set_len(len - 1);
    }
}

/// Bytes of a word.
const WORD: usize = size_of::<u32>();

/// Items of one kind.
pub(crate) struct List<T> {
    raw: Raw,
    items: PhantomData<T>,
}

// SAFETY: the module has one thread.
unsafe impl<T> Sync for List<T> {}

impl<T> List<T> {
    const SIZE: usize = {
        assert!(size_of::<T>().is_multiple_of(WORD) && align_of::<T>() <= WORD);
        size_of::<T>()
    };
    const IS_WORD: bool = Self::SIZE == WORD;

    pub(crate) const fn new() -> Self {
        List { raw: Raw(NonNull::from_ref(&NOTHING)), items: PhantomData }
    }

    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        match Self::IS_WORD {
            true => self.raw.push_word(word(item)),
            // SAFETY: there is room for it now.
            false => unsafe { self.raw.lengthen(1, Self::SIZE).cast::<T>().write(item) },
        }
    }

    pub(crate) fn insert(&mut self, index: usize, item: T) {
        const { assert!(Self::IS_WORD) }
        self.raw.insert_word(index, word(item));
    }

    /// Removes an item; it is not given back.
    pub(crate) fn remove(&mut self, index: usize) {
        const { assert!(Self::IS_WORD) }
        self.raw.remove_word(index);
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        if len < self.len() {
            self.raw.set_len(len);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.truncate(0);
    }
}

/// An item that is one word wide, as that.
fn word<T>(item: T) -> u32 {
    // SAFETY: all who call have seen that it is.
    let word = unsafe { transmute_copy(&item) };
    forget(item);
    word
}

impl<T: Clone> List<T> {
    #[inline(never)]
    pub(crate) fn extend_from_slice(&mut self, items: &[T]) {
        for item in items {
            self.push(item.clone());
        }
    }
}

/// A list of these.
macro_rules! list {
    ($($item:expr),* $(,)?) => {{
        let mut list = $crate::memory::List::new();
        $(list.push($item);)*
        list
    }};
}
pub(crate) use list;

/// As many zeros.
#[inline(never)]
pub(crate) fn zeros(count: usize) -> List<u32> {
    let mut list = List::new();
    if count > 0 {
        let words = list.raw.lengthen(count, WORD);
        // SAFETY: there is room for them now, and all of them are written.
        unsafe { words.write_bytes(0, count * WORD) };
    }
    list
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: as many items as the head says were written.
        unsafe { slice::from_raw_parts(self.raw.item(0, WORD).cast(), self.raw.head().len) }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as many items as the head says were written.
        unsafe { slice::from_raw_parts_mut(self.raw.item(0, WORD).cast(), self.raw.head().len) }
    }
}

impl<T: Clone> From<&[T]> for List<T> {
    #[inline(never)]
    fn from(items: &[T]) -> Self {
        let mut list = List::new();
        list.extend_from_slice(items);
        list
    }
}

impl<T: Clone> Clone for List<T> {
    fn clone(&self) -> Self {
        List::from(&**self)
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Debug> Debug for List<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
