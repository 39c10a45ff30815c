//! What goes wrong, in numbers: which code, and where. The text is for those who know the names.

use super::ids::{ActionId, AttributeId, ControlId, ReferenceId, TransitionId};
use crate::vocabulary::ErrorCode;

/// Result of the core's fallible calls.
pub(crate) type Result<T> = core::result::Result<T, Fault>;

/// An error in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: ErrorCode,
    pub(crate) at: Spot,
}

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    /// Nowhere in particular; of a name or a record, that it is known to nobody.
    Itself,
    /// The record's attribute.
    Record(AttributeId),
    /// An attribute of an action's context.
    Context(ActionId, AttributeId),
    /// The context, which is no object.
    ContextItself,
    /// The record's type: the action is not for it.
    Action(ActionId),
    /// The record's type: the transition is not for it.
    Transition(TransitionId),
    /// The record's type: the choice is not for it; or the control is no choice.
    Choice(ControlId),
    /// A place in the principal's roles.
    Roles(usize),
    /// A place in its permissions.
    Permissions(usize),
    /// A place in its groups.
    Groups(usize),
    /// Its id or an attribute.
    Reference(ReferenceId),
    /// What is about to be granted.
    Grant,
}

impl Fault {
    pub(crate) fn new(code: ErrorCode, at: Spot) -> Self {
        Fault { code, at }
    }

    pub(crate) fn too_large() -> Self {
        Fault::new(ErrorCode::TooLarge, Spot::Itself)
    }
}
