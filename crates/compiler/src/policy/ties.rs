//! What each attribute is tied to.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rule, Rules};
use crate::facts::{Clause, Fact, Other, Slot, Tie};

/// What clauses compare attributes with.
#[derive(Default)]
pub(crate) struct Ties {
    /// By resource type and attribute.
    record: BTreeMap<(usize, usize), BTreeSet<Tie>>,
    /// By action and attribute.
    context: BTreeMap<(usize, usize), BTreeSet<Tie>>,
    /// By attribute of the principal.
    principal: BTreeMap<usize, BTreeSet<Tie>>,
}

impl Ties {
    pub(crate) fn new(rules: &Rules) -> Self {
        let mut ties = Ties::default();
        for rule in rules.iter() {
            let clauses = rule.permits.clauses.iter().chain(&rule.forbids.clauses);
            for (fact, _) in clauses.flat_map(Clause::facts) {
                if let Fact::Tie(slot, tie) = fact {
                    ties.add(rule, slot, tie);
                }
            }
        }
        ties
    }

    fn add(&mut self, rule: &Rule, slot: Slot, tie: Tie) {
        let of = match slot {
            Slot::Record(index) => self.record.entry((rule.resource, index)),
            Slot::Context(index) => self.context.entry((rule.action, index)),
            Slot::Principal(index) => {
                self.principal.entry(index).or_default().insert(tie);
                return;
            }
        };
        of.or_default().insert(tie);
    }

    /// What of contexts records are compared with: an action, and a number in its context.
    pub(crate) fn of_contexts(&self) -> Vec<(usize, usize)> {
        let context = |tie: &Tie| match tie.to {
            Other::Context(action, index) => Some((action, index)),
            _ => None,
        };
        let found: BTreeSet<_> = self.record.values().flatten().filter_map(context).collect();
        found.into_iter().collect()
    }

    /// Those of an attribute of a type's records.
    pub(crate) fn of_record(&self, resource: usize, index: usize) -> impl Iterator<Item = Tie> {
        self.record.get(&(resource, index)).into_iter().flatten().copied()
    }

    /// Those of an attribute of an action's context.
    pub(crate) fn of_context(&self, action: usize, index: usize) -> impl Iterator<Item = Tie> {
        self.context.get(&(action, index)).into_iter().flatten().copied()
    }

    /// Those of an attribute of the principal.
    pub(crate) fn of_principal(&self, index: usize) -> impl Iterator<Item = Tie> {
        self.principal.get(&index).into_iter().flatten().copied()
    }
}
