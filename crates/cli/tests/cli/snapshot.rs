//! `tollgate snapshot`: a gate as JSON, which loads again.

use serde_json::{Value, json};

use crate::run;

const EDITOR: &str = r#"{"id": "u1", "permissions": ["view", "edit"]}"#;

#[test]
fn what_it_prints_is_a_gate_with_the_same_answers() {
    let run = run(&["snapshot", "--pack", "client-metrics", "--principal", EDITOR]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let gate = tollgate::load_gate(&run.stdout).unwrap();
    let inactive = json!({"type": "Customer", "status": "INAC", "informationComplete": true});
    let decision = gate.check("editCustomer", &inactive).unwrap();
    assert_eq!(decision.unlock.len(), 1);
}

#[test]
fn a_terse_one_names_no_group() {
    let asked =
        ["snapshot", "--pack", "client-metrics", "--principal", EDITOR, "--terse", "--json"];
    let snapshot: Value = run(&asked).json();
    assert_eq!(snapshot["groups"], json!([]));
    assert_eq!(snapshot["snapshot"]["explain"], false);
}

#[test]
fn a_principal_that_the_pack_does_not_know_is_an_error() {
    let principal = r#"{"id": "u1", "permissions": ["viev"]}"#;
    let run = run(&["snapshot", "--pack", "client-metrics", "--principal", principal]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("unknown_permission"), "{}", run.stderr);
}
