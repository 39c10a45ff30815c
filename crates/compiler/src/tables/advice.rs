//! `advice.toml` and `help.toml`: texts that never change a decision.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Name, Spot, Value};

/// Texts shown beside an allowed action, and when something is about to be granted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "advice.toml")]
pub(crate) struct Advices {
    /// The texts.
    #[serde(default)]
    pub(crate) advice: Vec<Advice>,
}

/// One text, for one of an action, a permission or a role.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advice {
    /// Its id.
    pub(crate) id: Name,
    /// Shown beside an allowed decision on this action.
    pub(crate) action: Option<Name>,
    /// Only for records whose attributes have these values.
    #[serde(default)]
    pub(crate) when: Entries<Spot<Value>>,
    /// Shown when this permission is about to be granted; a bare name.
    pub(crate) permission: Option<Name>,
    /// Shown when this role is about to be given.
    pub(crate) role: Option<Name>,
    /// Not for users of any of these roles.
    #[serde(default)]
    pub(crate) unless_roles: Vec<Name>,
    /// The text.
    pub(crate) text: Name,
}

/// Questions that no single decision answers.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "help.toml")]
pub(crate) struct Helps {
    /// The questions, with the pack's answers.
    #[serde(default)]
    pub(crate) help: Vec<Help>,
}

/// A question with its answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Help {
    /// As a user would ask it.
    pub(crate) question: String,
    /// The answer.
    pub(crate) answer: String,
}
