//! A snapshot answers as the gate it was made of: in every situation that a question can tell from
//! another, and for the users of each pack on every record. It carries nothing that its principal
//! must not see.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::situation::Situation;
use support::{PACKS, Pack};
use tollgate::bundle::Bundle;
use tollgate::program::{Fact, GroupId, PolicyId, Program};
use tollgate::{ControlKind, ErrorCode, Gate, load_gate};

/// Of how many records everybody is asked; of more, which is a bound, each user as it is.
const RECORDS_MAX: usize = 1_000;

/// A gate for each user, and for each with one group more.
fn gates(pack: &Pack) -> Vec<Gate> {
    let users = pack.users_and_groups().into_iter();
    users.map(|principal| pack.policy.gate(&principal).unwrap()).collect()
}

/// A gate, and those made of its snapshots.
struct Three {
    gate: Gate,
    again: Gate,
    terse: Gate,
}

impl Three {
    fn of(gate: Gate) -> Self {
        let again = load_gate(&gate.snapshot(true).to_string()).unwrap();
        let terse = load_gate(&gate.snapshot(false).to_string()).unwrap();
        Three { gate, again, terse }
    }

    fn same_decision(&self, action: &str, record: &Value, context: &Value) {
        let check = |gate: &Gate| match context {
            Value::Null => gate.check(action, record),
            _ => gate.prepare(record).with(context).check(action),
        };
        let (full, short) = (check(&self.gate), check(&self.terse));
        assert_eq!(check(&self.again), full, "{action} {record}");
        let verdict = |it: &tollgate::Decision| (it.allowed, it.denial);
        assert_eq!(short.as_ref().map(verdict), full.as_ref().map(verdict), "{action} {record}");
        if let Ok(denied) = short.as_ref().map(|it| json!(it))
            && denied["allowed"] == false
        {
            assert_eq!(denied["unlock"], Value::Null);
            assert!(denied["determining"].as_array().unwrap().iter().all(no_reason));
        }
    }

    fn same_lists(&self, record: &Value) {
        let Three { gate, again, terse } = self;
        assert_eq!(again.prepare(record).controls(), gate.prepare(record).controls(), "{record}");
        assert_eq!(again.transitions(record), gate.transitions(record), "{record}");
        let shown = |gate: &Gate| -> Vec<_> {
            let controls = gate.prepare(record).controls().unwrap().into_iter();
            controls.map(|it| (it.id, it.state, it.error)).collect()
        };
        assert_eq!(shown(terse), shown(gate), "{record}");
    }
}

#[test]
fn every_decision_of_a_snapshot_is_that_of_its_gate_in_every_situation() {
    for name in PACKS {
        let pack = Pack::load(name);
        let (mut asked, mut snapshots) = (0, 0);
        for (action, resource) in pack.questions() {
            for viewpoint in pack.viewpoints(&[&action], &resource) {
                let three = Three::of(viewpoint.gate(&pack));
                let context = &viewpoint.context;
                let page = |gate: &Gate| {
                    let page = gate.prepare(&()).with(context);
                    (page.scope(&action), page.filter(&action))
                };
                assert_eq!(page(&three.again), page(&three.gate), "{action}");
                assert_eq!(page(&three.terse), page(&three.gate), "{action}");
                for record in &viewpoint.records {
                    three.same_decision(&action, record, context);
                }
                asked += viewpoint.records.len();
                snapshots += 2;
            }
        }
        let extent = pack.extent();
        println!("{name}: {asked} decisions through {snapshots} snapshots, {extent}");
        assert!(asked > 0 && snapshots > 0);
    }
}

#[test]
fn every_control_and_step_of_a_snapshot_is_that_of_its_gate_in_every_situation() {
    for name in PACKS {
        let pack = Pack::load(name);
        let mut known: BTreeMap<String, Three> = BTreeMap::new();
        let names = pack.names();
        let mut asked = 0;
        let mut same = |situation: &Situation, control: Option<&str>| {
            let principal = situation.principal_json();
            let three = known
                .entry(principal.to_string())
                .or_insert_with(|| Three::of(pack.policy.gate(&principal).unwrap()));
            let (record, context) = (situation.record_json(), situation.context_json());
            let Some(id) = control else { return three.same_lists(&record) };
            let state = |gate: &Gate| gate.prepare(&record).with(&context).control(id);
            let full = state(&three.gate).unwrap();
            assert_eq!(state(&three.terse).unwrap().state, full.state, "{id} {record}");
            assert_eq!(state(&three.again).unwrap(), full, "{id} {record}");
            if full.kind == ControlKind::Choice {
                let options = |gate: &Gate| gate.prepare(&record).with(&context).options(id);
                assert_eq!(options(&three.again), options(&three.gate), "{id} {record}");
            }
            asked += 1;
        };
        for control in &names.controls {
            pack.control_situations(control, |situation| same(situation, Some(&control.id)));
        }
        for resource in &names.types {
            pack.step_situations(resource, |situation| same(situation, None));
        }
        let (snapshots, extent) = (known.len(), pack.extent());
        println!("{name}: {asked} controls through {snapshots} snapshots, {extent}");
        assert!(asked > 0);
    }
}

#[test]
fn a_snapshot_of_every_user_with_any_group_more_answers_as_its_gate_on_every_record() {
    for name in PACKS {
        let pack = Pack::load(name);
        let (types, actions) = (pack.names().types, pack.policy.actions());
        let records = types.iter().flat_map(|each| pack.records(each)).chain([Value::Null]);
        let records: Vec<Value> = records.collect();
        let mut asked = 0;
        let mut people = pack.users_and_groups();
        if records.len() > RECORDS_MAX {
            people = pack.users();
            pack.say_bound(format!("asked by {} users as they are", people.len()));
        }
        for principal in people {
            let three = Three::of(pack.policy.gate(&principal).unwrap());
            for action in &actions {
                let filter = three.gate.filter(action);
                assert_eq!(three.again.filter(action), filter, "{action}");
                assert_eq!(three.terse.filter(action), filter, "{action}");
            }
            for record in &records {
                for action in &actions {
                    three.same_decision(action, record, &Value::Null);
                }
                three.same_lists(record);
                asked += actions.len();
            }
        }
        let (records, extent) = (records.len(), pack.extent());
        println!("{name}: {asked} decisions on {records} records, {extent}");
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
                        drop(gate.prepare(&record).controls());
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
            assert!(terse.groups.is_empty());
            // What somebody could do is said of nobody: facts are only told apart.
            for guard in &terse.guards {
                let numbers = (0..guard.facts.len()).map(|at| Fact::In(GroupId::at(at)));
                assert!(guard.facts.iter().copied().eq(numbers));
                let mut clauses = guard.permits.iter().chain(&guard.forbids);
                assert!(clauses.all(|clause| clause.policy == PolicyId(0)));
            }
        }
    }
}
