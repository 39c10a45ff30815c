//! What goes wrong, in numbers: which code, and where. The text is for those who know the names.

use core::num::NonZeroU64;

use crate::code::ErrorCode;

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

/// An error in numbers. It is one word, so that an answer that may fail stays small: bit 0 is set,
/// then come the index, what that belongs to, the place and the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault(NonZeroU64);

const INDEX: u32 = 1;
const OF: u32 = 33;
const PLACE: u32 = 56;
const CODE: u32 = 60;

impl Fault {
    pub(crate) fn new(code: ErrorCode, place: Place, index: usize) -> Self {
        let index = u64::from(index as u32) << INDEX;
        Fault(NonZeroU64::MIN | (code as u64) << CODE | (place as u64) << PLACE | index)
    }

    /// The same of an index that belongs to something.
    pub(crate) fn of(self, of: usize) -> Self {
        Fault(self.0 | (of as u64) << OF & ((1 << PLACE) - 1))
    }

    pub(crate) fn too_large() -> Self {
        Fault::new(ErrorCode::TooLarge, Place::Itself, 0)
    }

    /// A part of the word, of so many bits.
    fn part(self, from: u32, bits: u32) -> usize {
        (self.0.get() >> from & ((1 << bits) - 1)) as usize
    }

    /// The code, the place, the index and what that belongs to, as numbers.
    pub(crate) fn parts(self) -> [usize; 4] {
        let part = |(from, bits)| self.part(from, bits);
        [(CODE, 4), (PLACE, 4), (INDEX, 32), (OF, PLACE - OF)].map(part)
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
        let [code, place, index, of] = fault.parts();
        Parts { code: ErrorCode::ALL[code], place: Place::ALL[place], index, of }
    }
}

#[cfg(feature = "json")]
impl Parts {
    /// Reads a fault that was written as words, or that there is none.
    pub(crate) fn read(words: &mut super::reader::Reader<'_>) -> Option<Self> {
        let code = ErrorCode::ALL[words.next().checked_sub(1)?];
        let place = Place::ALL[words.next()];
        Some(Parts { code, place, index: words.next(), of: words.next() })
    }
}
