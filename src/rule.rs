//! Rules: an action on a resource type, as masks over the bits of a request.
//!
//! A request is the record's words, then the context's, then one bit pair (*so*, *not so*) for each
//! fact about the principal that the rule's clauses mention.

use alloc::vec;
use alloc::vec::Vec;

use crate::bundle::{self, Literal};
use crate::layout::{Layout, Mask, Slot, join, set};
use crate::text::{Gather, insert};

/// A fact about the principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// It is in the group.
    Group(usize),
    /// It has the attribute.
    Attribute(usize),
}

/// A conjunction, as the bits it rejects.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) policy: usize,
    pub(crate) reject: Mask,
}

/// The advice beside an allowed decision, as the bits it rejects.
#[derive(Clone, Debug)]
pub(crate) struct Advice {
    pub(crate) index: usize,
    pub(crate) reject: Mask,
}

/// One action on one resource type.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) action: usize,
    pub(crate) resource: usize,
    pub(crate) mentions: Vec<usize>,
    pub(crate) context: Layout,
    /// Sorted, groups first: so a fact's place is its place in schema order.
    pub(crate) facts: Vec<Fact>,
    /// Words of record and context.
    pub(crate) request_words: usize,
    /// Words of all.
    pub(crate) words: usize,
    /// The bits of the record under which nothing can be decided.
    pub(crate) errors: Mask,
    pub(crate) permits: Vec<Clause>,
    pub(crate) forbids: Vec<Clause>,
    pub(crate) advice: Vec<Advice>,
}

impl Rule {
    pub(crate) fn new(
        action: usize,
        source: &bundle::Action,
        rule: &bundle::Rule,
        record: &Layout,
    ) -> Self {
        let context = Layout::new(&source.context, record.words);
        let request_words = record.words + context.words;
        let clauses = || rule.permits.iter().chain(&rule.forbids);
        let literals = || clauses().flat_map(|clause| &clause.all);
        let mut facts: Vec<Fact> = Vec::new();
        literals().filter_map(fact).for_each(|fact| insert(&mut facts, fact));
        let advised = || rule.advice.iter().flat_map(|advice| &advice.when);
        let mut mentions: Vec<usize> = Vec::new();
        let attributes = rule.mentions.iter().copied().chain(literals().filter_map(attribute));
        attributes.for_each(|index| insert(&mut mentions, index));

        let words = request_words + (2 * facts.len()).div_ceil(64);
        let mut errors = vec![0; record.words];
        for slot in mentions.iter().map(|index| &record.slots[*index]) {
            set(&mut errors, slot.missing());
            set(&mut errors, slot.bad());
        }
        for index in advised().filter_map(attribute) {
            set(&mut errors, record.slots[index].bad());
        }
        let mut made = Rule {
            action,
            resource: rule.resource,
            mentions,
            context,
            facts,
            request_words,
            words,
            errors,
            permits: Vec::new(),
            forbids: Vec::new(),
            advice: Vec::new(),
        };
        let compile = |clauses: &[bundle::Clause]| {
            clauses
                .iter()
                .map(|clause| Clause {
                    policy: clause.policy,
                    reject: made.reject(record, &clause.all),
                })
                .gathered()
        };
        (made.permits, made.forbids) = (compile(&rule.permits), compile(&rule.forbids));
        let advice = |(index, advice): (usize, &bundle::RuleAdvice)| Advice {
            index,
            reject: made.reject(record, &advice.when),
        };
        made.advice = rule.advice.iter().enumerate().map(advice).gathered();
        made
    }

    /// The bits that a conjunction of literals rejects.
    fn reject(&self, record: &Layout, all: &[Literal]) -> Mask {
        let mut mask = vec![0; self.words];
        for literal in all {
            match literal {
                Literal::In(group) => self.fact(&mut mask, Fact::Group(*group), false),
                Literal::Out(group) => self.fact(&mut mask, Fact::Group(*group), true),
                Literal::Has(index) => self.fact(&mut mask, Fact::Attribute(*index), false),
                Literal::Lacks(index) => self.fact(&mut mask, Fact::Attribute(*index), true),
                Literal::Is(index, values) => others(&mut mask, &record.slots[*index], values),
                Literal::ContextIs(index, values) => {
                    others(&mut mask, &self.context.slots[*index], values);
                }
                Literal::Tied(index, tie) => ties(&mut mask, &record.slots[*index], *tie, true),
                Literal::Untied(index, tie) => ties(&mut mask, &record.slots[*index], *tie, false),
                Literal::ContextTied(index, tie) => {
                    ties(&mut mask, &self.context.slots[*index], *tie, true);
                }
                Literal::ContextUntied(index, tie) => {
                    ties(&mut mask, &self.context.slots[*index], *tie, false);
                }
            }
        }
        mask
    }

    fn fact(&self, mask: &mut [u64], fact: Fact, so: bool) {
        if let Ok(index) = self.facts.binary_search(&fact) {
            set(mask, self.fact_bit(index, so));
        }
    }

    /// The bit of "the `index`th fact is so", or is not.
    pub(crate) fn fact_bit(&self, index: usize, so: bool) -> usize {
        self.request_words * 64 + 2 * index + usize::from(!so)
    }

    /// All bits that any clause rejects.
    pub(crate) fn touched(&self) -> Mask {
        let mut all = vec![0; self.words];
        for clause in self.permits.iter().chain(&self.forbids) {
            join(&mut all, &clause.reject);
        }
        all
    }
}

fn fact(literal: &Literal) -> Option<Fact> {
    match literal {
        Literal::In(group) | Literal::Out(group) => Some(Fact::Group(*group)),
        Literal::Has(index) | Literal::Lacks(index) => Some(Fact::Attribute(*index)),
        _ => None,
    }
}

fn attribute(literal: &Literal) -> Option<usize> {
    match literal {
        Literal::Is(index, _) | Literal::Tied(index, _) | Literal::Untied(index, _) => Some(*index),
        _ => None,
    }
}

fn others(mask: &mut [u64], slot: &Slot, values: &[usize]) {
    for value in (0..slot.values).filter(|value| !values.contains(value)) {
        set(mask, slot.value(value));
    }
}

fn ties(mask: &mut [u64], slot: &Slot, tie: usize, wanted: bool) {
    if let Some(index) = slot.ties.iter().position(|each| *each == tie) {
        set(mask, if wanted { slot.untied(index) } else { slot.tied(index) });
    }
}
