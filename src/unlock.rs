//! Unlocks: the minimal sets of changes of which each turns a denial into a permission.
//!
//! Every permit clause says what it lacks: groups to join, ties to make, a state to reach. From
//! these sets the search goes upwards, smallest first, adding what would break a forbid that still
//! holds. A set that allows is minimal when none found before is inside it; so every minimal one is
//! found and nothing else.

use std::collections::BTreeSet;

use crate::bundle::AttributeKind;
use crate::error::Result;
use crate::gate::{Gate, Given};
use crate::layout::{Slot, has, meets, set, unset};
use crate::lifecycle::{Path, paths};
use crate::limits::{UNLOCK_CANDIDATES_MAX, UNLOCKS_MAX};
use crate::request::Question;
use crate::rule::{Clause, Fact, Rule};
use crate::space::too_large;

/// A set of changes. Fewest changes come first, then grants in schema order, ties, steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alternative {
    /// Groups.
    pub(crate) grants: BTreeSet<usize>,
    /// Record attributes, each with the reference (a place in the slot's ties).
    pub(crate) ties: BTreeSet<(usize, usize)>,
    /// Transitions of the lifecycle, in order.
    pub(crate) steps: Path,
}

impl Alternative {
    fn none() -> Self {
        Alternative { grants: BTreeSet::new(), ties: BTreeSet::new(), steps: Path::new() }
    }

    fn len(&self) -> usize {
        self.grants.len() + self.ties.len() + self.steps.len()
    }

    fn contains(&self, other: &Self) -> bool {
        self.grants.is_superset(&other.grants)
            && self.ties.is_superset(&other.ties)
            && other.steps.iter().all(|step| self.steps.contains(step))
    }
}

impl Ord for Alternative {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        // A list that has run out of grants goes on with ties, which come after every grant.
        let grants = || {
            let (mut one, mut two) = (self.grants.iter(), other.grants.iter());
            loop {
                match (one.next(), two.next()) {
                    (None, None) => return core::cmp::Ordering::Equal,
                    (None, Some(_)) => return core::cmp::Ordering::Greater,
                    (Some(_), None) => return core::cmp::Ordering::Less,
                    (Some(one), Some(two)) if one == two => {}
                    (Some(one), Some(two)) => return one.cmp(two),
                }
            }
        };
        self.len()
            .cmp(&other.len())
            .then_with(grants)
            .then_with(|| other.ties.len().cmp(&self.ties.len()))
            .then_with(|| self.ties.cmp(&other.ties))
            .then_with(|| self.steps.cmp(&other.steps))
    }
}

impl PartialOrd for Alternative {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The alternatives of a denied question, in order, at most [`UNLOCKS_MAX`].
pub(crate) fn alternatives(question: &Question<'_>) -> Result<Vec<Alternative>> {
    let mut waiting = BTreeSet::new();
    let current = question.state();
    for (state, steps) in reachable(question, current)? {
        let here = Alternative { steps, ..Alternative::none() };
        let situation = Situation { question, state: state.filter(|_| !here.steps.is_empty()) };
        for permit in &question.rule.permits {
            waiting.extend(situation.lacking(permit, &here).map(|each| (each, state)));
        }
    }
    let mut found: Vec<Alternative> = Vec::new();
    let mut looked_at = 0;
    while let Some((candidate, state)) = waiting.pop_first() {
        if found.iter().any(|each| candidate.contains(each)) {
            continue;
        }
        looked_at += 1;
        if looked_at > UNLOCK_CANDIDATES_MAX {
            return Err(too_large());
        }
        let situation =
            Situation { question, state: state.filter(|_| !candidate.steps.is_empty()) };
        let words = situation.after(&candidate);
        let holds = |clause: &&Clause| !meets(&clause.reject, &words);
        if !question.rule.permits.iter().any(|clause| holds(&clause)) {
            continue;
        }
        match question.rule.forbids.iter().find(holds) {
            Some(forbid) => {
                let more = situation.breaking(forbid, &candidate);
                waiting.extend(more.into_iter().map(|each| (each, state)));
            }
            None => found.push(candidate),
        }
        if found.len() == UNLOCKS_MAX {
            break;
        }
    }
    Ok(found)
}

/// The states the record can be brought to, with every shortest way there; its own comes first.
fn reachable(
    question: &Question<'_>,
    current: Option<usize>,
) -> Result<Vec<(Option<usize>, Path)>> {
    let mut all = vec![(current, Path::new())];
    if let Some(current) = current.filter(|_| !question.states().is_empty()) {
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
        let (gate, rule) = (self.question.gate, self.question.rule);
        let mut words = self.question.words.clone();
        words.extend_from_slice(&self.question.residual.facts);
        if let Some(state) = self.state {
            self.question.set_state(&mut words, state);
        }
        join_groups(rule, alternative, &mut words);
        let loaded = &gate.policy.0;
        for (attribute, chosen) in &alternative.ties {
            let slot = &loaded.layouts[rule.resource].slots[*attribute];
            let refs = &gate.principal.refs;
            let id = &refs[slot.ties[*chosen]];
            let kind = loaded.bundle.types[rule.resource].attributes[*attribute].kind;
            for (index, tie) in slot.ties.iter().enumerate() {
                let same = refs[*tie] == *id;
                if same || kind == AttributeKind::Entity {
                    unset(&mut words, if same { slot.untied(index) } else { slot.tied(index) });
                    set(&mut words, if same { slot.tied(index) } else { slot.untied(index) });
                }
            }
            if let Some(absent) = slot.absent {
                unset(&mut words, slot.value(absent));
            }
            set(&mut words, slot.value(0));
        }
        words
    }

    /// What a permit lacks, where changes of the allowed kinds can supply it.
    fn lacking(&self, permit: &Clause, here: &Alternative) -> Option<Alternative> {
        let mut wanted = here.clone();
        let words = self.after(here);
        self.extend(
            &mut wanted,
            &words,
            |rule, index| has(&permit.reject, rule.fact_bit(index, false)),
            |slot, index| has(&permit.reject, slot.untied(index)),
        );
        (!meets(&permit.reject, &self.after(&wanted))).then_some(wanted)
    }

    /// The candidate with one more change that breaks a forbid.
    fn breaking(&self, forbid: &Clause, candidate: &Alternative) -> Vec<Alternative> {
        let words = self.after(candidate);
        let mut all = Alternative::none();
        self.extend(
            &mut all,
            &words,
            |rule, index| has(&forbid.reject, rule.fact_bit(index, true)),
            |slot, index| has(&forbid.reject, slot.tied(index)),
        );
        let grants = all.grants.into_iter().map(|group| {
            let mut next = candidate.clone();
            next.grants.insert(group);
            next
        });
        let ties = all.ties.into_iter().map(|tie| {
            let mut next = candidate.clone();
            next.ties.insert(tie);
            next
        });
        grants.chain(ties).collect()
    }

    /// Adds the grants and ties that are wanted, open and may be offered.
    fn extend(
        &self,
        wanted: &mut Alternative,
        words: &[u64],
        fact: impl Fn(&Rule, usize) -> bool,
        tie: impl Fn(&Slot, usize) -> bool,
    ) {
        let rule = self.question.rule;
        let loaded = &self.question.gate.policy.0;
        for (index, known) in rule.facts.iter().enumerate() {
            if let Fact::Group(group) = known
                && loaded.bundle.groups[*group].offered
                && has(words, rule.fact_bit(index, false))
                && fact(rule, index)
            {
                wanted.grants.insert(*group);
            }
        }
        let attributes = &loaded.bundle.types[rule.resource].attributes;
        let refs = &self.question.gate.principal.refs;
        for (attribute, slot) in loaded.layouts[rule.resource].slots.iter().enumerate() {
            if !attributes[attribute].offered {
                continue;
            }
            for index in 0..slot.ties.len() {
                if refs[slot.ties[index]].is_some()
                    && has(words, slot.untied(index))
                    && tie(slot, index)
                {
                    wanted.ties.insert((attribute, index));
                }
            }
        }
    }
}

/// The minimal sets of groups with which an action would be allowed on some record at all.
pub(crate) fn openings(gate: &Gate, rule: usize, given: Given<'_>) -> Result<Vec<Alternative>> {
    let (residual, rule) = (gate.residual(rule), &gate.policy.0.rules[rule]);
    let mut sets: BTreeSet<Alternative> = BTreeSet::new();
    for permit in &rule.permits {
        let mut wanted = Alternative::none();
        for (index, fact) in rule.facts.iter().enumerate() {
            if let Fact::Group(group) = fact
                && gate.policy.0.bundle.groups[*group].offered
                && !gate.principal.groups[*group]
                && has(&permit.reject, rule.fact_bit(index, false))
            {
                wanted.grants.insert(*group);
            }
        }
        let mut facts = vec![0; rule.words];
        facts[rule.request_words..].copy_from_slice(&residual.facts);
        join_groups(rule, &wanted, &mut facts);
        let space = gate.space(rule, &facts[rule.request_words..], given);
        if space.find(rule, true)? {
            sets.insert(wanted);
        }
    }
    let mut found: Vec<Alternative> = Vec::new();
    for each in sets {
        if !found.iter().any(|other| each.contains(other)) {
            found.push(each);
        }
    }
    Ok(found)
}

/// Puts the principal into an alternative's groups.
fn join_groups(rule: &Rule, alternative: &Alternative, words: &mut [u64]) {
    for (index, fact) in rule.facts.iter().enumerate() {
        if matches!(fact, Fact::Group(group) if alternative.grants.contains(group)) {
            set(words, rule.fact_bit(index, true));
            unset(words, rule.fact_bit(index, false));
        }
    }
}
