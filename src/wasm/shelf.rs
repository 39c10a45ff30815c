//! A bounded shelf: things under numbers that are never given twice.
//!
//! The place of a number is its remainder, so the shelf forgets the thing put there longest ago,
//! and finding one costs a comparison.

use alloc::vec::Vec;

use alloc::rc::Rc;
use core::cell::RefCell;

/// Policies kept at once.
pub(super) const POLICIES: usize = 16;

/// Gates kept at once.
pub(super) const GATES: usize = 256;

pub(super) struct Shelf<T>(RefCell<Places<T>>);

struct Places<T> {
    next: usize,
    places: Vec<Option<(usize, Rc<T>)>>,
}

impl<T> Shelf<T> {
    pub(super) fn new(size: usize) -> Self {
        let mut places = Vec::new();
        places.resize_with(size, || None);
        Shelf(RefCell::new(Places { next: 0, places }))
    }

    pub(super) fn put(&self, thing: T) -> f64 {
        let mut shelf = self.0.borrow_mut();
        let id = shelf.next;
        shelf.next += 1;
        let place = id % shelf.places.len();
        shelf.places[place] = Some((id, Rc::new(thing)));
        id as f64
    }

    pub(super) fn get(&self, id: f64) -> Option<Rc<T>> {
        let shelf = self.0.borrow();
        let id = id as usize;
        match &shelf.places[id % shelf.places.len()] {
            Some((own, thing)) if *own == id => Some(Rc::clone(thing)),
            _ => None,
        }
    }

    pub(super) fn find(&self, is: impl Fn(&T) -> bool) -> Option<f64> {
        let shelf = self.0.borrow();
        let mut held = shelf.places.iter().flatten();
        held.find(|(_, thing)| is(thing)).map(|(id, _)| *id as f64)
    }
}
