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

/// A literal of a program: its kind, an index, operands.
type Literal<'a> = (usize, usize, &'a Slice<u32>);

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
        let (mut advised, mut facts) = (List::new(), List::new());
        // The facts say how wide masks are, so the clauses are read for them first.
        clauses(&mut words.clone(), counts, 0, &mut |list, (kind, index, _), _| {
            match kind {
                0 | 1 => insert(&mut facts, index),
                2 | 3 => insert(&mut facts, counts.groups + index),
                4..7 if list < ADVICE => insert(&mut mentions, index),
                4..7 if !mentions.contains(&(index as u32)) => insert(&mut advised, index),
                _ => {}
            }
            true
        });
        let start = context.blocks.end * BITS;
        let mut fact_slots = List::new();
        (0..facts.len()).for_each(|index| fact_slots.push(Slot::fact(start + 2 * index)));
        let blocks = (start + 2 * facts.len()).div_ceil(BITS);
        let [permits, forbids, advice] =
            clauses(words, counts, blocks, &mut |_, (kind, index, operands), reject| {
                let fact = |base: usize, bound: usize| {
                    let place = facts.partition_point(|fact| (*fact as usize) < base + index);
                    fact_slots.get(place).filter(|_| index < bound && operands.is_empty())
                };
                let (first, slot) = match kind {
                    0 | 1 => (0, fact(0, counts.groups)),
                    2 | 3 => (2, fact(counts.groups, counts.attributes)),
                    4..7 => (4, record.slots.get(index)),
                    _ => (7, context.slots.get(index)),
                };
                let Some(slot) = slot else { return false };
                match kind - first {
                    so if first < 4 => put(reject, slot.value(1 - so), true),
                    0 => return others(reject, slot, operands),
                    tied => return tie(reject, slot, operands, tied == 1),
                }
                true
            });
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

/// Reads the permits, the forbids and the advice of a rule, a mask a clause, to which each literal
/// is shown; it tells whether it is sound.
fn clauses<'a>(
    words: &mut Reader<'a>,
    counts: Counts,
    blocks: usize,
    literal: &mut dyn FnMut(usize, Literal<'a>, &mut Mask) -> bool,
) -> [List<Clause>; 3] {
    let mut all = [List::new(), List::new(), List::new()];
    for (list, clauses) in all.iter_mut().enumerate() {
        let count = words.count();
        words.expect(list == ADVICE || count <= CLAUSES_MAX);
        for own in 0..count {
            // A guard of a snapshot belongs to no policy, and says the first.
            let policy = if list == ADVICE { own } else { words.below(counts.policies.max(1)) };
            let mut reject = empty(blocks);
            for _ in 0..words.count() {
                let read = (words.below(10), words.next(), words.list());
                let sound = literal(list, read, &mut reject);
                words.expect(sound);
            }
            clauses.push(Clause { policy: policy as u32, reject });
        }
    }
    all
}

/// Whether some clause holds for a request.
pub(crate) fn any_holds(clauses: &List<Clause>, bits: &Slice<u32>) -> bool {
    clauses.iter().any(|clause| !meets(&clause.reject, bits))
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
    operands.len() == 1 && index.is_some_and(|index| {
        put(mask, slot.tie(index, !wanted), true);
        true
    })
}

/// Puts a number in its place in an ascending list, once.
pub(crate) fn insert(list: &mut List<u32>, item: usize) {
    let item = item as u32;
    let place = list.partition_point(|each| *each < item);
    if list.get(place) != Some(&item) {
        list.insert(place, item);
    }
}
