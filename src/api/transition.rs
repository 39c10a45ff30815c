//! Transitions: the steps that a record's state has, each with its decision.

use crate::api::decision::{Decision, Refusal};
use crate::api::error::Result;
use crate::api::lifecycle::StateValue;
use crate::api::request::Request;
use crate::engine::lifecycle::TransitionAnswer;

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
        let transitions = self.ask(|request| request.transitions())?;
        let state = |answer: &TransitionAnswer| {
            let names = &self.gate.policy.loaded.tables.transitions;
            let name = names.name(answer.name.index()).to_owned();
            let decision = Decision::new(&self.gate.policy, &answer.verdict);
            let (to, allowed) = (decision.to.clone(), decision.allowed);
            TransitionState { name, to, allowed, decision }
        };
        Ok(transitions.iter().map(state).collect())
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
        let name = self.gate.policy.loaded.transition(name)?;
        let verdict = self.ask(|request| request.transition(name)?.verdict())?;
        Ok(Decision::new(&self.gate.policy, &verdict))
    }
    /// Nothing where the transition may be taken. A server asks for the step rather than for its
    /// guard, which may be allowed in states that the step does not leave.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] with the decision, or [`Refusal::Error`].
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// assert!(customer.require("deactivateCustomer").is_ok());
    /// assert!(customer.require_transition("deactivate").is_err());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn require_transition(&self, name: &str) -> Result<(), Refusal> {
        self.transition(name)?.required()
    }
}
