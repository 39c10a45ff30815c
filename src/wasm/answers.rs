//! Answers of the boundary that the engine has no type of its own for. All others are the engine's,
//! which are plain objects of numbers in JavaScript; where there is nothing, a member is
//! `undefined`.

use serde::{Serialize, Serializer};

use crate::engine::fault::{Fault, Result};
use crate::engine::ids::{AdviceId, GroupId, PolicyId};

/// Whether an action is allowed, or what is wrong with the question.
#[derive(Serialize)]
pub(super) struct Can {
    allowed: bool,
    fault: Option<Fault>,
}

impl From<Result<bool>> for Can {
    fn from(answer: Result<bool>) -> Self {
        Can { allowed: answer == Ok(true), fault: answer.err() }
    }
}

/// A policy reduced to one principal: its program, and what is left of its tables.
#[derive(Serialize)]
pub(super) struct Snapshot {
    pub(super) groups: Vec<GroupId>,
    pub(super) policies: Vec<PolicyId>,
    pub(super) advice: Vec<Vec<AdviceId>>,
    pub(super) program: Bytes,
}

/// Bytes, which become a `Uint8Array`.
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> core::result::Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}
