//! Decisions: what a gate answers, what it rests on and what would change it.

use crate::api::advice::Advice;
use crate::api::error::Error;
use crate::api::lifecycle::StateValue;
use crate::api::message;
use crate::api::policy::Policy;
use crate::engine::decision::{Explanation, Verdict};
use crate::engine::ids::TypeId;
use crate::engine::unlock;
use crate::vocabulary::{Denial, Effect};

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
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The decision says no.
    #[error("{}", .0.message)]
    Denied(Box<Decision>),
    /// The question could not be answered, which is a no as well.
    #[error(transparent)]
    Error(#[from] Error),
}

impl Decision {
    /// Nothing where it is allowed.
    pub(crate) fn required(self) -> Result<(), Refusal> {
        if self.allowed { Ok(()) } else { Err(Refusal::Denied(Box::new(self))) }
    }

    /// The engine's verdict in words.
    pub(crate) fn new(policy: &Policy, verdict: &Verdict) -> Self {
        let loaded = &policy.loaded;
        let bundle = &loaded.bundle;
        let Verdict { action, resource, denial, .. } = *verdict;
        let state = loaded.state_attribute(resource);
        let determining = verdict.determining.iter().map(|index| {
            let of = &bundle.policies[index.index()];
            let reason = policy.reason(of).map(str::to_owned);
            Determining { policy: of.id.clone(), effect: of.effect, reason }
        });
        let rules = &bundle.actions[action.index()].on;
        let texts = rules.iter().find(|rule| rule.resource == resource).map(|rule| &rule.advice);
        let advice = verdict.advice.iter().filter_map(|index| texts?.get(index.index()));
        Decision {
            allowed: denial.is_none(),
            action: bundle.actions[action.index()].name.clone(),
            to: verdict.to.and_then(|to| Some(StateValue::new(state?, to))),
            denial,
            determining: determining.collect(),
            unlock: changes(policy, resource, &verdict.explanation),
            advice: advice.map(|text| policy.advice(text)).collect(),
            message: message::text(policy, resource, &verdict.explanation.message),
            explained: denial.is_none() || loaded.explains(),
        }
    }
}

/// What would unlock a denial, in words; nothing from a snapshot that does not explain.
pub(crate) fn changes(
    policy: &Policy,
    resource: TypeId,
    explanation: &Explanation,
) -> Vec<Vec<Change>> {
    let loaded = &policy.loaded;
    let of = &loaded.bundle.types[resource.index()];
    let change = |change: &unlock::Change| match *change {
        unlock::Change::Grant(group) => {
            Some(Change::Grant { grant: loaded.bundle.groups[group.index()].name.clone() })
        }
        unlock::Change::Tie(attribute, _) => {
            Some(Change::Relate { relate: of.attributes[attribute.index()].dotted_path() })
        }
        unlock::Change::Step(step) => {
            let step = of.lifecycle.as_ref()?.transitions.get(step.index())?;
            let to = StateValue::new(loaded.state_attribute(resource)?, step.to);
            Some(Change::Step { transition: step.name.clone(), to })
        }
    };
    let unlock = explanation.unlock.iter().filter(|_| loaded.explains());
    unlock.map(|all| all.iter().filter_map(change).collect()).collect()
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
