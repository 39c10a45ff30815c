//! `languages/<tag>.toml`: the texts of a pack in another language.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Name};

/// The texts of a pack in the language that the file's name is the tag of.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "languages/<tag>.toml")]
pub(crate) struct Language {
    /// Labels of permissions, by bare name.
    #[serde(default)]
    pub(crate) permissions: Entries<Name>,
    /// Labels of groups of other types, by `Type::value`.
    #[serde(default)]
    pub(crate) groups: Entries<Name>,
    /// Categories of permissions, as `roles.toml` writes them.
    #[serde(default)]
    pub(crate) categories: Entries<Name>,
    /// Labels of roles, by name.
    #[serde(default)]
    pub(crate) roles: Entries<Name>,
    /// What completes "You need to …", by `Type.attribute`.
    #[serde(default)]
    pub(crate) ties: Entries<Name>,
    /// Labels of states: by resource type, by value.
    #[serde(default)]
    pub(crate) states: Entries<Entries<Name>>,
    /// Labels of transitions: by resource type, by name.
    #[serde(default)]
    pub(crate) transitions: Entries<Entries<Name>>,
    /// What is so while a condition is set: by resource type, by attribute.
    #[serde(default)]
    pub(crate) conditions: Entries<Entries<Name>>,
    /// Labels of what policies ask of the principal, by attribute.
    #[serde(default)]
    pub(crate) facts: Entries<Name>,
    /// Labels of actions, by name.
    #[serde(default)]
    pub(crate) actions: Entries<Name>,
    /// Labels of controls, by id.
    #[serde(default)]
    pub(crate) controls: Entries<Name>,
    /// Reasons of policies, by id.
    #[serde(default)]
    pub(crate) policies: Entries<Name>,
    /// Texts of advice, by id.
    #[serde(default)]
    pub(crate) advice: Entries<Name>,
    /// Questions with answers.
    #[serde(default)]
    pub(crate) help: Vec<Help>,
    /// What sentences are put together from, where Tollgate itself does not speak the language.
    #[serde(default)]
    pub(crate) phrases: Entries<Name>,
}

/// A question with its answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Help {
    /// The question as `help.toml` asks it.
    pub(crate) of: Name,
    /// The question in this language.
    pub(crate) question: Name,
    /// The answer in this language.
    pub(crate) answer: Name,
}
