//! The heap: memory is handed out upwards, and taken back all at once down to a mark.
//!
//! A question needs memory for as long as its answer stands, a policy until all are forgotten: so
//! nothing is ever freed by itself, and the module has no code for it, which would be a fifth of
//! all there is.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;

/// Bytes of a page of memory.
const PAGE: usize = 1 << 16;

pub(super) struct Heap {
    /// The first byte that is free; zero before anything was handed out.
    top: Cell<usize>,
}

#[global_allocator]
pub(super) static HEAP: Heap = Heap { top: Cell::new(0) };

// SAFETY: the module has one thread.
unsafe impl Sync for Heap {}

impl Heap {
    /// Where free memory begins.
    pub(super) fn top(&self) -> usize {
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
    pub(super) unsafe fn release(&self, mark: usize) {
        self.top.set(mark);
    }

    /// Moves the top; whether there is memory up to it.
    fn raise(&self, top: usize) -> bool {
        let lacking = top.div_ceil(PAGE).saturating_sub(memory_size(0));
        let there = lacking == 0 || memory_grow(0, lacking) != usize::MAX;
        if there {
            self.top.set(top);
        }
        there
    }
}

// SAFETY: what is handed out lies above all that was before, inside the memory, and aligned.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let place = self.top().next_multiple_of(layout.align());
        match place.checked_add(layout.size()) {
            Some(end) if self.raise(end) => place as *mut u8,
            _ => core::ptr::null_mut(),
        }
    }

    #[inline(always)]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
