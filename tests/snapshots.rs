//! A snapshot answers as the gate it was made of, for every role of each pack on every record, and
//! carries nothing that its principal must not see.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{PACKS, Pack};
use tollgate::bundle::Bundle;
use tollgate::program::{Fact, Program};
use tollgate::{ErrorCode, Gate, load_gate};

/// A gate for each role, and for each with one group more or less in it.
fn gates(pack: &Pack) -> Vec<Gate> {
    let groups: Vec<&str> = pack.policy.bundle().groups.iter().map(|it| it.name.as_str()).collect();
    let mut gates = Vec::new();
    for role in pack.policy.roles() {
        for group in &groups {
            let mut principal = json!({"id": "me", "roles": [role], "groups": [group]});
            for attribute in pack.principal_attributes() {
                principal[&attribute.name] = json!("mine");
            }
            gates.push(pack.policy.gate(&principal).unwrap());
        }
    }
    gates.push(pack.policy.gate(&json!({"id": "nobody"})).unwrap());
    gates
}

/// A few records of each type, and none.
fn records(pack: &Pack) -> Vec<Value> {
    let types = pack.policy.bundle().types.iter().flat_map(|of| {
        let records = pack.records(&of.name);
        let step = records.len().div_ceil(40).max(1);
        records.into_iter().step_by(step).collect::<Vec<_>>()
    });
    types.chain([Value::Null]).collect()
}

#[test]
fn every_answer_of_a_snapshot_is_that_of_its_gate() {
    for name in PACKS {
        let pack = Pack::load(name);
        let (records, actions) = (records(&pack), pack.policy.actions());
        let mut asked = 0;
        for gate in gates(&pack) {
            let again = load_gate(&gate.snapshot(true).to_string()).unwrap();
            let terse = load_gate(&gate.snapshot(false).to_string()).unwrap();
            for action in &actions {
                assert_eq!(again.filter(action), gate.filter(action), "{action}");
                assert_eq!(terse.filter(action), gate.filter(action), "{action}");
            }
            for record in &records {
                for action in &actions {
                    let full = gate.check(action, record);
                    assert_eq!(again.check(action, record), full, "{action} {record}");
                    let short = terse.check(action, record);
                    let allowed = |it: &tollgate::Decision| (it.allowed, it.denial);
                    assert_eq!(short.as_ref().map(allowed), full.as_ref().map(allowed));
                    if let Ok(denied) = short.as_ref().map(|it| json!(it))
                        && denied["allowed"] == false
                    {
                        assert_eq!(denied["unlock"], Value::Null);
                        assert!(denied["determining"].as_array().unwrap().iter().all(no_reason));
                    }
                    asked += 1;
                }
                assert_eq!(again.controls(record), gate.controls(record), "{record}");
                assert_eq!(again.transitions(record), gate.transitions(record), "{record}");
            }
        }
        println!("{name}: {asked} decisions as those of the gate");
        assert!(asked > 1000);
    }
}

fn no_reason(policy: &Value) -> bool {
    policy.get("reason").is_none()
}

#[test]
fn a_snapshot_names_no_role_no_help_and_no_group_that_cannot_be_granted() {
    for name in PACKS {
        let pack = Pack::load(name);
        for gate in gates(&pack) {
            let snapshot = gate.snapshot(true);
            for gone in ["roles", "help", "grantAdvice"] {
                assert_eq!(snapshot.get(gone), None, "{gone}");
            }
            let groups = snapshot["groups"].as_array().unwrap();
            assert!(groups.iter().all(|group| group.get("offered").is_none()));
            let terse = gate.snapshot(false);
            assert_eq!(terse["groups"], json!([]));
            assert!(terse["policies"].as_array().unwrap().iter().all(no_reason));
            assert!(terse.to_string().len() <= snapshot.to_string().len());
        }
    }
}

#[test]
fn a_snapshot_and_a_bundle_are_not_taken_for_each_other() {
    let policy = tollgate::packs::client_metrics();
    let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    let snapshot = gate.snapshot(true).to_string();
    assert_eq!(tollgate::Policy::from_json(&snapshot).unwrap_err().code(), ErrorCode::BadBundle);
    let bundle = serde_json::to_string(policy.bundle()).unwrap();
    assert_eq!(load_gate(&bundle).unwrap_err().code(), ErrorCode::BadBundle);
}

/// Where the values of a document stand, as JSON pointers.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| places(item, format!("{at}/{index}"), all));
        }
        Value::Object(members) => {
            let members = members.iter();
            members.for_each(|(name, item)| places(item, format!("{at}/{name}"), all));
        }
        _ => {}
    }
    all.push(at);
}

/// The program of a snapshot.
fn program(snapshot: &Value) -> Program {
    let bundle: Bundle = serde_json::from_value(snapshot.clone()).unwrap();
    Program::from_bytes(&bundle.program.0).unwrap()
}

#[test]
fn no_change_of_a_snapshot_makes_loading_or_asking_panic() {
    let policy = tollgate::packs::client_metrics();
    let gate = policy.gate(&json!({"id": "u1", "roles": ["ReadOnly"]})).unwrap();
    let snapshot = gate.snapshot(true);
    assert!(!program(&snapshot).guards.is_empty());
    let mut all = Vec::new();
    places(&snapshot, String::new(), &mut all);
    let values = [json!(0), json!(1), json!(7), json!(u32::MAX), json!(-1), json!("in"), json!([])];
    let (mut refused, mut loaded) = (0, 0);
    for place in &all {
        for value in values.iter().chain([&Value::Null]) {
            let mut changed = snapshot.clone();
            *changed.pointer_mut(place).unwrap() = value.clone();
            match load_gate(&changed.to_string()) {
                Err(error) => {
                    let known = [ErrorCode::BadBundle, ErrorCode::UnsupportedFormat];
                    assert!(known.contains(&error.code()), "{place} {value}: {error}");
                    refused += 1;
                }
                Ok(gate) => {
                    for status in ["PAIN", "ACTV", "INAC"] {
                        let record = json!({"type": "Customer", "status": status});
                        policy.actions().iter().for_each(|it| drop(gate.check(it, &record)));
                        drop(gate.controls(&record));
                    }
                    loaded += 1;
                }
            }
        }
    }
    println!("{refused} changed snapshots refused, {loaded} loaded");
    assert!(refused > all.len());
}

#[test]
fn a_snapshot_of_a_snapshot_is_the_same() {
    for name in PACKS {
        let pack = Pack::load(name);
        for gate in gates(&pack) {
            for explain in [true, false] {
                let snapshot = gate.snapshot(explain);
                let again = load_gate(&snapshot.to_string()).unwrap();
                assert_eq!(again.snapshot(explain), snapshot);
                assert_eq!(again.snapshot(false), gate.snapshot(false));
            }
        }
    }
}

#[test]
fn the_clauses_of_a_snapshot_ask_for_nothing_but_groups_that_may_be_granted() {
    for name in PACKS {
        let pack = Pack::load(name);
        for gate in gates(&pack) {
            let explaining = program(&gate.snapshot(true));
            let rules = explaining.actions.iter().flatten();
            for fact in rules.flat_map(|rule| &rule.facts) {
                let Fact::In(group) = fact else { panic!("{fact:?}") };
                assert!(explaining.groups[group.index()].offered);
            }
            let terse = program(&gate.snapshot(false));
            assert!(terse.actions.iter().flatten().all(|rule| rule.facts.is_empty()));
            assert!(terse.groups.is_empty() && terse.guards.is_empty());
        }
    }
}
