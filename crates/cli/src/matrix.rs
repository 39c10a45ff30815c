//! The matrix of a policy: for each action and transition and each role whether it is allowed
//! always, never, or when.
//!
//! Read off the clauses of the program. A role is asked for as a user who has that role and nothing
//! else; what a clause asks of such a user beyond that is part of the condition. What no role may
//! do is asked for once more as somebody to whom permissions are given.

mod cubes;
mod grants;
pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod text;

use std::collections::HashSet;

use serde::Serialize;
use tollgate::Policy;
use tollgate::bundle::Role;
use tollgate::program::{GroupId, Literal, Part, Rule};

use crate::reading::{Reading, Voice, join, value};
use cubes::{TooMany, Walk};

/// So many conjunctions are said one by one, whatever would be shorter.
const CUBES_MAX: usize = 3;

/// What documents and pages say of the marks.
const LEGEND: &str = "yes: always. –: never. A number: when the condition of that number holds.";

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
    pub(crate) transitions: Vec<Row>,
}

/// An action or a transition, with a cell for each role.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    #[serde(flatten)]
    pub(crate) name: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    pub(crate) cells: Vec<Cell>,
}

/// What a row is of.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Name {
    Action(String),
    Transition(String),
}

impl Row {
    pub(crate) fn name(&self) -> &str {
        match &self.name {
            Name::Action(name) | Name::Transition(name) => name,
        }
    }
}

/// A rule that answers a row: of an action, or of the guard of a step.
struct Case<'a> {
    reading: Reading<'a>,
    /// Of which of the row's cases it is said.
    of: String,
    /// That the record is in a state which the step leaves.
    departs: Option<Literal>,
}

/// Users of a type, in these groups.
struct User {
    kind: usize,
    groups: Vec<GroupId>,
}

impl User {
    fn of((kind, role): (usize, Option<&Role>)) -> Self {
        User { kind, groups: role.map_or_else(Vec::new, |role| role.groups.clone()) }
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
        let users: Vec<User> = columns.iter().map(|column| User::of(*column)).collect();
        let actions = bundle.actions.iter().zip(&program.actions).map(|(action, rules)| Row {
            name: Name::Action(action.name.clone()),
            label: action.label.clone(),
            cells: grants::cells(&of_action(policy, rules), &users),
        });
        let mut seen = HashSet::new();
        let steps = bundle.transitions().filter(|step| seen.insert(&step.name));
        let transitions = steps.map(|step| Row {
            name: Name::Transition(step.name.clone()),
            label: step.label.clone(),
            cells: grants::cells(&of_transition(policy, &step.name), &users),
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
            actions: actions.collect(),
            transitions: transitions.collect(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.actions.iter().chain(&self.transitions)
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
        for cell in self.rows().flat_map(|row| &row.cells) {
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

    /// The cell of what has these cases, and of some users.
    fn of(cases: &[Case<'_>], users: &User) -> Self {
        let cells: Vec<(&str, Cell)> =
            cases.iter().map(|case| (case.of.as_str(), Cell::on(case, users))).collect();
        match &cells[..] {
            [] => return Cell::Never,
            [(_, first), others @ ..] if others.iter().all(|(_, cell)| cell == first) => {
                return first.clone();
            }
            _ => {}
        }
        // Cases with one answer, by answer.
        let mut answers: Vec<(Cell, Vec<&str>)> = Vec::new();
        for (of, cell) in cells {
            match answers.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, known)) => known.push(of),
                None => answers.push((cell, vec![of])),
            }
        }
        let spelled = answers.iter().filter_map(|(cell, of)| {
            let of = of.join(" or ");
            match cell {
                Cell::Always => Some(of),
                Cell::Never => None,
                Cell::Depends { when } => Some(format!("{of}: {when}")),
            }
        });
        Cell::Depends { when: spelled.collect::<Vec<_>>().join("; ") }
    }

    /// The cell of a case alone.
    fn on(case: &Case<'_>, users: &User) -> Self {
        let reading = case.reading;
        let mut walk = Walk::new(case, users);
        let found = walk
            .denies()
            .and_then(|denies| if denies { Ok(Some(walk.allowed()?)) } else { Ok(None) });
        let spelled =
            |literals: &[Literal]| join(reading.wordings(literals, Voice::Reader), " and ");
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
                let many = cubes.len() > CUBES_MAX && !walk.forbids.is_empty();
                let short = many.then(by_clauses).filter(|short| short.len() < all.len());
                short.unwrap_or(all)
            }
            Err(TooMany) => by_clauses(),
        };
        Cell::Depends { when }
    }
}

/// The rules of an action, one for each type.
fn of_action<'a>(policy: &'a Policy, rules: &'a [Rule]) -> Vec<Case<'a>> {
    let (bundle, program) = (policy.bundle(), policy.program());
    let case = |rule| {
        let reading = Reading { bundle, program, rule };
        Case { reading, of: format!("type is {}", reading.resource().name), departs: None }
    };
    rules.iter().map(case).collect()
}

/// The guards of the steps of a name, one for each step.
fn of_transition<'a>(policy: &'a Policy, name: &str) -> Vec<Case<'a>> {
    let (bundle, program) = (policy.bundle(), policy.program());
    let mut all = Vec::new();
    for (of, resource) in bundle.types.iter().zip(&program.types) {
        let (Some(names), Some(lifecycle)) = (&of.lifecycle, &resource.lifecycle) else { continue };
        for (step, named) in lifecycle.steps.iter().zip(&names.transitions) {
            if named.name != name {
                continue;
            }
            let rules = program.actions[step.guard.index()].iter();
            for rule in rules.filter(|rule| bundle.types[rule.resource.index()].name == of.name) {
                let state = &of.attributes[names.attribute.index()];
                let to = value(state, named.to.index());
                let from = step.from.iter().map(|state| state.index()).collect();
                all.push(Case {
                    reading: Reading { bundle, program, rule },
                    of: format!("type is {} and {} becomes {to}", of.name, state.name),
                    departs: Some(Literal::Is(Part::Record, lifecycle.state, from)),
                });
            }
        }
    }
    all
}
