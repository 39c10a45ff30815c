//! What goes wrong, in numbers: which code, and where. The text is for those who know the names.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::ids::{ActionId, AttributeId, ControlId, ReferenceId, TransitionId};
use crate::vocabulary::{ErrorCode, Place};

/// Result of the core's fallible calls.
pub(crate) type Result<T> = core::result::Result<T, Fault>;

/// An error in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: ErrorCode,
    pub(crate) place: FaultPlace,
}

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultPlace {
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
    pub(crate) fn new(code: ErrorCode, place: FaultPlace) -> Self {
        Fault { code, place }
    }

    pub(crate) fn too_large() -> Self {
        Fault::new(ErrorCode::TooLarge, FaultPlace::Itself)
    }
}

impl FaultPlace {
    /// The place, the index there, and the action whose context it is in.
    fn parts(self) -> (Place, Option<usize>, Option<ActionId>) {
        match self {
            FaultPlace::Itself => (Place::Itself, None, None),
            FaultPlace::Record(attribute) => (Place::Record, Some(attribute.index()), None),
            FaultPlace::Context(action, attribute) => {
                (Place::Context, Some(attribute.index()), Some(action))
            }
            FaultPlace::ContextItself => (Place::ContextItself, None, None),
            FaultPlace::Action(action) => (Place::Action, Some(action.index()), None),
            FaultPlace::Transition(name) => (Place::Transition, Some(name.index()), None),
            FaultPlace::Choice(control) => (Place::Choice, Some(control.index()), None),
            FaultPlace::Roles(index) => (Place::Roles, Some(index), None),
            FaultPlace::Permissions(index) => (Place::Permissions, Some(index), None),
            FaultPlace::Groups(index) => (Place::Groups, Some(index), None),
            FaultPlace::Reference(reference) => (Place::Reference, Some(reference.index()), None),
            FaultPlace::Grant => (Place::Grant, None, None),
        }
    }
}

impl Serialize for Fault {
    /// As the boundary has it: numbers of the code and the place.
    fn serialize<S: Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
        let (place, index, of) = self.place.parts();
        let mut fault = serializer.serialize_struct("Fault", 4)?;
        fault.serialize_field("code", &u32::from(self.code))?;
        fault.serialize_field("place", &u32::from(place))?;
        fault.serialize_field("index", &index.map(|index| index as u32))?;
        fault.serialize_field("of", &of)?;
        fault.end()
    }
}
