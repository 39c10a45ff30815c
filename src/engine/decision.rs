//! Decisions: what a gate answers, what it rests on and what would change it.

use serde::Serialize;

use super::fault::Result;
use super::ids::{ActionId, AdviceId, AttributeId, PolicyId, TypeId, ValueId};
use super::layout::Slot;
use super::mask::meets;
use super::message::{self, Token};
use super::request::Question;
use super::unlock::Unlock;
use crate::limits::UNLOCKS_MAX;
use crate::vocabulary::{Denial, as_optional_number};

/// The answer to "may this principal do this".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Verdict {
    /// The action; a transition's is its guard.
    pub(crate) action: ActionId,
    #[serde(rename = "type")]
    pub(crate) resource: TypeId,
    /// Why it is denied; `None` where it is allowed.
    #[serde(serialize_with = "as_optional_number")]
    pub(crate) denial: Option<Denial>,
    /// The state that a transition leads to, where that is certain.
    pub(crate) to: Option<ValueId>,
    /// The permits that allowed; when denied, every forbid that held.
    pub(crate) determining: Vec<PolicyId>,
    /// What is said beside an allowed action.
    pub(crate) advice: Vec<AdviceId>,
    pub(crate) explanation: Explanation,
}

/// What a denied person is told, and what would unlock it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Explanation {
    /// One sentence.
    pub(crate) message: Vec<Token>,
    /// The minimal alternatives, at most [`UNLOCKS_MAX`].
    pub(crate) unlock: Vec<Unlock>,
}

impl Question<'_> {
    /// Why it is denied; `None` where it is allowed. A question about all records is allowed where
    /// one of them would do.
    pub(crate) fn denial(&self) -> Result<Option<Denial>> {
        if !self.about_record {
            let space = self.space()?;
            let allowed = space.allows(&space.known(&self.bits))?;
            return Ok((!allowed).then_some(Denial::Ungranted));
        }
        if self.allowed() {
            return Ok(None);
        }
        let mut bits = self.bits.clone();
        for state in (0..self.states()).map(ValueId::at) {
            self.work.spend(self.rule.verdict_cost())?;
            self.set_state(&mut bits, state);
            if self.allows(&bits) {
                return Ok(Some(Denial::Blocked));
            }
        }
        Ok(Some(Denial::Ungranted))
    }

    /// The whole answer.
    pub(crate) fn verdict(&self) -> Result<Verdict> {
        let denial = self.denial()?;
        let rule = self.rule;
        let determining = if denial.is_none() { &rule.permits } else { &rule.forbids };
        let mut advice = Vec::new();
        for (index, reject) in rule.advice.iter().enumerate() {
            if denial.is_none() && !meets(reject, &self.bits) {
                advice.push(AdviceId::at(index));
            }
        }
        Ok(Verdict {
            action: rule.action,
            resource: rule.resource,
            denial,
            to: None,
            determining: self.holding(determining),
            advice,
            explanation: match denial {
                None => Explanation::default(),
                Some(_) => self.explanation()?,
            },
        })
    }

    /// What a denied person is told, and what would unlock it.
    pub(crate) fn explanation(&self) -> Result<Explanation> {
        let mut unlock = self.unlocks()?;
        let message = match unlock.is_empty() && self.about_record {
            true => message::closed(&self.holding(&self.rule.forbids)),
            false => message::needs(self.gate.program, self.rule.resource, &unlock, self.work)?,
        };
        unlock.truncate(UNLOCKS_MAX);
        Ok(Explanation { message, unlock })
    }

    /// The attribute that holds the record's state.
    fn state_slot(&self) -> Option<(AttributeId, &Slot)> {
        let lifecycle = self.gate.program.types[self.rule.resource.index()].lifecycle.as_ref()?;
        Some((lifecycle.state, &self.record_slots()[lifecycle.state.index()]))
    }

    /// How many states the record could be in, where the action's policies look at the state.
    pub(crate) fn states(&self) -> usize {
        let slot = self.state_slot().filter(|(state, _)| self.rule.mentions.contains(state));
        slot.map_or(0, |(_, slot)| slot.present)
    }

    /// The attribute that holds the state, and the one that the record is in.
    pub(crate) fn state(&self) -> Option<(AttributeId, ValueId)> {
        let (attribute, slot) = self.state_slot()?;
        Some((attribute, slot.held_value(&self.bits)?))
    }

    /// Puts the record in another state.
    pub(crate) fn set_state(&self, bits: &mut [u32], state: ValueId) {
        if let Some((_, slot)) = self.state_slot() {
            slot.choose(bits, state);
        }
    }
}
