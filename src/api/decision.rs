//! Decisions: what a gate answers, what it rests on and what would change it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::api::advice::Advice;
use crate::api::bundle::{Effect, words};
use crate::api::error::Error;
use crate::api::gate::Gate;
use crate::api::lifecycle::StateValue;
use crate::api::message;
use crate::engine::change;
use crate::engine::reader::Reader;

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
pub struct Decision {
    /// Whether it is allowed.
    pub allowed: bool,
    /// The action; a transition's is its guard.
    pub action: String,
    /// Where a transition leads, where that is known.
    pub to: Option<StateValue>,
    /// Why it is denied; `None` when allowed.
    pub denial: Option<Denial>,
    /// The permits that allowed; when denied, every forbid that held.
    pub determining: Vec<Determining>,
    /// When denied, the minimal sets of changes of which each would allow it; in JSON `null` from a
    /// snapshot that does not explain.
    pub unlock: Vec<Vec<Change>>,
    /// Said beside an allowed decision, never part of it.
    pub advice: Vec<Advice>,
    /// One sentence that a person can act on; empty when allowed.
    pub message: String,
    /// Whether `unlock` was looked for.
    explained: bool,
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
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Determining {
    /// Its id.
    pub policy: String,
    /// Permit or forbid.
    pub effect: Effect,
    /// Its reason, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(untagged)]
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

impl Decision {
    /// The verdict in words.
    /// Reads the words of a verdict.
    pub(crate) fn read(gate: &Gate, words: &mut Reader<'_>) -> Self {
        let loaded = &gate.policy.0;
        let (action, resource) = (words.next(), words.next());
        let denial = words.next().checked_sub(1).map(|place| Denial::ALL[place]);
        let to = words.next().checked_sub(1);
        let (determining, advised, tokens) = (words.list(), words.list(), words.list());
        let (bundle, of) = (&loaded.bundle, &loaded.bundle.types[resource]);
        let state = of.lifecycle.as_ref().map(|lifecycle| &of.attributes[lifecycle.attribute]);
        let value = |value: usize| Some(StateValue::new(state?, value));
        let step = |index: usize| of.lifecycle.as_ref()?.transitions.get(index);
        let change = |word: &u32| {
            let index = change::of(*word);
            match change::kind(*word) {
                change::GRANT => Some(Change::Grant { grant: bundle.groups[index].name.clone() }),
                change::TIE => {
                    Some(Change::Relate { relate: of.attributes[index >> 8].name.clone() })
                }
                _ => Some(Change::Step {
                    transition: step(index)?.name.clone(),
                    to: value(step(index)?.to)?,
                }),
            }
        };
        let unlock = words.lists();
        let policy = |index: &u32| {
            let policy = bundle.policies.get(*index as usize)?;
            let (id, reason) = (policy.id.clone(), policy.reason.clone());
            Some(Determining { policy: id, effect: policy.effect, reason })
        };
        let rule = bundle.actions[action].on.iter().find(|rule| rule.resource == resource);
        let advice = |index: &u32| {
            let advice = rule?.advice.get(*index as usize)?;
            Some(Advice { id: advice.id.clone(), text: advice.text.clone() })
        };
        Decision {
            allowed: denial.is_none(),
            action: bundle.actions[action].name.clone(),
            to: to.and_then(value),
            denial,
            determining: determining.iter().filter_map(policy).collect(),
            unlock: (unlock.iter().filter(|_| loaded.explain))
                .map(|changes| changes.iter().filter_map(change).collect())
                .collect(),
            advice: advised.iter().filter_map(advice).collect(),
            message: message::text(loaded, resource, tokens),
            explained: denial.is_none() || loaded.explain,
        }
    }
}

impl serde::Serialize for Decision {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("allowed", &self.allowed)?;
        map.serialize_entry("action", &self.action)?;
        if let Some(to) = &self.to {
            map.serialize_entry("to", to)?;
        }
        map.serialize_entry("denial", &self.denial)?;
        map.serialize_entry("determining", &self.determining)?;
        map.serialize_entry("unlock", &self.explained.then_some(&self.unlock))?;
        map.serialize_entry("advice", &self.advice)?;
        map.serialize_entry("message", &self.message)?;
        map.end()
    }
}
