//! The surface: how each control shows, in words.

use alloc::string::String;
use alloc::vec::Vec;

use crate::api::bundle::{Binding, ControlKind, ControlMode};
use crate::api::error::{Error, Result};
use crate::api::lifecycle::StateValue;
use crate::api::message;
use crate::api::request::Request;
use crate::code::ErrorCode;
use crate::engine::fault::{Parts, Place};
use crate::engine::reader::Reader;
use crate::engine::words::Writer;

/// How a control shows.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let control = gate.control("button.clientMetrics", &())?;
/// assert_eq!(control.state, tollgate::ControlMode::Hidden);
/// assert_eq!(control.message.as_deref(), Some("You need Client metrics (Customers)."));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ControlState {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ControlKind,
    /// How it shows.
    pub state: ControlMode,
    /// Why it is not enabled.
    pub message: Option<String>,
    /// Why it could not be answered; only from [`controls`](crate::Gate::controls).
    pub error: Option<Error>,
}

/// One value of a choice.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::alvys();
/// # let gate = policy.gate(&json!({"id": "u1", "permissions": ["createCustomer"]}))?;
/// let options = gate.options("form.newCompany.companyType", &())?;
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
        let index = self.gate.policy.0.control(id)?;
        let words = self.answer(|asked, out| asked.control(index, out))?;
        Ok(self.state(index, &mut Reader::new(&words)))
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
        let words = self.answer(|asked, out| asked.controls(out))?;
        let words = &mut Reader::new(&words);
        let mut all = Vec::new();
        while words.more() {
            let state = self.state(words.next(), words);
            let error = Parts::read(words).map(|fault| self.error(fault));
            all.push(ControlState { error, ..state });
        }
        Ok(all)
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
        let loaded = &self.gate.policy.0;
        let index = loaded.control(id)?;
        let mut out = Writer::new();
        let asked = self.engine().options(index, &mut out);
        asked.map_err(|fault| self.no_choice(id, fault.into()))?;
        let words = &mut Reader::new(&out.0);
        let control = &loaded.bundle.controls[index];
        let of = match control.binding {
            Binding::Chooses { chooses, .. } => {
                loaded.bundle.types[control.resource].attributes.get(chooses)
            }
            Binding::ChoosesContext { action, chooses_context } => {
                loaded.bundle.actions[action].context.get(chooses_context)
            }
            _ => None,
        };
        let mut all = Vec::new();
        while let (Some(of), true) = (of, words.more()) {
            let message = self.why(words);
            let value = StateValue::new(of, all.len());
            all.push(ChoiceOption { value, allowed: message.is_none(), message });
        }
        Ok(all)
    }

    fn no_choice(&self, id: &str, fault: Parts) -> Error {
        if (fault.code, fault.place) != (ErrorCode::UnknownControl, Place::Choice) {
            return self.error(fault);
        }
        let choices = self.gate.policy.0.bundle.controls.iter();
        let choices = choices.filter(|control| control.kind == ControlKind::Choice);
        let choices = choices.map(|control| control.id.clone()).collect();
        Error::unknown(fault.code, "choice", id, choices).place("control")
    }

    /// Reads how a control shows.
    fn state(&self, index: usize, words: &mut Reader<'_>) -> ControlState {
        let control = &self.gate.policy.0.bundle.controls[index];
        let state = ControlMode::ALL[words.next()];
        let message = self.why(words);
        ControlState { id: control.id.clone(), kind: control.kind, state, message, error: None }
    }

    /// Reads why not, if not.
    fn why(&self, words: &mut Reader<'_>) -> Option<String> {
        let resource = words.next().checked_sub(1)?;
        let (tokens, _) = (words.list(), words.lists());
        Some(message::text(&self.gate.policy.0, resource, tokens))
    }
}
