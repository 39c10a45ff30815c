//! The gate: a policy specialised to one principal.

use std::fmt;

use crate::api::policy::Policy;
use crate::api::principal::Who;
use crate::engine;
use crate::engine::fault::Result;
use crate::engine::ids::ClusterId;
use crate::engine::principal::States;
use crate::engine::residual::Residuals;

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
pub struct Gate {
    pub(crate) policy: Policy,
    pub(crate) who: Who,
    /// By rule: what is left of it, once somebody asked.
    pub(crate) kept: Residuals,
}

/// Who asks, and by which policy; nothing else that is known of them.
impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The same.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// assert!(gate.to_string().starts_with("Gate of \"u1\" (client-metrics "));
/// # Ok::<(), tollgate::Error>(())
/// ```
impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gate of {:?} ({})", self.who.id(), self.policy.named())
    }
}

impl Gate {
    pub(crate) fn new(policy: Policy, who: Who) -> Self {
        let rules = policy.loaded.program.actions.iter().map(Vec::len).sum();
        Gate { policy, who, kept: Residuals::new(rules) }
    }

    /// The gate in numbers.
    #[inline]
    pub(crate) fn engine(&self) -> engine::gate::Gate<'_> {
        let program = &self.policy.loaded.program;
        engine::gate::Gate { program, principal: &self.who.facts, states: self }
    }

    /// The policy it was made from; none of a gate that was made of a snapshot, which is of one
    /// principal and makes no gates for others.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert_eq!(gate.policy().map(|policy| policy.pack()), Some("client-metrics"));
    /// let again = tollgate::load_gate(&gate.snapshot(true).to_string())?;
    /// assert!(again.policy().is_none());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        let of_snapshot = self.policy.loaded.bundle.snapshot.is_some();
        (!of_snapshot).then_some(&self.policy)
    }
    /// The principal's roles that the pack lacks, where they were let through.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert!(gate.unknown_roles().is_empty());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn unknown_roles(&self) -> &[String] {
        &self.who.unknown_roles
    }
}

impl States for Gate {
    fn of(&self, cluster: ClusterId) -> Result<&[Vec<u32>]> {
        self.who.states(&self.policy.loaded, cluster)
    }
}
