//! Answers as words. A list is its length and its items; what may be absent is one more than it is,
//! or zero. [`Reader`](super::reader::Reader) reads them back.

use super::fault::Fault;
use crate::memory::{List, Slice};

/// Words in the making.
pub(crate) struct Writer(pub(crate) List<u32>);

impl Writer {
    pub(crate) fn new() -> Self {
        Writer(List::new())
    }

    pub(crate) fn put(&mut self, word: usize) {
        self.0.push(word as u32);
    }

    pub(crate) fn list(&mut self, list: &Slice<u32>) {
        self.put(list.len());
        self.0.extend_from_slice(list);
    }

    pub(crate) fn lists(&mut self, lists: &Slice<List<u32>>) {
        self.put(lists.len());
        lists.iter().for_each(|list| self.list(list));
    }

    pub(crate) fn fault(&mut self, fault: Fault) {
        (0..Fault::WORDS).for_each(|index| self.0.push(fault.word(index)));
    }
}

/// Where the kind begins in a word that has one.
const KIND: u32 = 28;

/// A number with its kind.
pub(crate) const fn kinded(kind: u32, number: usize) -> u32 {
    kind << KIND | number as u32
}

pub(crate) const fn kind_of(word: u32) -> u32 {
    word >> KIND
}

/// A word without its kind.
pub(crate) const fn number_of(word: u32) -> usize {
    (word & ((1 << KIND) - 1)) as usize
}
