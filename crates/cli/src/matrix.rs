//! The matrix of a policy: for each action and role whether it is allowed always, never, or when.
//!
//! Read off the clauses of the program. A role is asked for as a user who has that role and nothing
//! else; what a clause asks of such a user beyond that is part of the condition.

mod cubes;
pub(crate) mod markdown;
pub(crate) mod text;

use serde::Serialize;
use tollgate::Policy;
use tollgate::bundle::Role;
use tollgate::program::{GroupId, Literal};

use crate::reading::{Reading, Voice, join};
use cubes::{TooMany, Walk};

/// So many conjunctions are said one by one, whatever would be shorter.
const CUBES_SAID: usize = 3;

/// The matrix, row by row.
#[derive(Debug, Serialize)]
pub(crate) struct Matrix {
    pub(crate) pack: String,
    pub(crate) fingerprint: String,
    /// Of each column the type of principals, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) types: Vec<String>,
    /// Of each column the role; `None` is a column of users without one.
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

/// Users of a type and a role.
struct User<'a> {
    kind: usize,
    groups: &'a [GroupId],
}

impl<'a> User<'a> {
    fn of((kind, role): (usize, Option<&'a Role>)) -> Self {
        User { kind, groups: role.map_or(&[], |role| &role.groups) }
    }
}

/// Whether users of a role may do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    pub(crate) fn of(policy: &Policy) -> Self {
        let (bundle, program) = (policy.bundle(), policy.program());
        let types = &bundle.principal.types;
        let columns: Vec<(usize, Option<&Role>)> = types
            .iter()
            .enumerate()
            .flat_map(|(kind, of)| {
                let roles = bundle.roles.iter().filter(|role| of.can_be_in(&role.groups));
                std::iter::once(None).chain(roles.map(Some)).map(move |role| (kind, role))
            })
            .collect();
        let rows = bundle.actions.iter().zip(&program.actions).map(|(action, rules)| {
            let read = |rule| Reading { bundle, program, rule };
            let rules: Vec<Reading<'_>> = rules.iter().map(read).collect();
            Row {
                action: action.name.clone(),
                label: action.label.clone(),
                cells: columns.iter().map(|column| Cell::of(&rules, &User::of(*column))).collect(),
            }
        });
        Matrix {
            pack: policy.pack().to_owned(),
            fingerprint: policy.fingerprint().to_owned(),
            types: columns
                .iter()
                .filter(|_| types.len() > 1)
                .map(|(kind, _)| types[*kind].name.clone())
                .collect(),
            roles: columns.iter().map(|(_, role)| Some(role.as_ref()?.name.clone())).collect(),
            actions: rows.collect(),
        }
    }

    /// What stands above each column.
    pub(crate) fn heads(&self) -> Vec<String> {
        let role = |role: &Option<String>| role.clone().unwrap_or_else(|| "no role".to_owned());
        let of = |(index, name): (usize, &Option<String>)| match self.types.get(index) {
            Some(of) => format!("{of}, {}", role(name)),
            None => role(name),
        };
        self.roles.iter().enumerate().map(of).collect()
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

    /// The cell of an action, which has these rules, and of some users.
    fn of(rules: &[Reading<'_>], users: &User<'_>) -> Self {
        let on = |reading: &Reading<'_>| {
            let cell = Cell::on(*reading, users);
            (reading.resource().name.clone(), cell)
        };
        let cells: Vec<(String, Cell)> = rules.iter().map(on).collect();
        match &cells[..] {
            [] => return Cell::Never,
            [(_, first), others @ ..] if others.iter().all(|(_, cell)| cell == first) => {
                return first.clone();
            }
            _ => {}
        }
        // Types with one answer, by answer.
        let mut answers: Vec<(Cell, Vec<String>)> = Vec::new();
        for (of, cell) in cells {
            match answers.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, types)) => types.push(of),
                None => answers.push((cell, vec![of])),
            }
        }
        let spelled = answers.iter().filter_map(|(cell, types)| {
            let types = format!("type is {}", types.join(" or "));
            match cell {
                Cell::Always => Some(types),
                Cell::Never => None,
                Cell::Depends { when } => Some(format!("{types}: {when}")),
            }
        });
        Cell::Depends { when: spelled.collect::<Vec<_>>().join("; ") }
    }

    /// The cell of a rule alone.
    fn on(reading: Reading<'_>, users: &User<'_>) -> Self {
        let mut walk = Walk::new(reading, users);
        let found = walk
            .denies()
            .and_then(|denies| if denies { Ok(Some(walk.allowed()?)) } else { Ok(None) });
        let spelled = |literals: &[Literal]| join(reading.said(literals, Voice::Reader), " and ");
        let by_clauses = || {
            let spelled = |clauses: &[Vec<Literal>], between: &str| {
                clauses.iter().map(|clause| spelled(clause)).collect::<Vec<_>>().join(between)
            };
            let permits = match walk.permits.iter().any(Vec::is_empty) {
                true => String::new(),
                false => format!("{}; and ", spelled(&walk.permits, ", or ")),
            };
            match walk.forbids.is_empty() {
                true => spelled(&walk.permits, ", or "),
                false => format!("{permits}none of these holds: {}", spelled(&walk.forbids, "; ")),
            }
        };
        let when = match found {
            Ok(None) => return Cell::Always,
            Ok(Some(cubes)) if cubes.is_empty() => return Cell::Never,
            Ok(Some(cubes)) => {
                let all: Vec<String> = cubes.iter().map(|cube| spelled(&cube.literals())).collect();
                let all = all.join(", or ");
                let many = cubes.len() > CUBES_SAID && !walk.forbids.is_empty();
                let short = many.then(by_clauses).filter(|short| short.len() < all.len());
                short.unwrap_or(all)
            }
            Err(TooMany) => by_clauses(),
        };
        Cell::Depends { when }
    }
}
