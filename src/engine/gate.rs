//! The gate: a policy specialised to one principal.

use super::principal::{Principal, States};
use super::program::Program;

/// A policy and a principal.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    pub(crate) program: &'a Program,
    pub(crate) principal: &'a Principal,
    pub(crate) states: &'a dyn States,
}
