//! Which references to the principal each attribute is compared with.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rule, Rules};
use crate::facts::{Clause, Fact, Slot};

/// The references that clauses compare attributes with: `0` is the principal itself, `k` its
/// attribute `k - 1`.
pub(crate) struct Ties {
    /// By resource type and attribute.
    record: BTreeMap<(usize, usize), BTreeSet<usize>>,
    /// By action and attribute.
    context: BTreeMap<(usize, usize), BTreeSet<usize>>,
}

impl Ties {
    pub(crate) fn new(rules: &Rules) -> Self {
        let mut ties = Ties { record: BTreeMap::new(), context: BTreeMap::new() };
        for rule in rules.iter() {
            let clauses = rule.permits.clauses.iter().chain(&rule.forbids.clauses);
            for (fact, _) in clauses.flat_map(Clause::facts) {
                if let Fact::Tie(slot, reference) = fact {
                    ties.add(rule, slot, reference);
                }
            }
        }
        ties
    }

    fn add(&mut self, rule: &Rule, slot: Slot, reference: usize) {
        let of = match slot {
            Slot::Record(index) => self.record.entry((rule.resource, index)),
            Slot::Context(index) => self.context.entry((rule.action, index)),
        };
        of.or_default().insert(reference);
    }

    /// Those of an attribute of a type's records.
    pub(crate) fn of_record(&self, resource: usize, index: usize) -> impl Iterator<Item = usize> {
        self.record.get(&(resource, index)).into_iter().flatten().copied()
    }

    /// Those of an attribute of an action's context.
    pub(crate) fn of_context(&self, action: usize, index: usize) -> impl Iterator<Item = usize> {
        self.context.get(&(action, index)).into_iter().flatten().copied()
    }
}
