//! The surface: how each control shows, read off the same decisions.

use super::decision::Explanation;
use super::fault::{Fault, Result, Spot};
use super::ids::{ActionId, ControlId, TypeId, ValueId};
use super::lifecycle::Transition;
use super::program::{Binding, Control};
use super::request::{Choice, Question, Request, Subject};
use crate::vocabulary::{ControlMode, Denial, ErrorCode};

/// How a control shows, and why it is not enabled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ControlAnswer {
    pub(crate) mode: ControlMode,
    pub(crate) why: Option<Refusal>,
}

/// Why something may not be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) denial: Denial,
    /// The type that it is about.
    pub(crate) resource: TypeId,
    pub(crate) explanation: Explanation,
}

impl<'a> Request<'a> {
    fn control_of(&self, id: ControlId) -> Result<&'a Control> {
        let unknown = || Fault::new(ErrorCode::UnknownControl, Spot::Itself);
        self.gate.program.control(id).ok_or_else(unknown)
    }

    /// How one control shows.
    pub(crate) fn control(&self, id: ControlId) -> Result<ControlAnswer> {
        self.shown(id, self.control_of(id)?)
    }

    /// How all controls show that are bound to this record's type; without a record, those of the
    /// workspace and those marked for pages. A control whose question cannot be answered shows its
    /// ungranted state, with the fault.
    pub(crate) fn controls(&self) -> Result<Vec<(ControlId, ControlAnswer, Option<Fault>)>> {
        let (resource, page) = (self.resource()?, matches!(self.subject, Subject::None));
        let bound = |control: &Control| Some(control.resource) == resource || page && control.page;
        let controls = self.gate.program.controls.iter().enumerate();
        let controls = controls.filter(|(_, control)| bound(control)).map(|(index, control)| {
            let id = ControlId::at(index);
            match self.shown(id, control) {
                Ok(answer) => (id, answer, None),
                Err(fault) => {
                    let mode = match control.binding {
                        Binding::Field { .. } => ControlMode::Hidden,
                        _ => control.ungranted,
                    };
                    (id, ControlAnswer { mode, why: None }, Some(fault))
                }
            }
        });
        Ok(controls.collect())
    }

    /// For each value of a choice why it may not be chosen.
    pub(crate) fn options(&self, id: ControlId) -> Result<Vec<Option<Refusal>>> {
        let control = self.control_of(id)?;
        if self.gate.program.choice(control).is_none() {
            return Err(Fault::new(ErrorCode::UnknownControl, Spot::Choice(id)));
        }
        self.values_of(control).map(|value| self.option(id, control, value)).collect()
    }

    fn shown(&self, id: ControlId, control: &Control) -> Result<ControlAnswer> {
        let other = Some(control.resource) != self.resource()?;
        let over_all = other && matches!(self.subject, Subject::None);
        let ask = |action: ActionId| match over_all {
            true => self.over_all_records(control, action),
            false => self.question(action)?.refusal(),
        };
        let by_denial = |why: Option<Refusal>| {
            let mode = match why.as_ref().map(|why| why.denial) {
                None => ControlMode::Enabled,
                Some(Denial::Ungranted) => control.ungranted,
                Some(Denial::Blocked | Denial::Unavailable) => control.blocked,
            };
            ControlAnswer { mode, why }
        };
        match control.binding {
            Binding::Action(action) => Ok(by_denial(ask(action)?)),
            Binding::Field { view, change } => {
                if let Some(why) = ask(view)? {
                    return Ok(ControlAnswer { mode: ControlMode::Hidden, why: Some(why) });
                }
                let why = ask(change)?;
                let mode = match why {
                    Some(_) => ControlMode::Readonly,
                    None => ControlMode::Enabled,
                };
                Ok(ControlAnswer { mode, why })
            }
            Binding::Transition(name) if over_all => {
                let steps = self.gate.program.steps(control.resource).iter();
                let steps = steps.filter(|step| step.transition == name);
                let why = first_refusal(control, steps.map(|step| ask(step.guard)))?;
                Ok(by_denial(why))
            }
            Binding::Transition(name) => Ok(by_denial(self.transition(name)?.refusal()?)),
            Binding::Choice(..) => {
                let options = self.values_of(control).map(|it| self.option(id, control, it));
                let why = first_refusal(control, options)?;
                let mode = if why.is_none() { ControlMode::Enabled } else { control.ungranted };
                Ok(ControlAnswer { mode, why })
            }
        }
    }

    /// Why an action is allowed on no record at all; nothing where it is on some.
    fn over_all_records(&self, control: &Control, action: ActionId) -> Result<Option<Refusal>> {
        let rules = self.gate.program.rules(action).iter();
        first_refusal(control, rules.map(|rule| self.everywhere(rule)?.refusal()))
    }

    /// The values of a choice; none of any other control.
    fn values_of(&self, control: &Control) -> impl Iterator<Item = ValueId> + use<> {
        (0..self.gate.program.choice(control).map_or(0, |slot| slot.present)).map(ValueId::at)
    }

    /// Why one value of a choice may not be chosen.
    fn option(&self, id: ControlId, control: &Control, value: ValueId) -> Result<Option<Refusal>> {
        let Binding::Choice(action, part, attribute) = control.binding else { return Ok(None) };
        let asked = Request { choice: Some(Choice { part, attribute, value }), ..*self };
        match self.subject {
            Subject::None => asked.open(self.rule(action, Some(control.resource))?).refusal(),
            Subject::Record(record) if record.resource != control.resource => {
                Err(Fault::new(ErrorCode::WrongResource, Spot::Choice(id)))
            }
            _ => asked.question(action)?.refusal(),
        }
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
    all: impl Iterator<Item = Result<Option<Refusal>>>,
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
