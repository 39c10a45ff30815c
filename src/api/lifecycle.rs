//! Lifecycles: the states of a record and the steps between them, in words.

use crate::api::bundle::Attribute;
use crate::engine::ids::ValueId;
use crate::vocabulary::AttributeKind;

/// The value of a state: a string, or a Boolean where the state is a flag.
///
/// ```
/// use tollgate::StateValue;
///
/// assert_eq!(StateValue::from("ACTV"), StateValue::Value("ACTV".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(untagged)]
pub enum StateValue {
    /// Of a Boolean attribute.
    Flag(bool),
    /// Of an enumeration.
    Value(String),
}

impl StateValue {
    pub(crate) fn new(attribute: &Attribute, value: ValueId) -> Self {
        match attribute.kind {
            AttributeKind::Enum => StateValue::Value(attribute.values[value.index()].clone()),
            _ => StateValue::Flag(value.index() == 1),
        }
    }
}

impl StateValue {
    /// The value as text, `"true"` and `"false"` for a flag.
    ///
    /// ```
    /// assert_eq!(tollgate::StateValue::from(true).as_text(), "true");
    /// ```
    #[must_use]
    pub fn as_text(&self) -> &str {
        match self {
            StateValue::Flag(true) => "true",
            StateValue::Flag(false) => "false",
            StateValue::Value(value) => value,
        }
    }
}

impl From<&str> for StateValue {
    fn from(value: &str) -> Self {
        StateValue::Value(value.to_owned())
    }
}

impl From<bool> for StateValue {
    fn from(flag: bool) -> Self {
        StateValue::Flag(flag)
    }
}

impl std::fmt::Display for StateValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_text())
    }
}

/// A type's lifecycle, as data.
///
/// ```
/// # let policy = tollgate::packs::client_metrics();
/// let lifecycle = policy.lifecycle("Customer")?.unwrap();
/// assert_eq!(lifecycle.attribute, "status");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Lifecycle {
    /// The attribute that holds the state.
    pub attribute: String,
    /// All states, in schema order.
    pub states: Vec<StateValue>,
    /// The state of a new record.
    pub initial: StateValue,
    /// The steps.
    pub transitions: Vec<TransitionInfo>,
}

/// A step of a lifecycle, as data.
///
/// ```
/// # let policy = tollgate::packs::client_metrics();
/// let lifecycle = policy.lifecycle("Customer")?.unwrap();
/// assert_eq!(lifecycle.transitions[0].guard, "completeCustomer");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TransitionInfo {
    /// Its name.
    pub name: String,
    /// The states it leaves.
    pub from: Vec<StateValue>,
    /// The state it leads to.
    pub to: StateValue,
    /// The action that must be allowed.
    pub guard: String,
}
