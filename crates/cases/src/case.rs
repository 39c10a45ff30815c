//! The shape of a case, and reading cases from JSON Lines.
//!
//! *Invariants*: unknown members are refused, at every level that is the runner's own; a case
//! expects at least one thing, and only what its question answers.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// One promise: who asks what, and what the answer holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A name, unique in its file.
    pub id: String,
    /// The pack whose promise it is.
    pub pack: String,
    /// Who asks.
    pub principal: Value,
    /// What is asked.
    pub ask: Ask,
    /// The record asked about.
    #[serde(default)]
    pub resource: Option<Value>,
    /// The context of the question.
    #[serde(default)]
    pub context: Option<Value>,
    /// The rows that a filter is tried on.
    #[serde(default)]
    pub rows: Option<Vec<Value>>,
    /// The members of the answer that are compared; no others are.
    pub expect: Map<String, Value>,
}

/// A question, by the verb that answers it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// The decision on an action.
    Decide(String),
    /// The decision on a transition.
    Transition(String),
    /// All transitions that the record's state has.
    Transitions(Yes),
    /// Whether an action or a transition depends on the record at all.
    Scope(Of),
    /// The state of a control.
    Control(String),
    /// The options of a choice.
    Options(String),
    /// The rows on which an action or a transition is allowed.
    Filter(Of),
    /// The permissions that roles start with.
    RoleDefaults(Vec<String>),
    /// The advice on giving a permission or role.
    GrantAdvice(GrantAdvice),
}

/// An action by its name, or a transition: `{"transition": NAME}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "the name of an action, or `{\"transition\": NAME}`")]
pub enum Of {
    /// An action.
    Action(String),
    /// A transition.
    Transition(ByTransition),
}

/// A transition by its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByTransition {
    /// The name.
    pub transition: String,
}

/// What is about to be given, and the roles of who gets it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantAdvice {
    /// The permission or role about to be given.
    pub grant: String,
    /// The roles of the user who gets it.
    pub roles: Vec<String>,
}

/// The only value of a question without an operand: `true`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "bool")]
pub struct Yes;

impl TryFrom<bool> for Yes {
    type Error = &'static str;

    fn try_from(value: bool) -> Result<Self, Self::Error> {
        if value { Ok(Yes) } else { Err("only `true` asks") }
    }
}

impl Ask {
    /// The verb, as a case spells it.
    pub fn verb(&self) -> &'static str {
        match self {
            Ask::Decide(_) => "decide",
            Ask::Transition(_) => "transition",
            Ask::Transitions(_) => "transitions",
            Ask::Scope(_) => "scope",
            Ask::Control(_) => "control",
            Ask::Options(_) => "options",
            Ask::Filter(_) => "filter",
            Ask::RoleDefaults(_) => "roleDefaults",
            Ask::GrantAdvice(_) => "grantAdvice",
        }
    }

    /// The members that an answer to this question has, `error` apart.
    fn answers(&self) -> &'static [&'static str] {
        match self {
            Ask::Decide(_) => &["allowed", "denial", "determining", "unlock", "advice"],
            Ask::Transition(_) => &["allowed", "denial", "determining", "unlock", "advice", "to"],
            Ask::Transitions(_) | Ask::Options(_) => &["allowed", "denied"],
            Ask::Scope(_) => &["scope"],
            Ask::Control(_) => &["state"],
            Ask::Filter(_) => &["ids", "kind"],
            Ask::RoleDefaults(_) => &["permissions"],
            Ask::GrantAdvice(_) => &["advice"],
        }
    }
}

/// A line that is no case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseError {
    line: usize,
    column: usize,
    message: String,
}

impl CaseError {
    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The byte of the line where it goes wrong, counted from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong with it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for CaseError {}

/// Reads cases from JSON Lines; empty lines are skipped.
///
/// # Errors
///
/// The first line that is no case, or that repeats the id of another.
pub fn parse(text: &str) -> Result<Vec<Case>, CaseError> {
    let mut cases: Vec<Case> = Vec::new();
    let mut ids = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let refuse = |(column, message)| CaseError { line: index + 1, column, message };
        let case: Case =
            serde_json::from_str(line).map_err(|error| refuse(column_and_message(&error)))?;
        sensible(&case).map_err(|message| refuse((1, message)))?;
        if !ids.insert(case.id.clone()) {
            return Err(refuse((1, format!("the id `{}` is taken by another case", case.id))));
        }
        cases.push(case);
    }
    Ok(cases)
}

/// Whether a case expects what its question answers.
fn sensible(case: &Case) -> Result<(), String> {
    let verb = case.ask.verb();
    if case.expect.is_empty() {
        return Err("`expect` is empty".to_owned());
    }
    let known = |key: &str| key == "error" || case.ask.answers().contains(&key);
    if let Some(key) = case.expect.keys().find(|key| !known(key)) {
        return Err(format!("a `{verb}` answers no `{key}`"));
    }
    if case.rows.is_some() && !matches!(case.ask, Ask::Filter(_)) {
        return Err(format!("a `{verb}` takes no `rows`"));
    }
    let by_transition =
        matches!(case.ask, Ask::Filter(Of::Transition(_)) | Ask::Scope(Of::Transition(_)));
    if by_transition && case.context.is_some() {
        return Err(format!("a `{verb}` by transition takes no `context`"));
    }
    Ok(())
}

/// The column and the message, apart: `serde_json` counts lines in what it was given, always one.
fn column_and_message(error: &serde_json::Error) -> (usize, String) {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    (error.column(), message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(more: &str) -> Result<Vec<Case>, CaseError> {
        parse(&format!(r#"{{"id": "a", "pack": "p", "principal": {{}}, {more}}}"#))
    }

    #[test]
    fn a_filter_asks_for_an_action_or_a_transition() {
        let by = case(r#""ask": {"filter": {"transition": "pay"}}, "expect": {"ids": []}"#);
        assert!(
            matches!(&by.unwrap()[0].ask, Ask::Filter(Of::Transition(by)) if by.transition == "pay")
        );
        let action = case(r#""ask": {"filter": "pay"}, "context": {}, "expect": {"ids": []}"#);
        assert!(matches!(&action.unwrap()[0].ask, Ask::Filter(Of::Action(name)) if name == "pay"));
        let other = case(r#""ask": {"filter": {"step": "pay"}}, "expect": {"ids": []}"#);
        assert!(other.unwrap_err().message().contains("{\"transition\": NAME}"));
    }

    #[test]
    fn a_context_beside_a_transition_would_not_be_heard() {
        let ask = r#""ask": {"scope": {"transition": "pay"}}, "context": {}"#;
        let refused = case(&format!(r#"{ask}, "expect": {{"scope": "never"}}"#));
        assert!(refused.unwrap_err().message().contains("takes no `context`"));
    }
}
