//! What a gate said of something that was asked for, with all that the log keeps of it.

use serde_json::Value;
use tollgate::Decision;

use crate::packs::Pack;

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The pack that answers.
    pub pack: Pack,
    /// The action or the transition.
    pub name: String,
    /// The kind of the record.
    pub kind: &'static str,
}

/// What a gate said of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was asked for.
    pub asked: Asked,
    /// The record's id; empty where it is none.
    pub record: String,
    /// What the gate said, in the language of who asked.
    pub decision: Decision,
    /// The same as the log keeps it: in every language.
    pub kept: Value,
    /// The fingerprint of the policy that decided.
    pub fingerprint: String,
}
