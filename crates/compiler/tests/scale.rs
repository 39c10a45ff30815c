//! Large packs, one in each direction in which packs grow. Each compiles, loads, and prints how
//! long it took, which is never asserted; with `TOLLGATE_LONG=1` they are ten times as large.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod large;

use std::time::Instant;

use large::Size;
use tollgate::Policy;
use tollgate_compiler::compile;

/// Compiles packs of such a size, and of twice that; in a long run of each of these.
fn compiles(what: &str, size: impl Fn(usize) -> Size, small: usize, long: [usize; 2]) {
    let counts =
        if std::env::var_os("TOLLGATE_LONG").is_some() { long } else { [small, 2 * small] };
    for count in counts {
        let size = size(count);
        let pack = size.pack();
        let start = Instant::now();
        let compiled = compile(&pack).unwrap_or_else(|report| panic!("{size:?}: {report}"));
        let (time, bytes) = (start.elapsed().as_secs_f64(), compiled.json.len());
        println!("{count:>7} {what:<12} {time:>8.2} s, {bytes:>8} bytes");
        let policy = Policy::from_json(&compiled.json).unwrap();
        assert_eq!(policy.actions().len(), size.actions);
    }
}

const LONG: [usize; 2] = [1_000, 10_000];

#[test]
fn policies_are_read_once_each() {
    compiles("policies", Size::of_policies, 500, LONG);
}

#[test]
fn texts_of_languages_are_read_once_each() {
    let size = |count| Size { language: true, files: 10, ..Size::of_policies(count) };
    compiles("translated", size, 200, LONG);
}

#[test]
fn actions_are_read_once_each() {
    compiles("actions", |actions| Size { actions, ..Size::SMALL }, 300, LONG);
}

#[test]
fn types_are_read_once_each() {
    compiles("types", |types| Size { types, actions: types, ..Size::SMALL }, 200, LONG);
}

#[test]
fn advices_are_read_once_each() {
    compiles("advices", |advices| Size { advices, actions: advices, ..Size::SMALL }, 200, LONG);
}

#[test]
fn values_of_an_enumeration_are_read_once_each() {
    compiles("values", |values| Size { values, ..Size::SMALL }, 10_000, [2_000, 20_000]);
}

#[test]
fn attributes_of_a_record_are_read_once_each() {
    compiles("flags", |flags| Size { flags, ..Size::SMALL }, 500, [1_000, 4_000]);
}

#[test]
fn steps_of_a_lifecycle_are_read_once_each() {
    let size = |steps| Size { values: steps, steps, policies: 3, ..Size::SMALL };
    compiles("steps", size, 1000, LONG);
}

#[test]
fn permissions_are_read_once_each() {
    compiles("permissions", |groups| Size { groups, ..Size::SMALL }, 3000, LONG);
}

#[test]
fn roles_and_controls_are_read_once_each() {
    compiles("roles", |roles| Size { roles, ..Size::SMALL }, 1000, LONG);
    compiles("controls", |controls| Size { controls, ..Size::SMALL }, 1000, LONG);
}

#[test]
fn an_action_is_shut_out_of_policies_that_do_not_speak_of_it() {
    let size = Size { policies: 100, actions: 100, types: 100, groups: 100, ..Size::SMALL };
    let compiled = compile(&size.pack()).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let rules: Vec<_> = policy.bundle().actions.iter().flat_map(|action| &action.on).collect();
    assert!(rules.len() == 100 && rules.iter().all(|rule| rule.policies.len() == 1));
}
