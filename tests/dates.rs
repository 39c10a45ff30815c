//! Dates that in UTC are of years that no text has, in policies, principals, records and snapshots.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::json;
use tollgate::{Gate, Policy, load_gate};
use tollgate_compiler::{Sources, compile};

fn gate(policies: &[&str]) -> Gate {
    let schema = "entity User { since: datetime };\n\
                  entity Doc { name: String, size: Long, due?: datetime, open: Bool };\n\
                  action view appliesTo { principal: User, resource: Doc };\n";
    let policy = |(at, condition): (usize, &&str)| {
        format!("@id(\"p{at}\") permit (principal, action, resource) when {{ {condition} }};\n")
    };
    let policies: String = policies.iter().enumerate().map(policy).collect();
    let files = [("schema.cedarschema", schema.to_owned()), ("a.cedar", policies)];
    let files = files.map(|(name, text)| (name.to_owned(), text)).into();
    let compiled = compile(&Sources { name: "dates".to_owned(), files }).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    policy.gate(&json!({"id": "u1", "since": "2026-01-01"})).unwrap()
}

#[test]
fn dates_of_years_that_no_text_has_are_told_exactly() {
    let far = ["0000-01-01T00:00:00+2359", "9999-12-31T23:59:59.999-2359"];
    // A minute earlier than the second of them.
    let gate = gate(&[
        "resource has due && resource.due == principal.since",
        "resource has due && resource.due > datetime(\"9999-12-31T23:59:59.999-2358\")",
    ]);
    let mut asked = 0;
    for since in far {
        let gate = gate.policy().unwrap().gate(&json!({"id": "u1", "since": since})).unwrap();
        let again = load_gate(&gate.snapshot(true).to_string()).unwrap();
        for due in far {
            let row = json!({"type": "Doc", "name": "a", "size": 1, "open": true, "due": due});
            for gate in [&gate, &again] {
                let expected = since == due || due == far[1];
                assert_eq!(gate.can("view", &row).unwrap(), expected, "{since} {due}");
                let least = gate.project(&row).unwrap();
                assert_eq!(gate.can("view", &least).unwrap(), expected, "{least}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 8);
}
