//! Unlocks: the minimal sets of changes of which each turns a denial into a permission.
//!
//! Every permit clause says what it lacks: groups to join, ties to make, a state to reach. From
//! these sets the search goes upwards, smallest first, adding what would break a forbid that still
//! holds. A set that allows is minimal when none found before is inside it; so every minimal one is
//! found and nothing else.

use alloc::vec;
use alloc::vec::Vec;

use crate::bundle::AttributeKind;
use crate::error::Result;
use crate::gate::{Gate, Given};
use crate::layout::{has, meets, set, unset};
use crate::lifecycle::{Path, paths};
use crate::limits::{UNLOCK_CANDIDATES_MAX, UNLOCKS_MAX};
use crate::request::Question;
use crate::rule::{Clause, Fact, Rule};
use crate::space::too_large;
use crate::text::Gather;

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Move {
    /// Joins the principal to a group.
    Grant(usize),
    /// Ties a record attribute to a reference (a place in the slot's ties).
    Tie(usize, usize),
    /// Takes a transition of the lifecycle.
    Step(usize),
}

/// A set of changes: grants in schema order, then ties, then steps as they have to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alternative(pub(crate) Vec<Move>);

impl Alternative {
    /// Fewest changes first.
    fn before(&self, other: &Self) -> bool {
        (self.0.len(), &self.0) < (other.0.len(), &other.0)
    }

    fn contains(&self, other: &Self) -> bool {
        other.0.iter().all(|each| self.0.contains(each))
    }

    pub(crate) fn steps(&self) -> impl Iterator<Item = usize> {
        self.0.iter().filter_map(|each| match each {
            Move::Step(step) => Some(*step),
            _ => None,
        })
    }

    fn grants(&self, group: usize) -> bool {
        self.0.contains(&Move::Grant(group))
    }

    /// Adds a grant or a tie in its place.
    fn add(&mut self, change: Move) {
        if !self.0.contains(&change) {
            let place = self.0.iter().take_while(|each| **each < change).count();
            self.0.insert(place, change);
        }
    }
}

/// Candidates, looked at once each, smallest first.
struct Queue {
    waiting: Vec<(Alternative, Option<usize>)>,
    seen: Vec<Alternative>,
}

impl Queue {
    fn push(&mut self, candidate: Alternative, state: Option<usize>) {
        let known = self.waiting.iter().any(|(each, _)| *each == candidate);
        if !known && !self.seen.contains(&candidate) {
            self.waiting.push((candidate, state));
        }
    }

    fn pop(&mut self) -> Option<(Alternative, Option<usize>)> {
        let mut least = 0;
        for place in 1..self.waiting.len() {
            if self.waiting[place].0.before(&self.waiting[least].0) {
                least = place;
            }
        }
        if self.waiting.is_empty() {
            return None;
        }
        let next = self.waiting.swap_remove(least);
        self.seen.push(next.0.clone());
        Some(next)
    }
}

/// The alternatives of a denied question, in order, at most [`UNLOCKS_MAX`].
pub(crate) fn alternatives(question: &Question<'_>) -> Result<Vec<Alternative>> {
    let mut queue = Queue { waiting: Vec::new(), seen: Vec::new() };
    for (state, steps) in reachable(question)? {
        let here = Alternative(steps.into_iter().map(Move::Step).gathered());
        let situation = Situation { question, state };
        for permit in &question.rule.permits {
            if let Some(candidate) = situation.lacking(permit, &here) {
                queue.push(candidate, state);
            }
        }
    }
    let mut found: Vec<Alternative> = Vec::new();
    while let Some((candidate, state)) = queue.pop() {
        if found.iter().any(|each| candidate.contains(each)) {
            continue;
        }
        if queue.seen.len() > UNLOCK_CANDIDATES_MAX {
            return Err(too_large());
        }
        let situation = Situation { question, state };
        let words = situation.after(&candidate);
        let holds = |clause: &&Clause| !meets(&clause.reject, &words);
        if !question.rule.permits.iter().any(|clause| holds(&clause)) {
            continue;
        }
        match question.rule.forbids.iter().find(holds) {
            Some(forbid) => {
                for change in situation.breaking(forbid, &words) {
                    let mut next = candidate.clone();
                    next.add(change);
                    queue.push(next, state);
                }
            }
            None => found.push(candidate),
        }
        if found.len() == UNLOCKS_MAX {
            break;
        }
    }
    Ok(found)
}

/// The states the record can be brought to, with every shortest way there; first, none at all.
fn reachable(question: &Question<'_>) -> Result<Vec<(Option<usize>, Path)>> {
    let mut all = vec![(None, Path::new())];
    if let Some(current) = question.state().filter(|_| !question.states().is_empty()) {
        for (state, ways) in paths(question, current)? {
            all.extend(ways.into_iter().map(|way| (Some(state), way)));
        }
    }
    Ok(all)
}

/// The question, with the record in another state.
struct Situation<'a> {
    question: &'a Question<'a>,
    state: Option<usize>,
}

impl Situation<'_> {
    /// All words once an alternative is applied.
    fn after(&self, alternative: &Alternative) -> Vec<u64> {
        let rule = self.question.rule;
        let mut words = self.question.words.clone();
        words.extend_from_slice(&self.question.residual.facts);
        if let Some(state) = self.state {
            self.question.set_state(&mut words, state);
        }
        join_groups(rule, alternative, &mut words);
        for change in &alternative.0 {
            if let Move::Tie(attribute, chosen) = change {
                self.tie(&mut words, *attribute, *chosen);
            }
        }
        words
    }

    /// Ties an attribute of the record to a reference, as the host would: a list gets one id more,
    /// an id is replaced.
    fn tie(&self, words: &mut [u64], attribute: usize, chosen: usize) {
        let (gate, rule) = (self.question.gate, self.question.rule);
        let loaded = &gate.policy.0;
        let slot = &loaded.layouts[rule.resource].slots[attribute];
        let kind = loaded.bundle.types[rule.resource].attributes[attribute].kind;
        let id = &gate.principal.refs[slot.ties[chosen]];
        for (index, tie) in slot.ties.iter().enumerate() {
            let same = gate.principal.refs[*tie] == *id;
            if same || kind == AttributeKind::Entity {
                unset(words, if same { slot.untied(index) } else { slot.tied(index) });
                set(words, if same { slot.tied(index) } else { slot.untied(index) });
            }
        }
        if let Some(absent) = slot.absent {
            unset(words, slot.value(absent));
        }
        set(words, slot.value(0));
    }

    /// What a permit lacks, where changes of the allowed kinds can supply it.
    fn lacking(&self, permit: &Clause, here: &Alternative) -> Option<Alternative> {
        let mut wanted = here.clone();
        for change in self.open(&self.after(here), |_, no| has(&permit.reject, no)) {
            wanted.add(change);
        }
        (!meets(&permit.reject, &self.after(&wanted))).then_some(wanted)
    }

    /// The changes of which each breaks a forbid.
    fn breaking(&self, forbid: &Clause, words: &[u64]) -> Vec<Move> {
        self.open(words, |yes, _| has(&forbid.reject, yes))
    }

    /// The grants and ties that are open, may be offered and are wanted, judged by the bits that
    /// say "it is so" and "it is not".
    fn open(&self, words: &[u64], wanted: impl Fn(usize, usize) -> bool) -> Vec<Move> {
        let rule = self.question.rule;
        let loaded = &self.question.gate.policy.0;
        let mut open = Vec::new();
        for (index, fact) in rule.facts.iter().enumerate() {
            let (yes, no) = (rule.fact_bit(index, true), rule.fact_bit(index, false));
            if let Fact::Group(group) = fact
                && loaded.bundle.groups[*group].offered
                && has(words, no)
                && wanted(yes, no)
            {
                open.push(Move::Grant(*group));
            }
        }
        let attributes = &loaded.bundle.types[rule.resource].attributes;
        let refs = &self.question.gate.principal.refs;
        for (attribute, slot) in loaded.layouts[rule.resource].slots.iter().enumerate() {
            for (index, tie) in slot.ties.iter().enumerate() {
                if attributes[attribute].offered
                    && refs[*tie].is_some()
                    && has(words, slot.untied(index))
                    && wanted(slot.tied(index), slot.untied(index))
                {
                    open.push(Move::Tie(attribute, index));
                }
            }
        }
        open
    }
}

/// The minimal sets of groups with which an action would be allowed on some record at all.
pub(crate) fn openings(gate: &Gate, rule: usize, given: Given<'_>) -> Result<Vec<Alternative>> {
    let (residual, rule) = (gate.residual(rule), &gate.policy.0.rules[rule]);
    let mut found: Vec<Alternative> = Vec::new();
    for permit in &rule.permits {
        let mut wanted = Alternative(Vec::new());
        for (index, fact) in rule.facts.iter().enumerate() {
            if let Fact::Group(group) = fact
                && gate.policy.0.bundle.groups[*group].offered
                && !gate.principal.groups[*group]
                && has(&permit.reject, rule.fact_bit(index, false))
            {
                wanted.add(Move::Grant(*group));
            }
        }
        let mut facts = vec![0; rule.words];
        facts[rule.request_words..].copy_from_slice(&residual.facts);
        join_groups(rule, &wanted, &mut facts);
        let space = gate.space(rule, &facts[rule.request_words..], given);
        if space.find(rule, true)? && !found.iter().any(|each| wanted.contains(each)) {
            found.retain(|each| !each.contains(&wanted));
            let place = found.iter().take_while(|each| each.before(&wanted)).count();
            found.insert(place, wanted);
        }
    }
    Ok(found)
}

/// Puts the principal into an alternative's groups.
fn join_groups(rule: &Rule, alternative: &Alternative, words: &mut [u64]) {
    for (index, fact) in rule.facts.iter().enumerate() {
        if matches!(fact, Fact::Group(group) if alternative.grants(*group)) {
            set(words, rule.fact_bit(index, true));
            unset(words, rule.fact_bit(index, false));
        }
    }
}
