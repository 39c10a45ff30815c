//! What goes wrong, in numbers: which code, and where. The text is for those who know the names.

use crate::code::ErrorCode;

/// Result of the core's fallible calls.
pub(crate) type Result<T> = core::result::Result<T, Fault>;

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere in particular; of a name or a record, that it is known to nobody.
    Itself,
    /// The record's attribute.
    Record,
    /// The context's attribute; `of` is the action.
    Context,
    /// The record's type: the action `index` is not for it.
    Action,
    /// The record's type: the transition `index` is not for it.
    Transition,
    /// The record's type: the choice `index` is not for it.
    Choice,
    /// The principal's id.
    Id,
    /// The `index`th of the principal's roles.
    Roles,
    /// The `index`th of its permissions.
    Permissions,
    /// The `index`th of its groups.
    Groups,
    /// Its attribute.
    Attribute,
    /// What is about to be granted.
    Grant,
}

#[cfg(feature = "json")]
impl Place {
    /// By their numbers.
    const ALL: [Place; 12] = [
        Place::Itself,
        Place::Record,
        Place::Context,
        Place::Action,
        Place::Transition,
        Place::Choice,
        Place::Id,
        Place::Roles,
        Place::Permissions,
        Place::Groups,
        Place::Attribute,
        Place::Grant,
    ];
}

/// An error in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: ErrorCode,
    pub(crate) place: Place,
    pub(crate) index: usize,
    pub(crate) of: usize,
}

impl Fault {
    pub(crate) fn new(code: ErrorCode, place: Place, index: usize) -> Self {
        Fault { code, place, index, of: 0 }
    }

    /// Reads what [`Writer::fault`](super::words::Writer::fault) wrote, or that there is none.
    #[cfg(feature = "json")]
    pub(crate) fn read(words: &mut super::reader::Reader<'_>) -> Option<Self> {
        let code = ErrorCode::ALL[words.next().checked_sub(1)?];
        let place = Place::ALL[words.next()];
        Some(Fault { code, place, index: words.next(), of: words.next() })
    }

    pub(crate) fn too_large() -> Self {
        Fault::new(ErrorCode::TooLarge, Place::Itself, 0)
    }
}
