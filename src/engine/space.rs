//! The requests that are still possible, as a cube: a mask that rejects bits, like a clause.
//!
//! "Is it ever allowed", "ever denied", "could anybody pass this guard", the rows of a filter and
//! the ways out of a denial are one walk: through the parts of a cube that a permit covers and no
//! forbid does.

use super::fault::{Fault, Result};
use super::layout::{Slot, is_tied};
use super::mask::{Mask, empty, has, has_all, join, put};
use super::principal::States;
use super::program::{Clause, Part, Program, Rule};
use super::work::Work;

/// All requests that a rule can be asked about.
pub(crate) struct Space<'a> {
    rule: &'a Rule,
    /// The attributes of the record, those of the context, and the facts about the principal.
    record: &'a [Slot],
    facts: Vec<Slot>,
    /// By place among all of these: whether it may have each of its values, whatever others have.
    loose: Vec<bool>,
    clusters: Vec<Joint<'a>>,
    work: &'a Work,
    /// What one look at a cube costs.
    look: usize,
}

/// Attributes that depend on each other.
struct Joint<'a> {
    members: Vec<&'a Slot>,
    /// What they can be together, a word for each; of a list, what each of its items can be.
    states: &'a [Vec<u32>],
}

/// Why a walk ends before it has seen everything.
pub(crate) enum Stop {
    /// It has seen enough.
    Found,
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

type Walk = core::result::Result<(), Stop>;

/// What to do with a part that was found.
type Visit<'v> = &'v mut dyn FnMut(&Mask) -> Walk;

/// Whether a walk ended because it had found something.
fn found(walk: Walk) -> Result<bool> {
    match walk {
        Ok(()) => Ok(false),
        Err(Stop::Found) => Ok(true),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

impl<'a> Space<'a> {
    /// All requests of a principal, or of just anybody.
    pub(crate) fn new(
        program: &'a Program,
        rule: &'a Rule,
        who: Option<&'a dyn States>,
        work: &'a Work,
    ) -> Result<Self> {
        work.spend_on_slots(1 + rule.facts.len())?;
        let record = &program.record(rule.resource).slots[..];
        let context = &rule.context.slots[..];
        let facts: Vec<Slot> = (0..rule.facts.len()).map(|place| rule.fact_slot(place)).collect();
        let mut loose = vec![true; record.len() + context.len() + facts.len()];
        let mut look = rule.blocks() + loose.len() / 4;
        let mut clusters = Vec::new();
        for id in &rule.clusters {
            let cluster = &program.clusters[id.index()];
            let states = program.states(*id, rule, who)?;
            for (part, attribute) in &cluster.members {
                let before = if *part == Part::Record { 0 } else { record.len() };
                loose[before + attribute.index()] = false;
            }
            look += 1 + states.len() * cluster.members.len() / 4;
            clusters.push(Joint { members: program.members(cluster, rule).collect(), states });
        }
        Ok(Space { rule, record, facts, loose, clusters, work, look })
    }

    /// The slots of the record, of the context, and of the facts.
    fn slots(&self) -> [&[Slot]; 3] {
        [self.record, &self.rule.context.slots, &self.facts]
    }

    /// The cube of what agrees with a request in each slot that has a value there.
    pub(crate) fn known(&self, bits: &[u32]) -> Mask {
        let mut cube = empty(self.rule.blocks());
        for slot in self.slots().into_iter().flatten() {
            if slot.held(bits).is_some() {
                for bit in slot.bits.clone() {
                    put(&mut cube, bit, !has(bits, bit));
                }
            }
        }
        cube
    }

    /// Whether some request of a cube is allowed.
    pub(crate) fn allows(&self, cube: &Mask) -> Result<bool> {
        found(self.walk(cube, &mut |_| Err(Stop::Found)))
    }

    /// Whether some request of a cube is denied.
    pub(crate) fn denies(&self, cube: &Mask) -> Result<bool> {
        for forbid in &self.rule.forbids {
            if self.without(cube, &forbid.reject)?.is_some() {
                return Ok(true);
            }
        }
        found(self.outside(cube, &self.rule.permits, &mut |_| Err(Stop::Found)))
    }

    /// Visits parts of a cube that together are all of it that is allowed.
    pub(crate) fn allowed(
        &self,
        cube: &Mask,
        visit: &mut dyn FnMut(&Mask) -> Result<()>,
    ) -> Result<()> {
        found(self.walk(cube, &mut |part| Ok(visit(part)?))).map(|_| ())
    }

    fn walk(&self, cube: &Mask, visit: Visit<'_>) -> Walk {
        for permit in &self.rule.permits {
            if let Some(part) = self.without(cube, &permit.reject)? {
                self.outside(&part, &self.rule.forbids, visit)?;
            }
        }
        Ok(())
    }

    /// Visits what of a cube no clause covers.
    fn outside(&self, cube: &Mask, clauses: &[Clause], visit: Visit<'_>) -> Walk {
        let Some((clause, rest)) = self.first_met(cube, clauses)? else { return visit(cube) };
        // It holds somewhere in here: each thing that it looks at is a way out of it.
        self.work.step(self.look)?;
        for slot in self.slots().into_iter().flatten() {
            for tie in 0..=slot.ties.len() {
                let Some(others) = others(&clause.reject, slot, tie) else { continue };
                if let Some(part) = self.without(cube, &others)? {
                    self.outside(&part, rest, visit)?;
                }
            }
        }
        Ok(())
    }

    /// The first clause that holds somewhere in a cube, and those after it.
    fn first_met<'c>(
        &self,
        cube: &Mask,
        clauses: &'c [Clause],
    ) -> Result<Option<(&'c Clause, &'c [Clause])>> {
        let mut rest = clauses;
        while let Some((clause, after)) = rest.split_first() {
            if self.without(cube, &clause.reject)?.is_some() {
                return Ok(Some((clause, after)));
            }
            rest = after;
        }
        Ok(None)
    }

    /// What of a cube is outside of more bits, where some request is.
    fn without(&self, cube: &Mask, more: &Mask) -> Result<Option<Mask>> {
        self.work.step(self.look)?;
        let mut part = cube.clone();
        join(&mut part, more);
        let mut loose = self.slots().into_iter().flatten().zip(&self.loose);
        let fits = loose.all(|(slot, loose)| !loose || has_value(slot, &part))
            && self.clusters.iter().all(|joint| joint.fits(&part));
        Ok(fits.then_some(part))
    }
}

/// Whether a cube leaves a slot some value.
fn has_value(slot: &Slot, cube: &[u32]) -> bool {
    !has_all(cube, slot.value(0)..slot.value(slot.values()))
}

impl Joint<'_> {
    /// Whether the attributes can be something that a cube does not reject.
    fn fits(&self, cube: &[u32]) -> bool {
        if let [list] = self.members[..]
            && list.is_list()
        {
            return self.list_fits(list, cube);
        }
        let leaves = |words: &Vec<u32>| {
            words.len() == self.members.len()
                && self.members.iter().zip(words).all(|(slot, word)| slot.leaves(cube, *word))
        };
        self.states.iter().any(leaves)
    }

    /// The same of a list, each item of which may be in it or not, whatever the others.
    fn list_fits(&self, list: &Slot, cube: &[u32]) -> bool {
        let ties = || 0..list.ties.len();
        let wanted = |tie: usize| has(cube, list.tie(tie, false));
        if list.optional && !has(cube, list.value(list.present)) && !ties().any(wanted) {
            return true;
        }
        let may_be_in =
            |item: u32| ties().all(|tie| !is_tied(item, tie) || !has(cube, list.tie(tie, true)));
        let items = || self.states.iter().flatten().copied().filter(|item| may_be_in(*item));
        !has(cube, list.value(0))
            && ties().all(|tie| !wanted(tie) || items().any(|item| is_tied(item, tie)))
    }
}

/// Of bits of which a request has one, a slot's values or from 1 on one of its ties, those that a
/// clause does not reject, as the mask that leaves the others; nothing where it rejects none.
fn others(clause: &[u32], slot: &Slot, tie: usize) -> Option<Mask> {
    let (first, count) = match tie.checked_sub(1) {
        None => (slot.value(0), slot.values()),
        Some(tie) => (slot.tie(tie, true), 2),
    };
    if !(first..first + count).any(|bit| has(clause, bit)) {
        return None;
    }
    let mut mask = empty(clause.len());
    for bit in first..first + count {
        put(&mut mask, bit, !has(clause, bit));
    }
    Some(mask)
}
