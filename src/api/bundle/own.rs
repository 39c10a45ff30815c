//! What a snapshot has that a bundle has not.

use alloc::vec::Vec;

use serde::Serialize;

use super::Literal;
use crate::api::record::Refs;

/// The place of [`Own`] in the JSON.
pub(crate) const MEMBER: &str = "snapshot";

/// What a snapshot has beside the members of a bundle.
#[derive(Serialize)]
pub(crate) struct Own {
    /// Whether it says what would unlock a denial.
    pub(crate) explain: bool,
    /// The principal's id, then its attributes.
    pub(crate) ids: Refs,
    /// The guards of its steps, for anybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) guards: Vec<Guard>,
}

/// A guard for anybody: `In` and `Out` are about groups without a name, numbered from 0 in the
/// order in which they are first mentioned.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Guard {
    /// The action that is the guard.
    pub(crate) action: usize,
    /// The type that it is asked for.
    #[serde(rename = "type")]
    pub(crate) resource: usize,
    /// Its permits, each a conjunction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) permits: Vec<Vec<Literal>>,
    /// Its forbids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) forbids: Vec<Vec<Literal>>,
}
