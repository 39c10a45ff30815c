//! Large packs, one in each direction in which packs grow: of sizes at which work that grows with
//! their square would not end while anybody waits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "common/large.rs"]
mod large;

use large::Size;
use tollgate::Policy;
use tollgate_compiler::compile;

/// Compiles the pack; how many actions its policy has.
fn actions(size: Size) -> usize {
    let compiled = compile(&size.pack()).unwrap_or_else(|report| panic!("{size:?}: {report}"));
    Policy::from_json(&compiled.json).unwrap().actions().len()
}

#[test]
fn policies_actions_and_permissions_are_read_once_each() {
    assert_eq!(actions(Size::of_policies(2000)), 200);
    let language = Size { language: true, files: 10, ..Size::of_policies(500) };
    assert_eq!(actions(language), 50);
}

#[test]
fn actions_and_types_are_read_once_each() {
    assert_eq!(actions(Size { actions: 500, advices: 500, types: 500, ..Size::SMALL }), 500);
}

#[test]
fn values_of_an_enumeration_are_read_once_each() {
    assert_eq!(actions(Size { values: 20_000, ..Size::SMALL }), 1);
}

#[test]
fn states_and_steps_are_read_once_each() {
    assert_eq!(actions(Size { values: 3000, steps: 3000, policies: 3, ..Size::SMALL }), 1);
}

#[test]
fn permissions_roles_and_controls_are_read_once_each() {
    assert_eq!(actions(Size { groups: 5000, ..Size::SMALL }), 1);
    assert_eq!(actions(Size { roles: 3000, controls: 3000, ..Size::SMALL }), 1);
}

#[test]
fn an_action_is_shut_out_of_policies_that_do_not_speak_of_it() {
    let size = Size { policies: 300, actions: 300, types: 300, groups: 300, ..Size::SMALL };
    let compiled = compile(&size.pack()).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let rules = policy.bundle().actions.iter().flat_map(|action| &action.on);
    assert!(rules.clone().count() == 300 && rules.clone().all(|rule| rule.policies.len() == 1));
}
