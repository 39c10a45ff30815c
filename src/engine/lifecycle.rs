//! Lifecycles: the transitions of a record, and what they come to.

use super::decision::Denial;
use super::fault::{Fault, Place, Result};
use super::layout::value;
use super::message;
use super::model::Step;
use super::request::{Question, Record, Request, Subject, fault};
use super::ways::could_pass;
use super::words::Writer;
use crate::code::ErrorCode;
use crate::memory::{List, Slice};

/// A record with a lifecycle, in the state it is in.
pub(crate) struct Living<'r, 'a> {
    request: &'r Request<'a>,
    resource: usize,
    steps: &'a Slice<Step>,
    state: usize,
}

/// What a transition comes to.
pub(crate) struct Passage<'a> {
    pub(crate) resource: usize,
    state: usize,
    /// The step, of which the guard is asked; where the state has none, the first of that name.
    step: usize,
    guard: usize,
    /// What its guard says; nothing where the state does not have it.
    question: Option<Question<'a>>,
    /// Where it leads, where that is certain.
    to: Option<usize>,
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
                living.passage(step.name)?.verdict(out)?;
            }
        }
        Ok(())
    }

    /// What a transition comes to: unavailable where the state does not have it, else its guard.
    pub(crate) fn transition(&self, name: usize) -> Result<Passage<'a>> {
        let known = |steps: &Slice<Step>| steps.iter().any(|step| step.name == name);
        if !self.gate.model.types.iter().any(|each| known(&each.steps)) {
            return Err(Fault::new(ErrorCode::UnknownTransition, Place::Itself, 0));
        }
        match self.living()? {
            Some(living) if known(living.steps) => living.passage(name),
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

    /// What the steps of a name come to: the one that is allowed; else the first that somebody
    /// could take, or the first of all. Where it leads is certain when no other could be taken.
    fn passage(&self, name: usize) -> Result<Passage<'a>> {
        let (mut chosen, mut ways) = (None, 0);
        for (index, step) in self.steps.iter().enumerate() {
            if step.name != name || !self.leaves(step) {
                continue;
            }
            let question = self.request.question(step.guard)?;
            if question.allowed() {
                (chosen, ways) = (Some(index), 1);
                break;
            }
            let passable = could_pass(&question, self.resource, step, &question.bits)?;
            if chosen.is_none() || passable && ways == 0 {
                chosen = Some(index);
            }
            ways += usize::from(passable);
        }
        let named = self.steps.iter().position(|step| step.name == name);
        let step = chosen.or(named).unwrap_or(0);
        let Step { guard, to, .. } = self.steps[step];
        let question = match chosen {
            Some(_) => Some(self.request.question(guard)?),
            None => None,
        };
        let (resource, state, to) = (self.resource, self.state, (ways == 1).then_some(to));
        Ok(Passage { resource, state, step, guard, question, to })
    }
}

impl Passage<'_> {
    /// Why it cannot be taken; `None` where it can.
    pub(crate) fn denial(&self) -> Option<Denial> {
        match &self.question {
            Some(question) => question.denial(),
            None => Some(Denial::Unavailable),
        }
    }

    pub(crate) fn verdict(&self, out: &mut Writer) -> Result<()> {
        if let Some(question) = &self.question {
            return question.verdict(self.to, out);
        }
        out.put(self.guard);
        out.put(self.resource);
        out.put(Denial::Unavailable as usize);
        // It leads nowhere, no policy determined it, and nothing is advised.
        out.put(0);
        out.put(0);
        out.put(0);
        self.explain(out)
    }

    /// Writes what a person is told who cannot take it, and what would unlock it.
    pub(crate) fn explain(&self, out: &mut Writer) -> Result<()> {
        if let Some(question) = &self.question {
            return question.explain(out);
        }
        out.list(&message::unavailable(self.step, self.state));
        out.put(0);
        Ok(())
    }
}
