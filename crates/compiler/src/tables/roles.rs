//! `roles.toml`: roles, labels, and what an unlock may offer.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Name};

/// Roles, and texts about groups and ties.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "roles.toml")]
pub(crate) struct Roles {
    /// The roles that a host passes, by name.
    #[serde(default)]
    pub(crate) roles: Entries<Role>,
    /// Permissions, by bare name.
    #[serde(default)]
    pub(crate) permissions: Entries<Permission>,
    /// Groups of other types, by `Type::value`.
    #[serde(default)]
    pub(crate) groups: Entries<Text>,
    /// Ties of a record to the principal, by `Type.attribute`.
    #[serde(default)]
    pub(crate) ties: Entries<Text>,
    /// How people name what policies ask of the principal, by attribute.
    #[serde(default)]
    pub(crate) facts: Entries<String>,
}

/// A role: a name for groups.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    /// How people name it.
    pub(crate) label: Option<String>,
    /// The permissions it gives, by bare name.
    #[serde(default)]
    pub(crate) permissions: Vec<Name>,
    /// The groups it gives, `Type::value`.
    #[serde(default)]
    pub(crate) groups: Vec<Name>,
}

/// What is said of a permission.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Permission {
    /// How people name it.
    pub(crate) label: Option<String>,
    /// Under which heading an administrator finds it.
    pub(crate) category: Option<String>,
    /// Whether an unlock may propose it.
    pub(crate) offered: Option<bool>,
}

/// What is said of a group or a tie.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    /// How people name a group; of a tie, what completes "You need to …".
    pub(crate) label: Option<String>,
    /// Whether an unlock may propose it.
    pub(crate) offered: Option<bool>,
}
