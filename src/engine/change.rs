//! One change, as one word: so the order of words is that of changes in an alternative.

/// Where the kind begins.
pub(crate) const KIND: u32 = 28;
/// The principal joins a group.
pub(crate) const GRANT: u32 = 1;
/// A record attribute (from bit 8) is tied to a reference (its place among the slot's ties).
pub(crate) const TIE: u32 = 2;
/// A transition of the lifecycle is taken.
pub(crate) const STEP: u32 = 3;

pub(crate) const fn word(kind: u32, of: usize) -> u32 {
    kind << KIND | of as u32
}

pub(crate) const fn kind(word: u32) -> u32 {
    word >> KIND
}

pub(crate) const fn of(word: u32) -> usize {
    (word & ((1 << KIND) - 1)) as usize
}
