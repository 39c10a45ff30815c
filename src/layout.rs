//! How a record becomes a word of bits.
//!
//! Every value an attribute can have is one bit, and exactly one of them is set: one-hot. Absence
//! of an optional attribute is a value too. A tie takes two bits, *tied* and *untied*, of which one
//! is set. So a clause is the mask of all bits it rejects, and it holds when record and mask do not
//! meet: one `and` for any number of literals. Two more bits say that a required attribute is
//! missing, or holds what the schema does not allow; an action whose policies mention the attribute
//! treats either as an error.

use alloc::vec;
use alloc::vec::Vec;

use crate::bundle::Attribute;

/// A set of bits, as many words as its layout says.
pub(crate) type Mask = Vec<u64>;

/// Whether two masks have a bit in common.
#[inline]
pub(crate) fn meets(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).any(|(one, other)| one & other != 0)
}

#[inline]
pub(crate) fn has(mask: &[u64], bit: usize) -> bool {
    mask.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

#[inline]
pub(crate) fn set(mask: &mut [u64], bit: usize) {
    if let Some(word) = mask.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

#[inline]
pub(crate) fn unset(mask: &mut [u64], bit: usize) {
    if let Some(word) = mask.get_mut(bit / 64) {
        *word &= !(1 << (bit % 64));
    }
}

/// Adds the bits of `other` to `mask`.
pub(crate) fn join(mask: &mut [u64], other: &[u64]) {
    for (word, other) in mask.iter_mut().zip(other) {
        *word |= other;
    }
}

/// Whether every bit of `part` is in `whole`.
pub(crate) fn covers(whole: &[u64], part: &[u64]) -> bool {
    whole.iter().zip(part).all(|(whole, part)| part & !whole == 0)
}

/// Where one attribute's bits lie, counted from the start of the request.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The first bit: value 0.
    pub(crate) start: usize,
    /// How many values it has, absence included.
    pub(crate) values: usize,
    /// The value that is absence; `None` where the attribute is required.
    pub(crate) absent: Option<usize>,
    /// The principal references it is compared with.
    pub(crate) ties: Vec<usize>,
}

impl Slot {
    pub(crate) fn value(&self, value: usize) -> usize {
        self.start + value
    }

    pub(crate) fn missing(&self) -> usize {
        self.start + self.values
    }

    pub(crate) fn bad(&self) -> usize {
        self.start + self.values + 1
    }

    /// The bit of "tied to the `index`th of `ties`".
    pub(crate) fn tied(&self, index: usize) -> usize {
        self.start + self.values + 2 + 2 * index
    }

    pub(crate) fn untied(&self, index: usize) -> usize {
        self.tied(index) + 1
    }

    pub(crate) fn end(&self) -> usize {
        self.start + self.values + 2 + 2 * self.ties.len()
    }

    /// All its bits.
    pub(crate) fn bits(&self) -> core::ops::Range<usize> {
        self.start..self.end()
    }
}

/// The bits of a list of attributes.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) slots: Vec<Slot>,
    /// The first word, in a request.
    pub(crate) base: usize,
    /// How many words.
    pub(crate) words: usize,
    /// The encoding of a record without any attribute.
    pub(crate) blank: Mask,
}

impl Layout {
    pub(crate) fn new(attributes: &[Attribute], base: usize) -> Self {
        let mut start = base * 64;
        let mut slots = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            let slot = Slot {
                start,
                values: attribute.all_values(),
                absent: attribute.optional.then(|| attribute.present_values()),
                ties: attribute.ties.clone(),
            };
            start = slot.end();
            slots.push(slot);
        }
        let words = start.div_ceil(64) - base;
        let mut layout = Layout { slots, base, words, blank: Vec::new() };
        let mut blank = vec![0; words];
        for slot in &layout.slots {
            layout.write_absent(&mut blank, slot);
        }
        layout.blank = blank;
        layout
    }

    /// A bit of the request, counted from this layout's own first word.
    fn own(&self, bit: usize) -> usize {
        bit - self.base * 64
    }

    /// Sets `bit` (of the request) in `words`, which are this layout's own.
    pub(crate) fn put(&self, words: &mut [u64], bit: usize) {
        set(words, self.own(bit));
    }

    /// Empties a slot: no value, tied to nothing.
    pub(crate) fn clear(&self, words: &mut [u64], slot: &Slot) {
        for bit in slot.bits() {
            unset(words, self.own(bit));
        }
        for index in 0..slot.ties.len() {
            self.put(words, slot.untied(index));
        }
    }

    pub(crate) fn write_absent(&self, words: &mut [u64], slot: &Slot) {
        self.clear(words, slot);
        let bit = slot.absent.map_or_else(|| slot.missing(), |value| slot.value(value));
        self.put(words, bit);
    }

    /// Gives an attribute a value, tied to nothing.
    pub(crate) fn choose(&self, words: &mut [u64], attribute: usize, value: usize) {
        let slot = &self.slots[attribute];
        self.clear(words, slot);
        self.put(words, slot.value(value));
    }

    /// Ties a slot to the `index`th of its references.
    pub(crate) fn tie(&self, words: &mut [u64], slot: &Slot, index: usize) {
        unset(words, self.own(slot.untied(index)));
        self.put(words, slot.tied(index));
    }
}
