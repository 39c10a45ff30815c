//! Lists of the module. One is the address of its length, behind which its items follow. It is a
//! `Vec` in all that the engine asks of one, but that nothing is ever freed.
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
use super::slice::{Items, NOTHING, Slice, WORD};

/// A list of items of some size. Before its length stands for how many items there is room.
struct Raw(NonNull<Items>);

impl Raw {
    fn items(&self) -> &Items {
        // SAFETY: the address is that of a list, and only `&mut self` changes it.
        unsafe { self.0.as_ref() }
    }

    /// Sets the length to one that there is room for.
    fn set_len(&mut self, len: usize) {
        // SAFETY: what has room belongs to one list.
        unsafe { (*self.0.as_ptr()).len = len }
    }

    /// Makes the list longer by some items, at least one, and says where they are to be written.
    #[inline(never)]
    fn lengthen(&mut self, by: usize, size: usize) -> *mut u8 {
        let len = self.items().len;
        // SAFETY: the room stands before the length.
        let room = unsafe { *self.0.as_ptr().cast::<usize>().sub(1) };
        if len + by > room {
            let room = 2 * len + by;
            let bytes = room.saturating_mul(size).saturating_add(2 * WORD);
            let place = HEAP.place(bytes) as *mut usize;
            // SAFETY: the place holds room, length and as many items; what there was fits.
            unsafe {
                *place = room;
                let items = place.add(2).cast::<u8>();
                ptr::copy_nonoverlapping(self.items().place(0, size), items, len * size);
                self.0 = NonNull::new_unchecked(place.add(1).cast());
            }
        }
        self.set_len(len + by);
        self.items().place(len, size)
    }

    #[inline(never)]
    fn push_word(&mut self, word: u32) {
        // SAFETY: there is room for it now.
        unsafe { self.lengthen(1, WORD).cast::<u32>().write(word) }
    }

    #[inline(never)]
    fn insert_word(&mut self, index: usize, word: u32) {
        let after = self.items().len.checked_sub(index).unwrap_or_else(|| unreachable());
        self.push_word(word);
        let place = self.items().place(index, WORD).cast::<u32>();
        // SAFETY: what stands from the index on moves up, onto the word that was pushed.
        unsafe {
            ptr::copy(place, place.add(1), after);
            place.write(word);
        }
    }

    #[inline(never)]
    fn remove_word(&mut self, index: usize) {
        let len = self.items().len;
        let after = len.checked_sub(index + 1).unwrap_or_else(|| unreachable());
        let place = self.items().place(index, WORD).cast::<u32>();
        // SAFETY: what stands behind the index moves down.
        unsafe { ptr::copy(place.add(1), place, after) };
        self.set_len(len - 1);
    }
}

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
        List { raw: Raw(NonNull::from_ref(&NOTHING[1]).cast()), items: PhantomData }
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
    pub(crate) fn extend_from_slice(&mut self, items: &Slice<T>) {
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
    type Target = Slice<T>;

    fn deref(&self) -> &Slice<T> {
        // SAFETY: the address is that of a list of such items.
        unsafe { self.raw.0.cast().as_ref() }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut Slice<T> {
        // SAFETY: the address is that of a list of such items, which is only this one's.
        unsafe { self.raw.0.cast().as_mut() }
    }
}

impl<T: Clone> From<&[T]> for List<T> {
    #[inline(never)]
    fn from(items: &[T]) -> Self {
        let mut list = List::new();
        for item in items {
            list.push(item.clone());
        }
        list
    }
}

impl<T: Clone> From<&Slice<T>> for List<T> {
    fn from(items: &Slice<T>) -> Self {
        List::from(&**items)
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
        f.debug_list().entries(self).finish()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
