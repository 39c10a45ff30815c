//! From a policy to a gate: principals are anything that serde can serialise.

use serde::Serialize;

use crate::api::error::{Error, Result};
use crate::api::gate::Gate;
use crate::api::policy::Policy;
use crate::api::principal::{UnknownRoles, Who};
use crate::api::record_serializer;
use crate::api::texts::{fill, texts};
use crate::vocabulary::ErrorCode;

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
