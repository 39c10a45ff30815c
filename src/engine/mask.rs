//! Sets of bits, and lists of them.

use core::ops::Range;

/// Bits of one block.
pub(crate) const BITS: usize = 32;

/// A set of bits, as many blocks as its layout says.
pub(crate) type Mask = Vec<u32>;

/// No bit of `blocks` blocks.
pub(crate) fn empty(blocks: usize) -> Mask {
    vec![0; blocks]
}

/// Whether two masks have a bit in common.
#[inline]
pub(crate) fn meets(one: &[u32], other: &[u32]) -> bool {
    one.iter().zip(other).any(|(one, other)| one & other != 0)
}

#[inline]
pub(crate) fn has(mask: &[u32], bit: usize) -> bool {
    mask.get(bit / BITS).is_some_and(|block| block >> (bit % BITS) & 1 == 1)
}

/// Sets a bit, or unsets it.
pub(crate) fn put(mask: &mut [u32], bit: usize, set: bool) {
    if let Some(block) = mask.get_mut(bit / BITS) {
        let one = 1 << (bit % BITS);
        *block = if set { *block | one } else { *block & !one };
    }
}

/// Whether a mask has every bit of a range.
pub(crate) fn has_all(mask: &[u32], bits: Range<usize>) -> bool {
    let mut bit = bits.start;
    while bit < bits.end {
        let end = bits.end.min((bit / BITS + 1) * BITS);
        let wanted = u32::MAX >> (BITS - (end - bit)) << (bit % BITS);
        if mask.get(bit / BITS).is_none_or(|block| block & wanted != wanted) {
            return false;
        }
        bit = end;
    }
    true
}

/// Adds the bits of `other` to `mask`.
pub(crate) fn join(mask: &mut [u32], other: &[u32]) {
    for (block, other) in mask.iter_mut().zip(other) {
        *block |= other;
    }
}

/// Whether every bit of `part` is in `whole`.
pub(crate) fn covers(whole: &[u32], part: &[u32]) -> bool {
    whole.iter().zip(part).all(|(whole, part)| part & !whole == 0)
}
