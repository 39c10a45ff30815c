//! The matrix of a policy: for each action and role whether it is allowed always, never, or when.
//!
//! Read off the engine's `scope` and `filter`. A role is asked for as a user who has that role and
//! nothing else, with every attribute that the policy knows of a principal.

pub(crate) mod markdown;
pub(crate) mod text;
mod words;

use serde::Serialize;
use serde_json::{Map, Value, json};
use tollgate::bundle::{Action, Attribute};
use tollgate::program::AttributeKind;
use tollgate::{Gate, Policy, Scope};

use crate::finding::Problem;
use words::Words;

/// Contexts over which an action's condition is spelled out.
const CONTEXTS_MAX: usize = 64;

/// The matrix, row by row.
#[derive(Debug, Serialize)]
pub(crate) struct Matrix {
    pub(crate) pack: String,
    pub(crate) fingerprint: String,
    /// `None` is the column of users without a role.
    pub(crate) roles: Vec<Option<String>>,
    pub(crate) actions: Vec<Row>,
}

/// An action, with a cell for each role.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    pub(crate) cells: Vec<Cell>,
}

/// Whether users of a role may do it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "scope", rename_all = "lowercase")]
pub(crate) enum Cell {
    Always,
    Never,
    Depends {
        /// The condition in words.
        when: String,
    },
}

impl Matrix {
    /// The matrix of a policy.
    pub(crate) fn of(policy: &Policy) -> Result<Self, Problem> {
        let named = policy.roles().into_iter().map(|role| Some(role.to_owned()));
        let roles: Vec<Option<String>> = std::iter::once(None).chain(named).collect();
        let words = Words::of(policy);
        let gates = roles
            .iter()
            .map(|role| policy.gate(&words.principal(role.as_deref())))
            .collect::<Result<Vec<_>, _>>()?;
        let mut actions = Vec::new();
        for action in &policy.bundle().actions {
            let cell = |gate| Cell::of(gate, action, &words);
            actions.push(Row {
                action: action.name.clone(),
                label: action.label.clone(),
                cells: gates.iter().map(cell).collect::<Result<_, _>>()?,
            });
        }
        Ok(Matrix {
            pack: policy.pack().to_owned(),
            fingerprint: policy.fingerprint().to_owned(),
            roles,
            actions,
        })
    }

    /// The conditions of all cells, each once, in the order in which they are met.
    pub(crate) fn conditions(&self) -> Vec<&str> {
        let mut conditions = Vec::new();
        for cell in self.actions.iter().flat_map(|row| &row.cells) {
            if let Cell::Depends { when } = cell
                && !conditions.contains(&when.as_str())
            {
                conditions.push(when);
            }
        }
        conditions
    }
}

impl Cell {
    /// What stands in a table; for a condition its number in the list of all.
    fn mark(&self, conditions: &[&str]) -> String {
        match self {
            Cell::Always => "yes".to_owned(),
            Cell::Never => "–".to_owned(),
            Cell::Depends { when } => {
                let place = conditions.iter().position(|condition| condition == when);
                place.map_or_else(String::new, |index| (index + 1).to_string())
            }
        }
    }

    fn of(gate: &Gate, action: &Action, words: &Words<'_>) -> Result<Self, Problem> {
        let Some(contexts) = contexts(&action.context) else {
            let when = "the context allows it".to_owned();
            return Ok(Cell::Depends { when });
        };
        // Contexts with one answer, by answer.
        let mut answers: Vec<(Cell, Vec<Value>)> = Vec::new();
        for context in contexts {
            let cell = Cell::within(gate, action, &context, words)?;
            match answers.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, contexts)) => contexts.push(context),
                None => answers.push((cell, vec![context])),
            }
        }
        if answers.len() == 1 {
            return Ok(answers.remove(0).0);
        }
        let spelled = answers.iter().filter_map(|(cell, contexts)| {
            let among = words::contexts(contexts);
            match cell {
                Cell::Always => Some(among),
                Cell::Never => None,
                Cell::Depends { when } => Some(format!("{among}: {when}")),
            }
        });
        Ok(Cell::Depends { when: spelled.collect::<Vec<_>>().join("; ") })
    }

    fn within(
        gate: &Gate,
        action: &Action,
        context: &Value,
        words: &Words<'_>,
    ) -> Result<Self, Problem> {
        let request = gate.prepare(&()).with(context);
        Ok(match request.scope(&action.name)? {
            Scope::Always => Cell::Always,
            Scope::Never => Cell::Never,
            Scope::Depends => {
                Cell::Depends { when: words.condition(action, &request.filter(&action.name)?) }
            }
        })
    }
}

/// Every context that an action can be asked in, where they can be listed.
fn contexts(attributes: &[Attribute]) -> Option<Vec<Value>> {
    let mut contexts = vec![Map::new()];
    for attribute in attributes {
        let mut values: Vec<Value> = match attribute.kind {
            AttributeKind::Enum => attribute.values.iter().map(|value| json!(value)).collect(),
            AttributeKind::Bool => vec![json!(false), json!(true)],
            AttributeKind::Entity | AttributeKind::Set | AttributeKind::Other => return None,
        };
        if attribute.optional {
            values.push(Value::Null);
        }
        let with = |context: &Map<String, Value>, value: &Value| {
            let mut context = context.clone();
            context.insert(attribute.name.clone(), value.clone());
            context
        };
        contexts = contexts
            .iter()
            .flat_map(|context| values.iter().map(move |value| with(context, value)))
            .collect();
        if contexts.len() > CONTEXTS_MAX {
            return None;
        }
    }
    Some(contexts.into_iter().map(Value::Object).collect())
}
