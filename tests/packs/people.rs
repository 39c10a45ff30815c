//! Who asks about which records in which contexts: sound ones, in which ids often are equal, and
//! odd ones.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Draw;
use super::plan::{Field, Holds, Plan};
use crate::random::request::junk;

/// What the principal's id is drawn from, and what other ids are.
const OWN: [&str; 4] = ["me", "a\"b\\c", "Größe", "constructor"];
const OTHERS: [&str; 4] = ["other", "", "ÄŁ \"x\"", "__proto__"];

/// A principal as JSON; whether Cedar can be asked about it is for who draws it to know.
pub fn principal(draw: &mut Draw<'_>, plan: &Plan) -> Value {
    let held: Vec<String> = (plan.all_groups().into_iter())
        .filter(|_| draw.tape.likely(3))
        .map(|(kind, value)| format!("{kind}::{value}"))
        .collect();
    let id = *draw.tape.choose(&OWN);
    let mut principal = map(draw, plan, &plan.principal, &[id, "ours"]);
    principal["id"] = json!(id);
    principal["groups"] = json!(held);
    let own = plan.principal.iter().map(|it| &principal[&it.name]).filter(|it| it.is_string());
    let mut ids: Vec<&Value> = own.chain([&principal["id"]]).collect();
    let count = ids.len();
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    if ids.len() < count {
        draw.reach("equal references");
    }
    principal
}

/// What is wrong with a principal in one place.
pub fn odd_principal(draw: &mut Draw<'_>, plan: &Plan) -> Value {
    draw.reach("odd principals");
    let mut odd = principal(draw, plan);
    let mut places = vec!["id", "groups", "roles", "permissions"];
    places.extend(plan.principal.iter().map(|it| it.name.as_str()));
    let place = *draw.tape.choose(&places);
    odd[place] = junk(&mut draw.tape);
    odd
}

/// The ids that a principal has, which records are tied to.
fn own_ids(plan: &Plan, principal: &Value) -> Vec<String> {
    let own = plan.principal.iter().map(|it| &principal[&it.name]);
    let own = own.chain([&principal["id"]]).filter_map(Value::as_str);
    own.chain(OTHERS).map(str::to_owned).collect()
}

/// A record of a type that has what the schema says.
pub fn record(draw: &mut Draw<'_>, plan: &Plan, of: usize, principal: &Value) -> Value {
    let ids = own_ids(plan, principal);
    let ids: Vec<&str> = ids.iter().map(|it| &**it).collect();
    let mut record = map(draw, plan, &plan.types[of].fields, &ids);
    record["type"] = json!(plan.types[of].name);
    record
}

/// A record with something that the schema does not say.
pub fn odd_record(draw: &mut Draw<'_>, plan: &Plan, of: usize, principal: &Value) -> Value {
    draw.reach("odd records");
    let mut odd = record(draw, plan, of, principal);
    for _ in 0..draw.tape.between(1, 3) {
        let mut places = vec!["type"];
        places.extend(plan.types[of].fields.iter().map(|it| it.name.as_str()));
        let place = match draw.tape.likely(1) {
            true => "type",
            false => *draw.tape.choose(&places),
        };
        if draw.tape.likely(3) {
            odd.as_object_mut().unwrap().remove(place);
        } else {
            odd[place] = junk(&mut draw.tape);
        }
    }
    // A whole number that JavaScript cannot tell from the next is a Long in Rust alone.
    for field in plan.types[of].fields.iter().filter(|it| matches!(it.holds, Holds::Number)) {
        let unsafe_there = odd[&field.name].as_i64().is_some_and(|it| it.unsigned_abs() >= 1 << 53);
        if unsafe_there {
            odd[&field.name] = json!(0.5);
        }
    }
    odd
}

/// A context in which an action can be asked.
pub fn context(draw: &mut Draw<'_>, plan: &Plan, action: usize, principal: &Value) -> Value {
    let ids = own_ids(plan, principal);
    let ids: Vec<&str> = ids.iter().map(|it| &**it).collect();
    map(draw, plan, &plan.actions[action].context, &ids)
}

fn map(draw: &mut Draw<'_>, plan: &Plan, fields: &[Field], ids: &[&str]) -> Value {
    let mut map = Map::new();
    for field in fields {
        if field.optional && draw.tape.likely(3) {
            continue;
        }
        let value = match field.holds {
            Holds::Bool => json!(draw.tape.likely(4)),
            Holds::Enum(index) => json!(draw.tape.choose(&plan.enumerations[index].values)),
            Holds::Person | Holds::Team => json!(draw.tape.choose(ids)),
            Holds::People | Holds::Teams => {
                let some = draw.tape.some(ids.len(), 3);
                json!(some.into_iter().map(|at| ids[at]).collect::<Vec<_>>())
            }
            Holds::Text => json!("x"),
            Holds::Number => json!(7),
        };
        map.insert(field.name.clone(), value);
    }
    Value::Object(map)
}

/// Sound records of each type by its place, and contexts of each action that has one.
pub struct Drawn {
    pub records: BTreeMap<usize, Vec<Value>>,
    pub contexts: BTreeMap<usize, Value>,
}

pub fn drawn(draw: &mut Draw<'_>, plan: &Plan, principal: &Value, records: usize) -> Drawn {
    let of = |draw: &mut Draw<'_>, at: usize| -> Vec<Value> {
        let count = if plan.types[at].fields.is_empty() { 1 } else { records };
        (0..count).map(|_| record(draw, plan, at, principal)).collect()
    };
    let records = (0..plan.types.len()).map(|at| (at, of(draw, at))).collect();
    let asked = (0..plan.actions.len()).filter(|at| !plan.actions[*at].context.is_empty());
    let contexts = asked.map(|at| (at, context(draw, plan, at, principal))).collect();
    Drawn { records, contexts }
}
