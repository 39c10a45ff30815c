//! What `project` makes of a value that is wrong is as wrong, tells nothing of it, and is the same
//! natively and in JavaScript: the table is `tests/node/wrong-values.json`. Every answer about the
//! projected record is that about the record, errors included.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde::Serialize;
use serde_json::{Value, json};
use tollgate::{Gate, Policy, Result, packs};

/// By pack: who asks, and a sound record of its type.
fn subjects() -> Vec<(Policy, Gate, Value)> {
    let customer = json!({"type": "Customer", "status": "ACTV", "informationComplete": true});
    let company = json!({
        "type": "Company", "companyType": "Other", "status": "Active",
        "hasCurrentLoads": true, "hasLoadHistory": false,
    });
    let shipment = json!({
        "type": "Shipment", "commissioned": ["u1"], "bookedBy": "u1", "billedTo": "c1",
        "invoiced": false,
    });
    let subject = |policy: Policy, principal: Value, record| {
        let gate = policy.gate(&principal).unwrap();
        (policy, gate, record)
    };
    let sales = json!({"id": "u1", "customer": "u1", "roles": ["Sales"]});
    vec![
        subject(packs::client_metrics(), json!({"id": "u1", "roles": ["Commercial"]}), customer),
        subject(packs::alvys(), json!({"id": "u1", "permissions": ["deleteCompany"]}), company),
        subject(packs::access_levels(), sales, shipment),
    ]
}

/// Code and place, or the answer.
fn outcome<T: Serialize>(answer: Result<T>) -> Value {
    match answer {
        Ok(answer) => json!({ "answer": answer }),
        Err(error) => json!({"code": error.code(), "at": error.at(), "allowed": error.allowed()}),
    }
}

/// An answer without the sentences of errors: that of an unknown value quotes it.
fn unquoted(mut answer: Value) -> Value {
    if let Some(controls) = answer["answer"].as_array_mut() {
        for error in controls.iter_mut().filter_map(|each| each.get_mut("error")) {
            error["message"] = Value::Null;
        }
    }
    answer
}

/// All that a gate answers about a record.
fn answers(policy: &Policy, gate: &Gate, record: &Value) -> Vec<Value> {
    let mut all = vec![
        unquoted(outcome(gate.prepare(record).controls())),
        outcome(gate.transitions(record)),
        outcome(gate.project(record)),
    ];
    for action in policy.actions() {
        all.push(outcome(gate.can(action, record)));
        all.push(outcome(gate.check(action, record)));
        all.push(json!(gate.filter(action).is_ok_and(|filter| filter.matches(record))));
        let table = gate.table(std::slice::from_ref(record), Some(&[action]));
        all.push(outcome(table.map(|table| table.column(action).map(<[u8]>::to_vec))));
    }
    for step in ["deactivate", "reactivate"] {
        all.push(outcome(gate.transition(step, record)));
    }
    all
}

#[test]
fn what_is_wrong_is_projected_to_what_is_as_wrong_and_tells_nothing() {
    let table: Value = serde_json::from_str(include_str!("node/wrong-values.json")).unwrap();
    let kinds: Vec<&str> =
        table["kinds"].as_array().unwrap().iter().map(|kind| kind.as_str().unwrap()).collect();
    let (mut projected, mut compared) = (0, 0);
    for (policy, gate, sound) in subjects() {
        let bundle = policy.bundle();
        let of = bundle.types.iter().find(|of| json!(of.name) == sound["type"]).unwrap();
        for attribute in &of.attributes {
            let kind = kinds.iter().position(|kind| *kind == attribute.kind.as_str()).unwrap();
            for row in table["projected"].as_array().unwrap() {
                let mut record = sound.clone();
                record[&attribute.name] = row["value"].clone();
                let least = gate.project(&record).unwrap();
                let listed = attribute.values.iter().any(|value| row["value"] == json!(value));
                let expected = match &row["to"][kind] {
                    word if word == "absent" => None,
                    // A value of this attribute's, or the blank itself.
                    word if word == "-" && (kind != 0 || listed) => Some(row["value"].clone()),
                    word if word == "-" => Some(json!("")),
                    word => Some(word.clone()),
                };
                let told = format!("{} {}", attribute.name, row["value"]);
                assert_eq!(least.get(&attribute.name), expected.as_ref(), "{told}");
                assert!(!least.to_string().contains("078"), "{least}");
                projected += 1;
                let [whole, little] = [&record, &least].map(|it| answers(&policy, &gate, it));
                compared += whole.len();
                assert_eq!(whole, little, "{told}");
            }
        }
    }
    println!("{projected} values projected, {compared} answers compared");
    assert!(projected > 0 && compared > 0);
}

/// The same object with a value at the end of a way, where an id may be in the way.
fn with_at(mut object: Value, way: &[String], value: &Value) -> Value {
    let Some((name, rest)) = way.split_first() else { return value.clone() };
    let within = match &object[name] {
        Value::Null => json!({}),
        id @ Value::String(_) if !rest.is_empty() => json!({ "id": id }),
        within => within.clone(),
    };
    object[name] = with_at(within, rest, value);
    object
}

#[test]
fn of_what_an_attribute_holds_what_is_wrong_is_projected_to_what_is_as_wrong() {
    let table: Value = serde_json::from_str(include_str!("node/wrong-values.json")).unwrap();
    let policy = packs::expenses();
    let principal = json!({"id": "u1", "roles": ["Employee", "Manager"], "department": "Sales"});
    let gate = policy.gate(&principal).unwrap();
    let sound = json!({
        "type": "Expense", "id": "e1", "status": "DRAFT", "amount": 50, "category": "TRAVEL",
        "owner": {"id": "u1", "department": "Sales"}, "country": "FR", "receipt": "x.pdf",
        "labels": [], "team": "t1", "budget": 100, "periodClosed": false,
    });
    let (mut projected, mut compared) = (0, 0);
    let of = policy.bundle().types.iter().find(|of| of.name == "Expense").unwrap();
    for attribute in &of.attributes {
        for row in table["projected"].as_array().unwrap() {
            let way = match &attribute.path[..] {
                [] => std::slice::from_ref(&attribute.name),
                path => path,
            };
            let record = with_at(sound.clone(), way, &row["value"]);
            let least = gate.project(&record).unwrap();
            assert!(!least.to_string().contains("078"), "{least}");
            let [whole, little] = [&record, &least].map(|it| answers(&policy, &gate, it));
            assert_eq!(whole, little, "{} {}", attribute.name, row["value"]);
            projected += 1;
            compared += whole.len();
        }
    }
    println!("{projected} values projected, {compared} answers compared");
    assert!(projected > 200 && compared > 0);
}

/// A record that has what JSON has no number for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    r#type: &'static str,
    status: Option<&'static str>,
    information_complete: bool,
    balance: u128,
    debt: i128,
}

#[test]
fn a_number_beyond_64_bits_is_no_reason_to_answer_otherwise() {
    let gate = packs::client_metrics().gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    let [mut tried, numbers] = [0, 3];
    for (balance, debt) in [(1, -1), (u128::from(u64::MAX) + 1, i128::MIN), (u128::MAX, 0)] {
        for status in [Some("ACTV"), Some("INAC"), Some("actv"), None] {
            let record =
                Customer { r#type: "Customer", status, information_complete: true, balance, debt };
            let plain = json!({"type": "Customer", "status": status, "informationComplete": true});
            let filter = gate.filter("editCustomer").unwrap();
            let (can, whole) =
                (gate.can("editCustomer", &record), gate.can("editCustomer", &plain));
            assert_eq!(outcome(can), outcome(whole));
            assert_eq!(filter.matches(&record), filter.matches(&plain));
            assert_eq!(outcome(gate.project(&record)), outcome(gate.project(&plain)));
            assert_eq!(
                outcome(gate.check("editCustomer", &record)),
                outcome(gate.check("editCustomer", &plain))
            );
            assert_eq!(
                outcome(
                    gate.table(&[record], Some(&["editCustomer"])).map(|it| it.columns().to_vec())
                ),
                outcome(
                    gate.table(&[plain], Some(&["editCustomer"])).map(|it| it.columns().to_vec())
                ),
            );
            tried += 1;
        }
    }
    println!("{tried} records with {numbers} pairs of numbers");
}

#[test]
fn a_number_beyond_64_bits_in_an_attribute_is_a_value_of_another_type() {
    #[derive(Serialize)]
    struct Odd {
        r#type: &'static str,
        status: u128,
    }
    let gate = packs::client_metrics().gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    for status in [7, u128::MAX] {
        let record = Odd { r#type: "Customer", status };
        let wrong =
            json!({"code": "wrong_type", "at": "status", "allowed": ["PAIN", "ACTV", "INAC"]});
        assert_eq!(outcome(gate.can("editCustomer", &record)), wrong);
        assert_eq!(outcome(gate.check("editCustomer", &record)), wrong);
        let least = gate.project(&record).unwrap();
        assert_eq!(least, json!({"type": "Customer", "status": [null]}));
        assert!(!gate.filter("editCustomer").unwrap().matches(&record));
    }
}

#[test]
fn a_filter_of_all_rows_matches_every_object_and_nothing_else() {
    let gate = packs::client_metrics().gate(&json!({"id": "u1", "permissions": ["view"]})).unwrap();
    let filter = gate.filter("viewCustomer").unwrap();
    assert_eq!(json!(filter.kind), "all");
    for (row, matches) in [
        (json!({}), true),
        (json!({"status": 7}), true),
        (json!(null), false),
        (json!([]), false),
        (json!("x"), false),
        (json!(7), false),
        (json!(true), false),
    ] {
        assert_eq!(filter.matches(&row), matches, "{row}");
    }
}

#[test]
fn a_snapshot_projects_as_its_gate_whatever_else_is_known_of_the_principal() {
    let schema = "entity User { role: String, level: Long };\n\
                  entity Doc { owner: User, size: Long };\n\
                  action read appliesTo { principal: User, resource: Doc };\n";
    let policies = "@id(\"own\") @reason(\"Theirs\")\npermit (principal, action, resource)\n\
                    when {\n  resource.owner == principal || principal.role == \"lead\" ||\n  \
                    (principal.level > 3 && resource.size < 5)\n};\n";
    let files = [("schema.cedarschema", schema), ("own.cedar", policies)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
    let sources = tollgate_compiler::Sources { name: "docs".to_owned(), files };
    let compiled = tollgate_compiler::compile(&sources).unwrap_or_else(|it| panic!("{it:?}"));
    let policy = Policy::from_json(&compiled.json).unwrap();
    let record = json!({"type": "Doc", "owner": "ann", "size": 2});
    let mut tried = 0;
    for role in ["", "-", "--", "lead", "ann", "mo"] {
        for level in [0, 2, 4, 5] {
            let principal = json!({"id": "mo", "role": role, "level": level});
            let gate = policy.gate(&principal).unwrap();
            for explain in [true, false] {
                let snapshot = tollgate::load_gate(&gate.snapshot(explain).to_string()).unwrap();
                assert_eq!(snapshot.project(&record), gate.project(&record), "{principal}");
                tried += 1;
            }
        }
    }
    println!("{tried} snapshots");
    assert!(tried > 0);
}
