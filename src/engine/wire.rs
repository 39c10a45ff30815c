//! Programs as bytes: a label, a version, then the program in the postcard format. Of what is read
//! nothing is believed.

use core::fmt;

use super::program::Program;
use super::validate::{Unsound, validate};
use crate::limits::FORMAT;
use crate::vocabulary::ErrorCode;

/// What the bytes of a program begin with.
const LABEL: &[u8] = b"tollgate";

/// Why bytes are no program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// They do not begin with the label.
    Label,
    /// They are of another version.
    Version(u32),
    /// They end too soon, go on too long, or are not what the format says.
    Malformed,
    /// They are a program whose parts do not fit each other.
    Unsound(Unsound),
}

impl Unreadable {
    pub(crate) fn code(self) -> ErrorCode {
        match self {
            Unreadable::Version(_) => ErrorCode::UnsupportedFormat,
            Unreadable::Unsound(
                Unsound::TooManyClauses | Unsound::TooManyTies | Unsound::TooWide,
            ) => ErrorCode::TooLarge,
            _ => ErrorCode::BadBundle,
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Label => f.write_str("it does not begin as a program does"),
            Unreadable::Version(version) => {
                write!(f, "it has version {version}, this engine reads version {FORMAT}")
            }
            Unreadable::Malformed => f.write_str("its bytes are damaged"),
            Unreadable::Unsound(unsound) => unsound.fmt(f),
        }
    }
}

impl Program {
    /// The bytes of the program.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // A list grows as it is written, and nothing in a program is without a length.
        postcard::to_extend(&(FORMAT, self), LABEL.to_vec()).unwrap_or_default()
    }

    /// Reads a program and checks that its parts fit each other; after that the engine indexes
    /// without asking.
    ///
    /// # Errors
    /// [`Unreadable`] says why the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let malformed = |_| Unreadable::Malformed;
        let rest = bytes.strip_prefix(LABEL).ok_or(Unreadable::Label)?;
        let (version, rest): (u32, _) = postcard::take_from_bytes(rest).map_err(malformed)?;
        if version != FORMAT {
            return Err(Unreadable::Version(version));
        }
        let (program, rest): (Program, _) = postcard::take_from_bytes(rest).map_err(malformed)?;
        if !rest.is_empty() {
            return Err(Unreadable::Malformed);
        }
        validate(&program).map_err(Unreadable::Unsound)?;
        Ok(program)
    }
}
