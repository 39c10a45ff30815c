//! The requests that are still possible, as a cube: a mask that rejects bits, like a clause.
//!
//! "Is it ever allowed", "ever denied", "could anybody pass this guard", the rows of a filter and
//! the ways out of a denial are one walk: through the parts of a cube that a permit covers and no
//! forbid does.

use alloc::vec::Vec;
use core::cell::Cell;

use super::fault::{Fault, Result};
use super::layout::{Kind, Slot};
use super::mask::{Mask, Rows, empty, has, join, put};
use super::model::Model;
use super::principal::Principal;
use super::rule::Rule;
use crate::limits::SEARCH_NODES_MAX;

/// All requests that a rule can be asked about.
pub(crate) struct Space<'a> {
    pub(crate) rule: &'a Rule,
    /// Those of the record, of the context, and of the facts.
    slots: [&'a [Slot]; 3],
    /// Whose ties they are: equal ids stand or fall together, a missing one is never tied. Those of
    /// just any principal are all there, all different.
    who: Option<&'a Principal>,
    nodes: Cell<usize>,
}

/// What to do with a part that was found; whether to look no further.
type Found<'f> = &'f mut dyn FnMut(&[u32]) -> Result<bool>;

impl<'a> Space<'a> {
    pub(crate) fn new(model: &'a Model, rule: &'a Rule, who: Option<&'a Principal>) -> Self {
        let record = model.types[rule.resource].layout.slots.as_slice();
        let slots = [record, &rule.context.slots, &rule.fact_slots];
        Space { rule, slots, who, nodes: Cell::new(0) }
    }

    /// All slots: the record's, then the context's, then those of the facts.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &'a Slot> {
        self.slots.into_iter().flatten()
    }

    /// The cube of what agrees with a request in each slot that has a value there, but for those
    /// that are free: a slot by its part, 0 to 2 in the order of [`slots`](Space::slots), and its
    /// place in there.
    pub(crate) fn pinned(&self, bits: &[u32], free: &dyn Fn(usize, usize) -> bool) -> Mask {
        let mut cube = empty(self.rule.blocks);
        for (part, slots) in self.slots.iter().enumerate() {
            for (index, slot) in slots.iter().enumerate() {
                if slot.held(bits).is_some() && !free(part, index) {
                    slot.bits().for_each(|bit| put(&mut cube, bit, !has(bits, bit)));
                }
            }
        }
        cube
    }

    /// Whether some request of a cube is allowed.
    pub(crate) fn allows(&self, cube: &[u32]) -> Result<bool> {
        self.allowed(cube, &mut |_| Ok(true))
    }

    /// Whether some request of a cube is denied.
    pub(crate) fn denies(&self, cube: &[u32]) -> Result<bool> {
        let mut cubes = cube.to_vec();
        for (_, forbid) in self.rule.forbids.iter() {
            if self.within(&mut cubes, forbid, &mut |_| Ok(true))? {
                return Ok(true);
            }
        }
        self.outside(&mut cubes, &self.rule.permits, 0, &mut |_| Ok(true))
    }

    /// Visits parts of a cube that together are all of it that is allowed.
    pub(crate) fn allowed(&self, cube: &[u32], found: Found<'_>) -> Result<bool> {
        let mut cubes = cube.to_vec();
        for (_, permit) in self.rule.permits.iter() {
            let forbids = &self.rule.forbids;
            let part = &mut |cubes: &mut Vec<u32>| self.outside(cubes, forbids, 0, found);
            if self.within(&mut cubes, permit, part)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Visits what of the last cube no clause covers, from the `first` on.
    fn outside(
        &self,
        cubes: &mut Vec<u32>,
        clauses: &Rows,
        first: usize,
        found: Found<'_>,
    ) -> Result<bool> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > SEARCH_NODES_MAX {
            return Err(Fault::too_large());
        }
        for (index, (_, clause)) in clauses.iter().enumerate().skip(first) {
            if self.within(cubes, clause, &mut |_| Ok(true))? {
                // It holds somewhere in here: each slot that it looks at is a way out of it.
                for slot in self.slots() {
                    let ties = (0..slot.ties.len()).map(|tie| (slot.tie(tie, true), 2));
                    for (start, count) in core::iter::once((slot.start, slot.values)).chain(ties) {
                        let next = &mut |cubes: &mut Vec<u32>| {
                            self.outside(cubes, clauses, index + 1, found)
                        };
                        let Some(part) = part(clause, start, count) else { continue };
                        if self.within(cubes, &part, next)? {
                            return Ok(true);
                        }
                    }
                }
                return Ok(false);
            }
        }
        let last = cubes.len() - self.rule.blocks;
        found(&cubes[last..])
    }

    /// Visits what of the last cube is outside of more bits, where some request is.
    fn within(
        &self,
        cubes: &mut Vec<u32>,
        more: &[u32],
        visit: &mut dyn FnMut(&mut Vec<u32>) -> Result<bool>,
    ) -> Result<bool> {
        let end = cubes.len();
        cubes.extend_from_within(end - self.rule.blocks..);
        let cube = &mut cubes[end..];
        join(cube, more);
        let cube = &*cube;
        let done = self.slots().all(|slot| self.fits(slot, cube)) && visit(cubes)?;
        cubes.truncate(end);
        Ok(done)
    }

    /// Whether a slot can have something that a cube does not reject.
    fn fits(&self, slot: &Slot, cube: &[u32]) -> bool {
        let open = |bit: usize| !has(cube, bit);
        let of = |tie: usize| match self.who {
            None => Some(slot.ties[tie]),
            Some(principal) => principal.reference(slot.ties[tie]),
        };
        let mut ties = 0..slot.ties.len();
        let untied = ties.clone().all(|tie| open(slot.tie(tie, false)));
        if untied && slot.absent().is_some_and(|absent| open(slot.value(absent))) {
            return true;
        }
        // Whether the ties to this id can be made and, of a list, all others left to themselves.
        let tied = |tie: usize| {
            let mut others = 0..slot.ties.len();
            of(tie).is_some()
                && others.all(|other| match of(other) == of(tie) {
                    true => open(slot.tie(other, true)),
                    false => slot.kind == Kind::Set || open(slot.tie(other, false)),
                })
        };
        let left = |tie: usize| {
            let mut others = 0..slot.ties.len();
            others.all(|other| of(other) != of(tie) || open(slot.tie(other, false)))
        };
        let present = (0..slot.present).any(|value| open(slot.value(value)));
        present
            && (untied
                || match slot.kind {
                    Kind::Set => ties.all(|tie| left(tie) || tied(tie)),
                    _ => ties.any(tied),
                })
    }
}

/// Of alternative bits the ones that a clause does not reject, as the mask that leaves the others;
/// nothing where it rejects none of them.
fn part(clause: &[u32], start: usize, count: usize) -> Option<Mask> {
    let mut mask = empty(clause.len());
    let mut some = false;
    for bit in start..start + count {
        some |= has(clause, bit);
        put(&mut mask, bit, !has(clause, bit));
    }
    some.then_some(mask)
}
