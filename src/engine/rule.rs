//! Rules: an action on a resource type, as masks over the bits of a request.
//!
//! A request is the record's blocks, then the context's, then one bit pair (*so*, *not so*) for
//! each fact about the principal that the rule's clauses mention.

use super::layout::{Layout, Slot};
use super::mask::{BITS, Mask, empty, meets, put};
use super::reader::Reader;
use crate::limits::CLAUSES_MAX;
use crate::memory::{List, Slice};

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
    /// Its place among all rules.
    #[cfg(feature = "json")]
    pub(crate) place: usize,
    pub(crate) action: usize,
    pub(crate) resource: usize,
    /// The record's attributes that have to be right, ascending.
    pub(crate) mentions: List<u32>,
    /// Those that only an advice reads.
    #[cfg_attr(feature = "json", expect(dead_code, reason = "only the boundary tells them"))]
    pub(crate) advised: List<u32>,
    pub(crate) context: Layout,
    /// What the clauses ask of the principal, ascending: below [`Counts::groups`] a group, from
    /// there on an attribute that it has.
    pub(crate) facts: List<u32>,
    /// Their bits.
    pub(crate) fact_slots: List<Slot>,
    /// The bits of record and context under which nothing can be decided.
    pub(crate) errors: Mask,
    pub(crate) permits: List<Clause>,
    pub(crate) forbids: List<Clause>,
    pub(crate) advice: List<Clause>,
    /// Blocks of record, context and facts.
    pub(crate) blocks: usize,
}

/// A clause of a rule.
#[derive(Debug)]
pub(crate) struct Clause {
    /// Its policy; of advice, the place.
    pub(crate) policy: u32,
    /// The bits it rejects.
    pub(crate) reject: Mask,
}

/// A literal of a program, and the clause that it is of.
struct Literal<'a> {
    list: usize,
    clause: usize,
    kind: usize,
    index: usize,
    operands: &'a Slice<u32>,
}

/// Which of a rule's three lists of clauses is the advice, which belongs to no policy.
const ADVICE: usize = 2;

impl Rule {
    pub(crate) fn read(
        words: &mut Reader<'_>,
        action: usize,
        (resource, record): (usize, &Layout),
        context: Layout,
        counts: Counts,
    ) -> Self {
        let mut mentions = words.indices(record.slots.len());
        let mut clauses = [List::new(), List::new(), List::new()];
        let literals = literals(words, counts, &mut clauses);
        let (mut advised, mut facts) = (List::new(), List::new());
        for Literal { list, kind, index, .. } in &literals {
            match kind {
                0 | 1 => insert(&mut facts, *index),
                2 | 3 => insert(&mut facts, counts.groups + index),
                4..7 if *list < ADVICE => insert(&mut mentions, *index),
                4..7 if !mentions.contains(&(*index as u32)) => insert(&mut advised, *index),
                _ => {}
            }
        }
        let start = context.blocks.end * BITS;
        let mut fact_slots = List::new();
        (0..facts.len()).for_each(|index| fact_slots.push(Slot::fact(start + 2 * index)));
        let blocks = (start + 2 * facts.len()).div_ceil(BITS);
        for list in &mut clauses {
            list.iter_mut().for_each(|clause: &mut Clause| clause.reject = empty(blocks));
        }
        for literal in &literals {
            let Literal { list, clause, kind, index, operands } = *literal;
            let (first, slots, place, bound) = match kind {
                0 | 1 => (0, &fact_slots, place(&facts, index), counts.groups),
                2 | 3 => (2, &fact_slots, place(&facts, counts.groups + index), counts.attributes),
                4..7 => (4, &record.slots, index, usize::MAX),
                _ => (7, &context.slots, index, usize::MAX),
            };
            let slot = slots.get(place).filter(|_| index < bound);
            let mask = &mut clauses[list][clause].reject;
            words.expect(slot.is_some_and(|slot| reject(mask, slot, kind, kind - first, operands)));
        }
        let [permits, forbids, advice] = clauses;
        let mut errors = empty(context.blocks.end);
        for (index, slot) in record.slots.iter().enumerate() {
            let mentioned = mentions.contains(&(index as u32));
            put(&mut errors, slot.wrong(true), mentioned);
            let read = mentioned || advised.contains(&(index as u32));
            put(&mut errors, slot.wrong(false), read);
        }
        Rule {
            #[cfg(feature = "json")]
            place: 0,
            action,
            resource,
            mentions,
            advised,
            context,
            facts,
            fact_slots,
            errors,
            permits,
            forbids,
            advice,
            blocks,
        }
    }
}

/// Reads the permits, the forbids and the advice of a rule, and the literals of all of them.
fn literals<'a>(
    words: &mut Reader<'a>,
    counts: Counts,
    clauses: &mut [List<Clause>; 3],
) -> List<Literal<'a>> {
    let mut literals = List::new();
    for (list, clauses) in clauses.iter_mut().enumerate() {
        let count = words.count();
        words.expect(list == ADVICE || count <= CLAUSES_MAX);
        for clause in 0..count {
            // A guard of a snapshot belongs to no policy, and says the first.
            let policy = if list == ADVICE { clause } else { words.below(counts.policies.max(1)) };
            clauses.push(Clause { policy: policy as u32, reject: List::new() });
            for _ in 0..words.count() {
                let (kind, index, operands) = (words.below(10), words.next(), words.list());
                literals.push(Literal { list, clause, kind, index, operands });
            }
        }
    }
    literals
}

/// Whether some clause holds for a request.
pub(crate) fn any_holds(clauses: &List<Clause>, bits: &Slice<u32>) -> bool {
    clauses.iter().any(|clause| !meets(&clause.reject, bits))
}

/// Rejects what a literal does not want of a slot: a fact, a value or a tie.
fn reject(mask: &mut Mask, slot: &Slot, kind: usize, which: usize, operands: &Slice<u32>) -> bool {
    match which {
        0 if kind >= 4 => return others(mask, slot, operands),
        tied if kind >= 4 => return tie(mask, slot, operands, tied == 1),
        so => put(mask, slot.value(1 - so), true),
    }
    operands.is_empty()
}

/// Rejects all values but these.
fn others(mask: &mut Slice<u32>, slot: &Slot, values: &Slice<u32>) -> bool {
    for value in 0..slot.values {
        if !values.contains(&(value as u32)) {
            put(mask, slot.value(value), true);
        }
    }
    values.iter().all(|value| (*value as usize) < slot.values)
}

/// Rejects that there is no tie, or that there is one.
fn tie(mask: &mut Slice<u32>, slot: &Slot, operands: &Slice<u32>, wanted: bool) -> bool {
    let index = slot.ties.iter().position(|each| operands.first() == Some(each));
    let Some(index) = index else { return false };
    put(mask, slot.tie(index, !wanted), true);
    operands.len() == 1
}

/// The place of a number in an ascending list.
fn place(list: &Slice<u32>, item: usize) -> usize {
    list.partition_point(|each| (*each as usize) < item)
}

/// Puts a number in its place in an ascending list, once.
pub(crate) fn insert(list: &mut List<u32>, item: usize) {
    let place = place(list, item);
    let item = item as u32;
    if list.get(place) != Some(&item) {
        list.insert(place, item);
    }
}
