//! Unlocks: the minimal sets of changes of which each turns a denial into a permission.
//!
//! Every permit clause says what it lacks: groups to join, ties to make, a state to reach. From
//! these sets the search goes upwards, smallest first, adding what would break a forbid that still
//! holds. A set that allows is minimal when none found before is inside it; so every minimal one is
//! found and nothing else.

use alloc::vec;
use alloc::vec::Vec;

use super::fault::{Fault, Result};
use super::gate::{Gate, Given};
use super::layout::Kind;
use super::lifecycle::paths;
use super::mask::{empty, has, meets, put};
use super::request::Question;
use super::rule::Rule;
use crate::limits::{UNLOCK_CANDIDATES_MAX, UNLOCKS_MAX};

/// One change, as one word: so the order of words is that of changes in an alternative. A word of
/// no kind stands before all.
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

/// A set of changes: grants in schema order, then ties, then steps as they have to be taken.
pub(crate) type Alternative = Vec<u32>;

/// Fewest changes first.
fn before(one: &[u32], other: &[u32]) -> bool {
    (one.len(), one) < (other.len(), other)
}

/// Whether each change of `part` is among those of `whole`.
fn contains(whole: &[u32], part: &[u32]) -> bool {
    part.iter().all(|change| whole.contains(change))
}

/// Adds a grant or a tie in its place.
fn add(changes: &mut Alternative, change: u32) {
    if !changes.contains(&change) {
        let place = changes.iter().take_while(|each| **each < change).count();
        changes.insert(place, change);
    }
}

/// Candidates, looked at once each, smallest first. Each opens with the state it leads to, one more
/// than its number, or zero.
struct Queue {
    waiting: Vec<Vec<u32>>,
    seen: Vec<Vec<u32>>,
}

impl Queue {
    fn push(&mut self, candidate: Vec<u32>) {
        if !self.waiting.contains(&candidate) && !self.seen.contains(&candidate) {
            self.waiting.push(candidate);
        }
    }

    fn pop(&mut self) -> Option<Vec<u32>> {
        let mut least = 0;
        for place in 1..self.waiting.len() {
            if before(&self.waiting[place][1..], &self.waiting[least][1..]) {
                least = place;
            }
        }
        if self.waiting.is_empty() {
            return None;
        }
        let next = self.waiting.swap_remove(least);
        self.seen.push(next.clone());
        Some(next)
    }
}

/// The alternatives of a denied question, in order, at most [`UNLOCKS_MAX`].
pub(crate) fn alternatives(question: &Question<'_>) -> Result<Vec<Alternative>> {
    let rule = question.rule;
    let mut queue = Queue { waiting: Vec::new(), seen: Vec::new() };
    for here in reachable(question)? {
        for (_, permit) in rule.permits.iter() {
            let mut wanted = here.clone();
            open(question, &after(question, &here), permit, false, &mut |change| {
                add(&mut wanted, change);
            });
            for wanted in present(question, permit, wanted) {
                if !meets(permit, &after(question, &wanted)) {
                    queue.push(wanted);
                }
            }
        }
    }
    let mut found: Vec<Alternative> = Vec::new();
    while let Some(candidate) = queue.pop() {
        if found.iter().any(|each| contains(&candidate[1..], each)) {
            continue;
        }
        if queue.seen.len() > UNLOCK_CANDIDATES_MAX {
            return Err(Fault::too_large());
        }
        let bits = after(question, &candidate);
        if !rule.permits.any_clear_of(&bits) {
            continue;
        }
        match rule.forbids.iter().find(|(_, forbid)| !meets(forbid, &bits)) {
            Some((_, forbid)) => open(question, &bits, forbid, true, &mut |change| {
                let mut next = candidate.clone();
                add(&mut next, change);
                queue.push(next);
            }),
            None => found.push(candidate[1..].to_vec()),
        }
        if found.len() == UNLOCKS_MAX {
            break;
        }
    }
    Ok(found)
}

/// The ways to the states that the record can be brought to; first, to stay.
fn reachable(question: &Question<'_>) -> Result<Vec<Vec<u32>>> {
    let mut all = vec![vec![0]];
    if question.states() > 0
        && let Some(current) = question.state()
    {
        all.append(&mut paths(question, current)?);
    }
    Ok(all)
}

/// All bits once a candidate is applied.
fn after(question: &Question<'_>, candidate: &[u32]) -> Vec<u32> {
    let rule = question.rule;
    let mut bits = question.bits.clone();
    bits.extend_from_slice(&question.residual.facts);
    if let Some(state) = (candidate[0] as usize).checked_sub(1) {
        question.set_state(&mut bits, state);
    }
    let changes = &candidate[1..];
    join_groups(rule, changes, &mut bits);
    for change in changes.iter().filter(|change| change::kind(**change) == change::TIE) {
        tie(question, &mut bits, change::of(*change));
    }
    bits
}

/// Ties an attribute of the record to a reference, as the host would: a list gets one id more, an
/// id is replaced.
fn tie(question: &Question<'_>, bits: &mut [u32], chosen: usize) {
    let principal = question.gate.principal;
    let slot = &question.gate.model.types[question.rule.resource].layout.slots[chosen >> 8];
    let id = principal.reference(slot.ties[chosen & 0xFF]);
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

/// Visits the grants and ties that are open and may be offered, of which a clause rejects that they
/// are made (`so`), or that they are not.
fn open(
    question: &Question<'_>,
    bits: &[u32],
    clause: &[u32],
    so: bool,
    visit: &mut dyn FnMut(u32),
) {
    let (model, rule) = (question.gate.model, question.rule);
    for (index, fact) in rule.facts.iter().enumerate() {
        let (yes, no) = (rule.fact_bit(index, true), rule.fact_bit(index, false));
        if model.offers(*fact) && has(bits, no) && has(clause, if so { yes } else { no }) {
            visit(change::word(change::GRANT, *fact as usize));
        }
    }
    for (attribute, slot) in model.types[rule.resource].layout.slots.iter().enumerate() {
        for (index, tie) in slot.ties.iter().enumerate() {
            let possible = slot.offered && question.gate.principal.reference(*tie).is_some();
            let untied = has(bits, slot.tie(index, false));
            // A tie also ends that there is nothing.
            let nothing = slot.absent().is_some_and(|absent| has(bits, slot.value(absent)));
            let absence = so && nothing && has(clause, slot.value(0));
            if possible && untied && (absence || has(clause, slot.tie(index, so))) {
                visit(change::word(change::TIE, attribute << 8 | index));
            }
        }
    }
}

/// A candidate with every choice of ties that gives a permit what must only be there.
fn present(question: &Question<'_>, permit: &[u32], wanted: Vec<u32>) -> Vec<Vec<u32>> {
    let bits = after(question, &wanted);
    let mut all = vec![wanted];
    let resource = &question.gate.model.types[question.rule.resource];
    for (attribute, slot) in resource.layout.slots.iter().enumerate() {
        let lacks = |absent| has(&bits, slot.value(absent)) && has(permit, slot.value(absent));
        if !slot.offered || !slot.absent().is_some_and(lacks) {
            continue;
        }
        let mut next = Vec::new();
        for candidate in &all {
            for (index, tie) in slot.ties.iter().enumerate() {
                if question.gate.principal.reference(*tie).is_some() {
                    let mut tied = candidate.clone();
                    add(&mut tied, change::word(change::TIE, attribute << 8 | index));
                    next.push(tied);
                }
            }
        }
        if !next.is_empty() {
            all = next;
        }
    }
    all
}

/// The minimal sets of groups with which an action would be allowed on some record at all.
pub(crate) fn openings(gate: Gate<'_>, index: usize, given: Given<'_>) -> Result<Vec<Alternative>> {
    let (residual, rule) = (gate.residual(index), &gate.model.rules[index]);
    let mut found: Vec<Alternative> = Vec::new();
    for (_, permit) in rule.permits.iter() {
        let mut wanted = Alternative::new();
        for (index, fact) in rule.facts.iter().enumerate() {
            let group = *fact as usize;
            let open = gate.model.offers(*fact) && !gate.principal.is_in(group);
            if open && has(permit, rule.fact_bit(index, false)) {
                wanted.push(change::word(change::GRANT, group));
            }
        }
        let mut bits = empty(rule.context.blocks.end);
        bits.extend_from_slice(&residual.facts);
        join_groups(rule, &wanted, &mut bits);
        let space = gate.space(rule, &bits[rule.context.blocks.end..], given);
        if space.find(rule, true)? && !found.iter().any(|each| contains(&wanted, each)) {
            found.retain(|each| !contains(each, &wanted));
            let place = found.iter().take_while(|each| before(each, &wanted)).count();
            found.insert(place, wanted);
        }
    }
    Ok(found)
}

/// Puts the principal into the groups that changes grant.
fn join_groups(rule: &Rule, changes: &[u32], bits: &mut [u32]) {
    for (index, fact) in rule.facts.iter().enumerate() {
        if changes.contains(&change::word(change::GRANT, *fact as usize)) {
            put(bits, rule.fact_bit(index, true), true);
            put(bits, rule.fact_bit(index, false), false);
        }
    }
}
