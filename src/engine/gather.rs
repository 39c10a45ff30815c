//! Lists out of iterators.

use alloc::vec::Vec;

/// `collect` into a list, as one loop for each type of item. The standard one is made anew for each
/// iterator, and there are many.
pub(crate) trait Gather: Iterator + Sized {
    fn gathered(mut self) -> Vec<Self::Item> {
        gather(&mut || self.next())
    }
}

impl<I: Iterator> Gather for I {}

fn gather<T>(next: &mut dyn FnMut() -> Option<T>) -> Vec<T> {
    let mut out = Vec::new();
    while let Some(item) = next() {
        out.push(item);
    }
    out
}
