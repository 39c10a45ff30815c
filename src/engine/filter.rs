//! Filters: the requests that are allowed, as conditions on the columns of a table.

use serde::Serialize;

use super::alternatives::{keep_least, nothing, times};
use super::fault::{Fault, Result};
use super::ids::{ActionId, AttributeId, ReferenceId, TypeId, ValueId};
use super::layout::Slot;
use super::mask::{Mask, covers, has};
use super::request::{Question, Request};
use crate::limits::CONJUNCTIONS_MAX;
use crate::vocabulary::{AttributeKind, Op, Scope, as_number};

/// The rows for which an action is allowed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FilterAnswer {
    /// How it stands over all of them; only where that depends are there conjunctions.
    #[serde(serialize_with = "as_number")]
    pub(crate) scope: Scope,
    pub(crate) any: Vec<Conjunction>,
}

/// Conditions of which all have to hold of a row of a type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Conjunction {
    #[serde(rename = "type")]
    pub(crate) resource: TypeId,
    pub(crate) all: Vec<Condition>,
}

/// A comparison of an attribute with a value or a reference, or with nothing. One with an absent
/// value is false, but for `Absent`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Condition {
    pub(crate) attribute: AttributeId,
    #[serde(serialize_with = "as_number")]
    pub(crate) op: Op,
    pub(crate) value: Option<ValueId>,
    pub(crate) reference: Option<ReferenceId>,
}

// What a question may keep is counted in bytes, which have to be as many everywhere.
const _: () = assert!(size_of::<Condition>() == 24);

impl Request<'_> {
    /// The rows for which an action is allowed.
    pub(crate) fn filter(&self, action: ActionId) -> Result<FilterAnswer> {
        let scope = self.scope(action)?;
        let mut any = Vec::new();
        if scope != Scope::Depends {
            return Ok(FilterAnswer { scope, any });
        }
        for rule in self.gate.program.rules(action) {
            let question = self.everywhere(rule)?;
            let start = any.len();
            for cube in cubes(&question)? {
                self.work.spend(cube.len())?;
                let mut choices = nothing();
                for (index, slot) in question.record_slots().iter().enumerate() {
                    let here = conditions(&question, &cube, AttributeId::at(index), slot);
                    choices = times(self.work, choices, &here)?;
                    bounded(choices.len())?;
                }
                for all in choices {
                    self.work.spend_finding(any.len() - start, all.len())?;
                    let conjunction = Conjunction { resource: rule.resource, all };
                    if !any[start..].contains(&conjunction) {
                        any.push(conjunction);
                    }
                }
            }
            bounded(any.len())?;
        }
        Ok(FilterAnswer { scope, any })
    }
}

fn bounded(count: usize) -> Result<()> {
    if count > CONJUNCTIONS_MAX { Err(Fault::too_large()) } else { Ok(()) }
}

/// The widest parts of the records that are allowed.
fn cubes(question: &Question<'_>) -> Result<Vec<Mask>> {
    let space = question.space()?;
    let record = question.rule.context.blocks.start;
    let mut cubes = Vec::new();
    space.allowed(&space.known(&question.bits), &mut |cube| {
        let mut cube = cube[..record].to_vec();
        if question.gate.principal.untie(question.record_slots(), &mut cube) {
            keep_least(question.work, &mut cubes, cube, covers, |_, _| true)?;
        }
        bounded(cubes.len())
    })?;
    Ok(cubes)
}

/// What a cube asks of one attribute: alternatives, each a list of conditions.
fn conditions(
    question: &Question<'_>,
    cube: &[u32],
    attribute: AttributeId,
    slot: &Slot,
) -> Vec<Vec<Condition>> {
    let condition = |op, value| Condition { attribute, op, value, reference: None };
    let (ties, must_be_tied) = ties(question, cube, attribute, slot);
    let open = (0..slot.present).filter(|value| !has(cube, slot.value(*value))).count();
    let all = open == slot.present;
    let mut choices = Vec::new();
    let absent = slot.absent().is_some_and(|value| !has(cube, slot.value(value)));
    if absent && !must_be_tied {
        if all && ties.is_empty() {
            return nothing();
        }
        choices.push(vec![condition(Op::Absent, None)]);
    }
    if open == 0 {
        return choices;
    }
    let mut conditions = Vec::new();
    if all && slot.optional && ties.is_empty() {
        conditions.push(condition(Op::Present, None));
    }
    for value in 0..slot.present {
        let is_open = !has(cube, slot.value(value));
        if !all && is_open == (open == 1) {
            let op = if is_open { Op::Eq } else { Op::Ne };
            conditions.push(condition(op, Some(ValueId::at(value))));
        }
    }
    conditions.extend(ties);
    choices.push(conditions);
    choices
}

/// What a cube asks of the ties of an attribute, and whether it asks for one.
fn ties(
    question: &Question<'_>,
    cube: &[u32],
    attribute: AttributeId,
    slot: &Slot,
) -> (Vec<Condition>, bool) {
    let (mut ties, mut must_be_tied) = (Vec::new(), false);
    for (place, reference) in slot.ties.iter().enumerate() {
        if !question.gate.principal.has_reference(*reference) {
            continue;
        }
        let tied = has(cube, slot.tie(place, false));
        must_be_tied |= tied;
        if tied || has(cube, slot.tie(place, true)) {
            let op = match (slot.kind, tied) {
                (AttributeKind::Set, true) => Op::Contains,
                (AttributeKind::Set, false) => Op::Lacks,
                (_, true) => Op::Eq,
                (_, false) => Op::Ne,
            };
            ties.push(Condition { attribute, op, value: None, reference: Some(*reference) });
        }
    }
    (ties, must_be_tied)
}
