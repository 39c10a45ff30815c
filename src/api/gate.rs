//! The gate: a policy specialised to one principal.

use alloc::vec::Vec;

use serde_json::Value;

use crate::api::error::Result;
use crate::api::policy::Policy;
use crate::api::principal::Who;
use crate::engine;
use crate::engine::gate::{Once, Residual};

/// A policy specialised to one principal. Built in microseconds; one per request is fine.
///
/// Its verbs take any record that serde can serialise, a `struct` or a `serde_json::Value`; `()`
/// is "no record".
///
/// ```
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// #[serde(tag = "type")]
/// enum Record {
///     #[serde(rename_all = "camelCase")]
///     Customer { id: u32, status: &'static str, information_complete: bool },
/// }
///
/// let policy = tollgate::packs::client_metrics();
/// let gate = policy.gate(&serde_json::json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let customer = Record::Customer { id: 7, status: "INAC", information_complete: true };
/// assert!(!gate.can("editCustomer", &customer)?);
/// assert!(gate.transition("reactivate", &customer)?.allowed);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Debug)]
pub struct Gate {
    pub(crate) policy: Policy,
    pub(crate) who: Who,
    /// By rule: what is left of it, once somebody asked.
    kept: Vec<Once<Residual>>,
}

impl Gate {
    /// The gate of a principal.
    pub(crate) fn of(policy: &Policy, principal: &Value) -> Result<Self> {
        Ok(Gate::new(policy.clone(), Who::read(&policy.0, principal)?))
    }

    pub(crate) fn new(policy: Policy, who: Who) -> Self {
        let mut kept = Vec::new();
        kept.resize_with(policy.0.model.actions.iter().map(Vec::len).sum(), Once::new);
        Gate { policy, who, kept }
    }

    /// The gate in numbers.
    #[inline]
    pub(crate) fn engine(&self) -> engine::gate::Gate<'_> {
        let model = &self.policy.0.model;
        engine::gate::Gate { model, principal: &self.who.facts, kept: &self.kept }
    }

    /// The policy it was made from.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert_eq!(gate.policy().pack(), "client-metrics");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}
