//! Ties of records to the principal, in unlocks and in filters.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;

use random::outline::load;
use serde_json::{Value, json};
use tollgate::Change;

#[test]
fn a_tie_gives_a_permit_what_must_only_be_there_and_breaks_a_forbid_that_wants_nothing() {
    let outline = |permits: Value, forbids: Value| {
        json!({
            "pack": "ties", "groups": [],
            "principal": {"type": "User"},
            "types": [{"name": "T", "attributes": [
                {"name": "owner", "kind": "entity", "optional": true, "ties": [0]},
            ]}],
            "actions": [{"name": "act", "on": [
                {"type": 0, "mentions": [0], "permits": permits, "forbids": forbids},
            ]}],
            "policies": [
                {"id": "may", "effect": "permit"}, {"id": "may-not", "effect": "forbid"},
            ],
        })
    };
    let (there, nothing) = (json!([["is", 0, [0]]]), json!([["is", 0, [1]]]));
    for (permit, forbids) in
        [(there, json!([])), (json!([]), json!([{"policy": 1, "all": nothing}]))]
    {
        let policy = load(&outline(json!([{"policy": 0, "all": permit}]), forbids));
        let gate = policy.gate(&json!({"id": "me"})).unwrap();
        let unlock = gate.check("act", &json!({"type": "T"})).unwrap().unlock;
        assert_eq!(unlock, [[Change::Relate { relate: "owner".into() }]]);
        assert!(gate.can("act", &json!({"type": "T", "owner": "me"})).unwrap());
    }
}

#[test]
fn two_ways_to_tie_one_attribute_are_one_alternative() {
    let outline = |permits: Value| {
        json!({
            "pack": "ties", "groups": [{"name": "Permission::g0"}],
            "principal": {"type": "User", "attributes": [{"name": "boss"}]},
            "types": [{"name": "T", "attributes": [
                {"name": "owner", "kind": "entity", "ties": [0, 1]},
                {"name": "team", "kind": "set", "ties": [0, 1]},
            ]}],
            "actions": [{"name": "act", "on": [
                {"type": 0, "mentions": [0, 1], "permits": permits},
            ]}],
            "policies": [{"id": "may", "effect": "permit"}],
        })
    };
    let (mine, of_boss) = (json!(["tied", 0, 0]), json!(["tied", 0, 1]));
    let relate = |name: &str| Change::Relate { relate: name.into() };
    let unlock = |permits: Value, boss: &str| {
        let gate = load(&outline(permits)).gate(&json!({"id": "me", "boss": boss})).unwrap();
        gate.check("act", &json!({"type": "T", "owner": "x", "team": []})).unwrap()
    };
    let either = json!([{"policy": 0, "all": [mine]}, {"policy": 0, "all": [of_boss]}]);
    assert_eq!(unlock(either.clone(), "eve").unlock, [[relate("owner")]]);
    assert_eq!(unlock(either, "me").unlock, [[relate("owner")]], "both are one id");
    // With the group it takes a tie, and so it does without.
    let needless =
        json!([{"policy": 0, "all": [["in", 0], mine]}, {"policy": 0, "all": [of_boss]}]);
    assert_eq!(unlock(needless, "eve").unlock, [[relate("owner")]]);
    // Both ties of a list are two changes, which a message names once.
    let both = json!([{"policy": 0, "all": [["tied", 1, 0], ["tied", 1, 1]]}]);
    let decision = unlock(both, "eve");
    assert_eq!(decision.unlock, [[relate("team"), relate("team")]]);
    assert_eq!(decision.message, "You need to be in `team`.");
}

#[test]
fn a_tie_to_what_the_principal_lacks_adds_no_alternative_to_a_filter() {
    let attributes = json!([
        {"name": "owner", "kind": "entity", "ties": [1]},
        {"name": "open", "kind": "bool"},
    ]);
    let permits = json!([
        {"policy": 0, "all": [["untied", 0, 1]]},
        {"policy": 0, "all": [["is", 1, [1]]]},
    ]);
    let policy = load(&json!({
        "pack": "ties", "groups": [],
        "principal": {"type": "User", "attributes": [{"name": "boss", "optional": true}]},
        "types": [{"name": "T", "attributes": attributes}, {"name": "Workspace"}],
        "actions": [{"name": "act", "on": [
            {"type": 0, "mentions": [0, 1], "permits": permits}, {"type": 1},
        ]}],
        "policies": [{"id": "may", "effect": "permit"}],
    }));
    let any = |principal: Value| policy.gate(&principal).unwrap().filter("act").unwrap().any;
    assert_eq!(any(json!({"id": "me"})).len(), 1);
    assert_eq!(any(json!({"id": "me", "boss": "you"})).len(), 2);
}
