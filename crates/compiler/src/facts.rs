//! Facts about a request, and conjunctions of them.
//!
//! Every fact has a small domain: a group and a tie are `0` or `1`; an attribute is one of its
//! values or classes of values, numbered as in a bundle, absence last.
//! INVARIANT: worlds are consistent. A tie that holds means that the attribute is present, and so
//! is what it is tied to.

use std::collections::{BTreeMap, BTreeSet};

use tollgate::Relation;

use crate::schema::{Attribute, Schema};

/// Something that is one way or another in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fact {
    /// Whether the principal is in the group.
    Group(usize),
    /// Which value an attribute has.
    Is(Slot),
    /// Whether an attribute is tied to something.
    Tie(Slot, Tie),
}

/// What an attribute is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Tie {
    pub(crate) to: Other,
    pub(crate) relation: Relation,
}

/// What stands on the other side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Other {
    /// An attribute of the principal, by its number in the schema.
    Principal(usize),
    /// Another attribute of the record.
    Record(usize),
    /// An attribute of a context: the first action whose context has it, and its number there.
    Context(usize, usize),
    /// A text, by its number among all of the pack.
    Text(usize),
}

impl Other {
    /// The attribute that it is.
    pub(crate) fn slot(self, space: Space<'_>) -> Option<Slot> {
        match self {
            Other::Principal(index) => Some(Slot::Principal(index)),
            Other::Record(index) => Some(Slot::Record(index)),
            Other::Context(action, index) => {
                let actions = &space.schema.actions;
                let path = &actions.get(action)?.context.get(index)?.path;
                let attributes = &actions.get(space.action)?.context;
                attributes.iter().position(|it| it.path == *path).map(Slot::Context)
            }
            Other::Text(_) => None,
        }
    }
}

/// An attribute of the record, the context or the principal, by its number in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Slot {
    /// Of the record.
    Record(usize),
    /// Of the context.
    Context(usize),
    /// Of the principal.
    Principal(usize),
}

/// The values that a fact may have.
pub(crate) type Values = BTreeSet<usize>;

/// The value of a two-valued fact that does not hold.
pub(crate) const NO: usize = 0;
/// The value of a two-valued fact that holds.
pub(crate) const YES: usize = 1;

/// What can be so for one action on one resource type.
#[derive(Clone, Copy)]
pub(crate) struct Space<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) action: usize,
    pub(crate) resource: usize,
}

impl<'a> Space<'a> {
    pub(crate) fn attribute(self, slot: Slot) -> Option<&'a Attribute> {
        match slot {
            Slot::Record(index) => {
                self.schema.types.get(self.resource).and_then(|record| record.attributes.get(index))
            }
            Slot::Context(index) => {
                self.schema.actions.get(self.action).and_then(|action| action.context.get(index))
            }
            Slot::Principal(index) => self.schema.principal.attributes.get(index),
        }
    }

    /// How many values a fact has.
    pub(crate) fn domain(self, fact: Fact) -> usize {
        match fact {
            Fact::Is(slot) => self.attribute(slot).map_or(0, Attribute::domain),
            Fact::Group(_) | Fact::Tie(..) => 2,
        }
    }

    /// The values of an attribute that is present.
    pub(crate) fn present(self, slot: Slot) -> Values {
        (0..self.attribute(slot).map_or(0, Attribute::present)).collect()
    }

    fn is_full(self, fact: Fact, values: &Values) -> bool {
        values.len() == self.domain(fact)
    }
}

/// A conjunction: each fact in it has one of its values, all others are free.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clause(BTreeMap<Fact, Values>);

impl Clause {
    pub(crate) fn of(fact: Fact, values: Values) -> Self {
        Self(BTreeMap::from([(fact, values)]))
    }

    pub(crate) fn facts(&self) -> impl Iterator<Item = (Fact, &Values)> {
        self.0.iter().map(|(fact, values)| (*fact, values))
    }

    pub(crate) fn get(&self, fact: Fact) -> Option<&Values> {
        self.0.get(&fact)
    }

    /// Narrows a fact; `false` when no value is left.
    fn narrow(&mut self, fact: Fact, values: &Values) -> bool {
        let narrowed = match self.0.get(&fact) {
            Some(known) => known.intersection(values).copied().collect(),
            None => values.clone(),
        };
        let possible = !narrowed.is_empty();
        self.0.insert(fact, narrowed);
        possible
    }

    /// Both conjunctions at once; `None` when no consistent world has them.
    pub(crate) fn and(&self, other: &Self, space: Space<'_>) -> Option<Self> {
        let mut both = self.clone();
        if !other.0.iter().all(|(fact, values)| both.narrow(*fact, values)) {
            return None;
        }
        both.consistent(space)
    }

    /// The same conjunction with what its ties imply; `None` when that contradicts it.
    fn consistent(mut self, space: Space<'_>) -> Option<Self> {
        for (slot, tie) in self.ties_with(YES) {
            for there in [Some(slot), tie.to.slot(space)].into_iter().flatten() {
                if !self.narrow(Fact::Is(there), &space.present(there)) {
                    return None;
                }
            }
        }
        self.0.retain(|fact, values| !space.is_full(*fact, values));
        Some(self)
    }

    fn ties_with(&self, value: usize) -> Vec<(Slot, Tie)> {
        let ties = self.0.iter().filter(|(_, values)| **values == Values::from([value]));
        ties.filter_map(|(fact, _)| match fact {
            Fact::Tie(slot, tie) => Some((*slot, *tie)),
            _ => None,
        })
        .collect()
    }

    /// Whether it leaves a slot nothing but absence.
    fn is_absent(&self, slot: Slot, space: Space<'_>) -> bool {
        self.get(Fact::Is(slot)).is_some_and(|values| values.is_disjoint(&space.present(slot)))
    }

    /// With everything that it implies about these ties too, so that clauses compare exactly.
    pub(crate) fn closed(&self, ties: &BTreeSet<(Slot, Tie)>, space: Space<'_>) -> Option<Self> {
        let mut closed = self.clone().consistent(space)?;
        for (slot, tie) in ties {
            let mut ends = [Some(*slot), tie.to.slot(space)].into_iter().flatten();
            let absent = ends.any(|end| closed.is_absent(end, space));
            if absent && !closed.narrow(Fact::Tie(*slot, *tie), &Values::from([NO])) {
                return None;
            }
        }
        Some(closed)
    }

    /// Without what the rest of it implies: presence beside a tie, no tie beside absence.
    pub(crate) fn essential(&self, space: Space<'_>) -> Self {
        let mut kept = self.clone();
        for (slot, tie) in self.ties_with(YES) {
            for end in [Some(slot), tie.to.slot(space)].into_iter().flatten() {
                if kept.get(Fact::Is(end)) == Some(&space.present(end)) {
                    kept.0.remove(&Fact::Is(end));
                }
            }
        }
        for (slot, tie) in self.ties_with(NO) {
            let mut ends = [Some(slot), tie.to.slot(space)].into_iter().flatten();
            if ends.any(|end| kept.is_absent(end, space)) {
                kept.0.remove(&Fact::Tie(slot, tie));
            }
        }
        kept
    }

    /// Whether every world of the other, which is closed, is one of this.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.0.iter().all(|(fact, values)| {
            other.get(*fact).is_some_and(|narrower| narrower.is_subset(values))
        })
    }

    /// One conjunction for both, where they differ in the values of a single fact.
    pub(crate) fn merged(&self, other: &Self, space: Space<'_>) -> Option<Self> {
        if self.0.len() != other.0.len() || !self.0.keys().eq(other.0.keys()) {
            return None;
        }
        let mut differing =
            self.0.iter().filter(|(fact, values)| other.0.get(fact) != Some(values));
        let (fact, values) = differing.next()?;
        if differing.next().is_some() {
            return None;
        }
        let mut merged = self.clone();
        let union: Values = values.union(other.get(*fact)?).copied().collect();
        if space.is_full(*fact, &union) {
            merged.0.remove(fact);
        } else {
            merged.0.insert(*fact, union);
        }
        Some(merged)
    }

    /// The parts of this that lie outside the other, each a conjunction, none overlapping.
    pub(crate) fn without(&self, other: &Self, space: Space<'_>) -> Vec<Self> {
        let mut inside = self.clone();
        let mut parts = Vec::new();
        for (fact, values) in &other.0 {
            let outside: Values =
                (0..space.domain(*fact)).filter(|value| !values.contains(value)).collect();
            parts.extend(inside.and(&Self::of(*fact, outside), space));
            match inside.and(&Self::of(*fact, values.clone()), space) {
                Some(narrower) => inside = narrower,
                None => break,
            }
        }
        parts
    }
}
