//! Ways between the states of a record: the steps that somebody could take, whoever asks.

use super::change;
use super::fault::Result;
use super::mask::{empty, put};
use super::model::Step;
use super::request::Question;
use super::rule::insert;
use super::space::Space;
use crate::limits::PATHS_MAX;
use crate::memory::{List, Slice, list};

/// Whether some principal could take a step with a record: groups and ties are free, and so is what
/// the record lacks.
pub(crate) fn could_pass(
    question: &Question<'_>,
    resource: usize,
    step: &Step,
    record: &Slice<u32>,
) -> Result<bool> {
    let model = question.gate.model;
    let Some(guard) = model.rule_on(step.passable, resource) else { return Ok(false) };
    let space = Space::new(model, guard, None);
    let mut cube = empty(guard.blocks);
    for slot in &model.types[resource].layout.slots {
        let held = slot.held(record);
        if held < slot.present {
            (0..slot.values).for_each(|value| put(&mut cube, slot.value(value), value != held));
        }
    }
    space.allows(&cube)
}

/// Every shortest way from the current state to each other one, over steps that somebody could take
/// with this record: the state, then the steps.
pub(crate) fn ways(question: &Question<'_>, current: usize) -> Result<List<List<u32>>> {
    let resource = question.rule.resource;
    let mut reached = list![current as u32];
    let mut last = list![list![current as u32]];
    let mut all = List::new();
    while !last.is_empty() {
        let mut next: List<List<u32>> = List::new();
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
