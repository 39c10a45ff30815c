//! While a record is not there yet, nothing that needs it is open: every control of every pack, for
//! every principal of the pack's cases, is in its ungranted state.
#![expect(clippy::unwrap_used, reason = "a test says that it failed by panicking")]
#![cfg(feature = "packs")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use tollgate::bundle::WORKSPACE;
use tollgate::program::{Binding, Program};
use tollgate::{ControlMode, Gate, Policy, packs};

const MISSING: Option<&Value> = None;

/// The gates of all principals that a pack's cases name.
fn gates(policy: &Policy) -> Vec<Gate> {
    let mut principals = BTreeSet::new();
    let folder = format!("policies/{}/cases", policy.pack());
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        for line in fs::read_to_string(file).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            principals.insert(case["principal"].to_string());
        }
    }
    let principal = |text: &String| policy.gate(&serde_json::from_str::<Value>(text).unwrap()).ok();
    principals.iter().filter_map(principal).collect()
}

/// By control: whether it needs a record, and how it shows to those without the right.
fn ungranted(policy: &Policy) -> Vec<(String, bool, ControlMode)> {
    let bundle = policy.bundle();
    let program = Program::from_bytes(&bundle.program.0).unwrap();
    let controls = bundle.controls.iter().zip(&program.controls);
    let each = controls.map(|(named, control)| {
        let mode = match control.binding {
            Binding::Field { .. } => ControlMode::Hidden,
            _ => control.ungranted,
        };
        let of = &bundle.types[named.resource.index()].name;
        (named.id.clone(), of != WORKSPACE, mode)
    });
    each.collect()
}

#[test]
fn a_control_without_its_record_is_ungranted_and_pending() {
    let mut asked = 0;
    let all = [packs::access_levels(), packs::alvys(), packs::client_metrics(), packs::expenses()];
    for policy in all {
        let controls = ungranted(&policy);
        let gates = gates(&policy);
        for gate in &gates {
            let listed = gate.controls_for(MISSING).unwrap();
            let pages = gate.controls().unwrap();
            assert_eq!(listed.len(), controls.len());
            for ((id, needs_record, mode), shown) in controls.iter().zip(&listed) {
                asked += 1;
                let Ok(control) = gate.control_for(id, MISSING) else {
                    assert!(!needs_record, "{id} of {} needs its record", policy.pack());
                    continue;
                };
                assert_eq!(control.pending, *needs_record, "{id}");
                if *needs_record {
                    assert_eq!((control.state, &control.message), (*mode, &None), "{id}");
                    assert_ne!(control.state, ControlMode::Enabled, "{id}");
                    assert_eq!(gate.control_for(id, Some(&Value::Null)).unwrap(), control);
                    let context = gate.prepare_optional(MISSING).with(&json!({}));
                    assert_eq!(context.control(id).unwrap(), control);
                }
                match pages.iter().find(|page| page.id == *id) {
                    Some(page) => assert_eq!(shown, page, "{id} is of pages without a record"),
                    None => assert_eq!(*shown, control, "{id}"),
                }
                if let Ok(options) = gate.options_for(id, MISSING) {
                    let open = |it: &&tollgate::ChoiceOption| it.allowed || !it.pending;
                    assert!(!options.is_empty() && options.iter().find(open).is_none(), "{id}");
                }
            }
        }
        println!("{}: {} principals, {} controls", policy.pack(), gates.len(), controls.len());
    }
    println!("{asked} controls asked without their record");
    assert!(asked > 1000);
}
