//! Advice: what is told beside an answer.

/// A piece of advice: never part of a decision.
///
/// ```
/// let policy = tollgate::packs::access_levels();
/// assert_eq!(policy.grant_advice("Admin", &[])?[0].id, "few-admins");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Advice {
    /// Its id.
    pub id: String,
    /// The text.
    pub text: String,
}
