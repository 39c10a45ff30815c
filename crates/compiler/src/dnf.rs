//! Conditions as formulas over facts, and formulas as the fewest clauses that we can find.

use std::collections::BTreeSet;

use crate::facts::{Clause, Fact, Slot, Space, Tie, Values};

/// A condition in negation normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Formula {
    /// Always, or never.
    Const(bool),
    /// The fact has one of the values.
    Fact(Fact, Values),
    /// All hold.
    All(Vec<Formula>),
    /// Some holds.
    Any(Vec<Formula>),
}

impl Formula {
    /// That some of several hold; or, of what they are when they do not, that none does.
    pub(crate) fn some(holds: bool, parts: impl Iterator<Item = Formula>) -> Self {
        let parts: Vec<Formula> = parts.collect();
        if holds { Formula::Any(parts) } else { Formula::All(parts) }
    }
}

/// More clauses are needed than a rule may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// The clauses of a formula: it holds exactly where one of them does.
///
/// # Errors
/// [`TooMany`] as soon as more than `most` clauses, none covering another, are needed on the way:
/// so memory stays bounded whatever the formula.
pub(crate) fn clauses(
    formula: &Formula,
    space: Space<'_>,
    most: usize,
) -> Result<Vec<Clause>, TooMany> {
    let mut ties = BTreeSet::new();
    collect_ties(formula, &mut ties);
    let builder = Builder { space, ties, most };
    let found = builder.expand(formula)?;
    Ok(found.iter().map(|clause| clause.essential(space)).collect())
}

fn collect_ties(formula: &Formula, ties: &mut BTreeSet<(Slot, Tie)>) {
    match formula {
        Formula::Fact(Fact::Tie(slot, tie), _) => {
            ties.insert((*slot, *tie));
        }
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().for_each(|part| collect_ties(part, ties));
        }
        Formula::Const(_) | Formula::Fact(..) => {}
    }
}

struct Builder<'a> {
    space: Space<'a>,
    ties: BTreeSet<(Slot, Tie)>,
    most: usize,
}

impl Builder<'_> {
    fn expand(&self, formula: &Formula) -> Result<Vec<Clause>, TooMany> {
        let mut found = Vec::new();
        match formula {
            Formula::Const(false) => {}
            Formula::Const(true) => found.push(Clause::default()),
            Formula::Fact(fact, values) if values.is_empty() => {
                debug_assert!(self.space.domain(*fact) > 0, "a literal of no domain");
            }
            Formula::Fact(fact, values) => {
                self.insert(&mut found, &Clause::of(*fact, values.clone()))?;
            }
            Formula::Any(parts) => {
                for part in parts {
                    for clause in self.expand(part)? {
                        self.insert(&mut found, &clause)?;
                    }
                }
            }
            Formula::All(parts) => {
                found.push(Clause::default());
                for part in parts {
                    found = self.product(&found, &self.expand(part)?)?;
                }
            }
        }
        Ok(self.merge(found))
    }

    fn product(&self, left: &[Clause], right: &[Clause]) -> Result<Vec<Clause>, TooMany> {
        let mut found = Vec::new();
        for one in left {
            for other in right {
                if let Some(both) = one.and(other, self.space) {
                    self.insert(&mut found, &both)?;
                }
            }
        }
        Ok(found)
    }

    /// Adds a clause unless one covers it, dropping those that it covers.
    fn insert(&self, found: &mut Vec<Clause>, clause: &Clause) -> Result<(), TooMany> {
        let Some(clause) = clause.closed(&self.ties, self.space) else { return Ok(()) };
        if found.iter().any(|known| known.covers(&clause)) {
            return Ok(());
        }
        found.retain(|known| !clause.covers(known));
        found.push(clause);
        if found.len() > self.most { Err(TooMany) } else { Ok(()) }
    }

    /// Merges clauses that differ in the values of one fact until none do.
    fn merge(&self, mut found: Vec<Clause>) -> Vec<Clause> {
        let mut first = 0;
        while first < found.len() {
            let merged = (first + 1..found.len()).find_map(|second| {
                Some((second, found[first].merged(&found[second], self.space)?))
            });
            let Some((second, merged)) = merged else {
                first += 1;
                continue;
            };
            found.remove(second);
            let merged = merged.closed(&self.ties, self.space).unwrap_or(merged);
            found[first] = merged.clone();
            let before = found.len();
            found.retain(|known| *known == merged || !merged.covers(known));
            first = if found.len() == before { 0 } else { found.len().min(first) };
        }
        found
    }
}
