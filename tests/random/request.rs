//! Random people, records and contexts; all records of a type.

use serde_json::{Map, Value, json};

use super::{Tape, list, text};

/// Values of any shape.
pub fn junk(tape: &mut Tape<'_>) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("on"),
        json!("ÄŁ 🦀"),
        json!("__proto__"),
        json!([]),
        json!(["me", 7]),
        json!([["me"]]),
        json!({"a": null}),
        json!({"type": "T0"}),
        json!("me\u{0}"),
        json!(["me", "me"]),
        json!({}),
        json!({"id": "me", "name": "Me"}),
        json!({"id": 7}),
        json!({"id": null}),
        json!({"id": {"id": "me"}}),
        json!({"id": true}),
        json!(7),
        json!(1u64 << 53),
        json!(["me", {"id": "us"}]),
        json!([{"id": "me"}, {}]),
    ];
    tape.choose(&all).clone()
}

/// A sound principal. Ids may coincide.
pub fn principal(tape: &mut Tape<'_>, outline: &Value) -> Value {
    let groups = list(&outline["groups"]);
    let held = tape.some(groups.len(), 4);
    let names: Vec<&Value> = held.into_iter().map(|index| &groups[index]["name"]).collect();
    let mut principal = json!({"id": "me", "groups": names});
    for attribute in list(&outline["principal"]["attributes"]) {
        if attribute["optional"] == false || tape.likely(5) {
            let name = text(&attribute["name"]);
            principal[name] = json!(tape.choose(&["me", "us", name]));
        }
    }
    principal
}

/// The distinct ids that ties can name, and one more.
pub fn ids(principal: &Value, outline: &Value) -> Vec<Value> {
    let attributes = list(&outline["principal"]["attributes"]).iter();
    let own = attributes.map(|each| &principal[text(&each["name"])]);
    let mut ids = vec![principal["id"].clone()];
    for id in own.filter(|id| !id.is_null()) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids.push(json!("another"));
    ids
}

/// Every value of an attribute that a clause can tell from another; null is absence.
pub fn all_values(attribute: &Value, ids: &[Value]) -> Vec<Value> {
    let mut all = match text(&attribute["kind"]) {
        "enum" => list(&attribute["values"]).to_vec(),
        "bool" => vec![json!(false), json!(true)],
        "entity" => ids.to_vec(),
        "set" => (0..1usize << ids.len())
            .map(|subset| {
                let chosen = ids.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
                json!(chosen.map(|(_, id)| id).collect::<Vec<_>>())
            })
            .collect(),
        _ => vec![json!(7)],
    };
    if attribute["optional"] == true {
        all.push(Value::Null);
    }
    all
}

/// Every combination of values of these attributes.
pub fn all_maps(attributes: &[Value], ids: &[Value]) -> Vec<Value> {
    let mut all = vec![json!({})];
    for attribute in attributes {
        let values = all_values(attribute, ids);
        let longer = all.iter().flat_map(|map| values.iter().map(move |value| (map, value)));
        let longer = longer.map(|(map, value)| {
            let mut map = map.clone();
            map[text(&attribute["name"])] = value.clone();
            map
        });
        all = longer.collect();
    }
    all
}

/// Every record of a type.
pub fn all_records(outline: &Value, resource: usize, ids: &[Value]) -> Vec<Value> {
    let resource = &outline["types"][resource];
    let mut all = all_maps(list(&resource["attributes"]), ids);
    all.iter_mut().for_each(|record| record["type"] = resource["name"].clone());
    all
}

/// A map of these attributes, sound or, where `wild`, not always.
pub fn map(tape: &mut Tape<'_>, attributes: &[Value], ids: &[Value], wild: bool) -> Value {
    let mut map = Map::new();
    for attribute in attributes {
        let name = text(&attribute["name"]).to_owned();
        let value = match wild && tape.likely(2) {
            true => junk(tape),
            false => tape.choose(&all_values(attribute, ids)).clone(),
        };
        if !value.is_null() || tape.likely(4) {
            map.insert(name, value);
        }
    }
    Value::Object(map)
}

/// A record of a type.
pub fn record(
    tape: &mut Tape<'_>,
    outline: &Value,
    resource: usize,
    ids: &[Value],
    wild: bool,
) -> Value {
    let resource = &outline["types"][resource];
    let mut record = map(tape, list(&resource["attributes"]), ids, wild);
    record["type"] = resource["name"].clone();
    record
}
