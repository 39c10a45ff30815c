//! The surface: how each control shows, in words.

use serde::Serialize;

use crate::api::error::{Error, Result};
use crate::api::lifecycle::StateValue;
use crate::api::message;
use crate::api::request::Request;
use crate::engine::fault::{Fault, FaultPlace};
use crate::engine::ids::ValueId;
use crate::engine::surface::{ControlAnswer, OptionAnswer, Refusal};
use crate::engine::work::Work;
use crate::vocabulary::{ControlKind, ControlMode, ErrorCode};

/// How a control shows.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let control = gate.control("button.clientMetrics")?;
/// assert_eq!(control.state, tollgate::ControlMode::Hidden);
/// assert_eq!(control.message.as_deref(), Some("You need Client metrics (Customers)."));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlState {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ControlKind,
    /// How it shows.
    pub state: ControlMode,
    /// Why it is not enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether it waits for its record: it is in its ungranted state.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
    /// Why it could not be answered; only from [`controls`](crate::Gate::controls).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

/// One value of a choice.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::alvys();
/// # let gate = policy.gate(&json!({"id": "u1", "permissions": ["createCustomer"]}))?;
/// let options = gate.options("form.newCompany.companyType")?;
/// assert!(options[0].allowed && options[0].message.is_none());
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ChoiceOption {
    /// The value.
    pub value: StateValue,
    /// Whether it may be chosen.
    pub allowed: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether it waits for its record: it is not allowed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
}

impl Request<'_> {
    /// How one control shows for this record.
    ///
    /// # Errors
    ///
    /// `unknown_control`, and whatever its question gives.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// assert_eq!(customer.control("row.edit")?.state, tollgate::ControlMode::Disabled);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn control(&self, id: &str) -> Result<ControlState> {
        let id = self.gate.policy.loaded.control(id)?;
        let answer = self.ask(|request| request.control(id))?;
        Ok(self.state(&answer))
    }

    /// How all controls show that are bound to this record's type; without a record, those of the
    /// workspace and those marked for pages. A control whose question cannot be answered shows its
    /// ungranted state and carries the error.
    ///
    /// # Errors
    ///
    /// `wrong_resource` for something that is no record of a type the schema knows.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// assert!(customer.controls()?.iter().any(|control| control.id == "row.edit"));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn controls(&self) -> Result<Vec<ControlState>> {
        let controls = self.ask(|request| request.controls())?;
        Ok(controls.iter().map(|answer| self.state(answer)).collect())
    }

    /// The values of a choice, each with whether it may be chosen.
    ///
    /// # Errors
    ///
    /// `unknown_control` (also for a control that is no choice), and whatever the questions give.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::alvys();
    /// # let gate = policy.gate(&json!({"id": "u1", "permissions": ["createCustomer"]}))?;
    /// let options = gate.prepare(&()).options("form.newCompany.companyType")?;
    /// assert_eq!(options.iter().filter(|option| option.allowed).count(), 2);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn options(&self, id: &str) -> Result<Vec<ChoiceOption>> {
        let loaded = &self.gate.policy.loaded;
        let control = loaded.control(id)?;
        let work = Work::default();
        let options = self.engine(&work).options(control);
        let options = options.map_err(|fault| self.no_choice(id, fault))?;
        let attribute = loaded.chosen(&loaded.bundle.controls[control.index()]);
        let option = |(index, answer): (usize, &OptionAnswer)| {
            let OptionAnswer { why, pending } = answer;
            let value = StateValue::new(attribute?, ValueId::at(index));
            let message = why.as_ref().map(|why| self.why(why));
            let allowed = why.is_none() && !pending;
            Some(ChoiceOption { value, allowed, message, pending: *pending })
        };
        Ok(options.iter().enumerate().filter_map(option).collect())
    }

    fn no_choice(&self, id: &str, fault: Fault) -> Error {
        if !matches!(fault, Fault { code: ErrorCode::UnknownControl, place: FaultPlace::Choice(_) })
        {
            return self.error(fault);
        }
        let choices = self.gate.policy.loaded.bundle.controls.iter();
        let choices = choices.filter(|control| control.kind == ControlKind::Choice);
        let choices = choices.map(|control| control.id.clone()).collect();
        Error::unknown(fault.code, "choice", id, choices).place("control")
    }

    pub(crate) fn state(&self, answer: &ControlAnswer) -> ControlState {
        let control = &self.gate.policy.loaded.bundle.controls[answer.control.index()];
        let message = answer.why.as_ref().map(|why| self.why(why));
        let error = answer.fault.map(|fault| self.error(fault));
        let (id, kind) = (control.id.clone(), control.kind);
        ControlState { id, kind, state: answer.mode, message, pending: answer.pending, error }
    }

    /// Why not, as a sentence.
    fn why(&self, refusal: &Refusal) -> String {
        message::text(&self.gate.policy, refusal.resource, &refusal.explanation.message)
    }
}
