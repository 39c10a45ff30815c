//! Places in a table by name: what every question starts with.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use crate::api::error::{Error, Result};
use crate::vocabulary::ErrorCode;

/// Names, each with its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(IndexSet<Box<str>, FxBuildHasher>);

/// What a name is of, for the error where nobody has it: its code, what it is called, and where it
/// stands.
pub(crate) type Wanted = (ErrorCode, &'static str, &'static str);

impl Names {
    /// The names of a table; `None` where one stands twice.
    pub(crate) fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut set = IndexSet::default();
        for name in names {
            if !set.insert(name.into()) {
                return None;
            }
        }
        Some(Names(set))
    }

    /// The names, each once, in the order in which they first stand.
    pub(crate) fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Names(names.map(Into::into).collect())
    }

    #[inline]
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.0.get_index_of(name)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The name at a place.
    pub(crate) fn name(&self, place: usize) -> &str {
        &self.0[place]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }

    /// The place of a name, or the error that says which there are.
    pub(crate) fn get(&self, name: &str, wanted: Wanted) -> Result<usize> {
        self.find(name).ok_or_else(|| self.unknown(name, wanted))
    }

    #[cold]
    fn unknown(&self, name: &str, (code, what, at): Wanted) -> Error {
        Error::unknown(code, what, name, self.iter().map(str::to_owned).collect()).place(at)
    }
}
