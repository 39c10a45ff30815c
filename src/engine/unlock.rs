//! Unlocks: the minimal sets of changes of which each turns a denial into a permission.
//!
//! What may be changed is left free: groups to join, ties to make, the state that a way leads to.
//! All else is pinned. The parts of that space in which the action is allowed say what they ask of
//! each slot; the changes that bring the request there are the alternatives, and those that are in
//! no other are the minimal ones.

use super::change;
use super::choice::{Words, keep_least, nothing, times};
use super::fault::{Fault, Result};
use super::layout::value::ABSENT;
use super::layout::{Kind, Slot};
use super::mask::{Mask, has, put};
use super::request::Question;
use super::ways::ways;
use crate::limits::{UNLOCK_CANDIDATES_MAX, UNLOCKS_MAX};
use crate::memory::{List, Slice, list};

/// Fewest changes first.
fn before(one: &Slice<u32>, other: &Slice<u32>) -> bool {
    if one.len() != other.len() {
        return one.len() < other.len();
    }
    let mut index = 0;
    while index < one.len() && one[index] == other[index] {
        index += 1;
    }
    index < one.len() && one[index] < other[index]
}

/// Whether each change of `part` is among those of `whole`. Of as many changes, none is there in
/// another order: shortest ways to different states end with different steps.
fn contains(whole: &Slice<u32>, part: &Slice<u32>) -> bool {
    part == whole || part.len() < whole.len() && part.iter().all(|each| whole.contains(each))
}

impl Question<'_> {
    /// The alternatives of a denial, in order, at most [`UNLOCKS_MAX`]: sets of grants in schema
    /// order, then ties, then steps as they have to be taken. Where the question is about no record
    /// of its own, they are the groups with which some record would do.
    pub(crate) fn alternatives(&self) -> Result<List<Words>> {
        let ways = match self.record && self.states() > 0 {
            true => ways(self, self.state())?,
            false => List::new(),
        };
        let space = self.space();
        let record = &self.gate.model.types[self.rule.resource].layout.slots;
        let changes = Changes { question: self, record, ways: &ways };
        let mut start = space.known(&self.bits);
        changes.free(&mut start);
        let mut found = List::new();
        let mut candidates = 0;
        space.allowed(&start, &mut |cube| {
            for one in &changes.leading_into(cube) {
                candidates += 1;
                if candidates > UNLOCK_CANDIDATES_MAX {
                    return Err(Fault::too_large());
                }
                keep_least(&mut found, one.clone(), contains, before);
            }
            Ok(())
        })?;
        found.truncate(UNLOCKS_MAX);
        Ok(found)
    }
}

/// What may be changed about a question.
struct Changes<'a> {
    question: &'a Question<'a>,
    /// The slots of the record.
    record: &'a List<Slot>,
    /// States, each with the steps to it.
    ways: &'a List<Words>,
}

impl Changes<'_> {
    fn is_state(&self, index: usize) -> bool {
        let Question { gate, rule, .. } = self.question;
        !self.ways.is_empty() && gate.model.types[rule.resource].state == index
    }

    /// Leaves open in a cube what may change: groups that may be granted, ties that may be made,
    /// and the state.
    fn free(&self, cube: &mut Mask) {
        let Question { gate, rule, bits, .. } = self.question;
        for (index, slot) in self.record.iter().enumerate() {
            if slot.offered && !slot.ties.is_empty() || self.is_state(index) {
                slot.clear(cube);
            }
        }
        for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
            if gate.model.offers(*fact) && !has(bits, slot.value(0)) {
                slot.clear(cube);
            }
        }
    }

    /// The sets of changes that bring the request into a cube: grants, then ties, then steps.
    fn leading_into(&self, cube: &Slice<u32>) -> List<Words> {
        let Question { rule, bits, .. } = self.question;
        let mut grants = Words::new();
        for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
            if slot.meets(bits, cube) {
                grants.push(change::word(change::GRANT, *fact as usize));
            }
        }
        let (mut all, mut steps) = (list![grants], nothing());
        for (index, slot) in self.record.iter().enumerate() {
            if !slot.meets(bits, cube) {
                continue;
            }
            match self.is_state(index) {
                true => steps = self.steps(slot, cube),
                false => all = times(&all, &self.ties(index, cube)),
            }
        }
        times(&all, &steps)
    }

    /// The ways to a state that a cube leaves.
    fn steps(&self, slot: &Slot, cube: &Slice<u32>) -> List<Words> {
        let mut choices = List::new();
        for way in self.ways {
            if !has(cube, slot.value(way[0] as usize)) {
                choices.push(Words::from(&way[1..]));
            }
        }
        choices
    }

    /// The least sets of ties with which a slot has nothing that a cube rejects.
    fn ties(&self, attribute: usize, cube: &Slice<u32>) -> List<Words> {
        let mut choices = List::new();
        let slot = &self.record[attribute];
        let principal = self.question.gate.principal;
        for subset in 1u32..1 << slot.ties.len() {
            let mut bits = self.question.bits.clone();
            let mut changes = Words::new();
            for (index, reference) in slot.ties.iter().enumerate() {
                let untied = has(&self.question.bits, slot.tie(index, false));
                if subset >> index & 1 == 1 {
                    if !untied || principal.reference(*reference) == ABSENT {
                        changes.clear();
                        break;
                    }
                    self.tie(slot, index, &mut bits);
                    changes.push(change::word(change::TIE, attribute << 8 | index));
                }
            }
            if !changes.is_empty() && !slot.meets(&bits, cube) {
                keep_least(&mut choices, changes, contains, before);
            }
        }
        choices
    }

    /// Ties an attribute of the record to a reference, as the host would: a list gets one id more,
    /// an id is replaced.
    fn tie(&self, slot: &Slot, chosen: usize, bits: &mut Slice<u32>) {
        let principal = self.question.gate.principal;
        let id = principal.reference(slot.ties[chosen]);
        for (index, tie) in slot.ties.iter().enumerate() {
            let same = principal.reference(*tie) == id;
            if same || slot.kind == Kind::Entity {
                put(bits, slot.tie(index, !same), false);
                put(bits, slot.tie(index, same), true);
            }
        }
        for value in 0..slot.values {
            put(bits, slot.value(value), value == 0);
        }
    }
}
