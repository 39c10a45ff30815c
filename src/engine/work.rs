//! What one question may cost. It is counted, not timed, so that the same question ends the same
//! way wherever the engine runs; and as what is kept is counted too, it bounds memory with it.

use std::cell::Cell;

use super::fault::{Fault, Result};
use crate::limits::WORK_MAX;

/// What a question may still cost, in units: a block of bits looked at, or four bytes kept.
#[derive(Debug)]
pub(crate) struct Work {
    left: Cell<usize>,
}

impl Default for Work {
    fn default() -> Self {
        Work { left: Cell::new(WORK_MAX) }
    }
}

impl Work {
    /// Spends units, or says that there are not so many left.
    #[inline(never)]
    pub(crate) fn spend(&self, units: usize) -> Result<()> {
        let left = self.left.get().checked_sub(units);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or_else(Fault::too_large)
    }

    /// Spends what it takes to compare so many items, of which a unit has several.
    #[inline(never)]
    pub(crate) fn spend_comparing(&self, items: usize) -> Result<()> {
        self.spend(1 + items / 4)
    }

    /// Spends what lists take that have so many items together, of a type that is as large on every
    /// target.
    pub(crate) fn spend_keeping<T>(&self, lists: usize, items: usize) -> Result<()> {
        let items = items.saturating_mul(size_of::<T>().div_ceil(4));
        self.spend(lists.saturating_mul(LIST).saturating_add(items))
    }
}

/// What a list takes beside its items: where it is, and what the allocator notes.
const LIST: usize = 8;
