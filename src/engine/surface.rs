//! The surface: how each control shows, read off the same decisions.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::decision::{Denial, Verdict};
use super::fault::{Fault, Place, Result};
use super::gate::Given;
use super::layout::value;
use super::message;
use super::model::{Binding, Control};
use super::request::{Record, Request, Source, Subject};
use super::unlock;
use crate::code::ErrorCode;

/// How a control shows, by the numbers of the bundle's modes.
pub(crate) mod mode {
    pub(crate) const ENABLED: usize = 0;
    pub(crate) const READONLY: usize = 2;
    pub(crate) const HIDDEN: usize = 3;
}

/// Why not: the record's type, tokens of [`message`], and what would unlock it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Why {
    pub(crate) resource: usize,
    pub(crate) message: Vec<u32>,
    pub(crate) unlock: Vec<Vec<u32>>,
}

impl From<Verdict> for Why {
    fn from(verdict: Verdict) -> Self {
        let Verdict { resource, message, unlock, .. } = verdict;
        Why { resource, message, unlock }
    }
}

/// A mode with its reason.
pub(crate) type Shown = (usize, Option<Why>);

impl Request<'_> {
    fn control_of(&self, index: usize) -> Result<&Control> {
        let unknown = Fault::new(ErrorCode::UnknownControl, Place::Itself, 0);
        self.gate.model.controls.get(index).ok_or(unknown)
    }

    /// How one control shows.
    pub(crate) fn control(&self, index: usize) -> Result<Shown> {
        self.shown(index, self.control_of(index)?)
    }

    /// How all controls show that are bound to this record's type; without a record, those of the
    /// workspace and those marked for pages. A control whose question cannot be answered shows its
    /// ungranted state, with the fault.
    pub(crate) fn controls(&self) -> Result<Vec<(usize, Result<Shown>)>> {
        let mut all = Vec::new();
        for (index, control) in self.gate.model.controls.iter().enumerate() {
            let asked = match &*self.subject {
                Subject::Unknown => return Err(Self::no_record()),
                Subject::None => {
                    control.page || Some(control.resource) == self.gate.model.workspace
                }
                Subject::Record(record) => control.resource == record.resource,
            };
            if asked {
                all.push((index, self.shown(index, control)));
            }
        }
        Ok(all)
    }

    /// The values of a choice, each with why it may not be chosen.
    pub(crate) fn options(&self, index: usize) -> Result<Vec<Option<Why>>> {
        let control = self.control_of(index)?;
        match self.choice(index, control)? {
            Some(options) => Ok(options),
            None => Err(Fault::new(ErrorCode::UnknownControl, Place::Choice, 0)),
        }
    }

    fn shown(&self, index: usize, control: &Control) -> Result<Shown> {
        let model = self.gate.model;
        let without_record = match &*self.subject {
            Subject::Unknown => return Err(Self::no_record()),
            Subject::None => Some(control.resource) != model.workspace,
            Subject::Record(..) => false,
        };
        match control.binding {
            Binding::Field(view, change) => self.field(without_record, view, change),
            Binding::Chooses(..) | Binding::ChoosesContext(..) => {
                let mut why = None;
                for option in self.choice(index, control)?.into_iter().flatten() {
                    match option {
                        None => return Ok((mode::ENABLED, None)),
                        refused => why = why.or(refused),
                    }
                }
                Ok((control.ungranted, why))
            }
            Binding::Action(action) if without_record => self.by_scope(control, &[action]),
            Binding::Action(action) => Ok(decided(control, self.question(action)?.verdict()?)),
            Binding::Transition(name) if without_record => {
                let mut guards = Vec::new();
                for step in &model.types[control.resource].steps {
                    if step.name == name {
                        guards.push(step.guard);
                    }
                }
                self.by_scope(control, &guards)
            }
            Binding::Transition(name) => Ok(decided(control, self.transition(name)?)),
        }
    }

    fn field(&self, without_record: bool, view: usize, change: usize) -> Result<Shown> {
        for (action, state) in [(view, mode::HIDDEN), (change, mode::READONLY)] {
            let why = if without_record {
                self.opening(action)?
            } else {
                let verdict = self.question(action)?.verdict()?;
                verdict.denial.is_some().then(|| verdict.into())
            };
            if why.is_some() {
                return Ok((state, why));
            }
        }
        Ok((mode::ENABLED, None))
    }

    fn by_scope(&self, control: &Control, actions: &[usize]) -> Result<Shown> {
        let mut why = None;
        for action in actions {
            match self.opening(*action)? {
                None => return Ok((mode::ENABLED, None)),
                closed => why = why.or(closed),
            }
        }
        Ok((control.ungranted, why))
    }

    /// What would open an action that is allowed on no record at all.
    fn opening(&self, action: usize) -> Result<Option<Why>> {
        let (mut first, mut open) = (None, false);
        self.each_rule(action, &mut |index, context| {
            if !open {
                let why = self.opening_given(index, Given::Context(context))?;
                open = why.is_none();
                first = first.take().or(why);
            }
            Ok(())
        })?;
        Ok(first.filter(|_| !open))
    }

    fn opening_given(&self, index: usize, given: Given<'_>) -> Result<Option<Why>> {
        let rule = &self.gate.model.rules[index];
        let space = self.gate.space(rule, &self.gate.residual(index).facts, given);
        if space.find(rule, true)? {
            return Ok(None);
        }
        let unlock = unlock::openings(self.gate, index, given)?;
        let message = message::needs(self.gate.model, rule.resource, &unlock);
        Ok(Some(Why { resource: rule.resource, message, unlock }))
    }

    /// The options of a choice; `None` for any other control.
    fn choice(&self, index: usize, control: &Control) -> Result<Option<Vec<Option<Why>>>> {
        let model = self.gate.model;
        let slot = match control.binding {
            Binding::Chooses(_, at) => &model.types[control.resource].layout.slots[at],
            Binding::ChoosesContext(action, at) => &model.context(action).slots[at],
            _ => return Ok(None),
        };
        let mut options = Vec::new();
        for value in 0..slot.present {
            options.push(self.refused(index, control, value)?);
        }
        Ok(Some(options))
    }

    /// Why one value of a choice may not be chosen.
    fn refused(&self, index: usize, control: &Control, value: usize) -> Result<Option<Why>> {
        let (action, given) = match control.binding {
            Binding::Chooses(action, at) => (action, Given::Record(at, value)),
            Binding::ChoosesContext(action, at) => (action, Given::ContextValue(at, value)),
            _ => return Ok(None),
        };
        if matches!(&*self.subject, Subject::None) {
            let rule = self.gate.model.rule_on(action, control.resource);
            return rule.map_or(Ok(None), |rule| self.opening_given(rule, given));
        }
        if matches!(&*self.subject, Subject::Record(record) if record.resource != control.resource)
        {
            return Err(Fault::new(ErrorCode::WrongResource, Place::Choice, index));
        }
        let verdict = self.choosing(given, |request| request.question(action)?.verdict())?;
        Ok(verdict.denial.is_some().then(|| verdict.into()))
    }

    /// Asks this request with one value chosen.
    fn choosing<T>(&self, given: Given<'_>, ask: impl FnOnce(&Request<'_>) -> T) -> T {
        match (given, &*self.subject) {
            (Given::Record(attribute, chosen), Subject::Record(record)) => {
                let mut values = record.values.clone();
                values.resize(values.len().max(attribute + 1), value::ABSENT);
                values[attribute] = chosen as u32;
                let record = Record::new(self.gate.model, record.resource, values);
                let subject = Cow::Owned(Subject::Record(record));
                ask(&Request { subject, ..self.clone() })
            }
            (Given::ContextValue(attribute, chosen), _) => {
                let context = Chosen { base: self.context, attribute, chosen };
                ask(&Request { context: Some(&context), ..self.clone() })
            }
            _ => ask(self),
        }
    }
}

/// A context with one attribute set.
struct Chosen<'a> {
    base: Option<&'a dyn Source>,
    attribute: usize,
    chosen: usize,
}

impl Source for Chosen<'_> {
    fn values(&self, action: usize) -> Option<Vec<u32>> {
        let mut values = self.base.map_or(Some(Vec::new()), |base| base.values(action))?;
        values.resize(values.len().max(self.attribute + 1), value::ABSENT);
        values[self.attribute] = self.chosen as u32;
        Some(values)
    }
}

/// The state in which a control shows that cannot be asked.
pub(crate) fn unanswered(control: &Control) -> usize {
    match control.binding {
        Binding::Field(..) => mode::HIDDEN,
        _ => control.ungranted,
    }
}

fn decided(control: &Control, verdict: Verdict) -> Shown {
    match verdict.denial {
        None => (mode::ENABLED, None),
        Some(Denial::Ungranted) => (control.ungranted, Some(verdict.into())),
        Some(Denial::Blocked | Denial::Unavailable) => (control.blocked, Some(verdict.into())),
    }
}
