//! Decisions: what a gate answers, what it rests on and what would change it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::bundle::{Effect, words};
use crate::error::{Error, Result};
use crate::layout::{has, meets, set, unset};
use crate::lifecycle::StateValue;
use crate::message;
use crate::policy::Advice;
use crate::request::Question;
use crate::text::Gather;
use crate::unlock::{self, Alternative, Move};

words! {
    /// Why something is denied.
    Denial {
        /// Another state of this record, all else equal, would allow it for this principal.
        Blocked = "blocked",
        /// The record's state has no such transition.
        Unavailable = "unavailable",
        /// Everything else: something has to be granted, or nothing would do.
        Ungranted = "ungranted",
    }
}

/// The answer to "may this principal do this".
///
/// ```
/// use serde_json::json;
/// use tollgate::{Change, Denial};
///
/// let gate = tollgate::packs::client_metrics()
///     .gate(&json!({"id": "u1", "permissions": ["view", "edit"]}))?;
/// let inactive = json!({"type": "Customer", "status": "INAC", "informationComplete": true});
/// let decision = gate.check("scoreClientMetrics", &inactive)?;
/// assert_eq!(decision.denial, Some(Denial::Blocked));
/// assert_eq!(
///     decision.unlock,
///     [[Change::Step { transition: "reactivate".into(), to: "ACTV".into() }]],
/// );
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Decision {
    /// Whether it is allowed.
    pub allowed: bool,
    /// The action; a transition's is its guard.
    pub action: String,
    /// Where a transition leads, where that is known.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub to: Option<StateValue>,
    /// Why it is denied; `None` when allowed.
    pub denial: Option<Denial>,
    /// The permits that allowed; when denied, every forbid that held.
    pub determining: Vec<Determining>,
    /// When denied, the minimal sets of changes of which each would allow it.
    pub unlock: Vec<Vec<Change>>,
    /// Said beside an allowed decision, never part of it.
    pub advice: Vec<Advice>,
    /// One sentence that a person can act on; empty when allowed.
    pub message: String,
}

/// A policy that a decision rests on.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let determining = gate.check("viewCustomers", &())?.determining;
/// assert_eq!(determining[0].effect, tollgate::Effect::Permit);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Determining {
    /// Its id.
    pub policy: String,
    /// Permit or forbid.
    pub effect: Effect,
    /// Its reason, for people.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub reason: Option<String>,
}

/// One change of an unlock.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let unlock = gate.check("recalculateScores", &())?.unlock;
/// assert_eq!(unlock, [[tollgate::Change::Grant { grant: "Permission::clientMetrics".into() }]]);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(untagged))]
pub enum Change {
    /// The principal joins a group.
    Grant {
        /// The group, `Permission::view`.
        grant: String,
    },
    /// The record gets tied to the principal.
    Relate {
        /// The record's attribute.
        relate: String,
    },
    /// The record takes a step of its lifecycle.
    Step {
        /// The transition's name.
        transition: String,
        /// The state it leads to.
        to: StateValue,
    },
}

/// Why [`require`](crate::Gate::require) refuses.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// use tollgate::Refusal;
///
/// let refusal = gate.require("recalculateScores", &()).unwrap_err();
/// assert!(matches!(refusal, Refusal::Denied(decision) if !decision.message.is_empty()));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The decision says no.
    Denied(Box<Decision>),
    /// The question could not be answered, which is a no as well.
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Error(error)
    }
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Refusal::Denied(decision) => f.write_str(&decision.message),
            Refusal::Error(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Refusal {}

impl Question<'_> {
    pub(crate) fn decision(&self) -> Result<Decision> {
        let bundle = &self.gate.policy.0.bundle;
        let allowed = self.allowed();
        let effect = if allowed { Effect::Permit } else { Effect::Forbid };
        let determining = self.holding(effect).into_iter().map(|index| {
            let policy = &bundle.policies[index];
            Determining { policy: policy.id.clone(), effect, reason: policy.reason.clone() }
        });
        let mut decision = Decision {
            allowed,
            action: bundle.actions[self.rule.action].name.clone(),
            to: None,
            denial: None,
            determining: determining.gathered(),
            unlock: Vec::new(),
            advice: Vec::new(),
            message: String::new(),
        };
        if allowed {
            decision.advice = self.advice();
        } else {
            let alternatives = unlock::alternatives(self)?;
            decision.denial =
                Some(if self.blocked() { Denial::Blocked } else { Denial::Ungranted });
            decision.unlock = alternatives.iter().map(|each| self.changes(each)).gathered();
            decision.message = message::denied(self, &alternatives, &decision.determining);
        }
        Ok(decision)
    }

    fn advice(&self) -> Vec<Advice> {
        let bundle = &self.gate.policy.0.bundle;
        let on = &bundle.actions[self.rule.action].on;
        let texts = on.iter().find(|rule| rule.resource == self.rule.resource);
        let texts = texts.map_or(&[][..], |rule| rule.advice.as_slice());
        let given = self.rule.advice.iter().filter(|advice| !meets(&advice.reject, &self.words));
        given
            .map(|advice| &texts[advice.index])
            .map(|advice| Advice { id: advice.id.clone(), text: advice.text.clone() })
            .gathered()
    }

    /// Whether another state of the record would allow it.
    fn blocked(&self) -> bool {
        self.states().iter().any(|state| {
            let mut words = self.words.clone();
            self.set_state(&mut words, *state);
            self.residual.allows(&words)
        })
    }

    /// The states that the record could be in, where the action's policies look at the state.
    pub(crate) fn states(&self) -> Vec<usize> {
        let loaded = &self.gate.policy.0;
        let resource = &loaded.bundle.types[self.rule.resource];
        match &resource.lifecycle {
            Some(lifecycle) if self.rule.mentions.contains(&lifecycle.attribute) => {
                (0..resource.attributes[lifecycle.attribute].present_values()).gathered()
            }
            _ => Vec::new(),
        }
    }

    /// The state the record is in.
    pub(crate) fn state(&self) -> Option<usize> {
        let loaded = &self.gate.policy.0;
        let lifecycle = loaded.bundle.types[self.rule.resource].lifecycle.as_ref()?;
        let slot = &loaded.layouts[self.rule.resource].slots[lifecycle.attribute];
        (0..slot.values).find(|value| has(&self.words, slot.value(*value)))
    }

    /// Puts the record in another state.
    pub(crate) fn set_state(&self, words: &mut [u64], state: usize) {
        let loaded = &self.gate.policy.0;
        let Some(lifecycle) = &loaded.bundle.types[self.rule.resource].lifecycle else { return };
        let slot = &loaded.layouts[self.rule.resource].slots[lifecycle.attribute];
        for bit in slot.bits() {
            unset(words, bit);
        }
        set(words, slot.value(state));
    }

    /// An alternative as the changes that people and programs read.
    fn changes(&self, alternative: &Alternative) -> Vec<Change> {
        let bundle = &self.gate.policy.0.bundle;
        let resource = &bundle.types[self.rule.resource];
        let change = |change: &Move| match change {
            Move::Grant(group) => Some(Change::Grant { grant: bundle.groups[*group].name.clone() }),
            Move::Tie(attribute, _) => {
                Some(Change::Relate { relate: resource.attributes[*attribute].name.clone() })
            }
            Move::Step(step) => {
                let (state, step) = resource.step(*step)?;
                let to = StateValue::new(state, step.to);
                Some(Change::Step { transition: step.name.clone(), to })
            }
        };
        alternative.0.iter().filter_map(change).gathered()
    }
}
