//! Snapshots: those of the packs' roles, that explain and terse ones, changed.

use proptest::strategy::Strategy;
use serde_json::{Value, json};
use tollgate::{load_gate, packs};

use crate::asking::Names;
use crate::harness::Target;
use crate::json::changed;

const TARGET: Target = Target { name: "snapshots", inputs: 2500, taken_of_ten: 1 };

fn read(text: &str) -> bool {
    let Ok(gate) = load_gate(text) else { return false };
    let names = Names::of(&serde_json::from_str(text).unwrap());
    names.ask_snapshots(&gate) > 0
}

#[test]
fn snapshots() {
    let mut known = Vec::new();
    for policy in [packs::alvys(), packs::access_levels(), packs::client_metrics()] {
        let bundle = serde_json::to_value(policy.bundle()).unwrap();
        for role in policy.roles().into_iter().take(3) {
            let mut person = json!({"id": "me", "roles": [role]});
            for attribute in bundle["principal"]["attributes"].as_array().into_iter().flatten() {
                person[attribute["name"].as_str().unwrap()] = json!("us");
            }
            let gate = policy.gate(&person).unwrap();
            known.extend([gate.snapshot(true), gate.snapshot(false)]);
        }
    }
    TARGET.run(changed(known).prop_map(|snapshot: Value| snapshot.to_string()), read);
}
