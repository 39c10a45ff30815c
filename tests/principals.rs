//! Principals of several types: what each may say, what an action that is not for its type comes
//! to, and what a snapshot tells.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use serde_json::{Value, json};
use tollgate::{ControlMode, Denial, ErrorCode, Gate, Policy, Scope, UnknownRoles};

fn policy(pack: &str) -> Policy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs").join(pack);
    Policy::from_json(&tollgate_compiler::compile_dir(&folder).unwrap().json).unwrap()
}

/// The code, the place and what would do.
fn refused(policy: &Policy, principal: &Value) -> (ErrorCode, String, Vec<String>) {
    let error = policy.gate(principal).unwrap_err();
    (error.code(), error.at().unwrap_or_default().to_owned(), error.allowed().to_vec())
}

fn bot() -> Value {
    json!({"type": "Bot", "id": "b1", "limit": 5, "region": "eu"})
}

fn doc() -> Value {
    json!({"type": "Doc", "id": "d1", "cost": 3, "region": "us"})
}

#[test]
fn a_principal_says_its_type_where_there_are_several() {
    let policy = policy("principals-actions");
    let types = vec!["User".to_owned(), "Bot".to_owned()];
    let without = json!({"id": "b1", "limit": 5, "region": "eu"});
    let at = "principal.type".to_owned();
    assert_eq!(
        refused(&policy, &without),
        (ErrorCode::MissingAttribute, at.clone(), types.clone())
    );
    let doc = json!({"type": "Doc", "id": "b1"});
    assert_eq!(refused(&policy, &doc), (ErrorCode::UnknownValue, at.clone(), types));
    let number = json!({"type": 7, "id": "b1"});
    assert_eq!(refused(&policy, &number).0, ErrorCode::WrongType);
}

#[test]
fn a_pack_with_one_type_takes_that_and_no_other() {
    let policy = policy("teams");
    assert!(policy.gate(&json!({"type": "User", "id": "u1"})).is_ok());
    let other = refused(&policy, &json!({"type": "Bot", "id": "u1"}));
    let at = "principal.type".to_owned();
    assert_eq!(other, (ErrorCode::UnknownValue, at, vec!["User".to_owned()]));
}

#[test]
fn attributes_groups_roles_and_links_go_by_the_type() {
    let policy = policy("principals-actions");
    // A user has no region, a bot needs one.
    assert!(policy.gate(&json!({"type": "User", "id": "u1", "limit": 5})).is_ok());
    let without = json!({"type": "Bot", "id": "b1", "limit": 5});
    assert_eq!(refused(&policy, &without).1, "principal.region");
    for (member, value, code) in [
        ("roles", json!(["Admin"]), ErrorCode::UnknownRole),
        ("groups", json!(["Role::admin"]), ErrorCode::UnknownGroup),
        ("links", json!({"users-only": ["Doc::d1"]}), ErrorCode::UnknownMember),
    ] {
        let mut principal = bot();
        principal[member] = value;
        assert_eq!(refused(&policy, &principal).0, code, "{member}");
    }
}

#[test]
fn an_action_that_is_not_for_the_type_is_denied_for_good() {
    let policy = policy("principals-actions");
    let gate = policy.gate(&bot()).unwrap();
    let decision = gate.check("approve", &doc()).unwrap();
    assert_eq!((decision.allowed, decision.denial), (false, Some(Denial::Ungranted)));
    assert!(decision.determining.is_empty() && decision.unlock.is_empty());
    assert_eq!(gate.scope("approve").unwrap(), Scope::Never);
    assert_eq!(gate.prepare(&doc()).control("row.approve").unwrap().state, ControlMode::Hidden);
    assert!(gate.can("read", &doc()).unwrap());
}

#[test]
fn an_entity_of_another_type_is_not_the_principal() {
    let policy = policy("principals-is");
    let doc = json!({
        "type": "Doc", "id": "d1", "owner": "x", "author": "x", "viewers": [], "level": 9,
        "department": "none", "public": false,
    });
    let user = json!({"type": "User", "id": "x", "department": "d", "level": 1});
    let bot = json!({
        "type": "Bot", "id": "x", "department": "d", "level": "low", "verified": false,
        "owner": "u",
    });
    let can = |principal: &Value, action: &str| {
        policy.gate(principal).unwrap().can(action, &doc).unwrap()
    };
    assert!(can(&user, "read") && !can(&bot, "read"));
    assert!(!can(&user, "write") && can(&bot, "write"));
}

#[test]
fn a_snapshot_has_no_types_of_principals() {
    let policy = policy("principals-actions");
    let gate = policy.gate(&bot()).unwrap();
    let snapshot = gate.snapshot(true);
    assert_eq!(snapshot["principal"].get("types"), None);
    let again = tollgate::load_gate(&snapshot.to_string()).unwrap();
    // What it says is not for bots is said by the gate alone.
    let check = |gate: &Gate, action: &str| {
        let decision = gate.check(action, &doc()).unwrap();
        (decision.allowed, decision.denial, decision.determining, decision.unlock)
    };
    for action in ["read", "approve", "deploy"] {
        assert_eq!(check(&again, action), check(&gate, action), "{action}");
    }
}

#[test]
fn roles_that_nobody_has_are_let_through_on_purpose_and_listed() {
    let policy = policy("principals-actions");
    let gate = |roles: Value| {
        let mut bot = bot();
        bot["roles"] = roles;
        let ignored = policy.gate_with(&bot, UnknownRoles::Ignore);
        (policy.gate(&bot).map(|_| ()).map_err(|error| error.code()), ignored)
    };
    let (refused, ignored) = gate(json!(["driver", "clerk"]));
    assert_eq!(refused, Err(ErrorCode::UnknownRole));
    let ignored = ignored.unwrap();
    assert_eq!(ignored.unknown_roles(), ["driver", "clerk"]);
    let without = policy.gate(&bot()).unwrap();
    for action in ["read", "approve", "deploy"] {
        assert_eq!(ignored.check(action, &doc()), without.check(action, &doc()), "{action}");
    }
    for wrong in [json!("driver"), json!(["driver", 7])] {
        assert_eq!(gate(wrong).1.unwrap_err().code(), ErrorCode::WrongType);
    }
}
