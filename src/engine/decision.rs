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
use crate::vocabulary::{Denial, Phrase, as_optional_number};

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

/// Conditions of a record, each with what it is, and what would unlock a denial without them.
type HeldBack = (Vec<(AttributeId, bool)>, Vec<Unlock>);

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
        let states: Vec<ValueId> = (0..self.states()).map(ValueId::at).collect();
        let blocked = self.allowed_in(&states)?;
        Ok(Some(if blocked { Denial::Blocked } else { Denial::Ungranted }))
    }

    /// Whether it is allowed in one of several states, or where there are none in the record's own,
    /// whatever the record's conditions.
    pub(crate) fn allowed_in(&self, states: &[ValueId]) -> Result<bool> {
        let conditions = self.conditions();
        let mut bits = self.bits.clone();
        for flipped in 0..1usize << conditions.len() {
            for (place, condition) in conditions.iter().enumerate() {
                self.set_condition(&mut bits, *condition, flipped >> place & 1 == 1);
            }
            for at in 0..states.len().max(1) {
                self.work.spend(self.rule.verdict_cost())?;
                if let Some(state) = states.get(at) {
                    self.set_state(&mut bits, *state);
                }
                if self.allows(&bits) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
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
        let needs = |begin: Phrase, unlock: &[Unlock]| {
            message::needs(self.gate.program, self.rule.resource, (begin, unlock), self.work)
        };
        if !self.about_record {
            let message = match unlock.is_empty() {
                true => message::closed(&[], &self.lacking()),
                false => needs(Phrase::Need, &unlock)?,
            };
            unlock.truncate(UNLOCKS_MAX);
            return Ok(Explanation { message, unlock });
        }
        let held_back = self.held_back(unlock.is_empty())?;
        let message = match &held_back {
            None if unlock.is_empty() => {
                message::closed(&self.holding(&self.rule.forbids), &self.lacking())
            }
            None => needs(Phrase::Need, &unlock)?,
            Some((conditions, rest)) => {
                let (begin, rest) = match unlock.is_empty() {
                    true => (Phrase::Need, rest),
                    false => (Phrase::Otherwise, &unlock),
                };
                let mut message = message::held_back(conditions);
                if !rest.is_empty() {
                    message.push(Token::Phrase(Phrase::Next));
                    message.extend(needs(begin, rest)?);
                }
                message
            }
        };
        unlock.truncate(UNLOCKS_MAX);
        Ok(Explanation { message, unlock })
    }

    /// The fewest conditions of the record that hold a denial back, each with what it is now, and
    /// what would unlock it without them: nothing, unless `more` than they may be lacking.
    fn held_back(&self, more: bool) -> Result<Option<HeldBack>> {
        let conditions = self.conditions();
        let sets = 1..1usize << conditions.len();
        let of = |size: u32| sets.clone().filter(move |set| set.count_ones() == size);
        for set in (1..=conditions.len() as u32).flat_map(of) {
            let mut bits = self.bits.clone();
            let mut flipped = Vec::new();
            for (place, condition) in conditions.iter().enumerate() {
                if set >> place & 1 == 1 {
                    let is = self.condition(*condition);
                    self.set_condition(&mut bits, *condition, !is);
                    flipped.push((*condition, is));
                }
            }
            self.work.spend(self.rule.verdict_cost())?;
            let question = Question { bits, ..*self };
            let allowed = question.allowed();
            let unlock = if allowed || !more { Vec::new() } else { question.unlocks()? };
            if allowed || !unlock.is_empty() {
                return Ok(Some((flipped, unlock)));
            }
        }
        Ok(None)
    }

    /// The conditions of the record that the action's policies look at.
    fn conditions(&self) -> Vec<AttributeId> {
        let of = &self.gate.program.types[self.rule.resource.index()].conditions;
        of.iter().copied().filter(|it| self.rule.mentions.contains(it)).collect()
    }

    /// What a condition of the record is.
    fn condition(&self, condition: AttributeId) -> bool {
        self.record_slots()[condition.index()].held_value(&self.bits) == Some(ValueId(1))
    }

    fn set_condition(&self, bits: &mut [u32], condition: AttributeId, flag: bool) {
        self.record_slots()[condition.index()].choose(bits, ValueId(u32::from(flag)));
    }

    /// The attribute that holds the record's state.
    fn state_attribute(&self) -> Option<AttributeId> {
        let lifecycle = self.gate.program.types[self.rule.resource.index()].lifecycle.as_ref();
        lifecycle.map(|lifecycle| lifecycle.state)
    }

    /// Where the state is among the bits of a record.
    pub(crate) fn state_slot(&self) -> Option<&Slot> {
        Some(&self.record_slots()[self.state_attribute()?.index()])
    }

    /// How many states the record could be in, where the action's policies look at the state.
    pub(crate) fn states(&self) -> usize {
        let state = self.state_attribute().filter(|it| self.rule.mentions.contains(it));
        state.and_then(|_| self.state_slot()).map_or(0, |slot| slot.present)
    }

    /// The attribute that holds the state, and the one that the record is in.
    pub(crate) fn state(&self) -> Option<(AttributeId, ValueId)> {
        Some((self.state_attribute()?, self.state_slot()?.held_value(&self.bits)?))
    }

    /// Puts the record in another state.
    pub(crate) fn set_state(&self, bits: &mut [u32], state: ValueId) {
        if let Some(slot) = self.state_slot() {
            slot.choose(bits, state);
        }
    }
}
