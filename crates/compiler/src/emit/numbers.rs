//! How a bundle numbers what the schema numbers otherwise: of a type's, an action's and the
//! principal's attributes it keeps those that something in the pack reads; and transitions are
//! numbered by their names.

use std::collections::{BTreeSet, HashMap, HashSet};

use tollgate::bundle;
use tollgate::program::{AttributeId, Other, Part, ReferenceId, Tie, TransitionId};

use crate::facts::{self, Slot};
use crate::pack::Pack;
use crate::pack::surface::Does;
use crate::policy::{Rule, Ties};

/// The numbers of a pack's bundle.
pub(super) struct Numbers<'a> {
    pub(super) pack: &'a Pack,
    /// The attributes of each type, by their number in the schema.
    pub(super) kept: Vec<Vec<usize>>,
    /// The context attributes of each action.
    pub(super) context: Vec<Vec<usize>>,
    /// The attributes of the principal.
    pub(super) principal: Vec<usize>,
    /// The names of transitions, each where it first stands.
    pub(super) transitions: Vec<&'a str>,
    /// Where among them each name is.
    transition_numbers: HashMap<&'a str, usize>,
    /// What of contexts records are compared with, after the principal's attributes.
    pub(super) compared_contexts: Vec<(usize, usize)>,
    ties: Ties,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(pack: &'a Pack) -> Self {
        let mut kept = vec![BTreeSet::new(); pack.schema.types.len()];
        let mut context = vec![BTreeSet::new(); pack.schema.actions.len()];
        for rule in pack.rules.iter() {
            kept[rule.resource].extend(rule.record_mentions());
            context[rule.action].extend(rule.context_mentions());
        }
        for lifecycle in &pack.lifecycles {
            kept[lifecycle.resource].insert(lifecycle.attribute);
        }
        for control in &pack.surface.controls {
            match &control.does {
                Does::Choice(_, Slot::Record(index)) => {
                    kept[control.resource].insert(*index);
                }
                Does::Choice(action, Slot::Context(index)) => {
                    context[action.value].insert(*index);
                }
                Does::Choice(_, Slot::Principal(_))
                | Does::Action(_)
                | Does::Transition(_)
                | Does::Field { .. } => {}
            }
        }
        for advice in &pack.advices.decisions {
            for (resource, when) in &advice.on {
                kept[*resource].extend(when.keys().copied());
            }
        }
        for (resource, kept) in kept.iter_mut().enumerate() {
            let conditions = pack.conditions(resource);
            kept.extend(conditions.iter().map(|condition| condition.attribute));
        }
        let listed = |sets: Vec<BTreeSet<usize>>| -> Vec<Vec<usize>> {
            sets.into_iter().map(|set| set.into_iter().collect()).collect()
        };
        let transitions = transitions(pack);
        let numbered = transitions.iter().enumerate();
        let ties = Ties::new(&pack.rules);
        Self {
            pack,
            kept: listed(kept),
            context: listed(context),
            principal: pack.rules.principal.iter().copied().collect(),
            transition_numbers: numbered.map(|(index, name)| (*name, index)).collect(),
            transitions,
            compared_contexts: ties.of_contexts(),
            ties,
        }
    }

    /// The number of an attribute of a type's record.
    pub(super) fn of_record(&self, resource: usize, index: usize) -> AttributeId {
        AttributeId::at(position(&self.kept[resource], index))
    }

    /// The number of an attribute of an action's context.
    pub(super) fn of_context(&self, action: usize, index: usize) -> AttributeId {
        AttributeId::at(position(&self.context[action], index))
    }

    /// The number of an attribute of the principal.
    pub(super) fn of_principal(&self, index: usize) -> AttributeId {
        AttributeId::at(position(&self.principal, index))
    }

    /// The number of an attribute that a rule reads.
    pub(super) fn attribute(&self, rule: &Rule, slot: Slot) -> (Part, AttributeId) {
        match slot {
            Slot::Record(index) => (Part::Record, self.of_record(rule.resource, index)),
            Slot::Context(index) => (Part::Context, self.of_context(rule.action, index)),
            Slot::Principal(index) => (Part::Principal, self.of_principal(index)),
        }
    }

    /// The number of a transition's name.
    ///
    /// INVARIANT: it is a transition of the pack, so its name is always found.
    pub(super) fn transition(&self, name: &str) -> TransitionId {
        let place = self.transition_numbers.get(name);
        TransitionId::at(place.copied().unwrap_or(self.transitions.len()))
    }

    /// What clauses compare an attribute of a type's records with.
    pub(super) fn record_ties(&self, resource: usize, index: usize) -> Vec<Tied> {
        self.tied(self.ties.of_record(resource, index), Some(resource))
    }

    /// What clauses compare an attribute of an action's context with.
    pub(super) fn context_ties(&self, action: usize, index: usize) -> Vec<Tied> {
        self.tied(self.ties.of_context(action, index), None)
    }

    /// What clauses compare an attribute of the principal with.
    pub(super) fn principal_ties(&self, index: usize) -> Vec<Tied> {
        self.tied(self.ties.of_principal(index), None)
    }

    /// The place of a tie among those of its attribute.
    pub(super) fn tie(&self, rule: &Rule, slot: Slot, tie: facts::Tie) -> usize {
        let mut all: Box<dyn Iterator<Item = facts::Tie>> = match slot {
            Slot::Record(index) => Box::new(self.ties.of_record(rule.resource, index)),
            Slot::Context(index) => Box::new(self.ties.of_context(rule.action, index)),
            Slot::Principal(index) => Box::new(self.ties.of_principal(index)),
        };
        all.position(|it| it == tie).unwrap_or(usize::MAX)
    }

    fn tied(&self, ties: impl Iterator<Item = facts::Tie>, resource: Option<usize>) -> Vec<Tied> {
        let tied = ties.enumerate().map(|(at, tie)| {
            let relation = tie.relation;
            let none = bundle::Tie {
                relation,
                principal: None,
                context: None,
                attribute: None,
                text: None,
            };
            match tie.to {
                facts::Other::Principal(index) => {
                    let reference = ReferenceId(self.of_principal(index).0);
                    let to = Other::Principal(reference);
                    let entry = bundle::Tie { principal: Some(reference), ..none };
                    Tied { tie: Tie { relation, to }, entry }
                }
                facts::Other::Record(index) => {
                    let other = self.of_record(resource.unwrap_or_default(), index);
                    let to = Other::Attribute(Part::Record, other);
                    let entry = bundle::Tie { attribute: Some(other), ..none };
                    Tied { tie: Tie { relation, to }, entry }
                }
                facts::Other::Context(action, index) => {
                    let place = self.compared_contexts.iter().position(|it| *it == (action, index));
                    let place = place.unwrap_or(self.compared_contexts.len());
                    let reference = ReferenceId::at(self.principal.len() + place);
                    let entry = bundle::Tie { context: Some(reference), ..none };
                    Tied { tie: Tie { relation, to: Other::Context(reference) }, entry }
                }
                facts::Other::Text(text) => {
                    let to = Other::Text(u32::try_from(at).unwrap_or(u32::MAX));
                    let text = self.pack.rules.texts.get(text).cloned();
                    Tied { tie: Tie { relation, to }, entry: bundle::Tie { text, ..none } }
                }
            }
        });
        tied.collect()
    }
}

/// A tie as the program and the tables have it.
#[derive(Clone)]
pub(super) struct Tied {
    pub(super) tie: Tie,
    pub(super) entry: bundle::Tie,
}

/// The names of all transitions in the order of the types, each once.
fn transitions(pack: &Pack) -> Vec<&str> {
    let (mut names, mut known) = (Vec::new(), HashSet::new());
    let mut lifecycles: Vec<_> = pack.lifecycles.iter().collect();
    lifecycles.sort_by_key(|lifecycle| lifecycle.resource);
    for step in lifecycles.into_iter().flat_map(|lifecycle| &lifecycle.transitions) {
        let name = step.name.value.as_str();
        if known.insert(name) {
            names.push(name);
        }
    }
    names
}

/// Where a bundle keeps what the schema numbers.
///
/// INVARIANT: whatever is emitted was kept, so the position is always found.
fn position(kept: &[usize], index: usize) -> usize {
    kept.binary_search(&index).unwrap_or_else(|place| place)
}
