//! The gate: a policy specialised to one principal.

use serde::Serialize;

use crate::api::error::{Error, Result};
use crate::api::policy::Policy;
use crate::api::principal::{UnknownRoles, Who};
use crate::api::record_serializer;
use crate::api::texts::{fill, texts};
use crate::engine;
use crate::engine::residual::Residuals;
use crate::vocabulary::ErrorCode;

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
    pub(crate) kept: Residuals,
}

impl Policy {
    /// The gate of a principal: `{id, permissions?, roles?, groups?, …attributes}`.
    ///
    /// # Errors
    ///
    /// `unknown_permission`, `unknown_role`, `unknown_group`; `wrong_type` and
    /// `missing_attribute` at `principal.…`.
    ///
    /// ```
    /// use serde_json::json;
    /// use tollgate::ErrorCode;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// assert!(policy.gate(&json!({"id": "u1", "permissions": ["view"]})).is_ok());
    /// let error = policy.gate(&json!({"id": "u1", "permissions": ["View"]})).unwrap_err();
    /// assert_eq!(error.code(), ErrorCode::UnknownPermission);
    /// assert_eq!(error.allowed(), ["view", "edit", "clientMetrics"]);
    /// ```
    pub fn gate(&self, principal: &impl Serialize) -> Result<Gate> {
        self.gate_with(principal, UnknownRoles::Refuse)
    }

    /// The same, where roles that the pack lacks may be let through on purpose: those of another
    /// application, or of a policy that is newer or older.
    ///
    /// # Errors
    ///
    /// Those of [`gate`](Self::gate), but for `unknown_role`.
    ///
    /// ```
    /// use serde_json::json;
    /// use tollgate::UnknownRoles;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let user = json!({"id": "u1", "roles": ["Commercial", "Driver"]});
    /// let gate = policy.gate_with(&user, UnknownRoles::Ignore)?;
    /// assert_eq!(gate.unknown_roles(), ["Driver"]);
    /// assert!(gate.can("createCustomer", &())?);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn gate_with(&self, principal: &impl Serialize, unknown: UnknownRoles) -> Result<Gate> {
        let value = record_serializer::value(principal).map_err(|error| {
            let text = &texts().errors.principal_unreadable;
            let message = fill(text, &[("error", &error.to_string())]);
            Error::new(ErrorCode::WrongType, message).place("principal")
        })?;
        let who = Who::read(&self.loaded, &value, unknown)?;
        Ok(Gate::new(self.clone(), who))
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
        engine::gate::Gate { program, principal: &self.who.facts }
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
