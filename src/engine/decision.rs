//! Decisions: what a gate answers, what it rests on and what would change it, in numbers.

use alloc::vec::Vec;

use super::fault::Result;
use super::layout::Slot;
use super::mask::{has, put};
use super::message;
use super::request::Question;
use super::unlock::{self, Alternative};

/// Why something is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// Another state of this record, all else equal, would allow it for this principal.
    Blocked,
    /// The record's state has no such transition.
    Unavailable,
    /// Everything else: something has to be granted, or nothing would do.
    Ungranted,
}

/// The answer to "may this principal do this".
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The action; a transition's is its guard.
    pub(crate) action: usize,
    /// The type of the record that was asked about.
    pub(crate) resource: usize,
    /// `None` when allowed.
    pub(crate) denial: Option<Denial>,
    /// Where a transition leads, a value of the state's attribute.
    pub(crate) to: Option<usize>,
    /// The permits that allowed, or every forbid that held.
    pub(crate) determining: Vec<u32>,
    pub(crate) unlock: Vec<Alternative>,
    /// Places in the advice of the rule.
    pub(crate) advice: Vec<u32>,
    /// Tokens of [`message`]; none when allowed.
    pub(crate) message: Vec<u32>,
}

impl Question<'_> {
    pub(crate) fn verdict(&self) -> Result<Verdict> {
        let allowed = self.allowed();
        let clauses = if allowed { &self.residual.permits } else { &self.residual.forbids };
        let mut verdict = Verdict {
            action: self.rule.action,
            resource: self.rule.resource,
            denial: None,
            to: None,
            determining: self.holding(clauses),
            unlock: Vec::new(),
            advice: Vec::new(),
            message: Vec::new(),
        };
        if allowed {
            verdict.advice = self.holding(&self.rule.advice);
        } else {
            verdict.unlock = unlock::alternatives(self)?;
            let blocked = self.blocked();
            verdict.denial = Some(if blocked { Denial::Blocked } else { Denial::Ungranted });
            verdict.message = message::denied(self.gate.model, self.rule.resource, &verdict);
        }
        Ok(verdict)
    }

    /// Whether another state of the record would allow it.
    fn blocked(&self) -> bool {
        let mut bits = self.bits.clone();
        (0..self.states()).any(|state| {
            self.set_state(&mut bits, state);
            self.residual.allows(&bits)
        })
    }

    /// The attribute that holds the record's state.
    fn state_slot(&self) -> Option<&Slot> {
        let resource = &self.gate.model.types[self.rule.resource];
        resource.layout.slots.get(resource.state?)
    }

    /// How many states the record could be in, where the action's policies look at the state.
    pub(crate) fn states(&self) -> usize {
        let state = self.gate.model.types[self.rule.resource].state;
        let mentioned = |state: &usize| self.rule.mentions.contains(&(*state as u32));
        state.filter(mentioned).and_then(|_| self.state_slot()).map_or(0, |slot| slot.present)
    }

    /// The state the record is in.
    pub(crate) fn state(&self) -> Option<usize> {
        let slot = self.state_slot()?;
        (0..slot.values).find(|value| has(&self.bits, slot.value(*value)))
    }

    /// Puts the record in another state.
    pub(crate) fn set_state(&self, bits: &mut [u32], state: usize) {
        if let Some(slot) = self.state_slot() {
            slot.bits().for_each(|bit| put(bits, bit, false));
            put(bits, slot.value(state), true);
        }
    }
}
