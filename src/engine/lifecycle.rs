//! Lifecycles: the transitions of a record, and what they come to.

use super::fault::{Fault, Place, Result};
use super::layout::value;
use super::message;
use super::model::Step;
use super::record::Record;
use super::request::{Question, Request, Subject, fault};
use super::ways::could_pass;
use super::words::Writer;
use crate::code::ErrorCode;
use crate::memory::{List, Own, Slice};

/// A record with a lifecycle, in the state it is in.
pub(crate) struct Living<'r, 'a> {
    request: &'r Request<'a>,
    resource: usize,
    steps: &'a Slice<Step>,
    state: usize,
}

impl<'a> Request<'a> {
    /// Writes the names of the transitions that the record's state has, in order, each with its
    /// verdict.
    pub(crate) fn transitions(&self, out: &mut Writer) -> Result<()> {
        let Some(living) = self.living()? else { return Ok(()) };
        let mut known: List<u32> = List::new();
        for step in living.steps {
            if living.leaves(step) && !known.contains(&(step.name as u32)) {
                known.push(step.name as u32);
                out.put(step.name);
                living.question(step.name)?.verdict(out)?;
            }
        }
        Ok(())
    }

    /// The question that a transition is: its guard's, unless the state does not have it.
    pub(crate) fn transition(&self, name: usize) -> Result<Own<Question<'a>>> {
        let known = |steps: &Slice<Step>| steps.iter().any(|step| step.name == name);
        if !self.gate.model.types.iter().any(|each| known(&each.steps)) {
            return Err(Fault::new(ErrorCode::UnknownTransition, Place::Itself, 0));
        }
        match self.living()? {
            Some(living) if known(living.steps) => living.question(name),
            _ => Err(Fault::new(ErrorCode::WrongResource, Place::Transition, name)),
        }
    }

    fn living(&self) -> Result<Option<Living<'_, 'a>>> {
        if let Subject::None = self.subject {
            return Ok(None);
        }
        let Record { resource, ref values, .. } = *self.record()?;
        let of = &self.gate.model.types[resource];
        let Some(slot) = of.layout.slots.get(of.state) else { return Ok(None) };
        let state = values.get(of.state).map_or(value::ABSENT, |word| word & value::MASK) as usize;
        if state >= slot.present {
            return Err(fault(values, of.state, Place::Record, 0));
        }
        Ok(Some(Living { request: self, resource, steps: &of.steps, state }))
    }
}

impl<'a> Living<'_, 'a> {
    /// Whether a step leaves the current state.
    fn leaves(&self, step: &Step) -> bool {
        step.from.contains(&(self.state as u32))
    }

    /// The question that the steps of a name are: of the one that is allowed; else of the first
    /// that somebody could take, or the first of all. Where it leads is certain when no other could
    /// be taken.
    fn question(&self, name: usize) -> Result<Own<Question<'a>>> {
        let (mut chosen, mut ways) = (None, 0);
        for step in self.steps {
            if step.name != name || !self.leaves(step) {
                continue;
            }
            let mut question = self.request.question(step.guard)?;
            question.to = step.to + 1;
            if question.allowed() {
                return Ok(question);
            }
            let passable = could_pass(&question, self.resource, step, &question.bits)?;
            if chosen.is_none() || passable && ways == 0 {
                chosen = Some(question);
            }
            ways += usize::from(passable);
        }
        let Some(mut question) = chosen else { return self.unavailable(name) };
        if ways != 1 {
            question.to = 0;
        }
        Ok(question)
    }

    /// The question that the first step of a name is, which the state does not have.
    fn unavailable(&self, name: usize) -> Result<Own<Question<'a>>> {
        let step = self.steps.iter().position(|step| step.name == name).unwrap_or(0);
        let rule = self.request.rule(self.steps[step].guard, self.resource)?;
        let mut question = self.request.open(rule);
        question.unavailable = message::unavailable(step, self.state);
        Ok(question)
    }
}
