//! Filters: a gate's residual clauses as conditions on the columns of a table, in numbers.

use alloc::vec;
use alloc::vec::Vec;

use super::fault::{Fault, Result};
use super::gate::{Gate, Reach};
use super::gather::Gather;
#[cfg(not(feature = "json"))]
use super::layout::value;
use super::layout::{Kind, Slot};
use super::mask::{Mask, Rows, covers, empty, has, join, meets, put};
use super::request::Request;
use super::rule::Rule;
use crate::limits::CONJUNCTIONS_MAX;

/// A comparison, as the names number them. One with an absent value is false, but for `Absent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Contains,
    Lacks,
    Absent,
    Present,
}

/// A condition on one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) attribute: usize,
    pub(crate) op: Op,
    /// A value of the attribute; of ids, which of its ties.
    pub(crate) operand: usize,
}

/// Conditions of which all have to hold, on records of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conjunction {
    pub(crate) resource: usize,
    pub(crate) all: Vec<Condition>,
}

/// The rows on which an action is allowed: those that some conjunction holds for.
pub(crate) struct Filter {
    pub(crate) reach: Reach,
    pub(crate) any: Vec<Conjunction>,
}

impl Request<'_> {
    /// The rows for which an action is allowed.
    pub(crate) fn filter(&self, action: usize) -> Result<Filter> {
        let reach = self.scope(action)?;
        let mut any = Vec::new();
        if reach == Reach::Depends {
            self.each_rule(action, &mut |index, context| {
                let columns = Columns { gate: self.gate, rule: &self.gate.model.rules[index] };
                for cube in columns.cubes(index, context)? {
                    columns.spell(&cube, &mut any)?;
                }
                bounded(any.len())
            })?;
        }
        Ok(Filter { reach, any })
    }
}

impl Filter {
    /// Whether a row of a type is among those that the filter lets through. Nothing is checked: a
    /// value of another type matches nothing.
    #[cfg(not(feature = "json"))]
    pub(crate) fn accepts(
        &self,
        model: &super::model::Model,
        record: &super::request::Record,
    ) -> bool {
        let slots = &model.types[record.resource].layout.slots;
        let holds = |condition: &Condition| {
            let word = record.values.get(condition.attribute).copied().unwrap_or(value::ABSENT);
            condition.holds(word, &slots[condition.attribute])
        };
        let matches =
            |each: &Conjunction| each.resource == record.resource && each.all.iter().all(holds);
        match self.reach {
            Reach::Always => true,
            Reach::Never => false,
            Reach::Depends => self.any.iter().any(matches),
        }
    }
}

impl Condition {
    #[cfg(not(feature = "json"))]
    fn holds(self, word: u32, slot: &Slot) -> bool {
        let given = word & value::MASK;
        let tied = word >> (value::TIES + self.operand) & 1 == 1;
        let is = if slot.is_listed() { given as usize == self.operand } else { tied };
        match self.op {
            Op::Absent => given == value::ABSENT,
            Op::Present => given != value::ABSENT,
            _ if given == value::ABSENT || given == value::WRONG => false,
            Op::Eq | Op::Contains => is,
            Op::Ne | Op::Lacks => !is,
        }
    }
}

fn bounded(count: usize) -> Result<()> {
    if count > CONJUNCTIONS_MAX { Err(Fault::too_large()) } else { Ok(()) }
}

/// The columns that a rule's record layout stands for.
struct Columns<'a> {
    gate: Gate<'a>,
    rule: &'a Rule,
}

impl Columns<'_> {
    /// The residual as rejected bits of the record: permits, less the forbids.
    fn cubes(&self, index: usize, context: &[u32]) -> Result<Vec<Mask>> {
        let residual = self.gate.residual(index);
        let record = self.rule.context.blocks.start;
        let here = |clauses: &Rows| {
            let mut here: Vec<Mask> = Vec::new();
            for (_, reject) in clauses.iter() {
                if !meets(&reject[record..], &context[record..]) {
                    here.push(reject[..record].to_vec());
                }
            }
            here
        };
        let mut cubes = Vec::new();
        here(&residual.permits).into_iter().for_each(|cube| self.absorb(&mut cubes, cube));
        for forbid in here(&residual.forbids) {
            let mut next = Vec::new();
            for cube in &cubes {
                for part in self.parts(&forbid) {
                    let mut smaller = cube.clone();
                    join(&mut smaller, &part);
                    self.absorb(&mut next, smaller);
                }
                bounded(next.len())?;
            }
            cubes = next;
        }
        Ok(cubes)
    }

    /// Adds a cube that some record can be in, unless one that is there already is as wide.
    fn absorb(&self, cubes: &mut Vec<Mask>, cube: Mask) {
        if self.possible(&cube) && !cubes.iter().any(|wider| covers(&cube, wider)) {
            cubes.retain(|each| !covers(each, &cube));
            cubes.push(cube);
        }
    }

    fn slots(&self) -> &[Slot] {
        &self.gate.model.types[self.rule.resource].layout.slots
    }

    /// The ways in which a forbid does not hold: for each group of alternative bits that it rejects
    /// some of, the mask that rejects all the others.
    fn parts(&self, forbid: &[u32]) -> Vec<Mask> {
        let mut parts = Vec::new();
        let mut part = |start: usize, count: usize| {
            let mut mask = empty(forbid.len());
            let mut some = false;
            for bit in start..start + count {
                some |= has(forbid, bit);
                put(&mut mask, bit, !has(forbid, bit));
            }
            if some {
                parts.push(mask);
            }
        };
        for slot in self.slots() {
            part(slot.start, slot.values);
            (0..slot.ties.len()).for_each(|tie| part(slot.tie(tie, true), 2));
        }
        parts
    }

    /// Whether some record is outside everything that a cube rejects.
    fn possible(&self, cube: &[u32]) -> bool {
        self.slots().iter().all(|slot| {
            let value = (0..slot.values).any(|value| !has(cube, slot.value(value)));
            let tie = |index: usize| {
                let known = self.gate.principal.reference(slot.ties[index]).is_some();
                let (tied, untied) =
                    (has(cube, slot.tie(index, true)), has(cube, slot.tie(index, false)));
                !untied || known && !tied
            };
            value && (0..slot.ties.len()).all(tie)
        })
    }

    /// A cube as conjunctions of conditions: one, unless an attribute needs a choice that a
    /// conjunction cannot make.
    fn spell(&self, cube: &[u32], any: &mut Vec<Conjunction>) -> Result<()> {
        let mut all: Vec<Vec<Condition>> = vec![Vec::new()];
        for index in 0..self.slots().len() {
            let mut next = Vec::new();
            for choice in self.choices(cube, index) {
                for before in &all {
                    let mut longer = before.clone();
                    longer.extend_from_slice(&choice);
                    next.push(longer);
                }
            }
            bounded(next.len())?;
            all = next;
        }
        for all in all {
            let conjunction = Conjunction { resource: self.rule.resource, all };
            if !any.contains(&conjunction) {
                any.push(conjunction);
            }
        }
        Ok(())
    }

    /// What a cube asks of one attribute: alternatives, each a list of conditions.
    fn choices(&self, cube: &[u32], attribute: usize) -> Vec<Vec<Condition>> {
        let slot = &self.slots()[attribute];
        let condition = |op: Op, operand: usize| Condition { attribute, op, operand };
        let open = |value: &usize| !has(cube, slot.value(*value));
        let open: Vec<usize> = (0..slot.present).filter(open).gathered();
        let absent = slot.absent().is_some_and(|value| !has(cube, slot.value(value)));
        let (is, is_not) = match slot.kind {
            Kind::Set => (Op::Contains, Op::Lacks),
            _ => (Op::Eq, Op::Ne),
        };
        let (mut ties, mut must_be_tied) = (Vec::new(), false);
        for (place, tie) in slot.ties.iter().enumerate() {
            if self.gate.principal.reference(*tie).is_none() {
                continue;
            }
            if has(cube, slot.tie(place, false)) {
                must_be_tied = true;
                ties.push(condition(is, place));
            } else if has(cube, slot.tie(place, true)) {
                ties.push(condition(is_not, place));
            }
        }
        let mut choices: Vec<Vec<Condition>> = Vec::new();
        if absent && !must_be_tied {
            if open.len() == slot.present && ties.is_empty() {
                return vec![Vec::new()];
            }
            choices.push(vec![condition(Op::Absent, 0)]);
        }
        if open.is_empty() {
            return choices;
        }
        let mut conditions = Vec::new();
        if open.len() == slot.present {
            if slot.absent().is_some() && ties.is_empty() {
                conditions.push(condition(Op::Present, 0));
            }
        } else if let [one] = open.as_slice() {
            conditions.push(condition(Op::Eq, *one));
        } else {
            let closed = (0..slot.present).filter(|each| !open.contains(each));
            closed.for_each(|each| conditions.push(condition(Op::Ne, each)));
        }
        conditions.append(&mut ties);
        choices.push(conditions);
        choices
    }
}
