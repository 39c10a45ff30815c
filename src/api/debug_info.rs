//! What a bundle has not of its pack's sources: where things stand in them, and its clauses in
//! words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::error::{Error, Result};
use crate::api::texts::{fill, texts};
use crate::vocabulary::ErrorCode;

/// A place in the sources of a pack.
///
/// ```
/// let debug = include_str!("../../policies/client-metrics/bundle.debug.json");
/// let debug = tollgate::DebugInfo::from_json(debug)?;
/// assert!(debug.policy("inactive-customers-wait").unwrap().line > 1);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePlace {
    /// The file's name in the pack.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// By action and by type of record, the clauses of each policy, each literal in words.
pub type ClauseTexts = BTreeMap<String, BTreeMap<String, BTreeMap<String, Vec<Vec<String>>>>>;

/// What a bundle has not of its pack's sources, as `tollgate compile` writes it beside the bundle,
/// `bundle.debug.json`.
///
/// ```
/// let debug = include_str!("../../policies/client-metrics/bundle.debug.json");
/// let debug = tollgate::DebugInfo::from_json(debug)?;
/// assert_eq!(debug.fingerprint(), tollgate::packs::client_metrics().fingerprint());
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DebugInfo {
    /// The pack's name.
    pub pack: String,
    /// The fingerprint of the bundle.
    pub fingerprint: String,
    /// By id, where policies stand.
    pub policies: BTreeMap<String, SourcePlace>,
    /// By id, where controls stand.
    pub controls: BTreeMap<String, SourcePlace>,
    /// What clauses say.
    pub clauses: ClauseTexts,
}

impl DebugInfo {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// `bad_bundle` where it is no such file.
    ///
    /// ```
    /// assert!(tollgate::DebugInfo::from_json("{}").is_err());
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| {
            let template = &texts().errors.debug_info_not_json;
            let message = fill(template, &[("error", &error.to_string())]);
            Error::new(ErrorCode::BadBundle, message).place("debug")
        })
    }

    /// The fingerprint of the bundle that it is beside.
    ///
    /// ```
    /// # let debug = include_str!("../../policies/client-metrics/bundle.debug.json");
    /// assert_eq!(tollgate::DebugInfo::from_json(debug)?.fingerprint().len(), 64);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Where a policy stands.
    ///
    /// ```
    /// # let debug = include_str!("../../policies/client-metrics/bundle.debug.json");
    /// # let debug = tollgate::DebugInfo::from_json(debug)?;
    /// assert_eq!(debug.policy("inactive-customers-wait").unwrap().file, "status.cedar");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn policy(&self, id: &str) -> Option<&SourcePlace> {
        self.policies.get(id)
    }

    /// Where a control stands.
    ///
    /// ```
    /// # let debug = include_str!("../../policies/client-metrics/bundle.debug.json");
    /// # let debug = tollgate::DebugInfo::from_json(debug)?;
    /// assert_eq!(debug.control("row.edit").unwrap().file, "surface.toml");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn control(&self, id: &str) -> Option<&SourcePlace> {
        self.controls.get(id)
    }

    /// A clause of a policy for an action and a type, by its place, where it has so many literals.
    pub(crate) fn clause(
        &self,
        (action, resource, policy): (&str, &str, &str),
        (place, literals): (usize, usize),
    ) -> Result<&[String]> {
        let of = self.clauses.get(action).and_then(|on| on.get(resource)?.get(policy));
        let found = of.and_then(|all| all.get(place)).filter(|texts| texts.len() == literals);
        let differs = || {
            let text = &texts().errors.debug_info_differs;
            Error::new(ErrorCode::BadBundle, text.clone()).place("debug")
        };
        found.map(Vec::as_slice).ok_or_else(differs)
    }
}
