//! An outline read as it stands, without the engine: literals looked up in plain JSON.

use serde_json::{Value, json};

use super::outline::present;
use super::{list, number, text};

/// A question as plain data.
pub struct Question<'a> {
    pub outline: &'a Value,
    pub action: usize,
    pub resource: usize,
    pub principal: &'a Value,
    pub record: &'a Value,
    pub context: &'a Value,
}

impl Question<'_> {
    fn rule(&self) -> &Value {
        let on = list(&self.outline["actions"][self.action]["on"]);
        on.iter().find(|rule| rule["type"] == json!(self.resource)).unwrap()
    }

    /// Whether it is allowed, and the policies that say so or, when denied, forbid it.
    pub fn verdict(&self) -> (bool, Vec<String>) {
        let policies = |effect: &str| {
            let held = list(&self.rule()[effect]).iter();
            let held = held.filter(|clause| list(&clause["all"]).iter().all(|l| self.holds(l)));
            let id = |clause: &Value| {
                text(&self.outline["policies"][number(&clause["policy"])]["id"]).to_owned()
            };
            let mut ids: Vec<String> = held.map(id).collect();
            ids.dedup();
            ids
        };
        let (permits, forbids) = (policies("permits"), policies("forbids"));
        let allowed = !permits.is_empty() && forbids.is_empty();
        (allowed, if allowed { permits } else { forbids })
    }

    fn holds(&self, literal: &Value) -> bool {
        let index = number(&literal[1]);
        let (word, of_context) = match text(&literal[0]).strip_prefix("context") {
            Some(word) => (word.to_lowercase(), true),
            None => (text(&literal[0]).to_owned(), false),
        };
        let attribute = match of_context {
            true => &self.outline["actions"][self.action]["context"][index],
            false => &self.outline["types"][self.resource]["attributes"][index],
        };
        let input = if of_context { self.context } else { self.record };
        let held = || &input[text(&attribute["name"])];
        let tied = || {
            let id = self.reference(number(&literal[2]));
            let is = |one: &Value| !id.is_null() && id_of(one).as_ref() == Some(id);
            is(held()) || list(held()).iter().any(is)
        };
        match word.as_str() {
            "in" => self.is_in(index),
            "out" => !self.is_in(index),
            "has" => !self.reference(index + 1).is_null(),
            "lacks" => self.reference(index + 1).is_null(),
            "is" => list(&literal[2]).contains(&json!(value(attribute, held()))),
            "tied" => tied(),
            "untied" => !tied(),
            other => panic!("literal {other}"),
        }
    }

    fn is_in(&self, group: usize) -> bool {
        list(&self.principal["groups"]).contains(&self.outline["groups"][group]["name"])
    }

    fn reference(&self, index: usize) -> &Value {
        match index.checked_sub(1) {
            None => &self.principal["id"],
            Some(at) => &self.principal[text(&self.outline["principal"]["attributes"][at]["name"])],
        }
    }

    /// The first thing wrong with record or context: code and place.
    pub fn wrong(&self) -> Option<(&'static str, String)> {
        let rule = self.rule();
        let literals = ["permits", "forbids"].map(|effect| list(&rule[effect]));
        let literals = literals.iter().flat_map(|all| all.iter()).map(|each| &each["all"]);
        let advice = list(&rule["advice"]);
        let reads = |all: &Value, index: usize| {
            let own = |word: &Value| matches!(text(word), "is" | "tied" | "untied");
            list(all).iter().any(|literal| own(&literal[0]) && literal[1] == json!(index))
        };
        let attributes = list(&self.outline["types"][self.resource]["attributes"]).iter();
        let mut record = attributes.enumerate().filter_map(|(index, each)| {
            let mentioned = list(&rule["mentions"]).contains(&json!(index))
                || literals.clone().any(|all| reads(all, index));
            let advised = advice.iter().any(|all| reads(all, index));
            let wrong = problem(each, self.record, "").filter(|_| mentioned || advised)?;
            // What only an advice reads may be missing: then nothing is advised.
            (mentioned || wrong.0 != "missing_attribute").then_some(wrong)
        });
        let context = list(&self.outline["actions"][self.action]["context"]).iter();
        let mut context = context.filter_map(|each| problem(each, self.context, "context."));
        record.next().or_else(|| context.next())
    }
}

/// The number of the value that an attribute has.
fn value(attribute: &Value, held: &Value) -> usize {
    match (text(&attribute["kind"]), held) {
        (_, Value::Null) => present(attribute),
        ("enum", _) => list(&attribute["values"]).iter().position(|each| each == held).unwrap(),
        ("bool", _) => usize::from(held == true),
        _ => 0,
    }
}

/// The id that an entity is, or that it has: a text, or a whole number that JavaScript can hold.
fn id_of(one: &Value) -> Option<Value> {
    let safe = |number: &i64| number.abs() < 1 << 53;
    match one {
        Value::String(_) => Some(one.clone()),
        Value::Number(number) => Some(json!(number.as_i64().filter(safe)?.to_string())),
        Value::Object(members) => members.get("id").filter(|id| !id.is_object()).and_then(id_of),
        _ => None,
    }
}

fn problem(attribute: &Value, input: &Value, prefix: &str) -> Option<(&'static str, String)> {
    let name = text(&attribute["name"]);
    let held = &input[name];
    let code = match (text(&attribute["kind"]), held) {
        (_, Value::Null) if attribute["optional"] == true => return None,
        (_, Value::Null) => "missing_attribute",
        ("enum", Value::String(_)) if list(&attribute["values"]).contains(held) => return None,
        ("enum", Value::String(_)) => "unknown_value",
        ("bool", Value::Bool(_)) | ("other", _) => return None,
        ("entity", Value::Object(members)) if members.get("id").is_none_or(Value::is_null) => {
            return Some(("missing_attribute", format!("{prefix}{name}.id")));
        }
        ("entity", one) if id_of(one).is_some() => return None,
        ("set", Value::Array(items)) if items.iter().all(|one| id_of(one).is_some()) => {
            return None;
        }
        _ => "wrong_type",
    };
    Some((code, format!("{prefix}{name}")))
}
