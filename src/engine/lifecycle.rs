//! Lifecycles: the transitions of a record, and what they come to.

use serde::Serialize;

use super::decision::{Explanation, Verdict};
use super::fault::{Fault, FaultPlace, Result};
use super::ids::{ActionId, StepId, TransitionId, TypeId, ValueId};
use super::layout::value;
use super::message;
use super::program::{Lifecycle, Step};
use super::request::{Question, Request, Subject, wrong_value};
use super::unlock::could_pass;
use crate::vocabulary::{Denial, ErrorCode};

/// A transition that the record's state has, with its verdict.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TransitionAnswer {
    pub(crate) name: TransitionId,
    pub(crate) verdict: Verdict,
}

/// What a transition is for a record.
pub(crate) enum Transition<'a> {
    /// Its guard's question, and where it leads where that is certain.
    Available { question: Question<'a>, to: Option<ValueId> },
    /// The record's state does not have it: the first step of the name, its guard, and the state.
    Unavailable { step: StepId, guard: ActionId, resource: TypeId, state: ValueId },
}

/// A record with a lifecycle, in the state it is in.
struct Steps<'r, 'a> {
    request: &'r Request<'a>,
    resource: TypeId,
    steps: &'a [Step],
    state: ValueId,
}

impl Transition<'_> {
    /// The whole answer.
    pub(crate) fn verdict(&self) -> Result<Verdict> {
        match self {
            Transition::Available { question, to } => {
                Ok(Verdict { to: *to, ..question.verdict()? })
            }
            Transition::Unavailable { guard, resource, .. } => Ok(Verdict {
                action: *guard,
                resource: *resource,
                denial: Some(Denial::Unavailable),
                to: None,
                determining: Vec::new(),
                advice: Vec::new(),
                explanation: self.explanation()?,
            }),
        }
    }

    /// What a denied person is told, and what would unlock it.
    pub(crate) fn explanation(&self) -> Result<Explanation> {
        match self {
            Transition::Available { question, .. } => question.explanation(),
            Transition::Unavailable { step, state, .. } => {
                let message = message::unavailable(*step, *state);
                Ok(Explanation { message, unlock: Vec::new() })
            }
        }
    }
}

impl<'a> Request<'a> {
    /// The transitions that the record's state has, in order, each with its verdict.
    pub(crate) fn transitions(&self) -> Result<Vec<TransitionAnswer>> {
        let Some((resource, lifecycle)) = self.lifecycle()? else { return Ok(Vec::new()) };
        let steps = self.steps(resource, lifecycle)?;
        let mut all: Vec<TransitionAnswer> = Vec::new();
        for step in steps.steps {
            let name = step.transition;
            self.work.spend_comparing(all.len() + step.from.len())?;
            if steps.leaves(step) && !all.iter().any(|known| known.name == name) {
                let verdict = steps.transition(name)?.verdict()?;
                all.push(TransitionAnswer { name, verdict });
            }
        }
        Ok(all)
    }

    /// What a transition is for the record.
    pub(crate) fn transition(&self, name: TransitionId) -> Result<Transition<'a>> {
        if name.0 >= self.gate.program.transitions {
            return Err(Fault::new(ErrorCode::UnknownTransition, FaultPlace::Itself));
        }
        // The type before the state.
        match self.lifecycle()? {
            Some((resource, of)) if of.steps.iter().any(|step| step.transition == name) => {
                self.steps(resource, of)?.transition(name)
            }
            _ => Err(Fault::new(ErrorCode::WrongResource, FaultPlace::Transition(name))),
        }
    }

    /// The record's type and its lifecycle; `None` where it has none.
    fn lifecycle(&self) -> Result<Option<(TypeId, &'a Lifecycle)>> {
        let resource = match self.subject {
            Subject::None | Subject::Pending => None,
            _ => self.resource()?,
        };
        let Some(resource) = resource else { return Ok(None) };
        let lifecycle = self.gate.program.types[resource.index()].lifecycle.as_ref();
        Ok(lifecycle.map(|it| (resource, it)))
    }

    /// The steps of the record's type, with the state that the record is in.
    fn steps(&self, resource: TypeId, lifecycle: &'a Lifecycle) -> Result<Steps<'_, 'a>> {
        let of = &self.gate.program.types[resource.index()];
        let (values, index) = (self.values(), lifecycle.state.index());
        let state = values.get(index).map_or(value::ABSENT, |word| word & value::MASK);
        if state as usize >= of.record.slots[index].present {
            return Err(wrong_value(values, index, FaultPlace::Record(lifecycle.state)));
        }
        let steps = &lifecycle.steps[..];
        Ok(Steps { request: self, resource, steps, state: ValueId(state) })
    }
}

impl<'a> Steps<'_, 'a> {
    /// Whether a step leaves the current state.
    fn leaves(&self, step: &Step) -> bool {
        step.from.contains(&self.state)
    }

    /// What the steps of a name are: the one that is allowed; else the first that somebody could
    /// take, or the first of all. Where it leads is certain when no other could be taken.
    fn transition(&self, name: TransitionId) -> Result<Transition<'a>> {
        let (mut chosen, mut passable) = (None, 0);
        self.request.work.spend_comparing(self.steps.len())?;
        for step in self.steps.iter().filter(|step| step.transition == name && self.leaves(step)) {
            let question = self.request.question(step.guard)?;
            if question.allowed() {
                return Ok(Transition::Available { question, to: Some(step.to) });
            }
            let passes = could_pass(&question, self.resource, step, &question.bits)?;
            if chosen.is_none() || passes && passable == 0 {
                chosen = Some((question, step.to));
            }
            passable += usize::from(passes);
        }
        match chosen {
            Some((question, to)) => {
                Ok(Transition::Available { question, to: (passable == 1).then_some(to) })
            }
            None => Ok(self.unavailable(name)),
        }
    }

    fn unavailable(&self, name: TransitionId) -> Transition<'a> {
        let index = self.steps.iter().position(|step| step.transition == name).unwrap_or(0);
        let (step, guard) = (StepId::at(index), self.steps[index].guard);
        Transition::Unavailable { step, guard, resource: self.resource, state: self.state }
    }
}
