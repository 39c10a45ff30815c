//! A filter matches exactly the rows on which the decision is yes, wherever the decision is no
//! error: over every combination of facts, with nulls for what is absent and columns that no policy
//! reads.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::situation::Viewpoint;
use support::{PACKS, Pack};
use tollgate::{FilterKind, Scope};

#[test]
fn a_filter_matches_a_row_exactly_when_the_action_is_allowed_on_it() {
    let mut total = 0;
    for name in PACKS {
        let pack = Pack::load(name);
        let (mut filters, mut rows) = (0, 0);
        for (action, resource) in pack.questions() {
            for viewpoint in pack.whole_viewpoints(&[&action], &resource) {
                rows += agree(&pack, &action, &resource, &viewpoint);
                filters += 1;
            }
        }
        println!("{name}: {filters} filters on {rows} rows, {}", pack.extent());
        assert!(rows > filters);
        total += rows;
    }
    println!("{total} rows in all");
}

/// Compares on every row, and returns how many there were.
fn agree(pack: &Pack, action: &str, resource: &str, viewpoint: &Viewpoint) -> usize {
    let gate = viewpoint.gate(pack);
    let request = gate.prepare(&()).with(&viewpoint.context);
    let (filter, scope) = (request.filter(action).unwrap(), request.scope(action).unwrap());
    let kind = match scope {
        Scope::Never => FilterKind::None,
        Scope::Always => FilterKind::All,
        Scope::Depends => FilterKind::Some,
    };
    assert_eq!(filter.kind, kind, "{action} {}", viewpoint.principal);
    let mut compared = 0;
    let data = serde_json::to_value(&filter).unwrap();
    for row in viewpoint.records.iter().flat_map(|record| variants(pack, resource, record)) {
        let request = gate.prepare(&row).with(&viewpoint.context);
        let allowed = request.can(action).unwrap();
        assert_eq!(filter.matches(&row), allowed, "{action} {} {row}", viewpoint.principal);
        assert_eq!(read(&data, &row), allowed, "{filter:?} as data, of {row}");
        let mut untyped = row.clone();
        untyped.as_object_mut().unwrap().remove("type");
        assert_eq!(filter.matches(&untyped), allowed, "{filter:?} reads the type of {row}");
        compared += 1;
    }
    compared
}

/// The row, with nulls for what is absent, and with columns that no policy reads.
fn variants(pack: &Pack, resource: &str, record: &Value) -> Vec<Value> {
    let mut nulls = record.clone();
    for attribute in pack.record_attributes(resource) {
        if !attribute.required && nulls.get(&attribute.name).is_none() {
            nulls[attribute.name] = Value::Null;
        }
    }
    let mut more = record.clone();
    more["note"] = json!("none of the policies' business");
    more["history"] = json!([{"status": 1}, null, ["me"]]);
    vec![record.clone(), nulls, more]
}

/// The filter as whoever writes SQL from it reads it: a comparison with null is false, and an
/// entity is its id.
fn read(data: &Value, row: &Value) -> bool {
    let at = |name: &Value| -> Value {
        let way = name.as_str().unwrap().split('.');
        let found = way.fold(row, |at, name| &at[name]);
        found.get("id").unwrap_or(found).clone()
    };
    let holds = |condition: &Value| {
        let (column, op) = (at(&condition["attribute"]), condition["op"].as_str().unwrap());
        let value = condition.get("other").map_or_else(|| condition["value"].clone(), at);
        if ["absent", "present"].contains(&op) {
            return column.is_null() == (op == "absent");
        }
        let (items, order) =
            (|it: &Value| it.as_array().unwrap().clone(), || order(&column, &value));
        !column.is_null()
            && !value.is_null()
            && match op {
                "eq" => column == value,
                "ne" => column != value,
                "lt" => order().is_lt(),
                "le" => order().is_le(),
                "gt" => order().is_gt(),
                "ge" => order().is_ge(),
                "in" => items(&value).contains(&column),
                "notIn" => !items(&value).contains(&column),
                "like" => like(&column, &value),
                "notLike" => !like(&column, &value),
                "contains" => items(&column).contains(&value),
                "lacks" => !items(&column).contains(&value),
                other => panic!("operator {other}"),
            }
    };
    let mut any = data["any"].as_array().unwrap().iter();
    any.any(|conjunction| conjunction["all"].as_array().unwrap().iter().all(holds))
}

fn order(one: &Value, other: &Value) -> std::cmp::Ordering {
    one.as_i64().unwrap().cmp(&other.as_i64().unwrap())
}

/// Whether a text ends or begins as a pattern of one `*` does.
fn like(text: &Value, pattern: &Value) -> bool {
    let (text, pattern) = (text.as_str().unwrap(), pattern.as_str().unwrap());
    let (start, end) = pattern.split_once('*').unwrap();
    assert!(!end.contains('*'), "{pattern}");
    text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
}
