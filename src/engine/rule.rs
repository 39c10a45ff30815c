//! Rules: an action on a resource type, as masks over the bits of a request.
//!
//! A request is the record's blocks, then the context's, then one bit pair (*so*, *not so*) for
//! each fact about the principal that the rule's clauses mention.

use alloc::vec::Vec;

use super::layout::{Layout, Slot};
use super::mask::{BITS, Mask, Rows, empty, join, put};
use super::reader::Reader;
use crate::limits::CLAUSES_MAX;

/// How many of each thing there are that a rule may name.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) groups: usize,
    pub(crate) attributes: usize,
    pub(crate) policies: usize,
}

/// One action on one resource type.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) action: usize,
    pub(crate) resource: usize,
    /// The record's attributes that have to be right, ascending.
    pub(crate) mentions: Vec<u32>,
    /// Those that only an advice reads.
    pub(crate) advised: Vec<u32>,
    pub(crate) context: Layout,
    /// What the clauses ask of the principal, ascending: below [`Counts::groups`] a group, from
    /// there on an attribute that it has.
    pub(crate) facts: Vec<u32>,
    /// The bits of record and context under which nothing can be decided.
    pub(crate) errors: Mask,
    pub(crate) permits: Rows,
    pub(crate) forbids: Rows,
    pub(crate) advice: Rows,
    /// Blocks of record, context and facts.
    pub(crate) blocks: usize,
}

/// A conjunction as it is read, before the facts of all are known.
struct Draft<'a> {
    tag: usize,
    literals: Vec<(usize, usize, &'a [u32])>,
}

/// Literals about the principal; the rest are about record or context.
const ABOUT_PRINCIPAL: usize = 4;

impl Rule {
    pub(crate) fn read(
        words: &mut Reader<'_>,
        action: usize,
        (resource, record): (usize, &Layout),
        context: &Layout,
        counts: Counts,
    ) -> Self {
        let mut mentions = words.indices(record.slots.len());
        // A guard of a snapshot belongs to no policy, and says the first.
        let policies = counts.policies.max(1);
        let limit = [policies, policies, usize::MAX];
        let drafts = limit.map(|limit| Self::drafts(words, limit));
        words.expect(drafts[0].len() <= CLAUSES_MAX && drafts[1].len() <= CLAUSES_MAX);
        let mut facts = Vec::new();
        let mut advised = Vec::new();
        for (part, drafts) in drafts.iter().enumerate() {
            for (kind, index, _) in drafts.iter().flat_map(|draft| &draft.literals) {
                match kind {
                    0 | 1 => insert(&mut facts, *index),
                    2 | 3 => insert(&mut facts, counts.groups + index),
                    4..7 if part < 2 => insert(&mut mentions, *index),
                    4..7 => insert(&mut advised, *index),
                    _ => {}
                }
            }
        }
        advised.retain(|index| !mentions.contains(index));
        let blocks = context.blocks.end + (2 * facts.len()).div_ceil(BITS);
        let mut rule = Rule {
            action,
            resource,
            mentions,
            advised,
            context: context.clone(),
            facts,
            errors: empty(context.blocks.end),
            permits: Rows::new(blocks),
            forbids: Rows::new(blocks),
            advice: Rows::new(blocks),
            blocks,
        };
        rule.errors = rule.errors(record);
        let [permits, forbids, advice] =
            drafts.map(|drafts| rule.masks(words, &drafts, record, counts));
        (rule.permits, rule.forbids, rule.advice) = (permits, forbids, advice);
        rule
    }

    /// Reads conjunctions, each of which belongs to something below a limit: a policy, or, where
    /// there is no limit, itself.
    fn drafts<'a>(words: &mut Reader<'a>, limit: usize) -> Vec<Draft<'a>> {
        let mut drafts = Vec::new();
        for own in 0..words.count() {
            let tag = if limit == usize::MAX { own } else { words.below(limit) };
            let mut literals = Vec::new();
            for _ in 0..words.count() {
                literals.push((words.below(10), words.next(), words.list()));
            }
            drafts.push(Draft { tag, literals });
        }
        drafts
    }

    /// What is wrong with an attribute that a policy mentions, and what is no value of one that an
    /// advice reads.
    fn errors(&self, record: &Layout) -> Mask {
        let mut errors = empty(self.context.blocks.end);
        for index in &self.mentions {
            let Some(slot) = record.slots.get(*index as usize) else { continue };
            put(&mut errors, slot.wrong(true), true);
            put(&mut errors, slot.wrong(false), true);
        }
        for index in &self.advised {
            let Some(slot) = record.slots.get(*index as usize) else { continue };
            put(&mut errors, slot.wrong(false), true);
        }
        errors
    }

    fn masks(
        &self,
        words: &mut Reader<'_>,
        drafts: &[Draft<'_>],
        record: &Layout,
        counts: Counts,
    ) -> Rows {
        let mut rows = Rows::new(self.blocks);
        for draft in drafts {
            let mut reject = empty(self.blocks);
            for (kind, index, operands) in &draft.literals {
                if *kind < ABOUT_PRINCIPAL {
                    let (base, bound) = if *kind < 2 {
                        (0, counts.groups)
                    } else {
                        (counts.groups, counts.attributes)
                    };
                    words.expect(*index < bound && operands.is_empty());
                    self.fact(&mut reject, base + index, kind % 2 == 1);
                    continue;
                }
                let layout = if *kind < 7 { record } else { &self.context };
                let Some(slot) = layout.slots.get(*index) else {
                    words.expect(false);
                    continue;
                };
                let sound = if *kind % 3 == 1 {
                    others(&mut reject, slot, operands)
                } else {
                    tied(&mut reject, slot, operands, *kind % 3 == 2)
                };
                words.expect(sound);
            }
            rows.push(draft.tag as u32, &reject);
        }
        rows
    }

    fn fact(&self, mask: &mut [u32], fact: usize, so: bool) {
        if let Ok(index) = self.facts.binary_search(&(fact as u32)) {
            put(mask, self.fact_bit(index, so), true);
        }
    }

    /// The bit of "the `index`th fact is so", or is not.
    pub(crate) fn fact_bit(&self, index: usize, so: bool) -> usize {
        self.context.blocks.end * BITS + 2 * index + usize::from(!so)
    }

    /// All bits that any clause rejects.
    pub(crate) fn touched(&self) -> Mask {
        let mut all = empty(self.blocks);
        for rows in [&self.permits, &self.forbids] {
            rows.iter().for_each(|(_, reject)| join(&mut all, reject));
        }
        all
    }
}

/// Rejects all values but these.
fn others(mask: &mut [u32], slot: &Slot, values: &[u32]) -> bool {
    for value in 0..slot.values {
        if !values.contains(&(value as u32)) {
            put(mask, slot.value(value), true);
        }
    }
    values.iter().all(|value| (*value as usize) < slot.values)
}

/// Rejects the tie, or that there is none.
fn tied(mask: &mut [u32], slot: &Slot, operands: &[u32], wanted: bool) -> bool {
    let [reference] = operands else { return false };
    match slot.ties.iter().position(|each| each == reference) {
        Some(index) => put(mask, slot.tie(index, !wanted), true),
        None => return false,
    }
    true
}

/// Puts a number in its place in an ascending list, once.
pub(crate) fn insert(list: &mut Vec<u32>, item: usize) {
    let item = item as u32;
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}
