//! Tables: many rows at once, as they were when asked.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::gate::Gate;
use crate::input::Input;
use crate::layout::meets;
use crate::request::{Request, Subject};
use crate::text::Gather;

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
    /// What was wrong, by row; each thing wrong with a row once.
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

    /// Asks. Without `actions`, those that apply to the type of some row and need no context.
    pub(crate) fn ask<I: Input>(
        gate: &Gate,
        rows: &[I],
        actions: Option<&[String]>,
    ) -> Result<Self> {
        let loaded = &gate.policy.0;
        let requests: Vec<Request<'_>> = rows.iter().map(|row| Request::read(gate, row)).gathered();
        let asked: Vec<usize> = match actions {
            Some(names) => names.iter().map(|name| loaded.action(name)).collect::<Result<_>>()?,
            None => applicable(gate, &requests),
        };
        let mut table = Table {
            actions: asked.iter().map(|each| loaded.bundle.actions[*each].name.clone()).gathered(),
            columns: vec![vec![0; rows.len()]; asked.len()],
            errors: Vec::new(),
        };
        for (row, request) in requests.iter().enumerate() {
            let mut wrong: Vec<Error> = Vec::new();
            for (column, action) in table.columns.iter_mut().zip(&asked) {
                if actions.is_none() && !applies(gate, request, *action) {
                    continue;
                }
                match answer(gate, request, *action) {
                    Ok(allowed) => column[row] = u8::from(allowed),
                    Err(error) if wrong.contains(&error) => {}
                    Err(error) => wrong.push(error),
                }
            }
            table.errors.extend(wrong.into_iter().map(|error| RowError { row, error }));
        }
        Ok(table)
    }
}

fn answer(gate: &Gate, request: &Request<'_>, action: usize) -> Result<bool> {
    let loaded = &gate.policy.0;
    if let Subject::Record { resource, encoded } = &request.subject
        && let Some(index) = loaded.rule_on(action, *resource)
    {
        let rule = &loaded.rules[index];
        if rule.context.slots.is_empty() && !meets(&encoded.words, &rule.errors) {
            return Ok(gate.residual(index).allows(&encoded.words));
        }
    }
    Ok(request.question_of(action)?.allowed())
}

fn applies(gate: &Gate, request: &Request<'_>, action: usize) -> bool {
    match &request.subject {
        Subject::Record { resource, .. } => gate.policy.0.rule_on(action, *resource).is_some(),
        _ => true,
    }
}

fn applicable(gate: &Gate, requests: &[Request<'_>]) -> Vec<usize> {
    let actions = &gate.policy.0.bundle.actions;
    let mut types: Vec<usize> = Vec::new();
    for request in requests {
        if let Subject::Record { resource, .. } = &request.subject
            && !types.contains(resource)
        {
            types.push(*resource);
        }
    }
    (0..actions.len())
        .filter(|action| {
            let on = &actions[*action].on;
            actions[*action].context.is_empty()
                && on.iter().any(|rule| types.contains(&rule.resource))
        })
        .gathered()
}
