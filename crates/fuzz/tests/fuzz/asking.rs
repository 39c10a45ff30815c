//! Everything that a gate can be asked, whatever came out of it.

use std::path::PathBuf;

use serde_json::{Value, json};
use tollgate::{Gate, load_gate, packs};
use tollgate_compiler::{Sources, compile};

use crate::harness::root;

/// The names in a bundle or a snapshot; whatever is no name is none.
pub(crate) struct Names {
    types: Vec<(String, Vec<Value>)>,
    /// Each with what its context has.
    actions: Vec<(String, Vec<Value>)>,
    controls: Vec<String>,
    steps: Vec<String>,
}

fn items<'v>(value: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    value[member].as_array().into_iter().flatten()
}

fn name(value: &Value, member: &str) -> Option<String> {
    value[member].as_str().map(str::to_owned)
}

/// A value that an attribute may have.
fn value(attribute: &Value) -> Value {
    match attribute["kind"].as_str() {
        Some("bool") => json!(true),
        Some("long") => json!(7),
        Some("decimal") => json!("12.50"),
        Some("datetime") => json!("2026-01-31T12:00:00Z"),
        Some("duration") => json!("1d12h"),
        Some("ip") => json!("10.0.0.1"),
        Some("set") => match attribute["of"].as_str() {
            Some(of) => json!([format!("{of}::me"), format!("{of}::us")]),
            None => json!(["me", "us"]),
        },
        Some("strings") if attribute["values"].is_array() => json!([attribute["values"][0]]),
        Some("strings") => json!(["me", "us"]),
        Some("string") => attribute["texts"][0].get("text").cloned().unwrap_or(json!("us")),
        Some("entity") => json!("me"),
        Some("other") => json!({}),
        _ => attribute["values"].get(0).cloned().unwrap_or(json!("me")),
    }
}

/// Puts a value where an attribute stands, in objects on the way.
fn put(mut of: &mut Value, attribute: &Value, value: Value) {
    let path: Vec<&str> = match attribute["path"].as_array() {
        Some(names) => names.iter().filter_map(Value::as_str).collect(),
        None => attribute["name"].as_str().into_iter().collect(),
    };
    for name in path {
        if of.is_null() {
            *of = json!({});
        } else if !of.is_object() {
            *of = json!({ "id": of.take() });
        }
        of = &mut of[name];
    }
    *of = value;
}

/// Somebody with all that principals have, in these roles.
pub(crate) fn person(bundle: &Value, roles: &[&str]) -> Value {
    let mut person = json!({});
    for attribute in items(&bundle["principal"], "attributes") {
        // What principals of the first type have, where there are several.
        let mut types = attribute["types"].as_array().into_iter().flatten();
        if attribute["types"].is_null() || types.any(|it| it == 0) {
            put(&mut person, attribute, value(attribute));
        }
    }
    person["id"] = json!("me");
    person["roles"] = json!(roles);
    person
}

/// The bundles of the packs: the built-in ones, and one for each construct of policies.
pub(crate) fn bundles() -> Vec<Value> {
    let built_in = packs::NAMES.map(|name| packs::by_name(name).unwrap());
    let built_in = built_in.iter().map(|policy| serde_json::to_value(policy.bundle()).unwrap());
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("tests/constructs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    let constructs = folders.iter().map(|folder| {
        let compiled = compile(&Sources::read(folder).unwrap()).unwrap();
        serde_json::from_str(&compiled.json).unwrap()
    });
    built_in.chain(constructs).collect()
}

impl Names {
    pub(crate) fn of(bundle: &Value) -> Self {
        let types = items(bundle, "types")
            .filter_map(|it| Some((name(it, "name")?, items(it, "attributes").cloned().collect())));
        let actions = items(bundle, "actions")
            .filter_map(|it| Some((name(it, "name")?, items(it, "context").cloned().collect())));
        let steps = items(bundle, "types").flat_map(|it| items(&it["lifecycle"], "transitions"));
        Names {
            types: types.collect(),
            actions: actions.collect(),
            controls: items(bundle, "controls").filter_map(|it| name(it, "id")).collect(),
            steps: steps.filter_map(|it| name(it, "name")).collect(),
        }
    }

    /// Two records of each type: of values that are known, and of what is no value.
    fn records(&self) -> Vec<Value> {
        let record = |(kind, attributes): &(String, Vec<Value>), sound: bool| {
            let mut record = json!({ "type": kind });
            for attribute in attributes {
                let value = if sound { value(attribute) } else { json!(["me", 7]) };
                put(&mut record, attribute, value);
            }
            record
        };
        let both = |it| [record(it, true), record(it, false)];
        let mut all: Vec<Value> = self.types.iter().flat_map(both).collect();
        all.push(json!(null));
        all
    }

    /// Asks a gate everything, about a few actions, controls and steps of each; the number of
    /// answers that are no errors.
    pub(crate) fn ask(&self, gate: &Gate) -> usize {
        let records = self.records();
        let mut answers = 0;
        let mut count = |is_answer: bool| answers += usize::from(is_answer);
        for (action, attributes) in self.actions.iter().take(12) {
            let mut context = json!({});
            attributes.iter().for_each(|each| put(&mut context, each, value(each)));
            let all = gate.prepare(&()).with(&context);
            count(all.scope(action).is_ok());
            let filter = all.filter(action);
            let matched =
                |it: tollgate::Filter| records.iter().filter(|row| it.matches(*row)).count();
            count(filter.map(matched).is_ok());
            for record in &records {
                let asked = gate.prepare(record).with(&context);
                count(asked.check(action).is_ok());
                count(asked.can(action).is_ok());
            }
        }
        for record in &records {
            count(gate.prepare(record).controls().is_ok());
            count(gate.transitions(record).is_ok());
            count(gate.project(record).is_ok());
            for id in self.controls.iter().take(8) {
                count(gate.prepare(record).options(id).is_ok());
                count(gate.prepare(record).with(&json!({})).control(id).is_ok());
            }
            for step in self.steps.iter().take(8) {
                count(gate.transition(step, record).is_ok());
            }
        }
        count(gate.table(&records, None).is_ok());
        answers
    }

    /// The same, and of the gates that its snapshots make.
    pub(crate) fn ask_snapshots(&self, gate: &Gate) -> usize {
        let snapshot = |explain| load_gate(&gate.snapshot(explain).to_string());
        let asked = |gate: tollgate::Result<Gate>| gate.map_or(0, |gate| self.ask(&gate));
        self.ask(gate) + asked(snapshot(true)) + asked(snapshot(false))
    }
}
