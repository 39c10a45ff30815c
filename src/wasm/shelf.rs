//! A bounded shelf: things under numbers, of which none is zero or given twice before all others
//! have been.
//!
//! The place of a number is its remainder, so the shelf forgets the thing put there longest ago,
//! and finding one costs a comparison.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::RefCell;

/// Policies kept at once.
pub(super) const POLICIES: usize = 16;

pub(super) struct Shelf<T>(RefCell<Places<T>>);

struct Places<T> {
    next: u32,
    places: Vec<(u32, Rc<T>)>,
}

impl<T> Shelf<T> {
    pub(super) fn new() -> Self {
        Shelf(RefCell::new(Places { next: 1, places: Vec::new() }))
    }

    pub(super) fn put(&self, thing: T) -> u32 {
        let mut shelf = self.0.borrow_mut();
        let id = shelf.next;
        shelf.next = id.wrapping_add(1).max(1);
        let entry = (id, Rc::new(thing));
        if shelf.places.len() < POLICIES {
            shelf.places.push(entry);
        } else {
            let oldest = id as usize % POLICIES;
            shelf.places[oldest] = entry;
        }
        id
    }

    pub(super) fn get(&self, id: u32) -> Option<Rc<T>> {
        let shelf = self.0.borrow();
        shelf.places.iter().find(|(own, _)| *own == id).map(|(_, thing)| thing.clone())
    }
}
