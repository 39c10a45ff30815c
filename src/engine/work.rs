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

/// The steps that walks of a question may take.
const STEPS_MAX: usize = 1 << 20;

// Each costs a unit at least, also where something is told beside the answer.
const _: () = assert!(WORK_MAX + BESIDE <= STEPS_MAX);

/// What may be spent on what is told beside an answer.
const BESIDE: usize = WORK_MAX / 8;

impl Default for Work {
    fn default() -> Self {
        Work { left: Cell::new(WORK_MAX) }
    }
}

impl Work {
    /// For what is told beside an answer, which is left out where it takes more.
    pub(crate) fn beside() -> Self {
        Work { left: Cell::new(BESIDE) }
    }

    /// Spends units, or says that there are not so many left.
    #[inline(never)]
    pub(crate) fn spend(&self, units: usize) -> Result<()> {
        let left = self.left.get().checked_sub(units);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or_else(Fault::too_large)
    }

    /// Takes a step of a walk, which costs so much.
    pub(crate) fn step(&self, units: usize) -> Result<()> {
        self.spend(units.max(1))
    }

    /// Spends what it takes to look at each value in so many blocks by itself.
    pub(crate) fn spend_on_values(&self, blocks: usize) -> Result<()> {
        self.spend(VALUES * blocks)
    }

    /// Spends what it takes to write down where so many slots are.
    pub(crate) fn spend_on_slots(&self, slots: usize) -> Result<()> {
        self.spend(SLOT * slots)
    }

    /// Spends what it takes to compare so many items.
    #[inline(never)]
    pub(crate) fn spend_comparing(&self, items: usize) -> Result<()> {
        self.spend(1 + items / COMPARED)
    }

    /// Spends what it takes to look for a list of so many items among others: most differ early.
    pub(crate) fn spend_finding(&self, lists: usize, items: usize) -> Result<()> {
        self.spend_comparing(lists * (1 + items / COMPARED))
    }

    /// Spends what it takes to find what sets of changes share, and which of their steps are alike:
    /// each change of the first is looked for in all, and each two steps are compared.
    pub(crate) fn spend_sharing(&self, first: usize, all: usize, steps: usize) -> Result<()> {
        let looked_for = first.saturating_mul(all);
        self.spend_comparing(looked_for.saturating_add(steps.saturating_mul(steps)))
    }

    /// Spends what lists take that have so many items together, of a type that is as large on every
    /// target.
    pub(crate) fn spend_keeping<T>(&self, lists: usize, items: usize) -> Result<()> {
        let items = items.saturating_mul(size_of::<T>().div_ceil(4));
        self.spend(lists.saturating_mul(LIST).saturating_add(items))
    }

    /// Spends what it takes to lengthen every list of `all` by each of `choices`: a list for each
    /// two, as long as both. A single choice lengthens them where they are.
    pub(crate) fn spend_joining<T>(&self, all: &[Vec<T>], choices: &[Vec<T>]) -> Result<()> {
        let items = |lists: &[Vec<T>]| lists.iter().map(Vec::len).sum::<usize>();
        let added = items(choices).saturating_mul(all.len());
        if choices.len() == 1 {
            return self.spend_keeping::<T>(0, added);
        }
        let items = items(all).saturating_mul(choices.len()).saturating_add(added);
        self.spend_keeping::<T>(all.len().saturating_mul(choices.len()), items)
    }

    /// Spends what it takes to keep a list, and to tell whether it is in one of others or one in
    /// it: as both are in order, that is one pass over the longer.
    pub(crate) fn spend_sifting<T>(&self, others: &[Vec<T>], new: &[T]) -> Result<()> {
        self.spend_keeping::<T>(1, new.len())?;
        self.spend_comparing(others.iter().map(|each| 1 + each.len().max(new.len())).sum())
    }
}

/// The values of a block are looked at one by one in the time of so many whole blocks.
const VALUES: usize = 4;

/// What a slot takes: its bits, its ties and of what kind it is.
const SLOT: usize = 8;

/// Items that are compared in the time that a block takes.
const COMPARED: usize = 4;

/// What a list takes beside its items: where it is, and what the allocator notes.
const LIST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_of_a_question_take_fewer_steps_than_2_to_20_whatever_a_step_costs() {
        for units in [0, 1, 7] {
            let (work, beside) = (Work::default(), Work::beside());
            let steps = |work: &Work| std::iter::from_fn(|| work.step(units).ok()).count();
            let steps = steps(&work) + steps(&beside);
            assert!((1..STEPS_MAX).contains(&steps), "{steps} of {units} units");
        }
    }
}
