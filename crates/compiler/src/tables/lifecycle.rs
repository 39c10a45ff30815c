//! `lifecycle.toml`: the states of record types and the steps between them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Name, Spot, Value};

/// Lifecycles, by resource type.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(title = "lifecycle.toml")]
pub(crate) struct Lifecycles(pub(crate) Entries<Lifecycle>);

/// The lifecycle of a resource type: its states, its conditions, or both.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lifecycle {
    /// The attribute that holds the state: enumerated or Boolean, and required.
    pub(crate) attribute: Option<Name>,
    /// The state of a new record.
    pub(crate) initial: Option<Spot<Value>>,
    /// The flags of a record that time or others change, each with what is so while it is set, as
    /// the end of "This is not possible while …".
    #[serde(default)]
    pub(crate) conditions: Entries<Name>,
    /// The action that shows a record of this type.
    pub(crate) view: Option<Name>,
    /// Labels of states, by value.
    #[serde(default)]
    pub(crate) states: Entries<String>,
    /// The steps.
    #[serde(default)]
    pub(crate) transitions: Vec<Transition>,
}

/// A step from some states to another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transition {
    /// Its name; several steps may share one where their guards exclude each other.
    pub(crate) name: Name,
    /// An imperative: messages say "Reactivate the customer first."
    pub(crate) label: Option<String>,
    /// The states it leaves.
    pub(crate) from: Vec<Spot<Value>>,
    /// The state it leads to.
    pub(crate) to: Spot<Value>,
    /// The action that must be allowed.
    pub(crate) guard: Name,
}
