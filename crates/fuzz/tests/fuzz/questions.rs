//! Questions: principals, records and contexts of any shape, put to the packs.

use std::collections::BTreeSet;

use proptest::prelude::{Just, any};
use proptest::prop_oneof;
use proptest::strategy::Strategy;
use serde_json::{Value, json};
use tollgate::{Error, ErrorCode, Gate, Policy, packs};

use crate::harness::Target;
use crate::json::{any_value, changed};

const TARGET: Target = Target { name: "questions", inputs: 8000, taken_of_ten: 4 };

/// What only loading says.
const OF_LOADING: [ErrorCode; 2] = [ErrorCode::BadBundle, ErrorCode::UnsupportedFormat];

/// A pack, and a question about it that is sound.
struct Known {
    policy: Policy,
    sound: Value,
}

fn known() -> [Known; 5] {
    let of = |policy: Policy, action: &str, principal: Value, record: Value| {
        let context = json!({"now": "2026-01-31T12:00:00Z"});
        let sound = json!({
            "principal": principal, "record": record, "context": context, "name": action,
        });
        Known { policy, sound }
    };
    let of_expenses = |action: &str| {
        of(
            packs::expenses(),
            action,
            json!({
                "id": "me", "roles": ["Manager"], "department": "us", "limit": 8000,
                "in": ["Team::t1"], "links": {"delegate-approval": ["Expense::e1"]},
            }),
            json!({
                "type": "Expense", "id": "e1", "status": "submitted", "amount": 5001,
                "owner": {"id": "you", "department": "us"}, "category": "meals", "country": "IT",
                "receipt": "a.pdf", "labels": ["disputed"], "team": "t1", "budget": 5000,
                "periodClosed": true,
            }),
        )
    };
    [
        of(
            packs::client_metrics(),
            "scoreClientMetrics",
            json!({"id": "me", "roles": ["Commercial"]}),
            json!({"type": "Customer", "status": "PAIN", "informationComplete": true}),
        ),
        of(
            packs::alvys(),
            "createCompany",
            json!({"id": "me", "permissions": ["createCompany"]}),
            json!({"type": "Company", "companyType": "Shipper"}),
        ),
        of(
            packs::access_levels(),
            "viewShipment",
            json!({"id": "me", "roles": ["Sales"], "account": "us"}),
            json!({
                "type": "Shipment", "bookedBy": "me", "billedTo": "us", "commissioned": ["me"],
                "invoiced": false,
            }),
        ),
        of_expenses("approveExpense"),
        of_expenses("viewExpense"),
    ]
}

/// Every word of the packs' bundles: members, names and values.
fn words(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.len() < 40 => drop(all.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| words(item, all)),
        Value::Object(members) => members.iter().for_each(|(name, item)| {
            all.insert(name.clone());
            words(item, all);
        }),
        _ => {}
    }
}

fn check_error(error: &Error) {
    assert!(!OF_LOADING.contains(&error.code()), "{error}");
    assert!(!error.to_string().is_empty());
}

/// Asks every verb; whether one of them had an answer.
fn ask(gate: &Gate, question: &Value) -> bool {
    let (record, context) = (&question["record"], &question["context"]);
    let name = question["name"].as_str().unwrap_or_default();
    let (mut answered, request) = (false, gate.prepare(record).with(context));
    let mut tell = |error: Option<Error>| match error {
        Some(error) => check_error(&error),
        None => answered = true,
    };
    tell(request.check(name).err());
    tell(request.can(name).err());
    tell(request.control(name).err());
    tell(request.controls().err());
    tell(request.options(name).err());
    tell(request.transition(name).err());
    tell(request.transitions().err());
    tell(gate.prepare(&()).with(context).scope(name).err());
    tell(gate.prepare(&()).with(context).filter(name).map(|it| it.matches(record)).err());
    tell(gate.project(record).err());
    tell(gate.table(&[record, record], Some(&[name])).err());
    answered
}

fn read(known: &[Known], text: &str) -> bool {
    let question: Value = serde_json::from_str(text).unwrap();
    let mut answered = false;
    for Known { policy, sound } in known {
        let decide = |gate: &Gate| gate.check(sound["name"].as_str().unwrap(), &sound["record"]);
        let before = policy.gate(&sound["principal"]).unwrap();
        let expected = json!(decide(&before).unwrap());
        match policy.gate(&question["principal"]) {
            Ok(gate) => answered |= ask(&gate, &question),
            Err(error) => check_error(&error),
        }
        answered |= ask(&before, &question);
        assert_eq!(json!(decide(&before).unwrap()), expected);
    }
    answered
}

#[test]
fn questions() {
    let known = known();
    let mut all = BTreeSet::new();
    for each in &known {
        words(&serde_json::to_value(each.policy.bundle()).unwrap(), &mut all);
    }
    let all: Vec<String> =
        all.into_iter().chain(["id", "roles", "type", "__proto__"].map(str::to_owned)).collect();
    let any_question = {
        let value = any_value(all.clone());
        let name = (Just(all), any::<proptest::sample::Index>());
        let name = name.prop_map(|(all, at)| at.get(&all).clone());
        (value.clone(), value.clone(), value, name).prop_map(|(principal, record, context, name)| {
            json!({"principal": principal, "record": record, "context": context, "name": name})
        })
    };
    let sound = known.iter().map(|each| each.sound.clone()).collect();
    let questions = prop_oneof![changed(sound), any_question];
    TARGET.run(questions.prop_map(|it| it.to_string()), |text| read(&known, text));
}
