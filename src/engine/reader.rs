//! Reading of words that came from outside: nothing is believed, and what is wrong is remembered
//! until the end, so that reading is one straight line.

use crate::memory::{List, Slice, list_at};

/// Words, from first to last.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    words: &'a Slice<u32>,
    place: usize,
    bad: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(words: &'a Slice<u32>) -> Self {
        Reader { words, place: 0, bad: false }
    }

    /// The next word; none left is an error, and reads as zero.
    pub(crate) fn next(&mut self) -> usize {
        let word = self.words.get(self.place).copied();
        self.bad |= word.is_none();
        self.place += 1;
        word.unwrap_or(0) as usize
    }

    /// The next word, which has to be below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let word = self.next();
        self.bad |= word >= bound;
        word
    }

    /// How many things follow: no more than there are words.
    pub(crate) fn count(&mut self) -> usize {
        let count = self.next();
        let left = self.words.len().saturating_sub(self.place);
        self.bad |= count > left;
        count.min(left)
    }

    /// A list of words.
    pub(crate) fn list(&mut self) -> &'a Slice<u32> {
        let place = self.place;
        self.place += self.count();
        list_at(self.words, place)
    }

    /// A list of lists.
    #[cfg(feature = "json")]
    pub(crate) fn lists(&mut self) -> List<&'a Slice<u32>> {
        (0..self.count()).map(|_| self.list()).collect()
    }

    /// A list of words below a bound.
    pub(crate) fn indices(&mut self, bound: usize) -> List<u32> {
        let list = self.list();
        self.bad |= list.iter().any(|word| *word as usize >= bound);
        List::from(list)
    }

    /// Whether words are left.
    #[cfg(feature = "json")]
    pub(crate) fn more(&self) -> bool {
        self.place < self.words.len()
    }

    /// Notes that something is wrong where it is not so.
    pub(crate) fn expect(&mut self, so: bool) {
        self.bad |= !so;
    }

    /// Whether all was right, and all was read.
    pub(crate) fn sound(&self) -> bool {
        !self.bad && self.place == self.words.len()
    }
}
