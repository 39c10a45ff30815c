//! Unlocks: the minimal sets of changes of which each turns a denial into a permission.
//!
//! What may be changed is left free: groups to join, ties to make, the state that a way leads to.
//! All else is pinned. The parts of that space in which the action is allowed say what they ask of
//! each slot; the changes that bring the request there are the alternatives, and those that are in
//! no other are the minimal ones.

use alloc::vec;
use alloc::vec::Vec;

use super::choice::{Words, keep_least, nothing, times};
use super::fault::{Fault, Result};
use super::layout::{Kind, Slot};
use super::lifecycle::ways;
use super::mask::{has, put};
use super::request::Question;
use super::space::Space;
use crate::limits::{UNLOCK_CANDIDATES_MAX, UNLOCKS_MAX};

/// One change, as one word: so the order of words is that of changes in an alternative.
pub(crate) mod change {
    /// Where the kind begins.
    pub(crate) const KIND: u32 = 28;
    /// The principal joins a group.
    pub(crate) const GRANT: u32 = 1;
    /// A record attribute (from bit 8) is tied to a reference (its place among the slot's ties).
    pub(crate) const TIE: u32 = 2;
    /// A transition of the lifecycle is taken.
    pub(crate) const STEP: u32 = 3;

    pub(crate) const fn word(kind: u32, of: usize) -> u32 {
        kind << KIND | of as u32
    }

    pub(crate) const fn kind(word: u32) -> u32 {
        word >> KIND
    }

    pub(crate) const fn of(word: u32) -> usize {
        (word & ((1 << KIND) - 1)) as usize
    }
}

/// Fewest changes first.
fn before(one: &[u32], other: &[u32]) -> bool {
    (one.len(), one) < (other.len(), other)
}

/// Whether each change of `part` is among those of `whole`. Of as many changes, none is there in
/// another order: shortest ways to different states end with different steps.
fn contains(whole: &[u32], part: &[u32]) -> bool {
    part == whole || part.len() < whole.len() && part.iter().all(|each| whole.contains(each))
}

/// Whether a cube rejects something that a slot has now.
fn rejected(slot: &Slot, now: &[u32], cube: &[u32]) -> bool {
    slot.bits().any(|bit| has(now, bit) && has(cube, bit))
}

impl Question<'_> {
    /// The alternatives of a denial, in order, at most [`UNLOCKS_MAX`]: sets of grants in schema
    /// order, then ties, then steps as they have to be taken. Where the question is about no record
    /// of its own, they are the groups with which some record would do.
    pub(crate) fn alternatives(&self) -> Result<Vec<Words>> {
        let ways = match self.state() {
            Some(state) if self.record && self.states() > 0 => ways(self, state)?,
            _ => Vec::new(),
        };
        let space = self.space();
        let changes = Changes { question: self, space: &space, ways: &ways };
        let start = space.pinned(&self.bits, &|index| changes.is_free(index));
        let mut found = Vec::new();
        let mut candidates = 0;
        space.allowed(&start, &mut |cube| {
            for one in changes.leading_into(cube) {
                candidates += 1;
                if candidates > UNLOCK_CANDIDATES_MAX {
                    return Err(Fault::too_large());
                }
                keep_least(&mut found, one, contains, before);
            }
            Ok(false)
        })?;
        found.truncate(UNLOCKS_MAX);
        Ok(found)
    }
}

/// What may be changed about a question.
struct Changes<'a> {
    question: &'a Question<'a>,
    space: &'a Space<'a>,
    /// States, each with the steps to it.
    ways: &'a [Words],
}

impl Changes<'_> {
    /// The fact that a slot is for, where the principal could be granted it.
    fn grant(&self, index: usize) -> Option<u32> {
        let rule = self.space.rule;
        let fact = *rule.facts.get(index.checked_sub(self.space.slots.len() - rule.facts.len())?)?;
        let held = has(&self.question.bits, self.space.slots[index].value(0));
        (!held && self.question.gate.model.offers(fact)).then_some(fact)
    }

    fn is_state(&self, index: usize) -> bool {
        let state = self.question.gate.model.types[self.space.rule.resource].state;
        state == Some(index) && !self.ways.is_empty()
    }

    fn is_free(&self, index: usize) -> bool {
        let slot = self.space.slots[index];
        let ties = index < self.space.record && slot.offered && !slot.ties.is_empty();
        ties || self.is_state(index) || self.grant(index).is_some()
    }

    /// The sets of changes that bring the request into a cube.
    fn leading_into(&self, cube: &[u32]) -> Vec<Words> {
        let (record, count) = (self.space.record, self.space.slots.len());
        let of_record = |state: bool| (0..record).filter(move |index| self.is_state(*index) == state);
        let mut all = nothing();
        for index in (record..count).chain(of_record(false)).chain(of_record(true)) {
            let slot = self.space.slots[index];
            if !rejected(slot, &self.question.bits, cube) {
                continue;
            }
            let choices = match self.grant(index) {
                Some(fact) => vec![vec![change::word(change::GRANT, fact as usize)]],
                None if self.is_state(index) => self.steps(slot, cube),
                None => self.ties(index, cube),
            };
            all = times(&all, &choices);
        }
        all
    }

    /// The ways to a state that a cube leaves.
    fn steps(&self, slot: &Slot, cube: &[u32]) -> Vec<Words> {
        let mut choices = Vec::new();
        for way in self.ways {
            if !has(cube, slot.value(way[0] as usize)) {
                choices.push(way[1..].to_vec());
            }
        }
        choices
    }

    /// The least sets of ties with which a slot has nothing that a cube rejects.
    fn ties(&self, attribute: usize, cube: &[u32]) -> Vec<Words> {
        let slot = self.space.slots[attribute];
        let principal = self.question.gate.principal;
        let mut choices = Vec::new();
        for subset in 1u32..1 << slot.ties.len() {
            let mut bits = self.question.bits.clone();
            let mut changes = Words::new();
            for (index, reference) in slot.ties.iter().enumerate() {
                let untied = has(&self.question.bits, slot.tie(index, false));
                if subset >> index & 1 == 1 {
                    if !untied || principal.reference(*reference).is_none() {
                        changes.clear();
                        break;
                    }
                    self.tie(slot, index, &mut bits);
                    changes.push(change::word(change::TIE, attribute << 8 | index));
                }
            }
            if !changes.is_empty() && !rejected(slot, &bits, cube) {
                keep_least(&mut choices, changes, contains, before);
            }
        }
        choices
    }

    /// Ties an attribute of the record to a reference, as the host would: a list gets one id more,
    /// an id is replaced.
    fn tie(&self, slot: &Slot, chosen: usize, bits: &mut [u32]) {
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
