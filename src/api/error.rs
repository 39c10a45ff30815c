//! What goes wrong: one error type, with the code that hosts branch on.

use crate::api::texts::{fill, texts};
use crate::vocabulary::ErrorCode;

/// Result of every fallible call of the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error: a code, a sentence, the place, and the values that would have been right.
///
/// ```
/// use tollgate::{ErrorCode, packs};
/// use serde_json::json;
///
/// let gate = packs::client_metrics().gate(&json!({"id": "u1", "permissions": ["view"]}))?;
/// let customer = json!({"type": "Customer", "status": "actv"});
/// let error = gate.can("editCustomer", &customer).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::UnknownValue);
/// assert_eq!(error.at(), Some("status"));
/// assert_eq!(error.allowed(), ["PAIN", "ACTV", "INAC"]);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct Error(Box<Report>);

/// Boxed, so that a result is no larger for the error it hardly ever holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
struct Report {
    code: ErrorCode,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, message: String) -> Self {
        Error(Box::new(Report { code, message, at: None, allowed: Vec::new() }))
    }

    pub(crate) fn place(mut self, at: impl Into<String>) -> Self {
        self.0.at = Some(at.into());
        self
    }

    /// The same in other words.
    pub(crate) fn saying(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    pub(crate) fn allowing(mut self, allowed: Vec<String>) -> Self {
        self.0.allowed = allowed;
        self
    }

    /// "`what` `name` is not one of …": the error of every name that nothing has.
    pub(crate) fn unknown(code: ErrorCode, what: &str, name: &str, allowed: Vec<String>) -> Self {
        let message = fill(&texts().errors.unknown_name, &[("what", what), ("name", name)]);
        Error::new(code, message).allowing(allowed)
    }

    /// That something is wrong with a place in a bundle.
    pub(crate) fn bad_bundle(at: &str, what: &str) -> Self {
        let message = fill(&texts().errors.bad_bundle_at, &[("place", at), ("what", what)]);
        Error::new(ErrorCode::BadBundle, message).place(at)
    }

    /// The kind of error.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// let error = policy.role_defaults(&["Owner"]).unwrap_err();
    /// assert_eq!(error.code(), tollgate::ErrorCode::UnknownRole);
    /// ```
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// One sentence in lower case without a full stop.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// let error = policy.role_defaults(&["Owner"]).unwrap_err();
    /// assert_eq!(error.message(), "there is no role `Owner`");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where: an attribute (`status`), or a path (`principal.customer`, `context.to`,
    /// `actions[3].on[0]` in a bundle).
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// let error = policy.role_defaults(&["Owner"]).unwrap_err();
    /// assert_eq!(error.at(), Some("roles"));
    /// ```
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.0.at.as_deref()
    }

    /// The values that would have been right; empty where they cannot be listed.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// let error = policy.role_defaults(&["Owner"]).unwrap_err();
    /// assert_eq!(error.allowed(), ["Commercial", "Administrator", "ReadOnly"]);
    /// ```
    #[must_use]
    pub fn allowed(&self) -> &[String] {
        &self.0.allowed
    }
}

impl serde::Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
