//! The requests that are still possible, as a cube: a mask that rejects bits, like a clause.
//!
//! "Is it ever allowed", "ever denied", "could anybody pass this guard", the rows of a filter and
//! the ways out of a denial are one walk: through the parts of a cube that a permit covers and no
//! forbid does.

use super::fault::{Fault, Result};
use super::layout::Slot;
use super::layout::value::ABSENT;
use super::mask::{Mask, empty, has, has_all, join, put};
use super::principal::Principal;
use super::program::{Clause, Program, Rule};
use super::work::Work;
use crate::vocabulary::AttributeKind;

/// All requests that a rule can be asked about.
pub(crate) struct Space<'a> {
    rule: &'a Rule,
    /// The attributes of the record.
    record: &'a [Slot],
    /// The facts about the principal.
    facts: Vec<Slot>,
    /// Whose ties they are: equal ids stand or fall together, a missing one is never tied. Those of
    /// just any principal are all there, all different.
    who: Option<&'a Principal>,
    work: &'a Work,
    /// What one look at a cube costs.
    look: usize,
}

/// Why a walk ends before it has seen everything.
pub(crate) enum Stop {
    /// It has seen enough.
    Found,
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

type Walk = core::result::Result<(), Stop>;

/// What to do with a part that was found.
type Visit<'v> = &'v mut dyn FnMut(&Mask) -> Walk;

/// Whether a walk ended because it had found something.
fn found(walk: Walk) -> Result<bool> {
    match walk {
        Ok(()) => Ok(false),
        Err(Stop::Found) => Ok(true),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

impl<'a> Space<'a> {
    pub(crate) fn new(
        program: &'a Program,
        rule: &'a Rule,
        who: Option<&'a Principal>,
        work: &'a Work,
    ) -> Result<Self> {
        work.spend_on_slots(1 + rule.facts.len())?;
        let record = &program.record(rule.resource).slots[..];
        let facts = (0..rule.facts.len()).map(|place| rule.fact_slot(place)).collect();
        let mut space = Space { rule, record, facts, who, work, look: rule.blocks() };
        // Each tie of an attribute is held against every other.
        let ties = |slots: &[Slot]| slots.iter().map(|slot| slot.ties.len().pow(2)).sum::<usize>();
        let cost = |slots: &[Slot]| slots.len() / 4 + ties(slots);
        space.look += space.slots().into_iter().map(cost).sum::<usize>();
        Ok(space)
    }

    /// The slots of the record, of the context, and of the facts.
    fn slots(&self) -> [&[Slot]; 3] {
        [self.record, &self.rule.context.slots, &self.facts]
    }

    /// The cube of what agrees with a request in each slot that has a value there.
    pub(crate) fn known(&self, bits: &[u32]) -> Mask {
        let mut cube = empty(self.rule.blocks());
        for slot in self.slots().into_iter().flatten() {
            if slot.held(bits).is_some() {
                for bit in slot.bits.clone() {
                    put(&mut cube, bit, !has(bits, bit));
                }
            }
        }
        cube
    }

    /// Whether some request of a cube is allowed.
    pub(crate) fn allows(&self, cube: &Mask) -> Result<bool> {
        found(self.walk(cube, &mut |_| Err(Stop::Found)))
    }

    /// Whether some request of a cube is denied.
    pub(crate) fn denies(&self, cube: &Mask) -> Result<bool> {
        for forbid in &self.rule.forbids {
            if self.without(cube, &forbid.reject)?.is_some() {
                return Ok(true);
            }
        }
        found(self.outside(cube, &self.rule.permits, &mut |_| Err(Stop::Found)))
    }

    /// Visits parts of a cube that together are all of it that is allowed.
    pub(crate) fn allowed(
        &self,
        cube: &Mask,
        visit: &mut dyn FnMut(&Mask) -> Result<()>,
    ) -> Result<()> {
        found(self.walk(cube, &mut |part| Ok(visit(part)?))).map(|_| ())
    }

    fn walk(&self, cube: &Mask, visit: Visit<'_>) -> Walk {
        for permit in &self.rule.permits {
            if let Some(part) = self.without(cube, &permit.reject)? {
                self.outside(&part, &self.rule.forbids, visit)?;
            }
        }
        Ok(())
    }

    /// Visits what of a cube no clause covers.
    fn outside(&self, cube: &Mask, clauses: &[Clause], visit: Visit<'_>) -> Walk {
        let Some((clause, rest)) = self.first_met(cube, clauses)? else { return visit(cube) };
        // It holds somewhere in here: each thing that it looks at is a way out of it.
        self.work.spend(self.look)?;
        for slot in self.slots().into_iter().flatten() {
            for tie in 0..=slot.ties.len() {
                let Some(others) = others(&clause.reject, slot, tie) else { continue };
                if let Some(part) = self.without(cube, &others)? {
                    self.outside(&part, rest, visit)?;
                }
            }
        }
        Ok(())
    }

    /// The first clause that holds somewhere in a cube, and those after it.
    fn first_met<'c>(
        &self,
        cube: &Mask,
        clauses: &'c [Clause],
    ) -> Result<Option<(&'c Clause, &'c [Clause])>> {
        let mut rest = clauses;
        while let Some((clause, after)) = rest.split_first() {
            if self.without(cube, &clause.reject)?.is_some() {
                return Ok(Some((clause, after)));
            }
            rest = after;
        }
        Ok(None)
    }

    /// What of a cube is outside of more bits, where some request is.
    fn without(&self, cube: &Mask, more: &Mask) -> Result<Option<Mask>> {
        self.work.spend(self.look)?;
        let mut part = cube.clone();
        join(&mut part, more);
        for slot in self.slots().into_iter().flatten() {
            if !self.fits(slot, &part) {
                return Ok(None);
            }
        }
        Ok(Some(part))
    }

    /// Whether a slot can have something that a cube does not reject.
    fn fits(&self, slot: &Slot, cube: &[u32]) -> bool {
        let open = |value: usize| !has(cube, slot.value(value));
        let untied = self.ties_fit(slot, cube, ABSENT);
        if untied && slot.absent().is_some_and(open) {
            return true;
        }
        if has_all(cube, slot.value(0)..slot.value(slot.present)) {
            return false;
        }
        let mut ties = 0..slot.ties.len();
        match slot.kind {
            // Each id may be in a list or not, whatever the others.
            AttributeKind::Set => ties.all(|tie| {
                let id = self.id(slot, tie);
                let left =
                    |other: usize| self.id(slot, other) != id || !has(cube, slot.tie(other, false));
                (0..slot.ties.len()).all(left) || self.ties_fit(slot, cube, id)
            }),
            _ => untied || ties.any(|tie| self.ties_fit(slot, cube, self.id(slot, tie))),
        }
    }

    /// The id of a tie; [`ABSENT`] where the principal lacks it.
    fn id(&self, slot: &Slot, tie: usize) -> u32 {
        let reference = slot.ties[tie];
        self.who.map_or(reference.0, |principal| principal.reference(reference))
    }

    /// Whether a cube leaves the ties to an id, where there is one, and that there are no others; a
    /// list may have others.
    fn ties_fit(&self, slot: &Slot, cube: &[u32], id: u32) -> bool {
        (0..slot.ties.len()).all(|tie| {
            let tied = id != ABSENT && self.id(slot, tie) == id;
            let free = !tied && id != ABSENT && slot.kind == AttributeKind::Set;
            free || !has(cube, slot.tie(tie, tied))
        })
    }
}

/// Of bits of which a request has one, a slot's values or from 1 on one of its ties, those that a
/// clause does not reject, as the mask that leaves the others; nothing where it rejects none.
fn others(clause: &[u32], slot: &Slot, tie: usize) -> Option<Mask> {
    let (first, count) = match tie.checked_sub(1) {
        None => (slot.value(0), slot.values()),
        Some(tie) => (slot.tie(tie, true), 2),
    };
    if !(first..first + count).any(|bit| has(clause, bit)) {
        return None;
    }
    let mut mask = empty(clause.len());
    for bit in first..first + count {
        put(&mut mask, bit, !has(clause, bit));
    }
    Some(mask)
}
