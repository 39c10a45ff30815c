//! Unlocks: the minimal sets of changes of which each turns a denial into a permission.
//!
//! What may be changed is left free: groups to join, ties to make, the state that a way leads to.
//! All else is pinned. The parts of that space in which the action is allowed say what they ask of
//! each slot; the changes that bring the request there are the alternatives, and those that are in
//! no other are the minimal ones.

use serde::{Serialize, Serializer};

use super::alternatives::{keep_least, nothing, times};
use super::fault::Result;
use super::ids::{AttributeId, GroupId, StepId, TypeId, ValueId};
use super::layout::{Slot, Tie, is_tied};
use super::mask::{Mask, empty, has, put};
use super::program::{Part, Step};
use super::request::Question;
use super::space::Space;
use crate::limits::PATHS_MAX;
use crate::vocabulary::ChangeKind;

/// One change; their order is that in an alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// The principal joins a group.
    Grant(GroupId),
    /// A record attribute is tied to one of the references that it is compared with; where it takes
    /// several ties, each has its number. Which reference it is does not count: two ways to tie one
    /// attribute are the same change.
    Tie(AttributeId, u32),
    /// A step of the lifecycle is taken.
    Step(StepId),
}

// What a question may keep is counted in bytes, which have to be as many everywhere.
const _: () = assert!(size_of::<Change>() == 12);

/// A change or a part of a message on the boundary: the number of its kind, and which of its kind.
#[derive(Serialize)]
pub(crate) struct Kinded {
    pub(crate) kind: u32,
    pub(crate) index: u32,
}

impl Serialize for Change {
    /// As the boundary has it: a number of `ChangeKind`, and which of its kind.
    fn serialize<S: Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
        let (kind, index) = match self {
            Change::Grant(group) => (ChangeKind::Grant, group.0),
            Change::Tie(attribute, _) => (ChangeKind::Relate, attribute.0),
            Change::Step(step) => (ChangeKind::Transition, step.0),
        };
        Kinded { kind: kind.into(), index }.serialize(serializer)
    }
}

/// Changes that together turn a denial into a permission.
pub(crate) type Unlock = Vec<Change>;

/// Fewest changes first.
fn before(one: &[Change], other: &[Change]) -> bool {
    (one.len(), one) < (other.len(), other)
}

/// Whether each change of `part` is among those of `whole`. Changes stand in one order everywhere:
/// a step is as far into every shortest way as the state that it leads to is away.
fn contains(whole: &[Change], part: &[Change]) -> bool {
    let mut rest = whole.iter();
    part.len() <= whole.len() && part.iter().all(|each| rest.any(|other| other == each))
}

impl Question<'_> {
    /// All alternatives of a denial, in order: sets of grants in schema order, then ties, then
    /// steps as they have to be taken. Where the question is about no record of its own, they are
    /// the groups with which some record would do.
    pub(crate) fn unlocks(&self) -> Result<Vec<Unlock>> {
        let ways = match self.state() {
            Some((_, state)) if self.about_record && self.states() > 0 => ways(self, state)?,
            _ => Vec::new(),
        };
        let space = self.space()?;
        let changes = Changes { question: self, ways: &ways };
        let mut start = space.known(&self.bits);
        changes.free(&mut start);
        let mut found = Vec::new();
        space.allowed(&start, &mut |cube| {
            for one in changes.leading_into(cube)? {
                keep_least(self.work, &mut found, one, contains, before)?;
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// Steps that lead to a state.
#[derive(Clone)]
struct Way {
    to: ValueId,
    steps: Unlock,
}

/// Every shortest way from the current state to each other one, over steps that somebody could take
/// with this record.
fn ways(question: &Question<'_>, current: ValueId) -> Result<Vec<Way>> {
    let resource = question.rule.resource;
    let steps = question.gate.program.steps(resource);
    let mut reached = vec![current];
    let mut last = vec![Way { to: current, steps: Vec::new() }];
    let mut all = Vec::new();
    while !last.is_empty() {
        let mut next: Vec<Way> = Vec::new();
        for step in steps {
            question.work.spend_comparing(last.len().saturating_mul(1 + step.from.len()))?;
            for way in last.iter().filter(|way| step.from.contains(&way.to)) {
                let kept = reached.len() + next.len() + steps.len();
                question.work.spend_comparing(kept)?;
                question.work.spend_keeping::<Change>(1, way.steps.len() + 1)?;
                let mut longer = Way { to: step.to, steps: way.steps.clone() };
                longer.steps.push(Change::Step(first_alike(steps, step)));
                let alike = next.iter().filter(|each| each.to == step.to).count();
                let known = next.iter().any(|each| each.steps == longer.steps);
                if reached.contains(&step.to) || known || alike >= PATHS_MAX {
                    continue;
                }
                let mut bits = question.bits.clone();
                question.set_state(&mut bits, way.to);
                if could_pass(question, resource, step, &bits)? {
                    next.push(longer);
                }
            }
        }
        reached.extend(next.iter().map(|way| way.to));
        all.extend_from_slice(&next);
        last = next;
    }
    Ok(all)
}

/// The first step of a name that leads where this one does: to whoever takes them they are one.
fn first_alike(steps: &[Step], step: &Step) -> StepId {
    let alike = |other: &Step| other.transition == step.transition && other.to == step.to;
    StepId::at(steps.iter().position(alike).unwrap_or(0))
}

/// Whether some principal could take a step with a record: groups and ties to the principal are
/// free, and so is what the record lacks.
pub(crate) fn could_pass(
    question: &Question<'_>,
    resource: TypeId,
    step: &Step,
    record: &[u32],
) -> Result<bool> {
    let program = question.gate.program;
    let Some(guard) = program.guard(step, resource) else { return Ok(false) };
    question.work.spend_on_values(guard.blocks())?;
    let mut cube = empty(guard.blocks());
    for slot in &program.record(resource).slots {
        if let Some(held) = slot.held_value(record) {
            for value in 0..slot.values() {
                put(&mut cube, slot.value(value), value != held.index());
            }
            pin_ties(slot, record, &mut cube);
        }
    }
    Space::new(program, guard, None, question.work)?.allows(&cube)
}

/// Leaves a cube of the ties that are not to the principal what a request has.
fn pin_ties(slot: &Slot, bits: &[u32], cube: &mut [u32]) {
    for (index, _) in slot.ties.iter().enumerate().filter(|(_, tie)| tie.reference().is_none()) {
        let tied = has(bits, slot.tie(index, true));
        put(cube, slot.tie(index, !tied), true);
    }
}

/// What may be changed about a question.
struct Changes<'a> {
    question: &'a Question<'a>,
    ways: &'a [Way],
}

impl Changes<'_> {
    fn is_state(&self, index: usize) -> bool {
        let state = self.question.state().map(|(state, _)| state.index());
        !self.ways.is_empty() && state == Some(index)
    }

    /// Leaves open in a cube what may change: groups that may be granted, ties that may be made,
    /// and the state.
    fn free(&self, cube: &mut Mask) {
        let Question { gate, rule, bits, .. } = self.question;
        for (index, slot) in self.question.record_slots().iter().enumerate() {
            if is_offered(slot) || self.is_state(index) {
                slot.clear(cube);
                if slot.is_list() {
                    pin_ties(slot, bits, cube);
                }
            }
        }
        for (place, fact) in rule.facts.iter().enumerate() {
            let slot = rule.fact_slot(place);
            if gate.program.offers(*fact).is_some() && !has(bits, slot.value(0)) {
                slot.clear(cube);
            }
        }
    }

    /// The sets of changes that bring the request into a cube: grants, then ties, then steps.
    fn leading_into(&self, cube: &[u32]) -> Result<Vec<Unlock>> {
        let Question { gate, rule, bits, work, .. } = self.question;
        work.spend_on_values(cube.len())?;
        let mut grants = Vec::new();
        for (place, fact) in rule.facts.iter().enumerate() {
            if let Some(group) = gate.program.offers(*fact)
                && rule.fact_slot(place).meets(bits, cube)
            {
                grants.push(Change::Grant(group));
            }
        }
        let (mut all, mut steps) = (vec![grants], nothing());
        for (index, slot) in self.question.record_slots().iter().enumerate() {
            if !slot.meets(bits, cube) {
                continue;
            }
            match self.is_state(index) {
                true => steps = self.steps(slot, cube)?,
                false => all = times(work, all, &self.ties(AttributeId::at(index), slot, cube)?)?,
            }
        }
        times(work, all, &steps)
    }

    /// The ways to a state that a cube leaves.
    fn steps(&self, slot: &Slot, cube: &[u32]) -> Result<Vec<Unlock>> {
        let mut choices = Vec::new();
        self.question.work.spend_comparing(self.ways.len())?;
        for way in self.ways {
            if !has(cube, slot.value(way.to.index())) {
                self.question.work.spend_keeping::<Change>(1, way.steps.len())?;
                choices.push(way.steps.clone());
            }
        }
        Ok(choices)
    }

    /// The least sets of ties with which a slot has nothing that a cube rejects.
    fn ties(&self, attribute: AttributeId, slot: &Slot, cube: &[u32]) -> Result<Vec<Unlock>> {
        let mut choices = Vec::new();
        let open: Vec<usize> = (0..slot.ties.len()).filter(|it| self.can_tie(slot, *it)).collect();
        let each = self.question.bits.len() + slot.ties.len() * slot.ties.len();
        for subset in 1u32..1 << open.len() {
            self.question.work.spend(each)?;
            let mut bits = self.question.bits.clone();
            let (mut changes, mut possible) = (Vec::new(), true);
            for (place, index) in open.iter().enumerate() {
                if subset >> place & 1 == 1 {
                    possible &= self.tie(attribute, slot, *index, &mut bits)?;
                    changes.push(Change::Tie(attribute, changes.len() as u32));
                }
            }
            if possible && !slot.meets(&bits, cube) {
                keep_least(self.question.work, &mut choices, changes, contains, before)?;
            }
        }
        Ok(choices)
    }

    /// Whether a tie is not there, and can be made.
    fn can_tie(&self, slot: &Slot, index: usize) -> bool {
        let tie = &slot.ties[index];
        let untied = has(&self.question.bits, slot.tie(index, false));
        untied && tie.can_be_made() && self.question.gate.principal.has_other(tie)
    }

    /// Ties an attribute of the record as the host would: a list gets one item more, another value
    /// is replaced. Whether that is possible, as all else of the record stays.
    fn tie(
        &self,
        attribute: AttributeId,
        slot: &Slot,
        chosen: usize,
        bits: &mut [u32],
    ) -> Result<bool> {
        let Question { gate, rule, work, .. } = self.question;
        for id in &rule.clusters {
            let cluster = &gate.program.clusters[id.index()];
            let member = |member: &(Part, AttributeId)| *member == (Part::Record, attribute);
            let Some(place) = cluster.members.iter().position(member) else { continue };
            let states = gate.program.states(*id, rule, Some(gate.states))?;
            work.spend_comparing(states.len() * cluster.members.len())?;
            let stays = |words: &[u32]| {
                let members = gate.program.members(cluster, rule).zip(words).enumerate();
                members
                    .into_iter()
                    .all(|(at, (other, word))| at == place || other.has_word(bits, *word))
            };
            let tied = states.iter().filter(|words| {
                words.len() == cluster.members.len() && is_tied(words[place], chosen)
            });
            // Of a list's items the one that is no more than that.
            let found = tied.filter(|words| stays(words)).min_by_key(|it| it[place].count_ones());
            let Some(word) = found.map(|words| words[place]) else { return Ok(false) };
            slot.put_word(bits, word, slot.is_list());
            return Ok(true);
        }
        Ok(false)
    }
}

/// Whether an unlock may propose a tie of an attribute.
fn is_offered(slot: &Slot) -> bool {
    slot.offered && slot.ties.iter().any(Tie::can_be_made)
}
