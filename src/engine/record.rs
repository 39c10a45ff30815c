//! A record: what it has, as words and as bits.

use super::layout::Layout;
use super::mask::{Mask, empty};
use crate::memory::List;

/// A record of a type.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) resource: usize,
    /// A word of [`value`](super::layout::value) an attribute.
    pub(crate) values: List<u32>,
    /// The same as bits.
    pub(crate) bits: Mask,
}

impl Record {
    pub(crate) fn new(resource: usize, layout: &Layout, values: List<u32>) -> Self {
        let mut bits = empty(layout.blocks.end);
        layout.encode(&values, &mut bits);
        Record { resource, values, bits }
    }
}
