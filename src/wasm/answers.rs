//! Answers as plain objects of numbers: the twins of the engine's, as JavaScript takes them. Where
//! there is nothing, a member is `undefined`.

use serde::Serialize;

use crate::engine::decision;
use crate::engine::fault::{self, Spot};
use crate::engine::filter::{self, Operand};
use crate::engine::ids::{
    ActionId, AdviceId, AttributeId, ControlId, GroupId, PolicyId, TransitionId, TypeId, ValueId,
};
use crate::engine::message::Token;
use crate::engine::surface;
use crate::engine::unlock::{self, Unlock};
use crate::vocabulary::{ChangeKind, Place, TokenKind};

/// What is wrong: numbers of `ErrorCode` and `Place`, an index there, and the action whose context
/// it is in.
#[derive(Serialize)]
pub(super) struct Fault {
    pub(super) code: u32,
    pub(super) place: u32,
    pub(super) index: Option<u32>,
    pub(super) of: Option<ActionId>,
}

impl From<fault::Fault> for Fault {
    fn from(fault: fault::Fault) -> Self {
        let (place, index, of) = place(fault.at);
        let index = index.map(|index| index as u32);
        Fault { code: fault.code as u32, place: place as u32, index, of }
    }
}

/// The place, the index there, and the action whose context it is in.
fn place(spot: Spot) -> (Place, Option<usize>, Option<ActionId>) {
    match spot {
        Spot::Itself => (Place::Itself, None, None),
        Spot::Record(attribute) => (Place::Record, Some(attribute.index()), None),
        Spot::Context(action, attribute) => (Place::Context, Some(attribute.index()), Some(action)),
        Spot::ContextItself => (Place::ContextItself, None, None),
        Spot::Action(action) => (Place::Action, Some(action.index()), None),
        Spot::Transition(name) => (Place::Transition, Some(name.index()), None),
        Spot::Choice(control) => (Place::Choice, Some(control.index()), None),
        Spot::Roles(index) => (Place::Roles, Some(index), None),
        Spot::Permissions(index) => (Place::Permissions, Some(index), None),
        Spot::Groups(index) => (Place::Groups, Some(index), None),
        Spot::Reference(reference) => (Place::Reference, Some(reference.index()), None),
        Spot::Grant => (Place::Grant, None, None),
    }
}

/// Whether an action is allowed, or what is wrong with the question.
#[derive(Serialize)]
pub(super) struct Can {
    allowed: bool,
    fault: Option<Fault>,
}

impl From<fault::Result<bool>> for Can {
    fn from(answer: fault::Result<bool>) -> Self {
        Can { allowed: answer == Ok(true), fault: answer.err().map(Fault::from) }
    }
}

/// A change or a part of a message: a number of `ChangeKind` or `TokenKind`, and which of its kind.
#[derive(Serialize)]
struct Kinded {
    kind: u32,
    index: u32,
}

/// The kind of a part of a message, and which of its kind.
fn kind(token: Token) -> (TokenKind, usize) {
    match token {
        Token::Phrase(phrase) => (TokenKind::Phrase, phrase as usize),
        Token::Group(group) => (TokenKind::Group, group.index()),
        Token::Category(group) => (TokenKind::Category, group.index()),
        Token::Tie(attribute) => (TokenKind::Tie, attribute.index()),
        Token::Step(step) => (TokenKind::Step, step.index()),
        Token::Title(step) => (TokenKind::Title, step.index()),
        Token::Quoted(step) => (TokenKind::Quoted, step.index()),
        Token::State(value) => (TokenKind::State, value.index()),
        Token::Reason(policy) => (TokenKind::Reason, policy.index()),
    }
}

fn tokens(message: &[Token]) -> Vec<Kinded> {
    let token = |token: &Token| {
        let (kind, index) = kind(*token);
        Kinded { kind: kind as u32, index: index as u32 }
    };
    message.iter().map(token).collect()
}

fn unlocks(unlock: &[Unlock]) -> Vec<Vec<Kinded>> {
    let change = |change: &unlock::Change| {
        let (kind, index) = match change {
            unlock::Change::Grant(group) => (ChangeKind::Grant, group.index()),
            unlock::Change::Tie(attribute, _) => (ChangeKind::Relate, attribute.index()),
            unlock::Change::Step(step) => (ChangeKind::Transition, step.index()),
        };
        Kinded { kind: kind as u32, index: index as u32 }
    };
    unlock.iter().map(|changes| changes.iter().map(change).collect()).collect()
}

/// The answer to `check` and `transition`.
#[derive(Serialize)]
pub(super) struct Verdict {
    action: ActionId,
    #[serde(rename = "type")]
    resource: TypeId,
    /// A number of `Denial`; `undefined` where it is allowed.
    denial: Option<u32>,
    to: Option<ValueId>,
    determining: Vec<PolicyId>,
    advice: Vec<AdviceId>,
    message: Vec<Kinded>,
    unlock: Vec<Vec<Kinded>>,
}

impl From<decision::Verdict> for Verdict {
    fn from(verdict: decision::Verdict) -> Self {
        Verdict {
            action: verdict.action,
            resource: verdict.resource,
            denial: verdict.denial.map(|denial| denial as u32),
            to: verdict.to,
            determining: verdict.determining,
            advice: verdict.advice,
            message: tokens(&verdict.explanation.message),
            unlock: unlocks(&verdict.explanation.unlock),
        }
    }
}

/// A transition, with its verdict.
#[derive(Serialize)]
pub(super) struct Transition {
    name: TransitionId,
    verdict: Verdict,
}

impl From<(TransitionId, decision::Verdict)> for Transition {
    fn from((name, verdict): (TransitionId, decision::Verdict)) -> Self {
        Transition { name, verdict: verdict.into() }
    }
}

/// Why something may not be done.
#[derive(Serialize)]
pub(super) struct Refusal {
    #[serde(rename = "type")]
    resource: TypeId,
    message: Vec<Kinded>,
    unlock: Vec<Vec<Kinded>>,
}

impl From<surface::Refusal> for Refusal {
    fn from(refusal: surface::Refusal) -> Self {
        Refusal {
            resource: refusal.resource,
            message: tokens(&refusal.explanation.message),
            unlock: unlocks(&refusal.explanation.unlock),
        }
    }
}

/// How a control shows: a number of `ControlMode`, why it is not enabled, and in `controls` why
/// that could not be answered.
#[derive(Serialize)]
pub(super) struct Control {
    control: ControlId,
    mode: u32,
    why: Option<Refusal>,
    fault: Option<Fault>,
}

impl Control {
    pub(super) fn new(
        control: ControlId,
        answer: surface::ControlAnswer,
        fault: Option<fault::Fault>,
    ) -> Self {
        let (mode, why) = (answer.mode as u32, answer.why.map(Refusal::from));
        Control { control, mode, why, fault: fault.map(Fault::from) }
    }
}

/// Rows: a number of `Scope`, and conjunctions where that depends.
#[derive(Serialize)]
pub(super) struct Filter {
    scope: u32,
    any: Vec<Conjunction>,
}

#[derive(Serialize)]
struct Conjunction {
    #[serde(rename = "type")]
    resource: TypeId,
    all: Vec<Condition>,
}

/// A comparison: a number of `Op`, and a value or a reference, or neither.
#[derive(Serialize)]
struct Condition {
    attribute: AttributeId,
    op: u32,
    value: Option<u32>,
    reference: Option<u32>,
}

impl From<filter::FilterAnswer> for Filter {
    fn from(answer: filter::FilterAnswer) -> Self {
        let condition = |condition: filter::Condition| {
            let (value, reference) = match condition.operand {
                Operand::Nothing => (None, None),
                Operand::Value(value) => (Some(value.0), None),
                Operand::Reference(reference) => (None, Some(reference.0)),
            };
            let (attribute, op) = (condition.attribute, condition.op as u32);
            Condition { attribute, op, value, reference }
        };
        let conjunction = |all: filter::Conjunction| Conjunction {
            resource: all.resource,
            all: all.all.into_iter().map(condition).collect(),
        };
        let any = answer.any.into_iter().map(conjunction).collect();
        Filter { scope: answer.scope as u32, any }
    }
}

/// What is left of a policy's tables; its program stands beside them, as bytes.
#[derive(Serialize)]
pub(super) struct Snapshot {
    pub(super) groups: Vec<GroupId>,
    pub(super) policies: Vec<PolicyId>,
}
