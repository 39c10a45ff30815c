//! Search over the finitely many requests that are still possible.
//!
//! What is known about an attribute or a fact is a list of *patterns*: the bit patterns it may
//! still take. A known attribute has one, a free one all of its own. "Is it ever allowed", "ever
//! denied", "could anybody pass this guard" are one search over such a space.

use alloc::vec::Vec;

use super::fault::{Fault, Result};
use super::gather::Gather;
use super::layout::{Kind, Slot};
use super::mask::{Mask, Rows, empty, join, meets, put};
use super::principal::Principal;
use super::rule::{Rule, insert};
use crate::limits::SEARCH_NODES_MAX;

/// The patterns of each attribute and fact that the search has to choose for.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    blocks: usize,
    variables: Vec<Rows>,
}

/// The references of ties as the search sees them: equal ids stand or fall together, a missing one
/// is never tied.
#[derive(Clone, Copy)]
pub(crate) enum Ties<'a> {
    /// Those of a known principal.
    Of(&'a Principal),
    /// Those of just any principal: all there, all different.
    Any,
}

impl Ties<'_> {
    /// For each tie of a slot, the class of references it falls with.
    fn classes(self, slot: &Slot) -> Vec<Option<u32>> {
        let class = |tie: &u32| match self {
            Ties::Any => Some(*tie),
            Ties::Of(principal) => principal.reference(*tie),
        };
        slot.ties.iter().map(class).gathered()
    }
}

impl Space {
    /// A space in which nothing is chosen for yet; bits of nothing are never set.
    pub(crate) fn new(blocks: usize) -> Self {
        Space { blocks, variables: Vec::new() }
    }

    /// What is known for good: these bits.
    pub(crate) fn fix(&mut self, bits: &[u32]) {
        let mut pattern = Rows::new(self.blocks);
        pattern.push(0, bits);
        self.variables.push(pattern);
    }

    /// A slot with one value, and any ties that go with it.
    pub(crate) fn choose(&mut self, slot: &Slot, ties: Ties<'_>, value: usize) {
        let mut patterns = Rows::new(self.blocks);
        add(&mut patterns, slot, ties, value, self.blocks);
        self.variables.push(patterns);
    }

    /// A slot with any value.
    pub(crate) fn free(&mut self, slot: &Slot, ties: Ties<'_>) {
        let mut patterns = Rows::new(self.blocks);
        for value in 0..slot.values {
            add(&mut patterns, slot, ties, value, self.blocks);
        }
        self.variables.push(patterns);
    }

    /// Two bits of which one is set.
    pub(crate) fn either(&mut self, one: usize, other: usize) {
        let mut patterns = Rows::new(self.blocks);
        for bit in [one, other] {
            let mut pattern = empty(self.blocks);
            put(&mut pattern, bit, true);
            patterns.push(0, &pattern);
        }
        self.variables.push(patterns);
    }

    /// Whether some request of the space is allowed (or, where `want` is false, denied).
    pub(crate) fn find(&self, rule: &Rule, want: bool) -> Result<bool> {
        let touched = rule.touched();
        let relevant = |patterns: &&Rows| patterns.iter().any(|(_, each)| meets(each, &touched));
        let variables: Vec<&Rows> = self.variables.iter().filter(relevant).gathered();
        let mut rest = Rows::new(self.blocks);
        let mut union = empty(self.blocks);
        rest.push(0, &union);
        for patterns in variables.iter().rev() {
            patterns.iter().for_each(|(_, pattern)| join(&mut union, pattern));
            rest.push(0, &union);
        }
        let rest = rest.iter().map(|(_, mask)| mask).gathered();
        Search { rule, variables, rest, want, nodes: 0 }.visit(0, &empty(self.blocks))
    }
}

/// Adds the patterns of one value: one for each way in which its ties may stand.
fn add(patterns: &mut Rows, slot: &Slot, ties: Ties<'_>, value: usize, blocks: usize) {
    let classes = ties.classes(slot);
    let mut distinct = Vec::new();
    classes.iter().flatten().for_each(|class| insert(&mut distinct, *class as usize));
    let present = slot.absent() != Some(value);
    for subset in 0..1u32 << distinct.len() {
        let possible = match slot.kind {
            _ if subset == 0 => true,
            Kind::Entity => present && subset.is_power_of_two(),
            _ => present,
        };
        if !possible {
            continue;
        }
        let mut pattern = empty(blocks);
        put(&mut pattern, slot.value(value), true);
        for (index, class) in classes.iter().enumerate() {
            let place = distinct.iter().position(|each| Some(*each) == *class);
            let tied = place.is_some_and(|place| subset >> place & 1 == 1);
            put(&mut pattern, slot.tie(index, tied), true);
        }
        patterns.push(0, &pattern);
    }
}

struct Search<'a> {
    rule: &'a Rule,
    variables: Vec<&'a Rows>,
    /// By how many variables are still to be chosen for, all bits they might set.
    rest: Vec<&'a [u32]>,
    want: bool,
    nodes: usize,
}

impl Search<'_> {
    fn visit(&mut self, depth: usize, chosen: &[u32]) -> Result<bool> {
        self.nodes += 1;
        if self.nodes > SEARCH_NODES_MAX {
            return Err(Fault::too_large());
        }
        if let Some(allowed) = self.settled(depth, chosen) {
            return Ok(allowed == self.want);
        }
        let patterns = self.variables[depth];
        for (_, pattern) in patterns.iter() {
            let mut next: Mask = chosen.to_vec();
            join(&mut next, pattern);
            if self.visit(depth + 1, &next)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The verdict, where the bits not chosen yet cannot change it.
    fn settled(&self, depth: usize, chosen: &[u32]) -> Option<bool> {
        let rest = self.rest[self.variables.len() - depth];
        let permits = certainty(&self.rule.permits, chosen, rest);
        let forbids = certainty(&self.rule.forbids, chosen, rest);
        match (permits, forbids) {
            (Some(false), _) | (_, Some(true)) => Some(false),
            (Some(true), Some(false)) => Some(true),
            _ => None,
        }
    }
}

/// Whether some clause holds whatever is chosen yet, or none does; `None` where it is open.
fn certainty(clauses: &Rows, chosen: &[u32], rest: &[u32]) -> Option<bool> {
    let mut all = Some(false);
    for (_, reject) in clauses.iter() {
        if !meets(reject, chosen) {
            if !meets(reject, rest) {
                return Some(true);
            }
            all = None;
        }
    }
    all
}
