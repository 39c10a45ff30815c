//! Snapshots: those of the packs' roles, that explain and terse ones, changed.

use proptest::strategy::Strategy;
use serde_json::Value;
use tollgate::{Policy, load_gate};

use crate::asking::{self, Names, person};
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
    for bundle in asking::bundles() {
        let policy = Policy::from_json(&bundle.to_string()).unwrap();
        let mut gates = vec![policy.gate(&person(&bundle, &[])).unwrap()];
        // Not every role is for every type of principals.
        let roles = policy.roles().into_iter().take(3);
        gates.extend(roles.filter_map(|role| policy.gate(&person(&bundle, &[role])).ok()));
        known.extend(gates.iter().flat_map(|gate| [gate.snapshot(true), gate.snapshot(false)]));
    }
    TARGET.run(changed(known).prop_map(|snapshot: Value| snapshot.to_string()), read);
}
