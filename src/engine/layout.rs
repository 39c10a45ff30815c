//! How a record becomes bits.
//!
//! Every value an attribute can have is one bit, and exactly one of them is set: one-hot. Absence
//! of an optional attribute is a value too. A tie takes two bits, *tied* and *untied*, of which one
//! is set. So a clause is the mask of all bits it rejects, and it holds when record and mask do not
//! meet: one `and` for any number of literals. Two more bits say that a required attribute is
//! missing, or holds what the schema does not allow; an action whose policies mention the attribute
//! treats either as an error.

use core::ops::Range;

use serde::{Deserialize, Serialize};

use super::ids::{AttributeId, ReferenceId, ValueId};
use super::mask::{BITS, has, put};
use crate::vocabulary::{AttributeKind, Relation};

/// The words that stand for an attribute's value: a place in its values, with a bit from
/// [`TIES`](value::TIES) upwards for each of its ties; or one that is no value.
pub mod value {
    /// The bits of the value itself.
    pub const MASK: u32 = 0xFFFF;
    /// The first bit of the ties.
    pub const TIES: usize = 16;
    /// Null, undefined or not there.
    pub const ABSENT: u32 = 0xFFFF;
    /// None of an enumeration's values.
    pub const UNKNOWN: u32 = 0xFFFE;
    /// Of another type.
    pub const WRONG: u32 = 0xFFFD;
    /// In place of a context's values: the context is no object.
    pub const NO_OBJECT: u32 = 0xFFFC;
    /// Missing where it is needed, also if it may be absent: its entity is a bare id or none.
    pub const MISSING: u32 = 0xFFFB;
}

/// What an attribute is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// The record.
    Record,
    /// The context.
    Context,
    /// The principal.
    Principal,
}

/// Something that a value of an attribute is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// How.
    pub relation: Relation,
    /// With what.
    pub to: Other,
}

/// What stands on the other side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Other {
    /// An attribute of the principal.
    Principal(ReferenceId),
    /// Another attribute, of the record or of the context.
    Attribute(Part, AttributeId),
    /// A text that the shells know, by the place of the tie.
    Text(u32),
    /// What the context of a question has, as one more attribute of the principal.
    Context(ReferenceId),
}

impl Tie {
    /// The attribute of the principal that it is with.
    #[must_use]
    pub fn reference(&self) -> Option<ReferenceId> {
        match self.to {
            Other::Principal(reference) => Some(reference),
            _ => None,
        }
    }

    /// Whether it is with an attribute of the principal or the context.
    pub(crate) fn asks(&self) -> bool {
        matches!(self.to, Other::Principal(_) | Other::Context(_))
    }

    /// Whether the record can be given it: the principal's id in place of another, or put in a
    /// list.
    pub(crate) fn can_be_made(&self) -> bool {
        matches!(self.relation, Relation::Equals | Relation::Contains) && self.reference().is_some()
    }
}

/// One attribute, and where its bits lie, counted from the start of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// What it holds.
    pub kind: AttributeKind,
    /// Whether an unlock may propose its tie.
    pub offered: bool,
    /// Whether absence is a value.
    pub optional: bool,
    /// How many values it has, but for absence.
    pub present: usize,
    /// How many of them, the first, are single values that can be named; of numbers and dates none.
    pub named: usize,
    /// Its bits, of which the first is value 0.
    pub bits: Range<usize>,
    /// What it is compared with.
    pub ties: Vec<Tie>,
}

impl Slot {
    /// A fact about the principal, with a bit for each of its outcomes.
    pub(crate) fn fact(bits: Range<usize>) -> Self {
        let (kind, ties) = (AttributeKind::Bool, Vec::new());
        let (present, named) = (bits.len(), bits.len());
        Slot { kind, offered: false, optional: false, present, named, bits, ties }
    }

    /// How many values it has, with absence where that is one.
    #[inline]
    pub(crate) fn values(&self) -> usize {
        self.present + usize::from(self.optional)
    }

    /// The value that is absence; `None` where the attribute is required.
    pub(crate) fn absent(&self) -> Option<usize> {
        self.optional.then_some(self.present)
    }

    pub(crate) fn value(&self, value: usize) -> usize {
        self.bits.start + value
    }

    /// The bit of what is wrong: missing, or no value of it.
    pub(crate) fn wrong(&self, missing: bool) -> usize {
        self.bits.start + self.values() + usize::from(!missing)
    }

    /// The bit of "tied to the `index`th of `ties`", or of "not tied".
    pub(crate) fn tie(&self, index: usize, tied: bool) -> usize {
        self.bits.start + self.values() + 2 + 2 * index + usize::from(!tied)
    }

    /// How many bits the attribute of a record takes.
    pub(crate) fn width(&self) -> usize {
        self.values() + 2 + 2 * self.ties.len()
    }

    /// Whether two masks have one of its bits in common: what a request has, and what is rejected.
    pub(crate) fn meets(&self, one: &[u32], other: &[u32]) -> bool {
        self.bits.clone().any(|bit| has(one, bit) && has(other, bit))
    }

    /// The value among the bits of a request, absence included; `None` where it has none.
    pub(crate) fn held(&self, bits: &[u32]) -> Option<usize> {
        (0..self.values()).find(|value| has(bits, self.value(*value)))
    }

    /// The same of a value that is there.
    pub(crate) fn held_value(&self, bits: &[u32]) -> Option<ValueId> {
        self.held(bits).filter(|value| *value < self.present).map(ValueId::at)
    }

    /// Takes all its bits from a mask.
    pub(crate) fn clear(&self, mask: &mut [u32]) {
        self.bits.clone().for_each(|bit| put(mask, bit, false));
    }

    /// Puts a value in place of whatever a request has; nothing is tied to it.
    pub(crate) fn choose(&self, bits: &mut [u32], value: ValueId) {
        self.clear(bits);
        put(bits, self.value(value.index()), true);
        (0..self.ties.len()).for_each(|index| put(bits, self.tie(index, false), true));
    }

    /// Whether a mask rejects nothing that a word of [`value`] stands for.
    pub(crate) fn leaves(&self, mask: &[u32], word: u32) -> bool {
        let value =
            if word == value::ABSENT { self.present } else { (word & value::MASK) as usize };
        let rejects = |tie: usize| has(mask, self.tie(tie, is_tied(word, tie)));
        !has(mask, self.value(value)) && !(0..self.ties.len()).any(rejects)
    }

    /// Whether a request has what a word of [`value`] stands for.
    pub(crate) fn has_word(&self, bits: &[u32], word: u32) -> bool {
        let value =
            if word == value::ABSENT { self.present } else { (word & value::MASK) as usize };
        has(bits, self.value(value))
            && (0..self.ties.len()).all(|tie| has(bits, self.tie(tie, is_tied(word, tie))))
    }

    /// Puts what a word of [`value`] stands for in place of what a request has, or adds its ties to
    /// those that are there.
    pub(crate) fn put_word(&self, bits: &mut [u32], word: u32, add: bool) {
        for value in 0..self.values() {
            put(bits, self.value(value), value == (word & value::MASK) as usize);
        }
        for tie in 0..self.ties.len() {
            let tied = is_tied(word, tie) || add && has(bits, self.tie(tie, true));
            put(bits, self.tie(tie, tied), true);
            put(bits, self.tie(tie, !tied), false);
        }
    }

    /// Whether it is a list, of which each item may be there or not.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.kind, AttributeKind::Set | AttributeKind::Texts)
    }

    /// Whether it has values to choose from.
    pub(crate) fn is_listed(&self) -> bool {
        matches!(self.kind, AttributeKind::Enum | AttributeKind::Bool)
    }
}

/// Whether a word of [`value`] that is a value has a tie; what is absent has none.
pub(crate) fn is_tied(word: u32, tie: usize) -> bool {
    word != value::ABSENT && word >> (value::TIES + tie) & 1 == 1
}

/// The bits of a list of attributes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// By attribute.
    pub slots: Vec<Slot>,
    /// The blocks, in a request.
    pub blocks: Range<usize>,
}

impl Layout {
    /// Lays out attributes one after another; their bits begin at a block of the request.
    #[must_use]
    pub fn new(mut slots: Vec<Slot>, block: usize) -> Self {
        let mut end = block * BITS;
        for slot in &mut slots {
            slot.bits = end..end + slot.width();
            end = slot.bits.end;
        }
        Layout { slots, blocks: block..end.div_ceil(BITS) }
    }

    /// Writes values into the bits of a request. Each is a word of [`value`]; none is absence.
    pub(crate) fn encode(&self, values: &[u32], bits: &mut [u32]) {
        for (index, slot) in self.slots.iter().enumerate() {
            let word = values.get(index).copied().unwrap_or(value::ABSENT);
            let place = (word & value::MASK) as usize;
            let present = place < slot.present;
            let bit = match slot.absent() {
                _ if present => slot.value(place),
                Some(absent) if word == value::ABSENT => slot.value(absent),
                _ => slot.wrong(matches!(word, value::ABSENT | value::MISSING)),
            };
            put(bits, bit, true);
            for tie in 0..slot.ties.len() {
                put(bits, slot.tie(tie, present && is_tied(word, tie)), true);
            }
        }
    }
}
