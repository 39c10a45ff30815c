//! Decisions: what a gate answers, what it rests on and what would change it.

use super::fault::Result;
use super::layout::Slot;
use super::message;
use super::request::Question;
use super::words::Writer;
use crate::memory::Slice;

/// Why something is denied, as answers number it; allowed is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// Another state of this record, all else equal, would allow it for this principal.
    Blocked = 1,
    /// The record's state has no such transition.
    Unavailable,
    /// Everything else: something has to be granted, or nothing would do.
    Ungranted,
}

impl Question<'_> {
    /// Why it is denied; `None` where it is allowed. A question about all records is allowed where
    /// one of them would do.
    pub(crate) fn denial(&self) -> Result<Option<Denial>> {
        if !self.unavailable.is_empty() {
            return Ok(Some(Denial::Unavailable));
        }
        if !self.record {
            let space = self.space();
            let allowed = space.allows(&space.known(&self.bits))?;
            return Ok((!allowed).then_some(Denial::Ungranted));
        }
        if self.allowed() {
            return Ok(None);
        }
        let mut bits = self.bits.clone();
        let blocked = (0..self.states()).any(|state| {
            self.set_state(&mut bits, state);
            self.allows(&bits)
        });
        Ok(Some(if blocked { Denial::Blocked } else { Denial::Ungranted }))
    }

    /// Writes the whole answer.
    pub(crate) fn verdict(&self, out: &mut Writer) -> Result<()> {
        let denial = self.denial()?;
        let rule = self.rule;
        out.put(rule.action);
        out.put(rule.resource);
        out.put(denial.map_or(0, |denial| denial as usize));
        out.put(self.to);
        match denial {
            None => {
                out.list(&self.holding(&rule.permits));
                out.list(&self.holding(&rule.advice));
                out.put(0);
                out.put(0);
                return Ok(());
            }
            Some(Denial::Unavailable) => out.put(0),
            Some(_) => out.list(&self.holding(&rule.forbids)),
        }
        out.put(0);
        self.explain(out)
    }

    /// Writes what a denied person is told, and what would unlock it.
    pub(crate) fn explain(&self, out: &mut Writer) -> Result<()> {
        if !self.unavailable.is_empty() {
            out.list(&self.unavailable);
            out.put(0);
            return Ok(());
        }
        let unlock = self.alternatives()?;
        let (model, resource) = (self.gate.model, self.rule.resource);
        let message = match unlock.is_empty() && self.record {
            true => message::closed(&self.holding(&self.rule.forbids)),
            false => message::needs(model, resource, &unlock),
        };
        out.list(&message);
        out.lists(&unlock);
        Ok(())
    }

    /// The attribute that holds the record's state.
    fn state_slot(&self) -> Option<&Slot> {
        let resource = &self.gate.model.types[self.rule.resource];
        resource.layout.slots.get(resource.state)
    }

    /// How many states the record could be in, where the action's policies look at the state.
    pub(crate) fn states(&self) -> usize {
        let state = self.gate.model.types[self.rule.resource].state as u32;
        let slot = self.state_slot().filter(|_| self.rule.mentions.contains(&state));
        slot.map_or(0, |slot| slot.present)
    }

    /// The state the record is in, where it has one.
    pub(crate) fn state(&self) -> usize {
        self.state_slot().map_or(0, |slot| slot.held(&self.bits))
    }

    /// Puts the record in another state.
    pub(crate) fn set_state(&self, bits: &mut Slice<u32>, state: usize) {
        if let Some(slot) = self.state_slot() {
            slot.choose(bits, state);
        }
    }
}
