//! The surface: how each control shows, read off the same decisions.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use alloc::rc::Rc;

use crate::bundle::{Attribute, Binding, Control, ControlKind, ControlMode};
use crate::decision::{Decision, Denial};
use crate::error::{Error, ErrorCode, Result};
use crate::gate::Given;
use crate::layout::Layout;
use crate::lifecycle::StateValue;
use crate::message;
use crate::record::{Encoded, Refs};
use crate::request::{Request, Source, Subject, WORKSPACE};
use crate::text::Gather;
use crate::unlock;

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
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct ChoiceOption {
    /// The value.
    pub value: StateValue,
    /// Whether it may be chosen.
    pub allowed: bool,
    /// Why not.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub message: Option<String>,
}

/// A mode with its reason.
type Shown = (ControlMode, Option<String>);

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
        let loaded = &self.gate.policy.0;
        let control = &loaded.bundle.controls[loaded.control(id)?];
        let (state, message) = self.shown(control)?;
        Ok(ControlState { id: control.id.clone(), kind: control.kind, state, message, error: None })
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
        let loaded = &self.gate.policy.0;
        let workspace = loaded.resource_type(WORKSPACE).ok();
        let asked: Box<dyn Fn(&&Control) -> bool> = match &self.subject {
            Subject::Unknown(error) => return Err(error.clone()),
            Subject::None => {
                Box::new(|control| control.page || Some(control.resource) == workspace)
            }
            Subject::Record { resource, .. } => {
                let resource = *resource;
                Box::new(move |control| control.resource == resource)
            }
        };
        let answer = |control: &Control| {
            let (state, message, error) = match self.shown(control) {
                Ok((state, message)) => (state, message, None),
                Err(error) => (ungranted(control), None, Some(error)),
            };
            ControlState { id: control.id.clone(), kind: control.kind, state, message, error }
        };
        Ok(loaded.bundle.controls.iter().filter(asked).map(answer).gathered())
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
        let control = &loaded.bundle.controls[loaded.control(id)?];
        match self.choice(control)? {
            Some(options) => Ok(options),
            None => {
                let choices = loaded.bundle.controls.iter();
                let choices = choices.filter(|control| control.kind == ControlKind::Choice);
                let choices = choices.map(|control| control.id.clone()).gathered();
                let code = ErrorCode::UnknownControl;
                Err(Error::unknown(code, "choice", id, choices).place("control"))
            }
        }
    }

    fn shown(&self, control: &Control) -> Result<Shown> {
        if let Subject::Unknown(error) = &self.subject {
            return Err(error.clone());
        }
        let without_record = matches!(self.subject, Subject::None)
            && self.gate.policy.0.bundle.types[control.resource].name != WORKSPACE;
        match &control.binding {
            Binding::Field { view, change } => self.field(without_record, *view, *change),
            Binding::Chooses { .. } | Binding::ChoosesContext { .. } => {
                let options = self.choice(control)?.unwrap_or_default();
                Ok(match options.iter().find(|option| option.allowed) {
                    Some(_) => (ControlMode::Enabled, None),
                    None => {
                        (control.ungranted, options.into_iter().find_map(|option| option.message))
                    }
                })
            }
            Binding::Action { action } if without_record => self.by_scope(control, &[*action]),
            Binding::Action { action } => {
                Ok(by_decision(control, self.question_of(*action)?.decision()?))
            }
            Binding::Transition { transition } if without_record => {
                let lifecycle = &self.gate.policy.0.bundle.types[control.resource].lifecycle;
                let steps = lifecycle.iter().flat_map(|each| &each.transitions);
                let named = steps.filter(|each| each.name == *transition);
                self.by_scope(control, &named.map(|each| each.guard).gathered())
            }
            Binding::Transition { transition } => {
                Ok(by_decision(control, self.transition(transition)?))
            }
        }
    }

    fn field(&self, without_record: bool, view: usize, change: usize) -> Result<Shown> {
        let asked = |action: usize| -> Result<Option<String>> {
            if without_record {
                return self.opening(action);
            }
            let decision = self.question_of(action)?.decision()?;
            Ok((!decision.allowed).then_some(decision.message))
        };
        if let Some(message) = asked(view)? {
            return Ok((ControlMode::Hidden, Some(message)));
        }
        Ok(match asked(change)? {
            Some(message) => (ControlMode::Readonly, Some(message)),
            None => (ControlMode::Enabled, None),
        })
    }

    fn by_scope(&self, control: &Control, actions: &[usize]) -> Result<Shown> {
        let mut why = None;
        for action in actions {
            match self.opening(*action)? {
                None => return Ok((ControlMode::Enabled, None)),
                Some(message) => why = why.or(Some(message)),
            }
        }
        Ok((control.ungranted, why))
    }

    /// What would open an action that is allowed on no record at all.
    fn opening(&self, action: usize) -> Result<Option<String>> {
        let loaded = &self.gate.policy.0;
        let mut closed = Vec::new();
        for index in loaded.rules_of(action) {
            let context = self.context_words(&loaded.rules[index])?;
            match self.opening_given(index, Given::Context(&context))? {
                None => return Ok(None),
                Some(message) => closed.push(message),
            }
        }
        Ok(Some(closed.into_iter().next().unwrap_or_default()))
    }

    fn opening_given(&self, index: usize, given: Given<'_>) -> Result<Option<String>> {
        let loaded = &self.gate.policy.0;
        let rule = &loaded.rules[index];
        let space = self.gate.space(rule, &self.gate.residual(index).facts, given);
        if space.find(rule, true)? {
            return Ok(None);
        }
        let openings = unlock::openings(self.gate, index, given)?;
        Ok(Some(message::needs(loaded, &loaded.bundle.types[rule.resource], &openings)))
    }

    /// The options of a choice; `None` for any other control.
    fn choice(&self, control: &Control) -> Result<Option<Vec<ChoiceOption>>> {
        let bundle = &self.gate.policy.0.bundle;
        let attribute = match &control.binding {
            Binding::Chooses { chooses, .. } => {
                &bundle.types[control.resource].attributes[*chooses]
            }
            Binding::ChoosesContext { action, chooses_context } => {
                &bundle.actions[*action].context[*chooses_context]
            }
            _ => return Ok(None),
        };
        let option = |value: usize| {
            let message = self.refused(control, value)?;
            let value = StateValue::new(attribute, value);
            Ok(ChoiceOption { value, allowed: message.is_none(), message })
        };
        (0..attribute.present_values()).map(option).collect::<Result<_>>().map(Some)
    }

    /// Why one value of a choice may not be chosen.
    fn refused(&self, control: &Control, value: usize) -> Result<Option<String>> {
        let (action, given) = match control.binding {
            Binding::Chooses { action, chooses } => (action, Given::Record(chooses, value)),
            Binding::ChoosesContext { action, chooses_context } => {
                (action, Given::ContextValue(chooses_context, value))
            }
            _ => return Ok(None),
        };
        if matches!(self.subject, Subject::None) {
            let loaded = &self.gate.policy.0;
            let index = loaded.rule_on(action, control.resource);
            return index.map_or(Ok(None), |index| self.opening_given(index, given));
        }
        if let Subject::Record { resource, .. } = &self.subject
            && *resource != control.resource
        {
            let types = core::iter::once(control.resource);
            return Err(self.not_applicable("choice", &control.id, types));
        }
        let decision = self.choosing(given).question_of(action)?.decision()?;
        Ok((!decision.allowed).then_some(decision.message))
    }

    /// This request with one value chosen.
    fn choosing(&self, given: Given<'_>) -> Self {
        let mut chosen = self.clone();
        match (given, &mut chosen.subject) {
            (Given::Record(attribute, value), Subject::Record { resource, encoded }) => {
                let layout = &self.gate.policy.0.layouts[*resource];
                layout.choose(&mut encoded.words, attribute, value);
            }
            (Given::ContextValue(attribute, value), _) => {
                let base = self.context.clone();
                chosen.context = Some(Rc::new(Chosen { base, attribute, value }));
            }
            _ => {}
        }
        chosen
    }
}

/// A context with one attribute set.
struct Chosen<'g> {
    base: Option<Rc<dyn Source + 'g>>,
    attribute: usize,
    value: usize,
}

impl Source for Chosen<'_> {
    fn encode(&self, layout: &Layout, attributes: &[Attribute], refs: &Refs) -> Result<Encoded> {
        let mut encoded = match &self.base {
            Some(base) => base.encode(layout, attributes, refs)?,
            None => Encoded::blank(layout),
        };
        layout.choose(&mut encoded.words, self.attribute, self.value);
        Ok(encoded)
    }
}

fn ungranted(control: &Control) -> ControlMode {
    match control.binding {
        Binding::Field { .. } => ControlMode::Hidden,
        _ => control.ungranted,
    }
}

fn by_decision(control: &Control, decision: Decision) -> Shown {
    match decision.denial {
        None => (ControlMode::Enabled, None),
        Some(Denial::Ungranted) => (control.ungranted, Some(decision.message)),
        Some(Denial::Blocked | Denial::Unavailable) => (control.blocked, Some(decision.message)),
    }
}
