//! Items of the module's lists, as they are lent: one word, the address of how many there are,
//! behind which they stand. Words that were written from outside are lent in the same way.
//!
//! What makes an address of an index is the same code for items of any size.
#![expect(unsafe_code, reason = "items are reached by address")]

use core::arch::wasm32::unreachable;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut, Index, IndexMut, RangeFrom, RangeTo};
use core::{ptr, slice};

/// Bytes of a word.
pub(super) const WORD: usize = size_of::<u32>();

/// Room and length of all that has no items and no room for any.
pub(super) static NOTHING: [usize; 2] = [0; 2];

/// Items of some size.
#[repr(transparent)]
pub(super) struct Items {
    pub(super) len: usize,
}

impl Items {
    /// Where an item stands, or would.
    pub(super) fn place(&self, index: usize, size: usize) -> *mut u8 {
        let items = ptr::from_ref(self).cast_mut().cast::<u8>().wrapping_add(WORD);
        items.wrapping_add(index * size)
    }

    /// Where an item stands; null where there is none.
    #[inline(never)]
    fn get(&self, index: usize, size: usize) -> *mut u8 {
        if index < self.len { self.place(index, size) } else { ptr::null_mut() }
    }

    /// Where an item stands that has to be there.
    #[inline(never)]
    fn at(&self, index: usize, size: usize) -> *mut u8 {
        let place = self.get(index, size);
        if place.is_null() {
            unreachable();
        }
        place
    }
}

/// Items of one kind.
#[repr(transparent)]
pub(crate) struct Slice<T> {
    items: Items,
    kind: PhantomData<T>,
}

impl<T> Slice<T> {
    const SIZE: usize = size_of::<T>();

    pub(crate) fn len(&self) -> usize {
        self.items.len
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        // SAFETY: an item that is there was written.
        unsafe { self.items.get(index, Self::SIZE).cast::<T>().as_ref() }
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        // SAFETY: an item that is there was written, and is lent to nobody else.
        unsafe { self.items.get(index, Self::SIZE).cast::<T>().as_mut() }
    }

    #[inline(never)]
    pub(crate) fn contains(&self, item: &T) -> bool
    where
        T: PartialEq,
    {
        self.iter().any(|each| each == item)
    }
}

/// The list that stands among words from a place on, its length first; an empty one where none
/// does.
pub(crate) fn list_at(words: &Slice<u32>, place: usize) -> &Slice<u32> {
    let fits = words.get(place).is_some_and(|len| (*len as usize) < words.len() - place);
    let list: *const Slice<u32> = match fits {
        true => words.items.place(place, WORD).cast(),
        false => ptr::from_ref(&NOTHING[1]).cast(),
    };
    // SAFETY: there is a length there, and as many words.
    unsafe { &*list }
}

impl<T> Deref for Slice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: as many items as there are were written.
        unsafe { slice::from_raw_parts(self.items.place(0, WORD).cast(), self.len()) }
    }
}

impl<T> DerefMut for Slice<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as many items as there are were written, and are lent to nobody else.
        unsafe { slice::from_raw_parts_mut(self.items.place(0, WORD).cast(), self.len()) }
    }
}

impl<T> Index<usize> for Slice<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        // SAFETY: an item that is there was written.
        unsafe { &*self.items.at(index, Self::SIZE).cast() }
    }
}

impl<T> IndexMut<usize> for Slice<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        // SAFETY: an item that is there was written, and is lent to nobody else.
        unsafe { &mut *self.items.at(index, Self::SIZE).cast() }
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

impl<T: PartialEq> PartialEq for Slice<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && (0..self.len()).all(|index| self[index] == other[index])
    }
}

impl<'a, T> IntoIterator for &'a Slice<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
