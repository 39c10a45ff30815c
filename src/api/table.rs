//! Tables: many rows at once, as they were when asked.

use crate::api::error::{Error, Result};
use crate::api::rows::Rows;
use crate::engine::ids::{ActionId, TypeId};

/// The answers for many rows and actions.
///
/// ```
/// use serde_json::json;
///
/// let policy = tollgate::packs::client_metrics();
/// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let rows = [
///     json!({"type": "Customer", "status": "ACTV"}),
///     json!({"type": "Customer", "status": "INAC"}),
///     json!({"type": "Customer", "status": "actv"}),
/// ];
/// let table = gate.table(&rows, Some(&["editCustomer"]))?;
/// assert_eq!(table.column("editCustomer"), Some(&[1, 0, 0][..]));
/// assert_eq!(table.errors[0].row, 2);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    actions: Vec<String>,
    columns: Vec<Vec<u8>>,
    /// What was wrong, by row; each thing wrong with a row once, by its message.
    pub errors: Vec<RowError>,
}

/// What is wrong with a row: its answers that depend on it are no.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let table = gate.table(&[json!({"type": "Customer"})], Some(&["editCustomer"]))?;
/// assert_eq!(table.errors[0].error.at(), Some("status"));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The row's place.
    pub row: usize,
    /// The error.
    pub error: Error,
}

impl Table {
    /// The actions that were asked.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let rows = [json!({"type": "Customer", "status": "ACTV"})];
    /// let table = gate.table(&rows, Some(&["editCustomer"]))?;
    /// assert!(table.actions().iter().any(|action| action == "editCustomer"));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn actions(&self) -> &[String] {
        &self.actions
    }

    /// Whether a row's action is allowed; `None` for a row or action that was not asked.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let rows = [json!({"type": "Customer", "status": "ACTV"})];
    /// let table = gate.table(&rows, Some(&["editCustomer"]))?;
    /// assert_eq!(table.can(0, "editCustomer"), Some(true));
    /// assert_eq!(table.can(1, "editCustomer"), None);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn can(&self, row: usize, action: &str) -> Option<bool> {
        self.column(action)?.get(row).map(|answer| *answer == 1)
    }

    /// The answers of one action, a byte for each row: 1 is allowed.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let rows = [json!({"type": "Customer", "status": "ACTV"})];
    /// let table = gate.table(&rows, Some(&["editCustomer"]))?;
    /// assert_eq!(table.column("editCustomer"), Some(&[1][..]));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn column(&self, action: &str) -> Option<&[u8]> {
        let place = self.actions.iter().position(|each| each == action)?;
        self.columns.get(place).map(Vec::as_slice)
    }

    /// The answers, a column for each of [`actions`](Self::actions).
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let rows = [json!({"type": "Customer", "status": "ACTV"})];
    /// let table = gate.table(&rows, Some(&["editCustomer"]))?;
    /// assert_eq!(table.columns().len(), table.actions().len());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn columns(&self) -> &[Vec<u8>] {
        &self.columns
    }
}

impl Rows<'_> {
    /// The answers for every row; without `actions`, for all that apply to the rows and need no
    /// context. The same as [`Gate::table`].
    ///
    /// # Errors
    ///
    /// `unknown_action`. A bad row fails alone, in the table's `errors`.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let rows = gate.prepare_all(&[json!({"type": "Customer", "status": "ACTV"})]);
    /// let table = rows.table(Some(&["viewCustomer", "editCustomer"]))?;
    /// assert_eq!(table.can(0, "editCustomer"), Some(true));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn table(&self, actions: Option<&[&str]>) -> Result<Table> {
        let loaded = &self.gate.policy.loaded;
        let chosen: Vec<ActionId> = match actions {
            Some(names) => names.iter().map(|name| loaded.action(name)).collect::<Result<_>>()?,
            None => applicable(self),
        };
        let mut columns: Vec<Vec<u8>> = chosen.iter().map(|_| vec![0; self.len()]).collect();
        let mut errors = Vec::new();
        for (row, request) in self.answer(&chosen, actions.is_some(), &mut columns) {
            let mut wrong: Vec<Error> = Vec::new();
            for (column, action) in columns.iter_mut().zip(&chosen) {
                let resource = request.resource();
                let applies = |resource| loaded.program.rule(*action, resource).is_some();
                if actions.is_none() && !resource.is_none_or(applies) {
                    continue;
                }
                let answer = request.allows(*action);
                column[row] = u8::from(answer == Ok(true));
                let is_reported =
                    |error: &Error| wrong.iter().any(|it| it.message() == error.message());
                wrong.extend(answer.err().filter(|error| !is_reported(error)));
            }
            errors.extend(wrong.into_iter().map(|error| RowError { row, error }));
        }
        let actions =
            chosen.iter().map(|it| loaded.bundle.actions[it.index()].name.clone()).collect();
        Ok(Table { actions, columns, errors })
    }
}

/// The actions that apply to the type of some row and read nothing of a context.
fn applicable(rows: &Rows<'_>) -> Vec<ActionId> {
    let program = &rows.gate.policy.loaded.program;
    let mut types: Vec<TypeId> = rows.resources().collect();
    types.sort_unstable();
    types.dedup();
    let applies = |action: &ActionId| {
        program.context(*action).is_empty()
            && types.iter().any(|resource| program.rule(*action, *resource).is_some())
    };
    (0..program.actions.len()).map(ActionId::at).filter(applies).collect()
}
