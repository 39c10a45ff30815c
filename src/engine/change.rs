//! Changes: one is one word, so the order of words is that of changes in an alternative.

pub(crate) use super::words::{kind_of as kind, kinded as word, number_of as of};

/// The principal joins a group.
pub(crate) const GRANT: u32 = 1;
/// A record attribute (from bit 8) is tied to a reference (its place among the slot's ties).
pub(crate) const TIE: u32 = 2;
/// A transition of the lifecycle is taken.
pub(crate) const STEP: u32 = 3;
