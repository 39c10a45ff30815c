//! The surface: how each control shows, read off the same decisions.

use serde::Serialize;

use super::decision::Explanation;
use super::fault::{Fault, FaultPlace, Result};
use super::ids::{ActionId, AttributeId, ControlId, TransitionId, TypeId, ValueId};
use super::lifecycle::Transition;
use super::program::{Binding, Control, Part};
use super::request::{Choice, Question, Request, Subject};
use super::work::Work;
use crate::vocabulary::{ControlMode, Denial, ErrorCode, as_number};

/// How a control shows, and why it is not enabled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ControlAnswer {
    pub(crate) control: ControlId,
    #[serde(serialize_with = "as_number")]
    pub(crate) mode: ControlMode,
    pub(crate) why: Option<Refusal>,
    /// Whether it waits for its record.
    pub(crate) pending: bool,
    /// Among several controls, why it could not be answered.
    pub(crate) fault: Option<Fault>,
}

/// Why one value of a choice may not be chosen; nothing where it may.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct OptionAnswer {
    pub(crate) why: Option<Refusal>,
    /// Whether it waits for its record.
    pub(crate) pending: bool,
}

/// Why something may not be done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Refusal {
    #[serde(serialize_with = "as_number")]
    pub(crate) denial: Denial,
    /// The type that it is about.
    #[serde(rename = "type")]
    pub(crate) resource: TypeId,
    pub(crate) explanation: Explanation,
}

impl<'a> Request<'a> {
    pub(super) fn control_of(&self, id: ControlId) -> Result<&'a Control> {
        let unknown = || Fault::new(ErrorCode::UnknownControl, FaultPlace::Itself);
        self.gate.program.control(id).ok_or_else(unknown)
    }

    /// How one control shows.
    pub(crate) fn control(&self, id: ControlId) -> Result<ControlAnswer> {
        self.shown(id, self.control_of(id)?)
    }

    /// How all controls show that are bound to this record's type; without a record, those of the
    /// workspace and those marked for pages; where the record is not there yet, all of them, and
    /// those of pages as without one. A control whose question cannot be answered shows its
    /// ungranted state, with the fault.
    pub(crate) fn controls(&self) -> Result<Vec<ControlAnswer>> {
        let resource = self.resource()?;
        let pending = matches!(self.subject, Subject::Pending);
        let without = pending || matches!(self.subject, Subject::None);
        let mut all = Vec::new();
        for (index, control) in self.gate.program.controls.iter().enumerate() {
            let page = without && control.page;
            if Some(control.resource) != resource && !page && !pending {
                continue;
            }
            let subject = if page { Subject::None } else { self.subject };
            let (id, work) = (ControlId::at(index), Work::default());
            let request = Request { subject, ..self.anew(&work) };
            all.push(request.shown(id, control).unwrap_or_else(|fault| {
                let fault = Some(fault);
                ControlAnswer { fault, ..ControlAnswer::ungranted(id, control) }
            }));
        }
        Ok(all)
    }

    /// For each value of a choice why it may not be chosen.
    pub(crate) fn options(&self, id: ControlId) -> Result<Vec<OptionAnswer>> {
        let control = self.control_of(id)?;
        let Binding::Choice(action, part, attribute) = control.binding else {
            return Err(Fault::new(ErrorCode::UnknownControl, FaultPlace::Choice(id)));
        };
        let pending = self.is_pending(control);
        let mut options = Vec::new();
        for choice in self.choices(control, part, attribute) {
            let why = match pending {
                true => None,
                false => self.option(id, control, action, choice)?.refusal()?,
            };
            options.push(OptionAnswer { why, pending });
        }
        Ok(options)
    }

    fn shown(&self, id: ControlId, control: &Control) -> Result<ControlAnswer> {
        if self.is_pending(control) {
            return Ok(ControlAnswer { pending: true, ..ControlAnswer::ungranted(id, control) });
        }
        let (why, mode) = match control.binding {
            Binding::Field { view, change } => match self.why_not(control, view)? {
                Some(why) => (Some(why), Some(ControlMode::Hidden)),
                None => (self.why_not(control, change)?, Some(ControlMode::Readonly)),
            },
            Binding::Action(action) => (self.why_not(control, action)?, None),
            Binding::Transition(name) if self.is_over_all(control)? => {
                let steps = self.gate.program.steps(control.resource).iter();
                let steps = steps.filter(|step| step.transition == name);
                let mut why = steps.map(|step| self.why_not(control, step.guard));
                (first_refusal(control, &mut why)?, None)
            }
            Binding::Transition(name) => {
                let why = self.transition(name)?.refusal()?;
                let unavailable = why.as_ref().is_some_and(|it| it.denial == Denial::Unavailable);
                let closed = unavailable && !self.is_open_sometimes(control.resource, name)?;
                (why, closed.then_some(control.ungranted))
            }
            Binding::Choice(action, part, attribute) => {
                let choices = self.choices(control, part, attribute);
                let mut why =
                    choices.map(|choice| self.option(id, control, action, choice)?.refusal());
                (first_refusal(control, &mut why)?, Some(control.ungranted))
            }
        };
        let mode = match &why {
            None => ControlMode::Enabled,
            Some(why) => mode.unwrap_or(match why.denial {
                Denial::Ungranted => control.ungranted,
                Denial::Blocked | Denial::Unavailable => control.blocked,
            }),
        };
        Ok(ControlAnswer { control: id, mode, why, pending: false, fault: None })
    }

    /// Whether a control waits for a record that is not there yet.
    pub(super) fn is_pending(&self, control: &Control) -> bool {
        matches!(self.subject, Subject::Pending)
            && Some(control.resource) != self.gate.program.workspace
    }

    /// Whether a transition is open to the principal in some state that has it, whatever the
    /// record's conditions. What is wrong with what its guard reads leaves it closed.
    fn is_open_sometimes(&self, resource: TypeId, name: TransitionId) -> Result<bool> {
        let steps = self.gate.program.steps(resource).iter();
        for step in steps.filter(|step| step.transition == name) {
            let open = match self.question(step.guard) {
                Ok(question) => question.allowed_in(&step.from)?,
                Err(fault) if fault.code == ErrorCode::TooLarge => return Err(fault),
                Err(_) => false,
            };
            if open {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a control that needs a record is asked about without one: it answers over all.
    pub(super) fn is_over_all(&self, control: &Control) -> Result<bool> {
        let other = Some(control.resource) != self.resource()?;
        Ok(other && matches!(self.subject, Subject::None))
    }

    /// Why an action of a control may not be done; nothing where it may.
    fn why_not(&self, control: &Control, action: ActionId) -> Result<Option<Refusal>> {
        match self.is_over_all(control)? {
            true => self.over_all_records(control, action),
            false => self.question(action)?.refusal(),
        }
    }

    /// Why an action is allowed on no record at all; nothing where it is on some.
    fn over_all_records(&self, control: &Control, action: ActionId) -> Result<Option<Refusal>> {
        let rules = self.gate.program.rules(action).iter();
        first_refusal(control, &mut rules.map(|rule| self.everywhere(rule)?.refusal()))
    }

    /// What a control may set an attribute to.
    pub(super) fn choices(
        &self,
        control: &Control,
        part: Part,
        attribute: AttributeId,
    ) -> impl Iterator<Item = Choice> + use<> {
        let values = self.gate.program.choice(control).map_or(0, |slot| slot.present);
        (0..values).map(move |value| Choice { part, attribute, value: ValueId::at(value) })
    }

    /// Whether one value of a choice may be chosen.
    pub(super) fn option(
        &self,
        id: ControlId,
        control: &Control,
        action: ActionId,
        choice: Choice,
    ) -> Result<Question<'a>> {
        let request = Request { choice: Some(choice), ..*self };
        match self.subject {
            Subject::None | Subject::Pending => {
                request.open(self.rule(action, Some(control.resource))?)
            }
            Subject::Record(record) if record.resource != control.resource => {
                Err(Fault::new(ErrorCode::WrongResource, FaultPlace::Choice(id)))
            }
            _ => request.question(action),
        }
    }
}

impl ControlAnswer {
    /// A control in the state that it has without the right.
    fn ungranted(id: ControlId, control: &Control) -> Self {
        let mode = match control.binding {
            Binding::Field { .. } => ControlMode::Hidden,
            _ => control.ungranted,
        };
        ControlAnswer { control: id, mode, why: None, pending: false, fault: None }
    }
}

impl Question<'_> {
    /// Why it is denied; nothing where it is allowed.
    fn refusal(&self) -> Result<Option<Refusal>> {
        let Some(denial) = self.denial()? else { return Ok(None) };
        let explanation = self.explanation()?;
        Ok(Some(Refusal { denial, resource: self.rule.resource, explanation }))
    }
}

impl Transition<'_> {
    /// Why it may not be taken; nothing where it may.
    fn refusal(&self) -> Result<Option<Refusal>> {
        let resource = match self {
            Transition::Available { question, .. } => return question.refusal(),
            Transition::Unavailable { resource, .. } => *resource,
        };
        let explanation = self.explanation()?;
        Ok(Some(Refusal { denial: Denial::Unavailable, resource, explanation }))
    }
}

/// Nothing where any of several things that a control does may be done; else the first that says
/// why not. Where there are none, nothing may be done.
fn first_refusal(
    control: &Control,
    all: &mut dyn Iterator<Item = Result<Option<Refusal>>>,
) -> Result<Option<Refusal>> {
    let mut first = None;
    for each in all {
        let Some(refusal) = each? else { return Ok(None) };
        first.get_or_insert(refusal);
    }
    let (denial, resource) = (Denial::Ungranted, control.resource);
    let unknown = || Refusal { denial, resource, explanation: Explanation::default() };
    Ok(Some(first.unwrap_or_else(unknown)))
}
