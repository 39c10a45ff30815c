//! A record: what it has, as words and as bits.

use super::ids::TypeId;
use super::layout::Layout;
use super::mask::{Mask, empty};

/// A record of a type.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) resource: TypeId,
    /// A word of [`value`](super::layout::value) an attribute.
    pub(crate) values: Vec<u32>,
    /// The same as bits.
    pub(crate) bits: Mask,
}

impl Record {
    pub(crate) fn new(resource: TypeId, layout: &Layout, values: Vec<u32>) -> Self {
        let mut bits = empty(layout.blocks.end);
        layout.encode(&values, &mut bits);
        Record { resource, values, bits }
    }
}
