//! Filters: the requests that are allowed, as conditions on the columns of a table.

use serde::Serialize;

use super::alternatives::{keep_least, nothing, times};
use super::fault::{Fault, FaultPlace, Result};
use super::ids::{ActionId, AttributeId, TransitionId, TypeId, ValueId};
use super::layout::{Other, Slot};
use super::mask::{Mask, covers, has, put};
use super::program::{Part, Step};
use super::request::{Question, Request};
use crate::limits::CONJUNCTIONS_MAX;
use crate::vocabulary::{AttributeKind, ErrorCode, Op, Relation, Scope, as_number};

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

/// A comparison of an attribute with a value or with what it is tied to, or with nothing. One with
/// an absent value is false, but for `Absent`.
///
/// Of numbers and dates, `Ge` and `Lt` speak of where the values of a class begin. Of texts, `Like`
/// speaks of the unnamed texts of a class, and leaves out those that are named elsewhere; of IP
/// values likewise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Condition {
    pub(crate) attribute: AttributeId,
    #[serde(serialize_with = "as_number")]
    pub(crate) op: Op,
    pub(crate) value: Option<ValueId>,
    /// Which tie of the attribute, by its place.
    pub(crate) tie: Option<u32>,
}

// What a question may keep is counted in bytes, which have to be as many everywhere.
const _: () = assert!(size_of::<Condition>() == 24);

impl Request<'_> {
    /// The rows for which an action is allowed.
    pub(crate) fn filter(&self, action: ActionId) -> Result<FilterAnswer> {
        let scope = self.scope(action)?;
        let mut any = Vec::new();
        if scope == Scope::Depends {
            for rule in self.gate.program.rules(action) {
                let question = self.everywhere(rule)?;
                let cube = question.space()?.known(&question.bits);
                self.conjunctions(&question, &cube, &mut any)?;
            }
        }
        Ok(FilterAnswer { scope, any })
    }

    /// The rows with which a transition may be taken: of the states that it leaves, those for which
    /// its guard is allowed.
    pub(crate) fn filter_transition(&self, name: TransitionId) -> Result<FilterAnswer> {
        let departures = self.departures(name)?;
        let scope = self.scope_of(name, &departures)?;
        let mut any = Vec::new();
        if scope == Scope::Depends {
            for (question, cube) in &departures {
                self.conjunctions(question, cube, &mut any)?;
            }
        }
        Ok(FilterAnswer { scope, any })
    }

    /// How a transition stands over all records of the types that have it.
    pub(crate) fn scope_transition(&self, name: TransitionId) -> Result<Scope> {
        self.scope_of(name, &self.departures(name)?)
    }

    fn scope_of(&self, name: TransitionId, departures: &[(Question<'_>, Mask)]) -> Result<Scope> {
        let mut allowed = false;
        for (question, cube) in departures {
            allowed |= question.space()?.allows(cube)?;
        }
        if !allowed {
            return Ok(Scope::Never);
        }
        for (resource, of) in self.gate.program.types.iter().enumerate() {
            let resource = TypeId::at(resource);
            let Some(lifecycle) = &of.lifecycle else { continue };
            let named = |step: &&Step| step.transition == name;
            if !lifecycle.steps.iter().any(|step| named(&step)) {
                continue;
            }
            for state in (0..of.record.slots[lifecycle.state.index()].present).map(ValueId::at) {
                let mut steps =
                    lifecycle.steps.iter().filter(named).filter(|it| it.from.contains(&state));
                let (only, others) = (steps.next(), steps.next());
                let Some(only) = only.filter(|_| others.is_none()) else {
                    return Ok(Scope::Depends);
                };
                let (question, cube) = self.departure(resource, only, &[state])?;
                if question.space()?.denies(&cube)? {
                    return Ok(Scope::Depends);
                }
            }
        }
        Ok(Scope::Always)
    }

    /// The steps of a name: the guard of each, and the records in a state that it leaves.
    fn departures(&self, name: TransitionId) -> Result<Vec<(Question<'_>, Mask)>> {
        let program = self.gate.program;
        if name.0 >= program.transitions {
            return Err(Fault::new(ErrorCode::UnknownTransition, FaultPlace::Itself));
        }
        let mut all = Vec::new();
        for resource in (0..program.types.len()).map(TypeId::at) {
            for step in program.steps(resource).iter().filter(|step| step.transition == name) {
                all.push(self.departure(resource, step, &step.from)?);
            }
        }
        Ok(all)
    }

    fn departure(
        &self,
        resource: TypeId,
        step: &Step,
        from: &[ValueId],
    ) -> Result<(Question<'_>, Mask)> {
        let question = self.everywhere(self.rule(step.guard, Some(resource))?)?;
        let mut cube = question.space()?.known(&question.bits);
        if let Some(slot) = question.state_slot() {
            for value in (0..slot.present).filter(|it| !from.contains(&ValueId::at(*it))) {
                put(&mut cube, slot.value(value), true);
            }
        }
        Ok((question, cube))
    }

    /// Adds what of a cube is allowed.
    fn conjunctions(
        &self,
        question: &Question<'_>,
        cube: &Mask,
        any: &mut Vec<Conjunction>,
    ) -> Result<()> {
        let start = any.len();
        for cube in cubes(question, cube)? {
            self.work.spend(cube.len())?;
            let mut choices = nothing();
            for (index, slot) in question.record_slots().iter().enumerate() {
                let here = conditions(question, &cube, AttributeId::at(index), slot);
                choices = times(self.work, choices, &here)?;
                bounded(choices.len())?;
            }
            for all in choices {
                self.work.spend_finding(any.len() - start, all.len())?;
                let conjunction = Conjunction { resource: question.rule.resource, all };
                if !any[start..].contains(&conjunction) {
                    any.push(conjunction);
                }
            }
        }
        bounded(any.len())
    }
}

fn bounded(count: usize) -> Result<()> {
    if count > CONJUNCTIONS_MAX { Err(Fault::too_large()) } else { Ok(()) }
}

/// The widest parts of the records that are allowed.
fn cubes(question: &Question<'_>, within: &Mask) -> Result<Vec<Mask>> {
    let space = question.space()?;
    let record = question.rule.context.blocks.start;
    let mut cubes = Vec::new();
    space.allowed(within, &mut |cube| {
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
    let condition = |op, value| Condition { attribute, op, value, tie: None };
    let (ties, must_be_tied) = ties(question, cube, attribute, slot);
    let open: Vec<ValueId> =
        (0..slot.present).filter(|it| !has(cube, slot.value(*it))).map(ValueId::at).collect();
    let all = open.len() == slot.present;
    let mut choices = Vec::new();
    let absent = slot.absent().is_some_and(|value| !has(cube, slot.value(value)));
    if absent && !must_be_tied {
        if all && ties.is_empty() {
            return nothing();
        }
        choices.push(vec![condition(Op::Absent, None)]);
    }
    if open.is_empty() {
        return choices;
    }
    let mut ways = match slot.kind {
        _ if all => nothing(),
        AttributeKind::Long
        | AttributeKind::Decimal
        | AttributeKind::Datetime
        | AttributeKind::Duration => ranges(slot, &open, &condition),
        _ => texts(slot, &open, &condition),
    };
    for tie in ties {
        let or_absent =
            other_absent(question, cube, slot, &tie).map(|it| condition_of(it, Op::Absent));
        let mut longer = Vec::new();
        for one in [Some(tie), or_absent].into_iter().flatten() {
            for way in &ways {
                longer.push([&way[..], &[one]].concat());
            }
        }
        ways = longer;
    }
    // Any other comparison with the attribute says that it is there.
    if slot.optional && !absent {
        for way in &mut ways {
            if way.iter().all(|it| it.attribute != attribute) {
                way.push(condition(Op::Present, None));
            }
        }
    }
    choices.append(&mut ways);
    choices
}

/// The attribute whose absence does as well as a comparison with it that fails.
fn other_absent(
    question: &Question<'_>,
    cube: &[u32],
    slot: &Slot,
    condition: &Condition,
) -> Option<AttributeId> {
    let tie = slot.ties.get(condition.tie? as usize)?;
    let Other::Attribute(Part::Record, other) = tie.to else { return None };
    let absent = question.record_slots()[other.index()].absent()?;
    let fails = condition.op == op(tie.relation, false);
    let open = !has(cube, question.record_slots()[other.index()].value(absent));
    (fails && open).then_some(other)
}

fn condition_of(attribute: AttributeId, op: Op) -> Condition {
    Condition { attribute, op, value: None, tie: None }
}

type New<'a> = &'a dyn Fn(Op, Option<ValueId>) -> Condition;

/// Classes of a line, as the ranges that they make.
fn ranges(slot: &Slot, open: &[ValueId], condition: New<'_>) -> Vec<Vec<Condition>> {
    let mut ways = Vec::new();
    for run in open.chunk_by(|one, next| one.0 + 1 == next.0) {
        let mut way = Vec::new();
        if let Some(first) = run.first().filter(|first| first.0 > 0) {
            way.push(condition(Op::Ge, Some(*first)));
        }
        if let Some(last) = run.last().filter(|last| last.index() + 1 < slot.present) {
            way.push(condition(Op::Lt, Some(ValueId(last.0 + 1))));
        }
        ways.push(way);
    }
    ways
}

/// Values and classes of texts: the named ones one by one, or where all unnamed ones are among
/// them all but the other named ones.
fn texts(slot: &Slot, open: &[ValueId], condition: New<'_>) -> Vec<Vec<Condition>> {
    let values = || (0..slot.present).map(ValueId::at);
    let closed: Vec<ValueId> = values().filter(|value| !open.contains(value)).collect();
    let named = |value: &ValueId| value.index() < slot.named;
    if let [only] = open
        && named(only)
    {
        return vec![vec![condition(Op::Eq, Some(*only))]];
    }
    if closed.iter().all(named) {
        return vec![closed.iter().map(|value| condition(Op::Ne, Some(*value))).collect()];
    }
    let way = |value: &ValueId| {
        vec![condition(if named(value) { Op::Eq } else { Op::Like }, Some(*value))]
    };
    open.iter().map(way).collect()
}

/// What a cube asks of the ties of an attribute, and whether it asks for one.
fn ties(
    question: &Question<'_>,
    cube: &[u32],
    attribute: AttributeId,
    slot: &Slot,
) -> (Vec<Condition>, bool) {
    let (mut ties, mut must_be_tied) = (Vec::new(), false);
    for (place, tie) in slot.ties.iter().enumerate() {
        if !question.gate.principal.has_other(tie) {
            continue;
        }
        let tied = has(cube, slot.tie(place, false));
        must_be_tied |= tied;
        if tied || has(cube, slot.tie(place, true)) {
            let op = op(tie.relation, tied);
            ties.push(Condition { attribute, op, value: None, tie: Some(place as u32) });
        }
    }
    (ties, must_be_tied)
}

/// What says that there is a tie, or that there is none.
fn op(relation: Relation, tied: bool) -> Op {
    match (relation, tied) {
        (Relation::Equals, true) => Op::Eq,
        (Relation::Equals, false) => Op::Ne,
        (Relation::Below, true) => Op::Lt,
        (Relation::Below, false) => Op::Ge,
        (Relation::AtMost, true) => Op::Le,
        (Relation::AtMost, false) => Op::Gt,
        (Relation::In, true) => Op::In,
        (Relation::In, false) => Op::NotIn,
        (Relation::Contains, true) => Op::Contains,
        (Relation::Meets, true) => Op::ContainsAny,
        (Relation::Contains | Relation::Meets, false) => Op::Lacks,
        (Relation::Exceeds, true) => Op::NotContainedBy,
        (Relation::Exceeds, false) => Op::ContainedBy,
    }
}
