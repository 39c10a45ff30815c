//! Lifecycles: the steps between the states of a record, and who could take them.

use alloc::vec;
use alloc::vec::Vec;

use super::decision::{Denial, Verdict};
use super::fault::{Fault, Place, Result};
use super::gather::Gather;
use super::layout::value;
use super::mask::has;
use super::message;
use super::model::Step;
use super::request::{Question, Request, Subject, fault};
use super::rule::{Rule, insert};
use super::space::{Space, Ties};
use super::unlock::change;
use crate::code::ErrorCode;
use crate::limits::PATHS_MAX;

/// A record with a lifecycle, in the state it is in.
struct Living<'r, 'a> {
    request: &'r Request<'a>,
    resource: usize,
    steps: &'a [Step],
    state: usize,
}

impl<'a> Request<'a> {
    /// The names of the transitions that the record's state has, in order, each with its verdict.
    pub(crate) fn transitions(&self) -> Result<Vec<(usize, Verdict)>> {
        let Some(living) = self.living()? else { return Ok(Vec::new()) };
        let mut all: Vec<(usize, Verdict)> = Vec::new();
        for index in living.leaving() {
            let name = living.steps[index].name;
            if all.iter().all(|(known, _)| *known != name) {
                all.push((name, living.step(name)?));
            }
        }
        Ok(all)
    }

    /// The verdict on a transition: unavailable where the state does not have it, else its guard's.
    pub(crate) fn transition(&self, name: usize) -> Result<Verdict> {
        let known = |steps: &[Step]| steps.iter().any(|step| step.name == name);
        if !self.gate.model.types.iter().any(|each| known(&each.steps)) {
            return Err(Fault::new(ErrorCode::UnknownTransition, Place::Itself, 0));
        }
        match self.living()? {
            Some(living) if known(living.steps) => living.step(name),
            _ => Err(Fault::new(ErrorCode::WrongResource, Place::Transition, name)),
        }
    }

    fn living(&self) -> Result<Option<Living<'_, 'a>>> {
        let (resource, values) = match &*self.subject {
            Subject::Unknown => return Err(Self::no_record()),
            Subject::None => return Ok(None),
            Subject::Record(record) => (record.resource, &record.values),
        };
        let of = &self.gate.model.types[resource];
        let Some(attribute) = of.state else { return Ok(None) };
        let state = values.get(attribute).map_or(value::ABSENT, |word| word & value::MASK) as usize;
        if state >= of.layout.slots[attribute].present {
            return Err(fault(values, attribute, Place::Record, 0));
        }
        Ok(Some(Living { request: self, resource, steps: &of.steps, state }))
    }
}

impl Living<'_, '_> {
    /// The transitions that leave the current state.
    fn leaving(&self) -> impl Iterator<Item = usize> {
        let state = self.state as u32;
        (0..self.steps.len()).filter(move |index| self.steps[*index].from.contains(&state))
    }

    fn step(&self, name: usize) -> Result<Verdict> {
        let mut passable = Vec::new();
        let mut asked = Vec::new();
        for edge in self.leaving().filter(|index| self.steps[*index].name == name) {
            let question = self.request.question(self.steps[edge].guard)?;
            if question.allowed() {
                return self.answer(&question, Some(edge));
            }
            if self.passable(&question, &self.steps[edge])? {
                passable.push(asked.len());
            }
            asked.push((question, edge));
        }
        let chosen = passable.first().copied().unwrap_or(0);
        match asked.get(chosen) {
            None => Ok(self.unavailable(name)),
            Some((question, edge)) => self.answer(question, (passable.len() == 1).then_some(*edge)),
        }
    }

    /// Whether somebody could take a step from here.
    fn passable(&self, question: &Question<'_>, step: &Step) -> Result<bool> {
        let model = self.request.gate.model;
        let Some(guard) = model.rule_on(step.passable, self.resource) else { return Ok(false) };
        could_pass(question, &model.rules[guard], &question.bits)
    }

    fn answer(&self, question: &Question<'_>, edge: Option<usize>) -> Result<Verdict> {
        let to = edge.map(|edge| self.steps[edge].to);
        Ok(Verdict { to, ..question.verdict()? })
    }

    fn unavailable(&self, name: usize) -> Verdict {
        let first = self.steps.iter().position(|step| step.name == name).unwrap_or(0);
        Verdict {
            action: self.steps[first].guard,
            resource: self.resource,
            denial: Some(Denial::Unavailable),
            to: None,
            determining: Vec::new(),
            unlock: Vec::new(),
            advice: Vec::new(),
            message: message::unavailable(first, self.state),
        }
    }
}

/// Whether some principal could pass a guard with this record: groups and ties are free, and so is
/// what the record lacks.
fn could_pass(question: &Question<'_>, guard: &Rule, record: &[u32]) -> Result<bool> {
    let mut space = Space::new(guard.blocks);
    for slot in &question.gate.model.types[guard.resource].layout.slots {
        match (0..slot.present).find(|value| has(record, slot.value(*value))) {
            Some(value) => space.choose(slot, Ties::Any, value),
            None => space.free(slot, Ties::Any),
        }
    }
    for slot in &guard.context.slots {
        space.free(slot, Ties::Any);
    }
    for index in 0..guard.facts.len() {
        space.either(guard.fact_bit(index, true), guard.fact_bit(index, false));
    }
    space.find(guard, true)
}

/// Every shortest way from the current state to each other one, over steps that somebody could take
/// with this record: the state, one more than its number, then the steps.
pub(crate) fn paths(question: &Question<'_>, current: usize) -> Result<Vec<Vec<u32>>> {
    let (model, resource) = (question.gate.model, question.rule.resource);
    let mut reached = vec![current as u32];
    let mut ways = vec![vec![current as u32 + 1]];
    let mut all = Vec::new();
    while !ways.is_empty() {
        let mut next: Vec<Vec<u32>> = Vec::new();
        for (index, step) in model.types[resource].steps.iter().enumerate() {
            let Some(guard) = model.rule_on(step.passable, resource) else { continue };
            if reached.contains(&(step.to as u32)) {
                continue;
            }
            for from in &step.from {
                let here = ways.iter().filter(|way| way[0] == from + 1);
                let here: Vec<&Vec<u32>> = here.gathered();
                if here.is_empty() {
                    continue;
                }
                let mut bits = question.bits.clone();
                question.set_state(&mut bits, *from as usize);
                if could_pass(question, &model.rules[guard], &bits)? {
                    for way in here {
                        let mut longer = way.clone();
                        longer[0] = step.to as u32 + 1;
                        longer.push(change::word(change::STEP, index));
                        next.push(longer);
                    }
                }
            }
        }
        bounded(&mut next);
        next.iter().for_each(|way| insert(&mut reached, way[0] as usize - 1));
        all.extend_from_slice(&next);
        ways = next;
    }
    Ok(all)
}

/// Keeps no more than [`PATHS_MAX`] ways to one state.
fn bounded(ways: &mut Vec<Vec<u32>>) {
    let mut kept: Vec<Vec<u32>> = Vec::new();
    for way in ways.drain(..) {
        if kept.iter().filter(|each| each[0] == way[0]).count() < PATHS_MAX {
            kept.push(way);
        }
    }
    *ways = kept;
}
