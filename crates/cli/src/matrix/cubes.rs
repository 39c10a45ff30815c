//! The requests that a rule allows or denies to somebody who is in certain groups, whoever they are
//! otherwise, as cubes: conjunctions of values and ties, of which together each such request is in
//! one.

use std::collections::{BTreeMap, BTreeSet};

use tollgate::bundle::Tie;
use tollgate::program::{AttributeId, Clause, Literal, Relation};

use super::{Case, User};
use crate::reading::{At, Reading};

/// Steps of finding the cubes of one cell, a value of an attribute each.
const STEPS_MAX: usize = 1 << 20;

/// What one cell can say.
const CUBES_MAX: usize = 64;

/// It takes more to say than a cell holds, or to find out.
#[derive(Debug)]
pub(super) struct TooMany;

/// A conjunction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cube {
    /// The values that an attribute may have, by place, absence last; all of those not listed.
    is: BTreeMap<At, BTreeSet<usize>>,
    /// Whether an attribute is tied, by the place of the tie.
    ties: BTreeMap<(At, usize), bool>,
}

impl Cube {
    /// It as literals, those of an attribute together.
    pub(super) fn literals(&self) -> Vec<Literal> {
        let attributes: BTreeSet<At> =
            self.is.keys().copied().chain(self.ties.keys().map(|(at, _)| *at)).collect();
        let mut all = Vec::new();
        for (part, attribute) in attributes {
            if let Some(values) = self.is.get(&(part, attribute)) {
                all.push(Literal::Is(part, attribute, values.iter().copied().collect()));
            }
            for ((_, place), tied) in
                self.ties.range(((part, attribute), 0)..=((part, attribute), usize::MAX))
            {
                if *tied {
                    all.push(Literal::Tied(part, attribute, *place));
                } else {
                    all.push(Literal::Untied(part, attribute, *place));
                }
            }
        }
        all
    }
}

/// A rule for somebody in certain groups.
pub(super) struct Walk<'a> {
    reading: Reading<'a>,
    pub(super) permits: Vec<Vec<Literal>>,
    pub(super) forbids: Vec<Vec<Literal>>,
    steps: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(case: &Case<'a>, users: &User) -> Self {
        let reading = case.reading;
        let clauses = |clauses: &[Clause]| {
            let all = clauses.iter().map(|clause| reading.literals(&clause.reject));
            all.filter_map(|literals| for_users(reading, literals, users)).collect()
        };
        let mut permits: Vec<Vec<Literal>> = clauses(&reading.rule.permits);
        permits.iter_mut().for_each(|permit| permit.extend(case.departs.clone()));
        Walk { permits, forbids: clauses(&reading.rule.forbids), reading, steps: STEPS_MAX }
    }

    /// Whether some request is denied.
    pub(super) fn denies(&mut self) -> Result<bool, TooMany> {
        let everything = Cube::default();
        for forbid in self.forbids.clone() {
            if self.all_of(&everything, &forbid)?.is_some() {
                return Ok(true);
            }
        }
        let mut found = Vec::new();
        let permits = self.permits.clone();
        self.outside(&everything, &permits, &mut found)?;
        Ok(!found.is_empty())
    }

    /// What is allowed, none of it in another alone.
    pub(super) fn allowed(&mut self) -> Result<Vec<Cube>, TooMany> {
        let mut found = Vec::new();
        let forbids = self.forbids.clone();
        for permit in self.permits.clone() {
            if let Some(cube) = self.all_of(&Cube::default(), &permit)? {
                self.outside(&cube, &forbids, &mut found)?;
            }
        }
        self.merge(&mut found)?;
        Ok(found)
    }

    /// Finds the parts of a cube that no clause covers.
    fn outside(
        &mut self,
        cube: &Cube,
        clauses: &[Vec<Literal>],
        found: &mut Vec<Cube>,
    ) -> Result<(), TooMany> {
        let Some((clause, rest)) = clauses.split_first() else {
            return self.keep(cube, found);
        };
        if self.all_of(cube, clause)?.is_none() {
            return self.outside(cube, rest, found);
        }
        for literal in clause {
            let opposite = self.opposite(literal);
            if let Some(part) = self.all_of(cube, &[opposite])? {
                self.outside(&part, rest, found)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, cube: &Cube, found: &mut Vec<Cube>) -> Result<(), TooMany> {
        self.spend(found.len() * (1 + cube.is.len() + cube.ties.len()))?;
        if found.iter().any(|known| self.covers(known, cube)) {
            return Ok(());
        }
        found.retain(|known| !self.covers(cube, known));
        found.push(cube.clone());
        if found.len() > CUBES_MAX { Err(TooMany) } else { Ok(()) }
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooMany> {
        self.steps = self.steps.checked_sub(1 + steps).ok_or(TooMany)?;
        Ok(())
    }

    fn opposite(&self, literal: &Literal) -> Literal {
        match literal {
            Literal::Is(part, attribute, values) => {
                let all = self.everything((*part, *attribute)).into_iter();
                Literal::Is(*part, *attribute, all.filter(|it| !values.contains(it)).collect())
            }
            Literal::Tied(part, attribute, place) => Literal::Untied(*part, *attribute, *place),
            Literal::Untied(part, attribute, place) => Literal::Tied(*part, *attribute, *place),
            Literal::In(group) => Literal::Out(*group),
            Literal::Out(group) => Literal::In(*group),
        }
    }

    /// All values of an attribute.
    fn everything(&self, at: At) -> BTreeSet<usize> {
        let known = self.reading.attribute(at);
        (0..known.present_values() + usize::from(known.optional)).collect()
    }

    fn present(&self, at: At) -> BTreeSet<usize> {
        (0..self.reading.attribute(at).present_values()).collect()
    }

    /// What of a cube all of some literals hold for, where that can be anything.
    fn all_of(&mut self, cube: &Cube, literals: &[Literal]) -> Result<Option<Cube>, TooMany> {
        let mut cube = cube.clone();
        let values: usize = cube.is.values().map(BTreeSet::len).sum();
        self.spend(values + cube.ties.len() + literals.len())?;
        for literal in literals {
            let possible = match literal {
                Literal::Is(part, attribute, values) => {
                    self.spend(values.len())?;
                    let values: BTreeSet<usize> = values.iter().copied().collect();
                    self.narrow(&mut cube, (*part, *attribute), &values)
                }
                Literal::Tied(part, attribute, place) => {
                    *cube.ties.entry(((*part, *attribute), *place)).or_insert(true)
                }
                Literal::Untied(part, attribute, place) => {
                    !*cube.ties.entry(((*part, *attribute), *place)).or_insert(false)
                }
                Literal::In(_) | Literal::Out(_) => true,
            };
            if !possible {
                return Ok(None);
            }
        }
        Ok(self.consistent(cube))
    }

    /// Leaves an attribute these values; whether there is one left.
    fn narrow(&self, cube: &mut Cube, at: At, values: &BTreeSet<usize>) -> bool {
        let all = self.everything(at);
        let known = cube.is.get(&at).unwrap_or(&all);
        let left: BTreeSet<usize> = known.intersection(values).copied().collect();
        let some = !left.is_empty();
        if left == all {
            cube.is.remove(&at);
        } else {
            cube.is.insert(at, left);
        }
        some
    }

    /// A cube with what it implies; nothing where it contradicts itself.
    fn consistent(&self, mut cube: Cube) -> Option<Cube> {
        let tied: Vec<(At, usize)> =
            cube.ties.iter().filter(|(_, tied)| **tied).map(|(key, _)| *key).collect();
        for (at, place) in tied {
            for end in self.reading.ends(at, self.reading.tie(at, place)) {
                let present = self.present(end);
                if !self.narrow(&mut cube, end, &present) {
                    return None;
                }
            }
        }
        for at in cube.is.keys().copied().collect::<Vec<At>>() {
            if !self.fits_parent(&mut cube, at) {
                return None;
            }
        }
        let ordered = cube.ties.keys().all(|(at, place)| self.is_ordered(&cube, *at, *place));
        ordered.then_some(cube)
    }

    fn is_absent(&self, cube: &Cube, at: At) -> bool {
        let present = self.reading.attribute(at).present_values();
        cube.is.get(&at).is_some_and(|values| values.iter().all(|value| *value == present))
    }

    /// Whether an attribute can be what it is within another one.
    fn fits_parent(&self, cube: &mut Cube, at: At) -> bool {
        let known = self.reading.attribute(at);
        let absent = known.present_values();
        let all = self.reading.attributes(at.0).iter().enumerate();
        let mut above = all.filter(|(_, it)| known.is_in(it) && it.optional);
        let Some((parent, _)) = above.next() else { return true };
        let parent = (at.0, AttributeId::at(parent));
        match cube.is.get(&at) {
            Some(values) if !values.contains(&absent) => {
                let present = self.present(parent);
                self.narrow(cube, parent, &present) && self.fits_parent(cube, parent)
            }
            Some(values) if values.len() == 1 && known.needed => {
                let lacking = self.reading.attribute(parent).present_values();
                self.narrow(cube, parent, &BTreeSet::from([lacking]))
            }
            _ => true,
        }
    }

    /// Whether the ties of an attribute to one other can be so together: less is also at most, and
    /// at most is less or equal.
    fn is_ordered(&self, cube: &Cube, at: At, place: usize) -> bool {
        let ties = &self.reading.attribute(at).ties;
        let to = self.reading.other(at, &ties[place]);
        let tied = |relation: Relation| {
            let is = |tie: &Tie| {
                tie.relation == relation && tie.text.is_none() && self.reading.other(at, tie) == to
            };
            ties.iter().position(is).and_then(|found| cube.ties.get(&(at, found)).copied())
        };
        if to.is_none() {
            return true;
        }
        let (equal, below) = (tied(Relation::Equals), tied(Relation::Below));
        let at_most = tied(Relation::AtMost);
        let free = [false, true];
        let choices = |known: Option<bool>| free.into_iter().filter(move |it| known != Some(!*it));
        choices(equal).any(|equal| {
            choices(below).any(|below| {
                choices(at_most).any(|at_most| !(equal && below) && at_most == (equal || below))
            })
        })
    }

    /// Whether all of one cube is in another.
    fn covers(&self, wide: &Cube, narrow: &Cube) -> bool {
        let within = |(at, values): (&At, &BTreeSet<usize>)| {
            narrow.is.get(at).is_some_and(|left| left.is_subset(values))
        };
        let tied = |((at, place), tied): (&(At, usize), &bool)| {
            let mut ends = self.reading.ends(*at, self.reading.tie(*at, *place));
            narrow.ties.get(&(*at, *place)) == Some(tied)
                || !tied && ends.any(|end| self.is_absent(narrow, end))
        };
        wide.is.iter().all(within) && wide.ties.iter().all(tied)
    }

    /// Makes one cube of two that differ in the values of one attribute.
    fn merge(&mut self, found: &mut Vec<Cube>) -> Result<(), TooMany> {
        let mut index = 0;
        while index < found.len() {
            self.spend(found.len() * (1 + found[index].is.len()))?;
            let merged = (index + 1..found.len())
                .find_map(|other| Some((other, self.merged(&found[index], &found[other])?)));
            match merged {
                Some((other, cube)) => {
                    found.remove(other);
                    found[index] = cube;
                    index = 0;
                }
                None => index += 1,
            }
        }
        let mut least: Vec<Cube> = Vec::new();
        for cube in std::mem::take(found) {
            self.keep(&cube, &mut least)?;
        }
        *found = least;
        Ok(())
    }

    fn merged(&self, one: &Cube, other: &Cube) -> Option<Cube> {
        if one.ties != other.ties || !one.is.keys().eq(other.is.keys()) {
            return None;
        }
        let mut differing = one.is.iter().filter(|(at, values)| other.is[*at] != **values);
        let (at, values) = differing.next()?;
        if differing.next().is_some() {
            return None;
        }
        let mut merged = one.clone();
        merged.is.remove(at);
        let union: BTreeSet<usize> = values.union(&other.is[at]).copied().collect();
        self.narrow(&mut merged, *at, &union).then_some(merged)
    }
}

/// What is left of a clause for users of a type who are in their groups and no other; nothing,
/// where it never holds.
fn for_users(reading: Reading<'_>, literals: Vec<Literal>, users: &User) -> Option<Vec<Literal>> {
    let mut left = Vec::new();
    for literal in literals {
        match literal {
            Literal::In(group) if users.groups.contains(&group) => {}
            Literal::Out(group) if !users.groups.contains(&group) => {}
            Literal::In(_) | Literal::Out(_) => return None,
            other if reading.is_of_type(&other) => match other {
                Literal::Is(_, _, kinds) if kinds.contains(&users.kind) => {}
                _ => return None,
            },
            other => left.push(other),
        }
    }
    Some(left)
}
