//! Transitions: the steps that a record's state has, each with its decision, and what gates answer
//! about a step in place of an action.

use serde::Serialize;

use crate::api::decision::{Decision, Refusal};
use crate::api::error::Result;
use crate::api::filter::Filter;
use crate::api::gate::Gate;
use crate::api::lifecycle::StateValue;
use crate::api::request::Request;
use crate::engine::ids::TypeId;
use crate::engine::lifecycle::{Transition, TransitionAnswer};
use crate::vocabulary::Scope;

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
#[derive(Clone, Debug, PartialEq, Serialize)]
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

impl Gate {
    /// The transitions that the record's state has.
    ///
    /// # Errors
    ///
    /// See [`Request::transitions`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let active = json!({"type": "Customer", "status": "ACTV", "informationComplete": true});
    /// let transitions = gate.transitions(&active)?;
    /// assert_eq!(transitions[0].name, "deactivate");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn transitions(&self, record: &impl Serialize) -> Result<Vec<TransitionState>> {
        self.prepare(record).transitions()
    }

    /// The decision on a transition.
    ///
    /// # Errors
    ///
    /// See [`Request::transition`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::access_levels();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Accounting"]}))?;
    /// let shipment = json!({"type": "Shipment", "invoiced": false});
    /// assert_eq!(gate.transition("invoice", &shipment)?.to, Some(true.into()));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn transition(&self, name: &str, record: &impl Serialize) -> Result<Decision> {
        self.prepare(record).transition(name)
    }

    /// Nothing where the transition may be taken.
    ///
    /// # Errors
    ///
    /// See [`Request::require_transition`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let active = json!({"type": "Customer", "status": "ACTV"});
    /// assert!(gate.require_transition("deactivate", &active).is_ok());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn require_transition(&self, name: &str, record: &impl Serialize) -> Result<(), Refusal> {
        self.prepare(record).require_transition(name)
    }

    /// The rows with which this principal may take a transition of the lifecycle: those in a state
    /// that it leaves for which its guard is allowed. An action that guards a step is not the step.
    ///
    /// # Errors
    ///
    /// `unknown_transition`, `too_large`.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let filter = gate.filter_transition("reactivate")?;
    /// assert!(!filter.matches(&json!({"status": "ACTV"})));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn filter_transition(&self, name: &str) -> Result<Filter> {
        let loaded = &self.policy.loaded;
        let name = loaded.transition(name)?;
        let answer = self.prepare(&()).ask(|request| request.filter_transition(name))?;
        let has = |at: &usize| {
            let steps = loaded.program.steps(TypeId::at(*at));
            steps.iter().any(|step| step.transition == name)
        };
        let several = (0..loaded.program.types.len()).filter(has).count() > 1;
        Filter::new((self, &self.who.known), several, &answer)
    }

    /// Whether this principal may take a transition with every record of the types that have it,
    /// with none, or with some.
    ///
    /// # Errors
    ///
    /// As [`filter_transition`](Self::filter_transition).
    ///
    /// ```
    /// use serde_json::json;
    /// use tollgate::Scope;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["ReadOnly"]}))?;
    /// assert_eq!(gate.scope_transition("reactivate")?, Scope::Never);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn scope_transition(&self, name: &str) -> Result<Scope> {
        let name = self.policy.loaded.transition(name)?;
        self.prepare(&()).ask(|request| request.scope_transition(name))
    }

    /// A step as a test of records; what cannot be answered is an error.
    ///
    /// # Errors
    ///
    /// `unknown_transition` at once; the test has the errors of [`Request::transition`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let reactivable = gate.predicate_transition("reactivate")?;
    /// assert!(!reactivable(&json!({"type": "Customer", "status": "ACTV"}))?);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn predicate_transition<T: Serialize>(
        &self,
        name: &str,
    ) -> Result<impl Fn(&T) -> Result<bool>> {
        let name = self.policy.loaded.transition(name)?;
        Ok(move |record: &T| {
            let request = self.prepare(record);
            request.ask(|request| {
                let step = request.transition(name)?;
                Ok(matches!(step, Transition::Available { question, .. } if question.allowed()))
            })
        })
    }
}
