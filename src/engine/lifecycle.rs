//! Lifecycles: the steps between the states of a record, and who could take them.

use alloc::vec;
use alloc::vec::Vec;

use super::decision::Denial;
use super::fault::{Fault, Place, Result};
use super::layout::value;
use super::mask::{empty, put};
use super::message;
use super::model::Step;
use super::request::{Question, Request, Subject, fault};
use super::rule::{Rule, insert};
use super::space::Space;
use super::unlock::change;
use super::words::Writer;
use crate::code::ErrorCode;
use crate::limits::PATHS_MAX;

/// A record with a lifecycle, in the state it is in.
pub(crate) struct Living<'r, 'a> {
    request: &'r Request<'a>,
    resource: usize,
    steps: &'a [Step],
    state: usize,
}

/// What a transition comes to.
pub(crate) enum Passage<'a> {
    /// Its guard is asked; with where it leads, where that is certain.
    Guarded(Question<'a>, Option<usize>),
    /// The record's state has no such transition, of which this step is the first of its type.
    Unavailable { resource: usize, state: usize, step: usize, guard: usize },
}

impl<'a> Request<'a> {
    /// Writes the names of the transitions that the record's state has, in order, each with its
    /// verdict.
    pub(crate) fn transitions(&self, out: &mut Writer) -> Result<()> {
        let Some(living) = self.living()? else { return Ok(()) };
        let mut known: Vec<u32> = Vec::new();
        for index in living.leaving() {
            let name = living.steps[index].name;
            if !known.contains(&(name as u32)) {
                known.push(name as u32);
                out.put(name);
                living.passage(name)?.verdict(out)?;
            }
        }
        Ok(())
    }

    /// What a transition comes to: unavailable where the state does not have it, else its guard.
    pub(crate) fn transition(&self, name: usize) -> Result<Passage<'a>> {
        let known = |steps: &[Step]| steps.iter().any(|step| step.name == name);
        if !self.gate.model.types.iter().any(|each| known(&each.steps)) {
            return Err(Fault::new(ErrorCode::UnknownTransition, Place::Itself, 0));
        }
        match self.living()? {
            Some(living) if known(living.steps) => living.passage(name),
            _ => Err(Fault::new(ErrorCode::WrongResource, Place::Transition, name)),
        }
    }

    fn living(&self) -> Result<Option<Living<'_, 'a>>> {
        let record = match self.subject {
            Subject::Unknown => return Err(Self::no_record()),
            Subject::None => return Ok(None),
            Subject::Record(record) => record,
        };
        let (resource, values) = (record.resource, &record.values);
        let of = &self.gate.model.types[resource];
        let Some(attribute) = of.state else { return Ok(None) };
        let state = values.get(attribute).map_or(value::ABSENT, |word| word & value::MASK) as usize;
        if state >= of.layout.slots[attribute].present {
            return Err(fault(values, attribute, Place::Record, 0));
        }
        Ok(Some(Living { request: self, resource, steps: &of.steps, state }))
    }
}

impl<'a> Living<'_, 'a> {
    /// The transitions that leave the current state.
    fn leaving(&self) -> impl Iterator<Item = usize> {
        let state = self.state as u32;
        (0..self.steps.len()).filter(move |index| self.steps[*index].from.contains(&state))
    }

    fn passage(&self, name: usize) -> Result<Passage<'a>> {
        let mut first = None;
        let mut passable = None;
        let mut several = false;
        for edge in self.leaving().filter(|index| self.steps[*index].name == name) {
            let step = &self.steps[edge];
            let question = self.request.question(step.guard)?;
            if question.allowed() {
                return Ok(Passage::Guarded(question, Some(step.to)));
            }
            if could_pass(&question, self.resource, step, &question.bits)? {
                several = passable.is_some();
                passable = passable.or(Some((question, step.to)));
            } else {
                first = first.or(Some(question));
            }
        }
        Ok(match (passable, first) {
            (Some((question, to)), _) => Passage::Guarded(question, (!several).then_some(to)),
            (None, Some(question)) => Passage::Guarded(question, None),
            (None, None) => {
                let step = self.steps.iter().position(|step| step.name == name).unwrap_or(0);
                let (resource, state, guard) = (self.resource, self.state, self.steps[step].guard);
                Passage::Unavailable { resource, state, step, guard }
            }
        })
    }
}

impl Passage<'_> {
    /// The type of the record.
    pub(crate) fn resource(&self) -> usize {
        match self {
            Passage::Guarded(question, _) => question.rule.resource,
            Passage::Unavailable { resource, .. } => *resource,
        }
    }

    /// Why it cannot be taken; `None` where it can.
    pub(crate) fn denial(&self) -> Option<Denial> {
        match self {
            Passage::Guarded(question, _) => question.denial(),
            Passage::Unavailable { .. } => Some(Denial::Unavailable),
        }
    }

    pub(crate) fn verdict(&self, out: &mut Writer) -> Result<()> {
        match self {
            Passage::Guarded(question, to) => question.verdict(*to, out),
            Passage::Unavailable { resource, guard, .. } => {
                let head = [*guard, *resource, Denial::Unavailable as usize, 0, 0, 0];
                head.into_iter().for_each(|word| out.put(word));
                self.explain(out)
            }
        }
    }

    /// Writes what a person is told who cannot take it, and what would unlock it.
    pub(crate) fn explain(&self, out: &mut Writer) -> Result<()> {
        match self {
            Passage::Guarded(question, _) => question.explain(out),
            Passage::Unavailable { state, step, .. } => {
                out.list(&message::unavailable(*step, *state));
                out.put(0);
                Ok(())
            }
        }
    }
}

/// Whether some principal could take a step with a record: groups and ties are free, and so is what
/// the record lacks.
fn could_pass(
    question: &Question<'_>,
    resource: usize,
    step: &Step,
    record: &[u32],
) -> Result<bool> {
    let model = question.gate.model;
    let Some(guard) = model.rule_on(step.passable, resource) else { return Ok(false) };
    let guard: &Rule = &model.rules[guard];
    let space = Space::new(model, guard, None);
    let mut cube = empty(guard.blocks);
    for slot in &model.types[resource].layout.slots {
        if let Some(held) = slot.held(record).filter(|value| *value < slot.present) {
            (0..slot.values).for_each(|value| put(&mut cube, slot.value(value), value != held));
        }
    }
    space.allows(&cube)
}

/// Every shortest way from the current state to each other one, over steps that somebody could take
/// with this record: the state, then the steps.
pub(crate) fn ways(question: &Question<'_>, current: usize) -> Result<Vec<Vec<u32>>> {
    let resource = question.rule.resource;
    let mut reached = vec![current as u32];
    let mut last = vec![vec![current as u32]];
    let mut all = Vec::new();
    while !last.is_empty() {
        let mut next: Vec<Vec<u32>> = Vec::new();
        for (index, step) in question.gate.model.types[resource].steps.iter().enumerate() {
            let to = step.to as u32;
            for way in last.iter().filter(|way| step.from.contains(&way[0])) {
                let alike = next.iter().filter(|each| each[0] == to).count();
                if reached.contains(&to) || alike >= PATHS_MAX {
                    continue;
                }
                let mut bits = question.bits.clone();
                question.set_state(&mut bits, way[0] as usize);
                if could_pass(question, resource, step, &bits)? {
                    let mut longer = way.clone();
                    longer[0] = to;
                    longer.push(change::word(change::STEP, index));
                    next.push(longer);
                }
            }
        }
        next.iter().for_each(|way| insert(&mut reached, way[0] as usize));
        all.extend_from_slice(&next);
        last = next;
    }
    Ok(all)
}
