//! How a record becomes bits.
//!
//! Every value an attribute can have is one bit, and exactly one of them is set: one-hot. Absence
//! of an optional attribute is a value too. A tie takes two bits, *tied* and *untied*, of which one
//! is set. So a clause is the mask of all bits it rejects, and it holds when record and mask do not
//! meet: one `and` for any number of literals. Two more bits say that a required attribute is
//! missing, or holds what the schema does not allow; an action whose policies mention the attribute
//! treats either as an error.

use core::ops::Range;

use super::mask::{BITS, has, put};
use super::reader::Reader;
use crate::limits::{TIES_MAX, VALUES_MAX};
use crate::memory::{List, Slice};

/// What an attribute holds, as the bundle numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Enum,
    Bool,
    Entity,
    Set,
    Other,
}

/// An attribute's value, as those who know names hand it in: a place in its values, with a bit from
/// [`TIES`](value::TIES) upwards for each of its ties; or one of the words that are no value.
pub(crate) mod value {
    /// The bits of the value itself.
    pub(crate) const MASK: u32 = 0xFFFF;
    /// The first bit of the ties.
    pub(crate) const TIES: usize = 16;
    /// Null, undefined or not there.
    pub(crate) const ABSENT: u32 = 0xFFFF;
    /// None of an enumeration's values.
    pub(crate) const UNKNOWN: u32 = 0xFFFE;
    /// Of another type.
    pub(crate) const WRONG: u32 = 0xFFFD;
}

/// One attribute, and where its bits lie, counted from the start of the request.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) kind: Kind,
    /// Whether an unlock may propose its tie.
    pub(crate) offered: bool,
    /// The first bit: value 0.
    pub(crate) start: usize,
    /// How many values it has, but for absence.
    pub(crate) present: usize,
    /// How many, with absence where that is one.
    pub(crate) values: usize,
    /// The bit after its last one.
    pub(crate) end: usize,
    /// The principal references it is compared with.
    pub(crate) ties: List<u32>,
}

impl Slot {
    fn read(words: &mut Reader<'_>, start: usize, references: usize) -> Self {
        let kind = match words.below(5) {
            0 => Kind::Enum,
            1 => Kind::Bool,
            2 => Kind::Entity,
            3 => Kind::Set,
            _ => Kind::Other,
        };
        let listed = words.next();
        words.expect((listed > 0) == (kind == Kind::Enum) && listed <= VALUES_MAX);
        let flags = words.below(4);
        let ties = words.indices(references);
        let tied = matches!(kind, Kind::Entity | Kind::Set);
        words.expect(ties.is_empty() || tied && ties.len() <= TIES_MAX);
        let present = match kind {
            Kind::Enum => listed.clamp(1, VALUES_MAX),
            Kind::Bool => 2,
            _ => 1,
        };
        let values = present + (flags & 1);
        let end = start + values + 2 + 2 * ties.len();
        Slot { kind, offered: flags & 2 != 0, start, present, values, end, ties }
    }

    /// A fact about the principal, with a bit for "so" and one for "not so".
    pub(crate) fn fact(start: usize) -> Self {
        let (present, values, end) = (2, 2, start + 2);
        Slot { kind: Kind::Bool, offered: false, start, present, values, end, ties: List::new() }
    }

    /// The value that is absence; `None` where the attribute is required.
    pub(crate) fn absent(&self) -> Option<usize> {
        (self.values > self.present).then_some(self.present)
    }

    pub(crate) fn value(&self, value: usize) -> usize {
        self.start + value
    }

    /// The bit of what is wrong: missing, or no value of it.
    pub(crate) fn wrong(&self, missing: bool) -> usize {
        self.start + self.values + usize::from(!missing)
    }

    /// The bit of "tied to the `index`th of `ties`", or of "not tied".
    pub(crate) fn tie(&self, index: usize, so: bool) -> usize {
        self.start + self.values + 2 + 2 * index + usize::from(!so)
    }

    /// All its bits.
    pub(crate) fn bits(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether two masks have one of its bits in common: what a request has, and what is rejected.
    pub(crate) fn meets(&self, one: &Slice<u32>, other: &Slice<u32>) -> bool {
        self.bits().any(|bit| has(one, bit) && has(other, bit))
    }

    /// The value among the bits of a request, absence included; past all values where it has none.
    pub(crate) fn held(&self, bits: &Slice<u32>) -> usize {
        let mut value = 0;
        while value < self.values && !has(bits, self.value(value)) {
            value += 1;
        }
        value
    }

    /// Takes all its bits from a mask.
    pub(crate) fn clear(&self, mask: &mut Slice<u32>) {
        self.bits().for_each(|bit| put(mask, bit, false));
    }

    /// Puts a value in place of whatever a request has; nothing is tied to it.
    pub(crate) fn choose(&self, bits: &mut Slice<u32>, value: usize) {
        self.clear(bits);
        put(bits, self.value(value), true);
        (0..self.ties.len()).for_each(|index| put(bits, self.tie(index, false), true));
    }

    /// Whether it has values to choose from.
    pub(crate) fn is_listed(&self) -> bool {
        matches!(self.kind, Kind::Enum | Kind::Bool)
    }
}

/// The bits of a list of attributes.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) slots: List<Slot>,
    /// The blocks, in a request.
    pub(crate) blocks: Range<usize>,
}

impl Layout {
    /// Reads attributes, whose bits begin at a block of the request.
    pub(crate) fn read(words: &mut Reader<'_>, block: usize, references: usize) -> Self {
        let mut slots = List::new();
        let mut start = block * BITS;
        for _ in 0..words.count() {
            let slot = Slot::read(words, start, references);
            start = slot.end;
            slots.push(slot);
        }
        Layout { slots, blocks: block..start.div_ceil(BITS) }
    }

    /// Writes values into the bits of a request. Each is a word of [`value`]; none is absence.
    pub(crate) fn encode(&self, values: &Slice<u32>, bits: &mut Slice<u32>) {
        for (index, slot) in self.slots.iter().enumerate() {
            let word = values.get(index).copied().unwrap_or(value::ABSENT);
            let given = (word & value::MASK) as usize;
            let present = given < slot.present;
            let bit = match slot.absent() {
                _ if present => slot.value(given),
                Some(absent) if word == value::ABSENT => slot.value(absent),
                _ => slot.wrong(word == value::ABSENT),
            };
            put(bits, bit, true);
            for tie in 0..slot.ties.len() {
                let tied = present && word >> (value::TIES + tie) & 1 == 1;
                put(bits, slot.tie(tie, tied), true);
            }
        }
    }
}
