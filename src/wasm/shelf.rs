//! A bounded shelf: things under numbers, of which none is zero or given twice before all others
//! have been.
//!
//! The place of a number is its remainder, so the shelf forgets the thing put there longest ago,
//! and finding one costs a comparison.

use alloc::vec::Vec;

/// Policies kept at once.
pub(super) const POLICIES: usize = 16;

pub(super) struct Shelf<T> {
    next: u32,
    places: Vec<(u32, T)>,
}

impl<T> Shelf<T> {
    pub(super) const fn new() -> Self {
        Shelf { next: 1, places: Vec::new() }
    }

    pub(super) fn put(&mut self, thing: T) -> u32 {
        let id = self.next;
        self.next = id.wrapping_add(1).max(1);
        if self.places.len() < POLICIES {
            self.places.push((id, thing));
        } else {
            self.places[id as usize % POLICIES] = (id, thing);
        }
        id
    }

    pub(super) fn get(&self, id: u32) -> Option<&T> {
        self.places.iter().find(|(own, _)| *own == id).map(|(_, thing)| thing)
    }
}
