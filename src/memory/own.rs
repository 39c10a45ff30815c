//! What the module hands on without copying it: something large, as where it stands, and a few
//! words, as nothing at all.
#![expect(unsafe_code, reason = "what is handed on is reached by address")]

use core::cell::Cell;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::heap::HEAP;
use super::slice::WORD;

/// Something large: where it stands.
pub(crate) struct Own<T>(NonNull<T>);

/// Something large, to be handed on.
pub(crate) fn own<T>(value: T) -> Own<T> {
    const { assert!(size_of::<T>().is_multiple_of(WORD) && align_of::<T>() <= WORD) }
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

/// Words that are set aside. All of these share one place, so that only the last ones are there to
/// be read, and each is as wide as nothing.
pub(crate) struct Aside(());

/// The place.
struct Place([Cell<u32>; 4]);

// SAFETY: the module has one thread.
unsafe impl Sync for Place {}

static PLACE: Place = Place([const { Cell::new(0) }; 4]);

impl Aside {
    pub(crate) fn new(words: [u32; 4]) -> Self {
        let [first, second, third, fourth] = &PLACE.0;
        first.set(words[0]);
        second.set(words[1]);
        third.set(words[2]);
        fourth.set(words[3]);
        Aside(())
    }

    pub(crate) fn word(&self, index: usize) -> u32 {
        PLACE.0[index].get()
    }
}
