//! The surface: how each control shows, read off the same decisions.

use super::decision::Denial;
use super::fault::{Fault, Place, Result};
use super::model::{Binding, Control};
use super::request::{Chosen, Question, Request, Subject};
use super::words::Writer;
use crate::code::ErrorCode;
use crate::memory::Own;

/// How a control shows, by the numbers of the bundle's modes.
pub(crate) mod mode {
    pub(crate) const ENABLED: usize = 0;
    pub(crate) const READONLY: usize = 2;
    pub(crate) const HIDDEN: usize = 3;
}

/// Something that is asked: it writes why not, and tells how it is denied.
type Ask<'a> = &'a mut dyn FnMut(usize, &mut Writer) -> Result<Option<Denial>>;

impl<'a> Request<'a> {
    fn control_of(&self, index: usize) -> Result<&'a Control> {
        match self.gate.model.controls.get(index) {
            Some(control) => Ok(control),
            None => Err(Fault::new(ErrorCode::UnknownControl, Place::Itself, 0)),
        }
    }

    /// Writes how one control shows.
    pub(crate) fn control(&self, index: usize, out: &mut Writer) -> Result<()> {
        self.shown(index, self.control_of(index)?, out)
    }

    /// Writes how all controls show that are bound to this record's type; without a record, those
    /// of the workspace and those marked for pages. A control whose question cannot be answered
    /// shows its ungranted state, with the fault.
    pub(crate) fn controls(&self, out: &mut Writer) -> Result<()> {
        let (resource, page) = (self.record()?.resource, matches!(self.subject, Subject::None));
        for (index, control) in self.gate.model.controls.iter().enumerate() {
            if control.resource != resource && !(page && control.page) {
                continue;
            }
            out.put(index);
            let place = out.0.len();
            match self.shown(index, control, out) {
                Ok(()) => out.put(0),
                Err(fault) => {
                    out.0.truncate(place);
                    out.put(match control.binding {
                        Binding::Field => mode::HIDDEN,
                        _ => control.ungranted,
                    });
                    out.put(0);
                    out.fault(fault);
                }
            }
        }
        Ok(())
    }

    /// Writes for each value of a choice why it may not be chosen.
    pub(crate) fn options(&self, index: usize, out: &mut Writer) -> Result<()> {
        let control = self.control_of(index)?;
        let options = self.values(control);
        if options == 0 {
            return Err(Fault::new(ErrorCode::UnknownControl, Place::Choice, 0));
        }
        for value in 0..options {
            if self.option(index, control, value, out)?.is_none() {
                out.put(0);
            }
        }
        Ok(())
    }

    fn shown(&self, index: usize, control: &Control, out: &mut Writer) -> Result<()> {
        let other = control.resource != self.record()?.resource;
        let without_record = other && matches!(self.subject, Subject::None);
        let place = out.0.len();
        out.put(mode::ENABLED);
        let ask = |action: usize, out: &mut Writer| match without_record {
            true => self.opening(action, out),
            false => refused(self.question(action)?, out),
        };
        let denied = |denial: Option<Denial>| match denial {
            None => mode::ENABLED,
            Some(Denial::Ungranted) => control.ungranted,
            Some(Denial::Blocked | Denial::Unavailable) => control.blocked,
        };
        let Control { asks, with, .. } = *control;
        let shows = match control.binding {
            Binding::Field => {
                if ask(asks, out)?.is_some() {
                    mode::HIDDEN
                } else if ask(with, out)?.is_some() {
                    mode::READONLY
                } else {
                    mode::ENABLED
                }
            }
            Binding::Action => denied(ask(asks, out)?),
            Binding::Transition if without_record => {
                let steps = &self.gate.model.types[control.resource].steps;
                denied(any(steps.len(), out, &mut |index, out| match steps[index].name == asks {
                    true => ask(steps[index].guard, out),
                    false => Ok(Some(Denial::Ungranted)),
                })?)
            }
            Binding::Transition => denied(refused(self.transition(asks)?, out)?),
            Binding::Chooses | Binding::ChoosesContext => {
                let count = self.values(control);
                let option = &mut |value, out: &mut Writer| self.option(index, control, value, out);
                any(count, out, option)?.map_or(mode::ENABLED, |_| control.ungranted)
            }
        };
        out.0[place] = shows as u32;
        if out.0.len() == place + 1 {
            out.put(0);
        }
        Ok(())
    }

    /// Writes what would open an action that is allowed on no record at all.
    fn opening(&self, action: usize, out: &mut Writer) -> Result<Option<Denial>> {
        let rules = &self.gate.model.actions[action];
        any(rules.len(), out, &mut |index, out| refused(self.everywhere(&rules[index])?, out))
    }

    /// How many values a choice has; none for any other control.
    fn values(&self, control: &Control) -> usize {
        self.gate.model.chosen(control).map_or(0, |slot| slot.present)
    }

    /// Writes why one value of a choice may not be chosen.
    fn option(
        &self,
        index: usize,
        control: &Control,
        value: usize,
        out: &mut Writer,
    ) -> Result<Option<Denial>> {
        let Control { asks: action, with, .. } = *control;
        let chosen = match control.binding {
            Binding::Chooses => Chosen::Record(with, value),
            _ => Chosen::Context(with, value),
        };
        let asked = Request { chosen, ..*self };
        match self.subject {
            Subject::None => refused(asked.open(self.rule(action, control.resource)?), out),
            Subject::Record(record) if record.resource != control.resource => {
                Err(Fault::new(ErrorCode::WrongResource, Place::Choice, index))
            }
            _ => refused(asked.question(action)?, out),
        }
    }
}

/// Writes why a question is denied.
fn refused(question: Own<Question<'_>>, out: &mut Writer) -> Result<Option<Denial>> {
    let denial = question.denial()?;
    if denial.is_some() {
        out.put(question.rule.resource + 1);
        question.explain(out)?;
    }
    Ok(denial)
}

/// Whether any of several may be, which is then all there is to say; else the first that says why
/// not is what remains.
fn any(count: usize, out: &mut Writer, ask: Ask<'_>) -> Result<Option<Denial>> {
    let start = out.0.len();
    let mut first = None;
    for index in 0..count {
        let place = out.0.len();
        let Some(denial) = ask(index, out)? else {
            out.0.truncate(start);
            return Ok(None);
        };
        if first.is_none() && out.0.len() > place {
            first = Some(denial);
        } else {
            out.0.truncate(place);
        }
    }
    Ok(Some(first.unwrap_or(Denial::Ungranted)))
}
