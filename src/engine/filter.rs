//! Filters: the requests that are allowed, as conditions on the columns of a table.

use super::choice::{Words, keep_least, nothing, times};
use super::fault::{Fault, Result};
use super::layout::{Kind, Slot, value};
use super::mask::{covers, has};
use super::request::{Question, Reach, Request};
use super::words::Writer;
use crate::limits::CONJUNCTIONS_MAX;
use crate::memory::{List, Slice};

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

/// Words of a condition: the attribute, the comparison, and a value or which of its ties.
pub(crate) const CONDITION: usize = 3;

impl Request<'_> {
    /// Writes the rows for which an action is allowed: how it stands over all of them and, where
    /// that depends, conjunctions, each a type and its conditions.
    pub(crate) fn filter(&self, action: usize, out: &mut Writer) -> Result<()> {
        let reach = self.scope(action)?;
        out.put(reach as usize);
        if reach != Reach::Depends {
            return Ok(());
        }
        let mut count = 0;
        for rule in &self.gate.model.actions[action] {
            let question = self.everywhere(rule)?;
            let mut any: List<Words> = List::new();
            for cube in &cubes(&question)? {
                let mut all = nothing();
                for index in 0..question.record_slots().len() {
                    all = times(&all, &choices(&question, cube, index));
                    bounded(all.len())?;
                }
                for one in &all {
                    if !any.contains(one) {
                        any.push(one.clone());
                    }
                }
            }
            count += any.len();
            bounded(count)?;
            for conditions in &any {
                out.put(question.rule.resource);
                out.put(conditions.len() / CONDITION);
                out.0.extend_from_slice(conditions);
            }
        }
        Ok(())
    }
}

fn bounded(count: usize) -> Result<()> {
    if count > CONJUNCTIONS_MAX { Err(Fault::too_large()) } else { Ok(()) }
}

/// The widest parts of the records that are allowed.
fn cubes(question: &Question<'_>) -> Result<List<Words>> {
    let space = question.space();
    let record = question.rule.context.blocks.start;
    let mut cubes = List::new();
    space.allowed(&space.known(&question.bits), &mut |cube| {
        let mut cube = List::from(&cube[..record]);
        if question.gate.principal.untie(question.record_slots(), &mut cube) {
            keep_least(&mut cubes, cube, covers, |_, _| true);
        }
        bounded(cubes.len())
    })?;
    Ok(cubes)
}

impl<'a> Question<'a> {
    fn record_slots(&self) -> &'a List<Slot> {
        &self.gate.model.types[self.rule.resource].layout.slots
    }
}

/// Adds a condition on an attribute.
#[cfg_attr(not(feature = "json"), inline(never))]
fn add(conditions: &mut Words, attribute: usize, op: Op, operand: usize) {
    conditions.push(attribute as u32);
    conditions.push(op as u32);
    conditions.push(operand as u32);
}

/// What a cube asks of one attribute: alternatives, each a list of conditions.
fn choices(question: &Question<'_>, cube: &Slice<u32>, attribute: usize) -> List<Words> {
    let slot = &question.record_slots()[attribute];
    let (mut open, mut ties, mut must_be_tied) = (0, Words::new(), false);
    for (place, tie) in slot.ties.iter().enumerate() {
        if question.gate.principal.reference(*tie) == value::ABSENT {
            continue;
        }
        let tied = has(cube, slot.tie(place, false));
        must_be_tied |= tied;
        if tied || has(cube, slot.tie(place, true)) {
            let op = match (slot.kind, tied) {
                (Kind::Set, true) => Op::Contains,
                (Kind::Set, false) => Op::Lacks,
                (_, true) => Op::Eq,
                (_, false) => Op::Ne,
            };
            add(&mut ties, attribute, op, place);
        }
    }
    for value in 0..slot.present {
        open += usize::from(!has(cube, slot.value(value)));
    }
    let all = open == slot.present;
    let mut choices = List::new();
    if slot.absent().is_some_and(|value| !has(cube, slot.value(value))) && !must_be_tied {
        if all && ties.is_empty() {
            return nothing();
        }
        let mut absent = Words::new();
        add(&mut absent, attribute, Op::Absent, 0);
        choices.push(absent);
    }
    if open == 0 {
        return choices;
    }
    let mut conditions = Words::new();
    if all && slot.absent().is_some() && ties.is_empty() {
        add(&mut conditions, attribute, Op::Present, 0);
    }
    for value in 0..slot.present {
        let is_open = !has(cube, slot.value(value));
        if !all && is_open == (open == 1) {
            add(&mut conditions, attribute, if is_open { Op::Eq } else { Op::Ne }, value);
        }
    }
    conditions.extend_from_slice(&ties);
    choices.push(conditions);
    choices
}
