//! Lifecycles: the states of a record and the steps between them, in words.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::api::bundle::{Attribute, AttributeKind};
use crate::api::decision::Decision;
use crate::api::error::Result;
use crate::api::request::Request;
use crate::engine::reader::Reader;

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
    pub(crate) fn new(attribute: &Attribute, value: usize) -> Self {
        match attribute.kind {
            AttributeKind::Enum => StateValue::Value(attribute.values[value].clone()),
            _ => StateValue::Flag(value == 1),
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

impl core::fmt::Display for StateValue {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
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

/// A transition that the record's state has, with its decision.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let active = json!({"type": "Customer", "status": "ACTV"});
/// let state = &gate.transitions(&active)?[0];
/// assert_eq!((state.name.as_str(), state.to.clone()), ("deactivate", Some("INAC".into())));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct TransitionState {
    /// Its name.
    pub name: String,
    /// Where it leads, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<StateValue>,
    /// Whether this principal may take it.
    pub allowed: bool,
    /// The decision.
    pub decision: Decision,
}

impl Request<'_> {
    /// The transitions that the record's state has, one entry for each name; none for a type
    /// without a lifecycle.
    ///
    /// # Errors
    ///
    /// `wrong_resource`, and those of the state's attribute and of what the guards read.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "ACTV"}));
    /// assert_eq!(customer.transitions()?.len(), 1);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn transitions(&self) -> Result<Vec<TransitionState>> {
        let words = self.answer(|asked, out| asked.transitions(out))?;
        let words = &mut Reader::new(&words);
        let mut all = Vec::new();
        while words.more() {
            let name = self.gate.policy.0.transitions.name(words.next()).to_owned();
            let decision = Decision::read(self.gate, words);
            let (to, allowed) = (decision.to.clone(), decision.allowed);
            all.push(TransitionState { name, to, allowed, decision });
        }
        Ok(all)
    }

    /// The decision on a transition: `unavailable` where the state does not have it, else its
    /// guard's, with where it leads.
    ///
    /// # Errors
    ///
    /// `unknown_transition`, `wrong_resource`, and those of what the guard reads.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// let decision = customer.transition("complete")?;
    /// assert_eq!(decision.denial, Some(tollgate::Denial::Unavailable));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn transition(&self, name: &str) -> Result<Decision> {
        let name = self.gate.policy.0.transition(name)?;
        let words = self.answer(|asked, out| asked.transition(name)?.verdict(out))?;
        Ok(Decision::read(self.gate, &mut Reader::new(&words)))
    }
}
