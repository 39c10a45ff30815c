//! Bundles and snapshots that were changed at random, each with what the crate makes of it, for
//! `tests/node/mutants.mjs` to load with the packed npm package: both are to refuse the same with
//! the same code at the same place, and to give the same answers to what they load.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod mutation;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use mutation::{Dice, mutate, mutated_text, reseal};
use serde_json::{Value, json};
use tollgate::{Error, ErrorCode, Gate, Policy, load_gate, packs};

/// How many are tried, unless a run is long.
const MUTANTS: u32 = 15_000;

/// How many questions are asked of each that is loaded.
const QUESTIONS: usize = 20;

/// What is mutated: a bundle, or the snapshot of a gate.
struct Original {
    name: String,
    document: Value,
    snapshot: bool,
}

/// Who may ask, in turn: in two roles, with nothing but an id, with all attributes that there are.
fn principals(policy: &Policy) -> [Value; 3] {
    let roles: Vec<&str> = policy.roles().into_iter().take(2).collect();
    let attributes = json!(policy.bundle().principal.attributes);
    let mut every = json!({});
    for attribute in attributes.as_array().unwrap() {
        // What those of the first type have, where there are several types.
        let types = attribute["types"].as_array();
        if types.is_none_or(|types| types.contains(&json!(0))) {
            put(&mut every, attribute);
        }
    }
    every["id"] = json!("u1");
    [json!({"id": "u1", "customer": "c1", "roles": roles}), json!({"id": "u1"}), every]
}

/// The gate of the first of them that the policy takes, and whose it is.
fn gate(policy: &Policy) -> (tollgate::Result<Gate>, Value) {
    let mut all = principals(policy).map(|principal| (policy.gate(&principal), principal));
    let taken = all.iter().position(|(gate, _)| gate.is_ok()).unwrap_or(all.len() - 1);
    all.swap(0, taken);
    let [first, ..] = all;
    first
}

fn originals() -> Vec<Original> {
    let mut all = Vec::new();
    for pack in packs::NAMES {
        let policy = packs::by_name(pack).unwrap();
        let document = serde_json::to_value(policy.bundle()).unwrap();
        let original = |document, snapshot| {
            let name = policy.pack().to_owned();
            Original { name, document, snapshot }
        };
        let gate = gate(&policy).0.unwrap();
        all.push(original(document, false));
        all.push(original(gate.snapshot(true), true));
        all.push(original(gate.snapshot(false), true));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs");
    let mut folders: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
        let document: Value = serde_json::from_str(&compiled.json).unwrap();
        let name = document["pack"].as_str().unwrap().to_owned();
        let policy = Policy::from_json(&compiled.json).unwrap();
        let snapshot = gate(&policy).0.unwrap().snapshot(true);
        all.push(Original { name: name.clone(), document, snapshot: false });
        all.push(Original { name, document: snapshot, snapshot: true });
    }
    all
}

fn refusal(error: &Error) -> Value {
    json!({"code": error.code(), "at": error.at()})
}

/// What comes of a question: the answer, or where it went wrong.
fn shown<T: serde::Serialize>(answer: tollgate::Result<T>) -> Value {
    answer.map_or_else(|error| refusal(&error), |answer| json!({ "answer": answer }))
}

/// Puts a value of its kind where an attribute of an object is.
fn put(object: &mut Value, attribute: &Value) {
    let value = match attribute["kind"].as_str().unwrap() {
        "enum" => attribute["values"][0].clone(),
        "bool" => json!(true),
        "set" => match attribute["of"].as_str() {
            Some(of) => json!([format!("{of}::u1")]),
            None => json!(["u1", "u2"]),
        },
        "entity" | "string" => json!("c1"),
        "strings" if attribute["values"].is_array() => json!([attribute["values"][0]]),
        "strings" => json!(["c1", "x"]),
        "decimal" => json!("1.5"),
        "datetime" => json!("2026-05-31"),
        "duration" => json!("1h"),
        "ip" => json!("10.0.0.1"),
        _ => json!(1),
    };
    let own = json!([attribute["name"]]);
    let path = attribute["path"].as_array().or(own.as_array()).unwrap();
    let mut place = object;
    for name in path {
        if !place.is_object() {
            *place = if place.is_null() { json!({}) } else { json!({"id": place.take()}) };
        }
        place = &mut place[name.as_str().unwrap()];
    }
    *place = value;
}

/// Records of each type: with a value of each attribute, and with nothing but the type.
fn records(bundle: &Value) -> Vec<Value> {
    let mut records = vec![Value::Null];
    for of in bundle["types"].as_array().into_iter().flatten().take(6) {
        let mut record = json!({"type": of["name"]});
        records.push(record.clone());
        for attribute in of["attributes"].as_array().into_iter().flatten().take(12) {
            put(&mut record, attribute);
        }
        records.push(record);
    }
    records
}

/// Some questions about what is loaded, each with its answer.
fn answers(dice: &mut Dice, gate: &Gate, bundle: &Value) -> Vec<Value> {
    let records = &records(bundle);
    let names = |table: &str, member: &str| -> Vec<String> {
        let items = bundle[table].as_array().into_iter().flatten();
        items.filter_map(|each| each[member].as_str().map(str::to_owned)).collect()
    };
    let (actions, controls) = (names("actions", "name"), names("controls", "id"));
    let mut out = Vec::new();
    for number in 0..QUESTIONS {
        let record = dice.choose(records);
        let action = actions.get(dice.below(actions.len().max(1))).map_or("none", String::as_str);
        let control = controls.get(dice.below(controls.len().max(1)));
        let control = control.map_or("none", String::as_str);
        let (verb, name, answer) = match number % 10 {
            0 | 1 => ("can", action, shown(gate.can(action, record))),
            2 | 3 => ("check", action, shown(gate.check(action, record))),
            4 => ("project", "", shown(gate.project(record))),
            5 => ("transitions", "", shown(gate.transitions(record))),
            6 => ("controls", "", shown(gate.prepare(record).controls().map(by_id))),
            7 => ("scope", action, shown(gate.scope(action))),
            8 => ("filter", action, shown(gate.filter(action))),
            _ => ("control", control, shown(gate.prepare(record).control(control))),
        };
        out.push(json!([verb, name, record, answer]));
    }
    if dice.below(8) == 0 {
        out.push(json!(["snapshot", "", null, {"answer": gate.snapshot(true)}]));
    }
    out
}

/// Controls by their ids, as JavaScript has them.
fn by_id(controls: Vec<tollgate::ControlState>) -> BTreeMap<String, Value> {
    controls.into_iter().map(|it| (it.id.clone(), serde_json::to_value(it).unwrap())).collect()
}

/// What is loaded: what a policy says of itself, who asks it, and the gate.
type Loaded = (Vec<Value>, Option<Value>, Gate);

/// Loads it; an error comes with who asked, where a policy was loaded.
fn load(text: &str, snapshot: bool) -> Result<Loaded, (Error, Option<Value>)> {
    if snapshot {
        let gate = load_gate(text).map_err(|error| (error, None))?;
        return Ok((Vec::new(), None, gate));
    }
    let policy = Policy::from_json(text).map_err(|error| (error, None))?;
    let about = vec![json!(policy.actions()), json!(policy.roles()), json!(policy.permissions())];
    match gate(&policy) {
        (Ok(gate), principal) => Ok((about, Some(principal), gate)),
        (Err(error), principal) => Err((error, Some(principal))),
    }
}

/// What the crate makes of a text, and the fingerprint that a bundle lacked and was given first.
fn outcome(dice: &mut Dice, text: &str, snapshot: bool) -> (Value, Option<String>) {
    let mut tell = |text: &str| match load(text, snapshot) {
        Err((error, principal)) => {
            let mut refused = refusal(&error);
            refused["principal"] = json!(principal);
            Err((error, refused))
        }
        Ok((about, principal, gate)) => {
            let bundle = serde_json::from_str(text).unwrap();
            let answers = answers(dice, &gate, &bundle);
            Ok(json!({"about": about, "principal": principal, "answers": answers}))
        }
    };
    match tell(text) {
        Err((error, _)) if error.at() == Some("fingerprint") && !error.allowed().is_empty() => {
            let seal = error.allowed()[0].clone();
            let sealed = tell(&reseal(text, &seal));
            (sealed.unwrap_or_else(|(_, refused)| refused), Some(seal))
        }
        outcome => (outcome.unwrap_or_else(|(_, refused)| refused), None),
    }
}

/// A mutant as what it has in place of a part of the original: where that starts, where it ends,
/// and what stands there.
fn difference(original: &str, mutant: &str) -> Value {
    let alike = |(one, other): &(u8, u8)| one == other;
    let start = original.bytes().zip(mutant.bytes()).take_while(alike).count();
    let start = (0..=start).rev().find(|at| original.is_char_boundary(*at)).unwrap();
    let (rest, changed) = (&original[start..], &mutant[start..]);
    let end = rest.bytes().rev().zip(changed.bytes().rev()).take_while(alike).count();
    let boundary = |end: &usize| rest.is_char_boundary(rest.len() - end);
    let end = (0..=end).rev().find(boundary).unwrap();
    json!([start, original.len() - end, &changed[..changed.len() - end]])
}

#[test]
fn mutants_are_refused_or_answer_and_are_written_with_what_comes_of_them() {
    let long = std::env::var_os("TOLLGATE_LONG").is_some();
    let count = if long { MUTANTS * 10 } else { MUTANTS };
    let seed = std::env::var("TOLLGATE_SEED").map_or(20_261_126, |seed| seed.parse().unwrap());
    println!("{count} mutants, seed {seed}; another with TOLLGATE_SEED");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/mutants");
    std::fs::create_dir_all(&folder).unwrap();
    let mut out = BufWriter::new(File::create(folder.join("mutants.jsonl")).unwrap());
    let originals = originals();
    let texts: Vec<String> = originals.iter().map(|it| it.document.to_string()).collect();
    for (Original { name, snapshot, .. }, text) in originals.iter().zip(&texts) {
        writeln!(out, "{}", json!({"pack": name, "snapshot": snapshot, "text": text})).unwrap();
    }
    let mut dice = Dice::new(seed);
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for number in 0..count {
        let of = dice.below(originals.len());
        let Original { document, snapshot, .. } = &originals[of];
        let mut mutant = document.clone();
        let mut changes = Vec::new();
        for _ in 0..*dice.choose(&[1, 1, 1, 1, 2, 3]) {
            changes.push(mutate(&mut dice, &mut mutant));
        }
        let text = mutated_text(&mut dice, &mutant, &mut changes);
        let (outcome, seal) = outcome(&mut dice, &text, *snapshot);
        let kind = match (&outcome["code"], &outcome["principal"]) {
            (Value::String(code), Value::Null) => code.as_str(),
            (Value::String(_), _) => "loaded for nobody",
            _ => "loaded",
        };
        *counts.entry(kind.to_owned()).or_default() += 1;
        let line = json!({
            "number": number, "of": of, "changes": changes, "seal": seal,
            "difference": difference(&texts[of], &text), "outcome": outcome,
        });
        writeln!(out, "{line}").unwrap();
    }
    out.flush().unwrap();
    println!("{counts:?}");
    let known = [ErrorCode::BadBundle, ErrorCode::UnsupportedFormat, ErrorCode::TooLarge];
    let refused = known.map(ErrorCode::as_str);
    assert!(
        counts.keys().all(|kind| kind.starts_with("loaded") || refused.contains(&kind.as_str()))
    );
    assert!(counts["loaded"] > count / 20 && counts["bad_bundle"] > count / 2);
}
