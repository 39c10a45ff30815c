//! Filters: the requests that are allowed, as conditions on the columns of a table.

use super::choice::{Words, keep_least, nothing, times};
use super::fault::{Fault, Result};
use super::layout::{Kind, Slot, value};
use super::mask::{covers, has};
use super::request::{Question, Reach, Request};
use super::words::Writer;
use crate::limits::CONJUNCTIONS_MAX;
use crate::memory::List;

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
        keep_least(&mut cubes, List::from(&cube[..record]), covers, |_, _| true);
        bounded(cubes.len())?;
        Ok(false)
    })?;
    Ok(cubes)
}

impl<'a> Question<'a> {
    fn record_slots(&self) -> &'a [Slot] {
        &self.gate.model.types[self.rule.resource].layout.slots
    }
}

/// What a cube asks of one attribute: alternatives, each a list of conditions.
fn choices(question: &Question<'_>, cube: &[u32], attribute: usize) -> List<Words> {
    let slot = &question.record_slots()[attribute];
    let condition = |op: Op, operand: usize| [attribute as u32, op as u32, operand as u32];
    let is_open = |value: usize| !has(cube, slot.value(value));
    let open = (0..slot.present).filter(|value| is_open(*value)).count();
    let absent = slot.absent().is_some_and(is_open);
    let (is, is_not) = match slot.kind {
        Kind::Set => (Op::Contains, Op::Lacks),
        _ => (Op::Eq, Op::Ne),
    };
    let (mut ties, mut must_be_tied) = (Words::new(), false);
    for (place, tie) in slot.ties.iter().enumerate() {
        if question.gate.principal.reference(*tie) == value::ABSENT {
            continue;
        }
        if has(cube, slot.tie(place, false)) {
            must_be_tied = true;
            ties.extend_from_slice(&condition(is, place));
        } else if has(cube, slot.tie(place, true)) {
            ties.extend_from_slice(&condition(is_not, place));
        }
    }
    let mut choices = List::new();
    if absent && !must_be_tied {
        if open == slot.present && ties.is_empty() {
            return nothing();
        }
        choices.push(List::from(&condition(Op::Absent, 0)[..]));
    }
    if open == 0 {
        return choices;
    }
    let mut conditions = Words::new();
    if open == slot.present {
        if slot.absent().is_some() && ties.is_empty() {
            conditions.extend_from_slice(&condition(Op::Present, 0));
        }
    } else {
        let op = if open == 1 { Op::Eq } else { Op::Ne };
        for value in (0..slot.present).filter(|value| is_open(*value) == (open == 1)) {
            conditions.extend_from_slice(&condition(op, value));
        }
    }
    conditions.extend_from_slice(&ties);
    choices.push(conditions);
    choices
}
