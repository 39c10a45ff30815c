//! Clauses as conditions in Cedar.
//!
//! A bundle has the names of an enumeration's values and not that of its entity type, for which
//! [`ANY_TYPE`] stands.

use tollgate::bundle::Attribute;
use tollgate::program::{AttributeKind, GroupId, Literal, Part, ReferenceId};

use super::Reading;

/// What stands for the entity type of an enumeration: an identifier, so that Cedar can parse it.
const ANY_TYPE: &str = "_";

impl Reading<'_> {
    /// A conjunction as a condition.
    pub(super) fn cedar(&self, literals: &[Literal]) -> String {
        let mut all: Vec<String> = Vec::new();
        for condition in literals.iter().flat_map(|literal| self.conditions(literal)) {
            if !all.contains(&condition) {
                all.push(condition);
            }
        }
        if all.is_empty() { "true".to_owned() } else { all.join(" && ") }
    }

    /// The conditions of a literal, presence first where it is needed.
    fn conditions(&self, literal: &Literal) -> Vec<String> {
        let own = |attribute: usize| &self.bundle.principal.attributes[attribute].name;
        match literal {
            Literal::In(group) => vec![format!("principal in {}", self.entity(*group))],
            Literal::Out(group) => vec![format!("!(principal in {})", self.entity(*group))],
            Literal::Has(attribute) => vec![has("principal", own(attribute.index()))],
            Literal::Lacks(attribute) => {
                vec![format!("!({})", has("principal", own(attribute.index())))]
            }
            Literal::Is(part, attribute, values) => {
                is(variable(*part), self.attribute(*part, *attribute), values)
            }
            Literal::Tied(part, attribute, reference) => {
                self.tied(*part, self.attribute(*part, *attribute), *reference)
            }
            Literal::Untied(part, attribute, reference) => {
                let known = self.attribute(*part, *attribute);
                vec![format!("!({})", self.tied(*part, known, *reference).join(" && "))]
            }
        }
    }

    fn entity(&self, group: GroupId) -> String {
        let name = &self.bundle.groups[group.index()].name;
        match name.split_once("::") {
            Some((kind, value)) => format!("{kind}::{value:?}"),
            None => format!("{ANY_TYPE}::{name:?}"),
        }
    }

    fn tied(&self, part: Part, known: &Attribute, reference: ReferenceId) -> Vec<String> {
        let mut all = Vec::new();
        if known.optional {
            all.push(has(variable(part), &known.name));
        }
        let to = match reference.index().checked_sub(1) {
            None => "principal".to_owned(),
            Some(index) => {
                let attribute = &self.bundle.principal.attributes[index];
                if attribute.optional {
                    all.push(has("principal", &attribute.name));
                }
                member("principal", &attribute.name)
            }
        };
        let value = member(variable(part), &known.name);
        all.push(match known.kind {
            AttributeKind::Set => format!("{value}.contains({to})"),
            _ => format!("{value} == {to}"),
        });
        all
    }
}

fn variable(part: Part) -> &'static str {
    match part {
        Part::Record => "resource",
        Part::Context => "context",
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    starts && characters.all(|each| each.is_ascii_alphanumeric() || each == '_')
}

fn member(of: &str, name: &str) -> String {
    if is_identifier(name) { format!("{of}.{name}") } else { format!("{of}[{name:?}]") }
}

fn has(of: &str, name: &str) -> String {
    if is_identifier(name) { format!("{of} has {name}") } else { format!("{of} has {name:?}") }
}

/// That an attribute has one of some values.
fn is(variable: &str, known: &Attribute, values: &[usize]) -> Vec<String> {
    let absent = values.contains(&known.present_values());
    let present: Vec<usize> =
        values.iter().copied().filter(|value| *value < known.present_values()).collect();
    let there = has(variable, &known.name);
    let value = member(variable, &known.name);
    let compared = match (known.kind, &present[..]) {
        (_, []) => None,
        (_, all) if all.len() == known.present_values() => Some(there.clone()),
        (AttributeKind::Bool, [0]) => Some(format!("!{value}")),
        (AttributeKind::Bool, _) => Some(value),
        (_, [only]) => Some(format!("{value} == {}", entity(known, *only))),
        (_, several) => {
            let several: Vec<String> = several.iter().map(|each| entity(known, *each)).collect();
            Some(format!("{value} in [{}]", several.join(", ")))
        }
    };
    match (absent, compared) {
        (false, None) => vec!["false".to_owned()],
        (true, None) => vec![format!("!({there})")],
        (true, Some(compared)) => vec![format!("(!({there}) || {compared})")],
        (false, Some(compared)) if known.optional && compared != there => vec![there, compared],
        (false, Some(compared)) => vec![compared],
    }
}

fn entity(known: &Attribute, value: usize) -> String {
    format!("{ANY_TYPE}::{:?}", known.values[value])
}
