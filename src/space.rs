//! Search over the finitely many requests that are still possible.
//!
//! What is known about an attribute or a fact is a list of *patterns*: the bit patterns it may
//! still take. A known attribute has one, a free one all of its own. "Is it ever allowed", "ever
//! denied", "could anybody pass this guard" are one search over such a space.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::bundle::{Attribute, AttributeKind};
use crate::error::{Error, ErrorCode, Result};
use crate::layout::{Mask, Slot, join, meets, set};
use crate::limits::SEARCH_NODES_MAX;
use crate::record::Refs;
use crate::rule::Rule;
use crate::text::{Gather, insert};

/// The patterns of each attribute and fact that the search has to choose for.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    words: usize,
    variables: Vec<Vec<Mask>>,
}

/// The references of ties as the search sees them: equal ids stand or fall together, a missing one
/// is never tied.
#[derive(Clone, Copy)]
pub(crate) enum Ids<'a> {
    /// Those of a known principal.
    Known(&'a Refs),
    /// Those of just any principal: all there, all different.
    Any,
}

impl Ids<'_> {
    /// For each tie of a slot, the class of references it falls with.
    fn classes(self, slot: &Slot) -> Vec<Option<usize>> {
        let classes = slot.ties.iter().enumerate().map(|(index, tie)| match self {
            Ids::Any => Some(index),
            Ids::Known(refs) => {
                let own = refs.get(*tie)?.as_deref()?;
                slot.ties.iter().position(|other| {
                    refs.get(*other).is_some_and(|other| other.as_deref() == Some(own))
                })
            }
        });
        classes.gathered()
    }
}

impl Space {
    /// A space in which nothing is chosen for yet; bits of nothing are never set.
    pub(crate) fn new(words: usize) -> Self {
        Space { words, variables: Vec::new() }
    }

    /// What is known for good: these bits.
    pub(crate) fn fix(&mut self, words: &[u64]) {
        let mut pattern = vec![0; self.words];
        join(&mut pattern, words);
        self.variables.push(vec![pattern]);
    }

    /// A slot with one of these values, and any ties that go with it.
    pub(crate) fn choose(
        &mut self,
        slot: &Slot,
        attribute: &Attribute,
        ids: Ids<'_>,
        values: impl Iterator<Item = usize>,
    ) {
        let classes = ids.classes(slot);
        let mut distinct: Vec<usize> = Vec::new();
        classes.iter().flatten().for_each(|class| insert(&mut distinct, *class));
        let mut patterns = Vec::new();
        for value in values {
            let present = slot.absent != Some(value);
            for chosen in tie_choices(attribute.kind, present, &distinct) {
                let mut pattern = vec![0; self.words];
                set(&mut pattern, slot.value(value));
                for (index, class) in classes.iter().enumerate() {
                    let tied = class.is_some_and(|class| chosen.contains(&class));
                    set(&mut pattern, if tied { slot.tied(index) } else { slot.untied(index) });
                }
                patterns.push(pattern);
            }
        }
        self.variables.push(patterns);
    }

    /// A slot with any value.
    pub(crate) fn free(&mut self, slot: &Slot, attribute: &Attribute, ids: Ids<'_>) {
        self.choose(slot, attribute, ids, 0..slot.values);
    }

    /// Two bits of which one is set.
    pub(crate) fn either(&mut self, one: usize, other: usize) {
        let patterns = [one, other].map(|bit| {
            let mut pattern = vec![0; self.words];
            set(&mut pattern, bit);
            pattern
        });
        self.variables.push(patterns.to_vec());
    }

    /// Whether some request of the space is allowed (or, where `want` is false, denied).
    pub(crate) fn find(&self, rule: &Rule, want: bool) -> Result<bool> {
        let touched = rule.touched();
        let relevant = |patterns: &&Vec<Mask>| patterns.iter().any(|each| meets(each, &touched));
        let variables: Vec<&Vec<Mask>> = self.variables.iter().filter(relevant).gathered();
        let mut rest = vec![vec![0; self.words]; variables.len() + 1];
        for (index, patterns) in variables.iter().enumerate().rev() {
            let mut union = rest[index + 1].clone();
            for pattern in *patterns {
                join(&mut union, pattern);
            }
            rest[index] = union;
        }
        let mut search = Search { rule, variables, rest, want, nodes: 0 };
        search.visit(0, &vec![0; self.words])
    }
}

/// Which of the principal's references a slot may be tied to at once.
fn tie_choices(kind: AttributeKind, present: bool, classes: &[usize]) -> Vec<Vec<usize>> {
    match kind {
        AttributeKind::Entity if present => {
            core::iter::once(Vec::new()).chain(classes.iter().map(|class| vec![*class])).gathered()
        }
        AttributeKind::Set if present => (0..1usize << classes.len())
            .map(|subset| {
                let chosen = classes.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
                chosen.map(|(_, class)| *class).gathered()
            })
            .gathered(),
        _ => vec![Vec::new()],
    }
}

struct Search<'a> {
    rule: &'a Rule,
    variables: Vec<&'a Vec<Mask>>,
    /// By depth, the bits that are still to be chosen from.
    rest: Vec<Mask>,
    want: bool,
    nodes: usize,
}

impl Search<'_> {
    fn visit(&mut self, depth: usize, chosen: &[u64]) -> Result<bool> {
        self.nodes += 1;
        if self.nodes > SEARCH_NODES_MAX {
            return Err(too_large());
        }
        if let Some(allowed) = self.settled(depth, chosen) {
            return Ok(allowed == self.want);
        }
        let patterns = self.variables[depth];
        for pattern in patterns {
            let mut next = chosen.to_vec();
            join(&mut next, pattern);
            if self.visit(depth + 1, &next)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The verdict, where the bits not chosen yet cannot change it.
    fn settled(&self, depth: usize, chosen: &[u64]) -> Option<bool> {
        let rest = &self.rest[depth];
        let (mut permit_alive, mut permit_certain) = (false, false);
        for clause in self.rule.permits.iter().filter(|clause| !meets(&clause.reject, chosen)) {
            permit_alive = true;
            permit_certain |= !meets(&clause.reject, rest);
        }
        if !permit_alive {
            return Some(false);
        }
        let mut forbid_alive = false;
        for clause in self.rule.forbids.iter().filter(|clause| !meets(&clause.reject, chosen)) {
            forbid_alive = true;
            if !meets(&clause.reject, rest) {
                return Some(false);
            }
        }
        if permit_certain && !forbid_alive { Some(true) } else { None }
    }
}

pub(crate) fn too_large() -> Error {
    Error::new(ErrorCode::TooLarge, String::from("the question has too many possible answers"))
}
