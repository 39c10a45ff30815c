//! The heap: memory is handed out upwards, and taken back all at once down to a mark.
//!
//! A question needs memory for as long as its answer stands, a policy until all are forgotten: so
//! nothing is ever freed by itself, and the module has no code for it.
#![expect(unsafe_code, reason = "memory is handed out")]

use core::arch::wasm32::{memory_grow, memory_size, unreachable};
use core::cell::Cell;

/// Bytes of a page of memory.
const PAGE: usize = 1 << 16;

pub(crate) struct Heap {
    /// The first byte that is free; zero before anything was handed out.
    top: Cell<usize>,
}

pub(crate) static HEAP: Heap = Heap { top: Cell::new(0) };

// SAFETY: the module has one thread.
unsafe impl Sync for Heap {}

impl Heap {
    /// Where free memory begins.
    pub(crate) fn top(&self) -> usize {
        match self.top.get() {
            0 => memory_size(0) * PAGE,
            top => top,
        }
    }

    /// Takes back everything from a mark on.
    ///
    /// # Safety
    ///
    /// The mark was the top once, and nothing that was handed out since is used any more.
    pub(crate) unsafe fn release(&self, mark: usize) {
        self.top.set(mark);
    }

    /// Hands out so many bytes, a multiple of four, above all that was before. Where there is no
    /// memory left the module ends.
    pub(super) fn place(&self, bytes: usize) -> usize {
        let place = self.top();
        let top = place.checked_add(bytes).unwrap_or_else(|| unreachable());
        let lacking = top.div_ceil(PAGE).saturating_sub(memory_size(0));
        if lacking > 0 && memory_grow(0, lacking) == usize::MAX {
            unreachable();
        }
        self.top.set(top);
        place
    }
}
