//! While a record is not there yet, nothing that needs it is open: every control of every pack, for
//! everybody whom some question can tell from another, is in its ungranted state. Whom it asked for
//! and what that state is are written down for `tests/node/pending.test.mjs`.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use support::{PACKS, Pack, bound};
use tollgate::bundle::WORKSPACE;
use tollgate::program::Binding;
use tollgate::{ChoiceOption, ControlMode, ControlState, Gate};

const MISSING: Option<&Value> = None;

/// Everybody whom some question of a pack can tell from another, the users that it has, each with
/// one group more as well, and whom its cases name.
fn principals(pack: &Pack) -> Vec<Value> {
    let mut all: Vec<Value> = pack.askers();
    all.extend(pack.users_and_groups());
    let folder = format!("{}/policies/{}/cases", env!("CARGO_MANIFEST_DIR"), pack.name);
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        for line in fs::read_to_string(file).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            // What is no principal has no gate.
            all.extend(case.get("principal").filter(|it| pack.policy.gate(it).is_ok()).cloned());
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|principal| seen.insert(principal.to_string()));
    all
}

/// How a control shows to those without the right.
struct Closed {
    id: String,
    needs_record: bool,
    mode: ControlMode,
}

fn closed(pack: &Pack) -> Vec<Closed> {
    let names = pack.names();
    let each = names.controls.iter().map(|control| {
        let bound = bound(&pack.policy, control);
        let mode = match bound.binding {
            Binding::Field { .. } => ControlMode::Hidden,
            _ => bound.ungranted,
        };
        assert_ne!(mode, ControlMode::Enabled, "{}", control.id);
        let needs_record = names.type_of(control) != WORKSPACE;
        Closed { id: control.id.clone(), needs_record, mode }
    });
    each.collect()
}

/// For `tests/node/pending.test.mjs`.
fn write(pack: &Pack, principals: &[Value], controls: &[Closed]) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/pending");
    fs::create_dir_all(&folder).unwrap();
    let bound = controls.iter().filter(|it| it.needs_record);
    let bound = bound.map(|it| (it.id.clone(), json!(it.mode)));
    let bound: serde_json::Map<String, Value> = bound.collect();
    let document = json!({ "principals": principals, "bound": bound });
    fs::write(folder.join(format!("{}.json", pack.name)), document.to_string()).unwrap();
}

/// Asks a gate about a control and its options, whose record is not there yet.
fn check(gate: &Gate, control: &Closed, listed: &ControlState, pages: &[ControlState]) -> usize {
    let Closed { id, needs_record, mode } = control;
    let Ok(state) = gate.control_for(id, MISSING) else {
        assert!(!needs_record, "{id} needs its record");
        return 0;
    };
    assert_eq!(state.pending, *needs_record, "{id}");
    if *needs_record {
        assert_eq!((state.state, &state.message), (*mode, &None), "{id}");
        assert_eq!(gate.control_for(id, Some(&Value::Null)).unwrap(), state);
        let within = gate.prepare_optional(MISSING).with(&json!({}));
        assert_eq!(within.control(id).unwrap(), state);
    }
    match pages.iter().find(|page| page.id == *id) {
        Some(page) => assert_eq!(listed, page, "{id} is of pages without a record"),
        None => assert_eq!(*listed, state, "{id}"),
    }
    let Ok(options) = gate.options_for(id, MISSING) else { return 0 };
    let waits = |it: &ChoiceOption| !it.allowed && it.pending;
    assert!(!options.is_empty() && (!needs_record || options.iter().all(waits)), "{id}");
    options.len()
}

#[test]
fn a_control_without_its_record_is_ungranted_and_pending() {
    for name in PACKS {
        let pack = Pack::load(name);
        let controls = closed(&pack);
        let principals = principals(&pack);
        let (mut asked, mut options) = (0, 0);
        for principal in &principals {
            let gate = pack.policy.gate(principal).unwrap();
            let snapshots = [true, false].map(|explain| gate.snapshot(explain).to_string());
            let loaded = snapshots.map(|text| tollgate::load_gate(&text).unwrap());
            for gate in std::iter::once(&gate).chain(&loaded) {
                let listed = gate.controls_for(MISSING).unwrap();
                let pages = gate.controls().unwrap();
                assert_eq!(listed.len(), controls.len());
                for (control, listed) in controls.iter().zip(&listed) {
                    options += check(gate, control, listed, &pages);
                    asked += usize::from(control.needs_record);
                }
            }
        }
        write(&pack, &principals, &controls);
        let (people, count) = (principals.len(), controls.len());
        let extent = pack.extent();
        println!(
            "{name}: {people} principals and their snapshots, {count} controls: {asked} pending, \
             {options} options, {extent}"
        );
        assert!(asked > 3 * people, "{name}");
    }
}
