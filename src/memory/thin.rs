//! Lists of the module. One is the address of its head, after which its items follow. It is a `Vec`
//! in all that the engine asks of one, but that nothing is ever freed.
//!
//! Whatever the items are, the code that makes room for them is the same, and of lists whose items
//! are one word wide all code is.
#![expect(unsafe_code, reason = "lists are memory, which nobody else touches by address")]

use core::arch::wasm32::unreachable;
use core::cell::Cell;
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use core::mem::{forget, transmute_copy};
use core::ops::{Deref, DerefMut, Index, IndexMut, RangeFrom, RangeTo};
use core::ptr::{self, NonNull};
use core::slice;

use super::heap::HEAP;

/// Items of a list, lent: how many there are, then they themselves.
#[repr(C)]
pub(crate) struct Slice<T> {
    len: usize,
    items: [T; 0],
}

/// What stands before a list's items that has no room: room, length.
static NOTHING: [usize; 2] = [0; 2];

impl<T> Slice<T> {
    /// Where an item stands.
    fn item(&self, index: usize, size: usize) -> *mut u8 {
        let items = ptr::from_ref(self).cast_mut().cast::<u8>().wrapping_add(WORD);
        items.wrapping_add(index * size)
    }
}

/// Items of some size.
type Items = Slice<()>;

impl Items {
    /// Where an item stands; null where there is none.
    #[inline(never)]
    fn get_raw(&self, index: usize, size: usize) -> *mut u8 {
        if index < self.len { self.item(index, size) } else { ptr::null_mut() }
    }

    /// Where an item stands that has to be there.
    #[inline(never)]
    fn at_raw(&self, index: usize, size: usize) -> *mut u8 {
        let place = self.get_raw(index, size);
        if place.is_null() {
            unreachable();
        }
        place
    }
}

/// A list of items of some size: where its length stands. Before that stands for how many items
/// there is room.
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
        // SAFETY: it stands before the length.
        let room = unsafe { *self.0.as_ptr().cast::<usize>().sub(1) };
        if len + by > room {
            let room = 2 * len + by;
            let bytes = room.saturating_mul(size).saturating_add(2 * WORD);
            let place = HEAP.place(bytes) as *mut usize;
            // SAFETY: the place holds room, length and as many items; what there was fits.
            unsafe {
                *place = room;
                let items = place.add(2).cast::<u8>();
                ptr::copy_nonoverlapping(self.items().item(0, size), items, len * size);
                self.0 = NonNull::new_unchecked(place.add(1).cast());
            }
        }
        self.set_len(len + by);
        self.items().item(len, size)
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
        let place = self.items().item(index, WORD).cast::<u32>();
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
        let place = self.items().item(index, WORD).cast::<u32>();
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
        for item in items.iter() {
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
        // SAFETY: the address is that of a head.
        unsafe { self.raw.0.cast().as_ref() }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut Slice<T> {
        // SAFETY: the address is that of a head, whose items are this list's.
        unsafe { self.raw.0.cast().as_mut() }
    }
}

impl<T> Slice<T> {
    fn of_some_size(&self) -> &Items {
        // SAFETY: where they stand is for whoever knows their size.
        unsafe { &*ptr::from_ref(self).cast() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline(never)]
    pub(crate) fn contains(&self, item: &T) -> bool
    where
        T: PartialEq,
    {
        self.iter().any(|each| each == item)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        // SAFETY: an item that is there was written.
        unsafe { self.of_some_size().get_raw(index, size_of::<T>()).cast::<T>().as_ref() }
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        // SAFETY: an item that is there was written.
        unsafe { self.of_some_size().get_raw(index, size_of::<T>()).cast::<T>().as_mut() }
    }
}

/// The list that stands among words from a place on, its length first; an empty one where none
/// does.
pub(crate) fn list_at(words: &Slice<u32>, place: usize) -> &Slice<u32> {
    let fits = words.get(place).is_some_and(|len| (*len as usize) < words.len - place);
    let list = if fits { words.item(place, WORD) } else { NOTHING[1..].as_ptr() as *mut u8 };
    // SAFETY: there is a length there, and as many words.
    unsafe { &*list.cast() }
}

impl<T> Index<usize> for Slice<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        // SAFETY: an item that is there was written.
        unsafe { &*self.of_some_size().at_raw(index, size_of::<T>()).cast() }
    }
}

impl<T> IndexMut<usize> for Slice<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        // SAFETY: an item that is there was written.
        unsafe { &mut *self.of_some_size().at_raw(index, size_of::<T>()).cast() }
    }
}

impl<T> Index<RangeFrom<usize>> for Slice<T> {
    type Output = [T];

    fn index(&self, range: RangeFrom<usize>) -> &[T] {
        &(**self)[range]
    }
}

impl<T> Index<RangeTo<usize>> for Slice<T> {
    type Output = [T];

    fn index(&self, range: RangeTo<usize>) -> &[T] {
        &(**self)[range]
    }
}

impl<T> IndexMut<RangeTo<usize>> for Slice<T> {
    fn index_mut(&mut self, range: RangeTo<usize>) -> &mut [T] {
        &mut (**self)[range]
    }
}

impl<T> IndexMut<RangeFrom<usize>> for Slice<T> {
    fn index_mut(&mut self, range: RangeFrom<usize>) -> &mut [T] {
        &mut (**self)[range]
    }
}

impl<T> Deref for Slice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: as many items as the head says were written.
        unsafe { slice::from_raw_parts(self.item(0, WORD).cast(), self.len) }
    }
}

impl<T> DerefMut for Slice<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as many items as the head says were written.
        unsafe { slice::from_raw_parts_mut(self.item(0, WORD).cast(), self.len) }
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
        List::from(&***self)
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: PartialEq> PartialEq for Slice<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && (0..self.len).all(|index| self[index] == other[index])
    }
}

impl<'a, T> IntoIterator for &'a Slice<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Debug> Debug for List<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (***self).fmt(f)
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Something large that is handed on: where it stands.
pub(crate) struct Own<T>(NonNull<T>);

/// Something large, to be handed on.
pub(crate) fn own<T>(value: T) -> Own<T> {
    let place = HEAP.place(size_of::<T>()) as *mut T;
    // SAFETY: the place is as large, and nobody else's.
    unsafe {
        place.write(value);
        Own(NonNull::new_unchecked(place))
    }
}

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: it stands there, and is lent only through this.
        unsafe { self.0.as_ref() }
    }
}

impl<T> DerefMut for Own<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: it stands there, and is lent only through this.
        unsafe { self.0.as_mut() }
    }
}

/// Words that are set aside, the last of all: a token for them, as wide as nothing.
pub(crate) struct Aside(());

/// Where they are.
struct Place([Cell<u32>; 4]);

// SAFETY: the module has one thread.
unsafe impl Sync for Place {}

static ASIDE: Place = Place([const { Cell::new(0) }; 4]);

impl Aside {
    pub(crate) fn new(words: [u32; 4]) -> Self {
        let [first, second, third, fourth] = &ASIDE.0;
        first.set(words[0]);
        second.set(words[1]);
        third.set(words[2]);
        fourth.set(words[3]);
        Aside(())
    }

    pub(crate) fn word(&self, index: usize) -> u32 {
        ASIDE.0[index].get()
    }
}
