//! What goes wrong, in numbers: which code, and where. The text is for those who know the names.

use crate::code::ErrorCode;
use crate::memory::Aside;

/// Result of the core's fallible calls.
pub(crate) type Result<T> = core::result::Result<T, Fault>;

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Where something is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Place { $($(#[$doc])* $name,)* }

        #[cfg(feature = "json")]
        impl Place {
            /// By their numbers.
            const ALL: &[Place] = &[$(Place::$name,)*];
        }
    };
}

places! {
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
    /// The `index`th of the principal's roles.
    Roles,
    /// The `index`th of its permissions.
    Permissions,
    /// The `index`th of its groups.
    Groups,
    /// The principal's id, which is the first, or an attribute.
    Reference,
    /// What is about to be granted.
    Grant,
}

/// An error in numbers, as answers have it: one more than the code, the place, the index, and what
/// that belongs to. They are set aside, so that an answer that may fail is no larger than another;
/// so a fault is dealt with before there is a second one.
#[cfg_attr(feature = "json", derive(Clone, Debug, PartialEq))]
pub(crate) struct Fault(Aside);

impl Fault {
    pub(crate) const WORDS: usize = 4;

    pub(crate) fn new(code: ErrorCode, place: Place, index: usize) -> Self {
        Fault::of(code, place, index, 0)
    }

    /// The same of an index that belongs to something.
    #[cfg_attr(not(feature = "json"), inline(never))]
    pub(crate) fn of(code: ErrorCode, place: Place, index: usize, of: usize) -> Self {
        Fault(Aside::new([code as u32 + 1, place as u32, index as u32, of as u32]))
    }

    /// No fault, for what ends without one.
    pub(crate) fn none() -> Self {
        Fault(Aside::new([0; 4]))
    }

    pub(crate) fn is_none(&self) -> bool {
        self.word(0) == 0
    }

    /// One of the words that it is written as, of which there are [`WORDS`](Self::WORDS).
    pub(crate) fn word(&self, index: usize) -> u32 {
        self.0.word(index)
    }

    pub(crate) fn too_large() -> Self {
        Fault::new(ErrorCode::TooLarge, Place::Itself, 0)
    }
}

/// A fault taken apart.
#[cfg(feature = "json")]
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) code: ErrorCode,
    pub(crate) place: Place,
    pub(crate) index: usize,
    /// What the index belongs to.
    pub(crate) of: usize,
}

#[cfg(feature = "json")]
impl From<Fault> for Parts {
    fn from(fault: Fault) -> Self {
        Parts::of(core::array::from_fn(|index| fault.word(index) as usize))
    }
}

#[cfg(feature = "json")]
impl Parts {
    /// Reads a fault that was written as words, or that there is none.
    pub(crate) fn read(words: &mut super::reader::Reader<'_>) -> Option<Self> {
        match words.next() {
            0 => None,
            code => Some(Parts::of([code, words.next(), words.next(), words.next()])),
        }
    }

    fn of([code, place, index, of]: [usize; 4]) -> Self {
        Parts { code: ErrorCode::ALL[code - 1], place: Place::ALL[place], index, of }
    }
}
