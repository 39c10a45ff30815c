//! JSON values made of others by random changes, and values of any shape.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{Just, any};
use proptest::prop_oneof;
use proptest::sample::Index;
use proptest::strategy::Strategy;
use serde_json::{Value, json};

/// One change of a value somewhere in another.
#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    /// By what stands elsewhere.
    Copy(Index),
    Remove,
    /// Says a member or an item again.
    Again,
    /// Another number or another text close by.
    Nudge(i8),
}

/// Values of any shape, whose members and texts are words that somebody knows.
pub(crate) fn any_value(words: Vec<String>) -> impl Strategy<Value = Value> + Clone {
    let words = Arc::new(words);
    let word = (Just(words), any::<Index>()).prop_map(|(words, at)| at.get(&words).clone());
    let word = word.boxed();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<u8>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        let members = vec((word.clone(), inner.clone()), 0..6);
        prop_oneof![
            vec(inner, 0..6).prop_map(Value::from),
            members.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => any_value(vec!["0".to_owned(), "type".to_owned()]).prop_map(Change::Replace),
        2 => any::<Index>().prop_map(Change::Copy),
        2 => Just(Change::Remove),
        1 => Just(Change::Again),
        4 => any::<i8>().prop_map(Change::Nudge),
    ]
}

/// Where the values of a document stand, as JSON pointers.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| places(item, &format!("{at}/{index}"), all));
        }
        Value::Object(members) => {
            for (name, item) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(item, &format!("{at}/{name}"), all);
            }
        }
        _ => {}
    }
}

fn apply(value: &mut Value, at: &Index, change: &Change) {
    let mut all = Vec::new();
    places(value, "", &mut all);
    let place = at.get(&all);
    match change {
        Change::Replace(by) => *value.pointer_mut(place).unwrap() = by.clone(),
        Change::Copy(from) => {
            let from = value.pointer(from.get::<String>(&all)).unwrap().clone();
            *value.pointer_mut(place).unwrap() = from;
        }
        Change::Nudge(by) => nudge(value.pointer_mut(place).unwrap(), *by),
        Change::Remove | Change::Again => {
            let Some((parent, name)) = place.rsplit_once('/') else { return };
            let name = name.replace("~1", "/").replace("~0", "~");
            match (value.pointer_mut(parent).unwrap(), change) {
                (Value::Object(members), Change::Remove) => drop(members.remove(&name)),
                (Value::Object(members), _) => {
                    let again = members[&name].clone();
                    members.insert(format!("{name}2"), again);
                }
                (Value::Array(items), Change::Remove) => drop(items.remove(name.parse().unwrap())),
                (Value::Array(items), _) => {
                    items.push(items[name.parse::<usize>().unwrap()].clone())
                }
                _ => {}
            }
        }
    }
}

fn nudge(value: &mut Value, by: i8) {
    match value {
        Value::Bool(set) => *set = !*set,
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            *value = json!(number.saturating_add(i64::from(by)));
        }
        Value::String(text) => match by % 3 {
            0 => text.push('x'),
            1 => drop(text.pop()),
            _ => text.clear(),
        },
        Value::Array(items) => items.reverse(),
        Value::Null | Value::Object(_) => {}
    }
}

/// One of `known`, with a few changes.
pub(crate) fn changed(known: Vec<Value>) -> impl Strategy<Value = Value> {
    let known = Just(Arc::new(known));
    let changes = vec((any::<Index>(), change()), 0..5);
    (known, any::<Index>(), changes).prop_map(|(known, which, changes)| {
        let mut value = which.get(&known).clone();
        changes.iter().for_each(|(at, change)| apply(&mut value, at, change));
        value
    })
}
