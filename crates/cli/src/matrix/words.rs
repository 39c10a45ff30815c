//! Conditions on a record in words.
//!
//! A filter compares with the values of one principal. Here that is a stand-in, each of whose
//! attributes holds a value of its own, so that a value tells which attribute it is.

use serde_json::{Map, Value, json};
use tollgate::bundle::{Action, Bundle, PrincipalAttribute};
use tollgate::{Condition, Filter, Op, Policy, StateValue};

/// What values of the stand-in's attributes start with: no schema lists such a value.
const STAND_IN: &str = "\u{1}";

/// The vocabulary of a policy.
pub(super) struct Words<'a> {
    bundle: &'a Bundle,
}

impl<'a> Words<'a> {
    pub(super) fn of(policy: &'a Policy) -> Self {
        Words { bundle: policy.bundle() }
    }

    /// The stand-in, with a role.
    pub(super) fn principal(&self, role: Option<&str>) -> Value {
        let mut principal = Map::new();
        principal.insert("id".to_owned(), json!(STAND_IN));
        principal.insert("roles".to_owned(), json!(Vec::from_iter(role)));
        for PrincipalAttribute { name, .. } in &self.bundle.principal.attributes {
            principal.insert(name.clone(), json!(format!("{STAND_IN}{name}")));
        }
        Value::Object(principal)
    }

    /// A filter that was made for the stand-in and an action.
    pub(super) fn condition(&self, action: &Action, filter: &Filter) -> String {
        let any = filter.any.iter().map(|conjunction| self.terms(action, &conjunction.all));
        spell(merged(any.collect()))
    }

    /// The conditions of a conjunction, the values that an attribute must not have in one term.
    fn terms(&self, action: &Action, conditions: &[Condition]) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        for Condition { attribute, op, value } in conditions {
            let value = value.as_ref().map(said);
            match terms.last_mut() {
                Some(last) if *op == Op::Ne && last.op == *op && last.attribute == *attribute => {
                    last.values.extend(value);
                }
                _ => terms.push(Term {
                    attribute: attribute.clone(),
                    op: *op,
                    values: Vec::from_iter(value),
                }),
            }
        }
        for term in &mut terms {
            self.turn(action, term);
        }
        terms
    }

    /// "Is not one of many" as "is one of few".
    fn turn(&self, action: &Action, term: &mut Term) {
        if term.op != Op::Ne {
            return;
        }
        let mut attributes =
            action.on.iter().flat_map(|rule| &self.bundle.types[rule.resource.index()].attributes);
        let named = attributes.find(|attribute| attribute.name == term.attribute);
        let values = named.map_or(&[][..], |attribute| &attribute.values);
        let rest: Vec<_> = values.iter().filter(|value| !term.values.contains(value)).collect();
        if !rest.is_empty() && rest.len() <= term.values.len() {
            term.values = rest.into_iter().cloned().collect();
            term.op = Op::Eq;
        }
    }
}

/// Contexts as a condition on the context.
pub(super) fn contexts(contexts: &[Value]) -> String {
    let any = contexts.iter().map(|context| {
        let members = context.as_object().into_iter().flatten();
        let terms = members.map(|(name, held)| Term {
            attribute: format!("context.{name}"),
            op: if held.is_null() { Op::Absent } else { Op::Eq },
            values: vec![held.as_str().map_or_else(|| held.to_string(), str::to_owned)],
        });
        terms.collect()
    });
    spell(merged(any.collect()))
}

/// One comparison; with `Eq`, any of the values does.
#[derive(Clone, PartialEq)]
struct Term {
    attribute: String,
    op: Op,
    values: Vec<String>,
}

/// A value that the stand-in's filter compares with.
fn said(value: &StateValue) -> String {
    let text = match value {
        StateValue::Flag(flag) => return flag.to_string(),
        StateValue::Value(text) => text,
    };
    match text.strip_prefix(STAND_IN) {
        None => text.clone(),
        Some("") => "the user".to_owned(),
        Some(attribute) => format!("the user's {attribute}"),
    }
}

/// Joins conjunctions that differ in the value of one equality only.
fn merged(mut any: Vec<Vec<Term>>) -> Vec<Vec<Term>> {
    let mut index = 0;
    while index < any.len() {
        let found = (index + 1..any.len())
            .find_map(|other| Some((other, differing(&any[index], &any[other])?)));
        match found {
            Some((other, term)) => {
                let values = any.remove(other).swap_remove(term).values;
                any[index][term].values.extend(values);
                index = 0;
            }
            None => index += 1,
        }
    }
    any
}

/// The only term in which two conjunctions differ, where that is an equality of one attribute.
fn differing(one: &[Term], other: &[Term]) -> Option<usize> {
    if one.len() != other.len() {
        return None;
    }
    let mut places = (0..one.len()).filter(|place| one[*place] != other[*place]);
    let place = places.next()?;
    let (a, b) = (&one[place], &other[place]);
    let joinable = a.attribute == b.attribute && a.op == Op::Eq && b.op == Op::Eq;
    (joinable && places.next().is_none()).then_some(place)
}

fn spell(any: Vec<Vec<Term>>) -> String {
    let spelled = any.iter().map(|all| {
        let terms: Vec<String> = all.iter().map(Term::spelled).collect();
        terms.join(" and ")
    });
    spelled.collect::<Vec<_>>().join(", or ")
}

impl Term {
    fn spelled(&self) -> String {
        let Term { attribute, op, values } = self;
        let values = match values.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => values.concat(),
        };
        match op {
            Op::Eq => format!("{attribute} is {values}"),
            Op::Ne => format!("{attribute} is not {values}"),
            Op::Contains => format!("{attribute} contains {values}"),
            Op::Lacks => format!("{attribute} does not contain {values}"),
            Op::Absent => format!("{attribute} is absent"),
            Op::Present => format!("{attribute} is present"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eq(attribute: &str, value: &str) -> Term {
        Term { attribute: attribute.to_owned(), op: Op::Eq, values: vec![value.to_owned()] }
    }

    #[test]
    fn equalities_that_differ_in_the_value_are_joined() {
        let any = vec![
            vec![eq("status", "ACTV"), eq("complete", "true")],
            vec![eq("status", "PAIN"), eq("complete", "true")],
            vec![eq("status", "INAC"), eq("complete", "true")],
        ];
        assert_eq!(spell(merged(any)), "status is ACTV, PAIN or INAC and complete is true");
    }

    #[test]
    fn conjunctions_that_differ_in_more_stay_apart() {
        let any = vec![
            vec![eq("status", "ACTV"), eq("complete", "true")],
            vec![eq("status", "PAIN"), eq("complete", "false")],
        ];
        assert_eq!(
            spell(merged(any)),
            "status is ACTV and complete is true, or status is PAIN and complete is false"
        );
    }
}
