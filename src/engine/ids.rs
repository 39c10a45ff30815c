//! Numbers with a meaning: each is a place in one table of a policy, as the bundle numbers it.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The place in its table.
            #[inline]
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a place in its table.
            #[inline]
            #[must_use]
            pub const fn at(index: usize) -> Self {
                Self(index as u32)
            }
        }
    )*};
}

ids! {
    /// A group that a principal can be in, in schema order.
    GroupId;
    /// A role.
    RoleId;
    /// A type of records.
    TypeId;
    /// An attribute of a record's type, of an action's context, or of the principal.
    AttributeId;
    /// A value of an attribute: an enumeration's as listed; `false` and `true`; a class of texts,
    /// of numbers or of dates; of every other kind the first means "present". Absence, where it is
    /// allowed, comes after them.
    ValueId;
    /// An attribute of the principal, of which the first is its id.
    ReferenceId;
    /// A cluster of attributes.
    ClusterId;
    /// An action.
    ActionId;
    /// A policy of the pack.
    PolicyId;
    /// An advice, among those of one rule.
    AdviceId;
    /// A name of transitions, over all types in the order in which they first stand.
    TransitionId;
    /// One step of a type's lifecycle.
    StepId;
    /// A control.
    ControlId;
    /// An advice on what is about to be granted.
    GrantAdviceId;
}

/// The number of a name, or of a type, that nobody has.
pub const UNKNOWN: u32 = u32::MAX;

/// In place of a record's type: the record is not there yet.
pub const PENDING: u32 = u32::MAX - 2;

/// What stands in place of a name's number where there is no name, or no list of them.
pub const NO_NAME: u32 = u32::MAX - 1;
