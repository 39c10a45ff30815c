//! Answers of the boundary that the engine has no type of its own for. All others are the engine's,
//! which are plain objects of numbers in JavaScript; where there is nothing, a member is
//! `undefined`.

use serde::Serialize;

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

/// What is left of a policy's tables; its program stands beside them, as bytes.
#[derive(Serialize)]
pub(super) struct Snapshot {
    pub(super) groups: Vec<GroupId>,
    pub(super) policies: Vec<PolicyId>,
    pub(super) advice: Vec<Vec<AdviceId>>,
}
