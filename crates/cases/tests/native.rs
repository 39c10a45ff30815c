//! All cases of all packs, natively; and the runner itself.
#![cfg(not(target_family = "wasm"))]
#![expect(clippy::unwrap_used, reason = "a test says that it failed by panicking")]

use std::collections::BTreeSet;

use tollgate::Policy;
use tollgate_cases::{CaseError, disputed, parse, run_all};

mod common;

const BUNDLE: &str = include_str!("../../../policies/client-metrics/bundle.json");

#[test]
fn every_case_of_every_pack_passes() {
    common::run_packs(|line| println!("{line}"));
}

fn case(rest: &str) -> String {
    format!(
        r#"{{"id": "c", "pack": "p", "principal": {{"id": "u", "permissions": ["view"]}}, {rest}}}"#
    )
}

fn refused(text: &str) -> CaseError {
    parse(text).unwrap_err()
}

fn verdict(rest: &str) -> (usize, usize) {
    let policy = Policy::from_json(BUNDLE).unwrap();
    let summary = run_all(&policy, &case(rest), &BTreeSet::new()).unwrap();
    (summary.passed, summary.failed)
}

const PASSED: (usize, usize) = (1, 0);
const FAILED: (usize, usize) = (0, 1);

#[test]
fn an_answer_other_than_expected_fails_with_the_compared_members_only() {
    let policy = Policy::from_json(BUNDLE).unwrap();
    let text = case(r#""ask": {"decide": "createCustomer"}, "expect": {"allowed": true}"#);
    let summary = run_all(&policy, &text, &BTreeSet::new()).unwrap();
    assert_eq!(
        summary.mismatches[0].to_string(),
        r#"failed c: expected {"allowed":true}, got {"allowed":false}"#
    );
    assert_eq!(summary.to_string(), "0 passed, 1 failed");
}

#[test]
fn lists_are_compared_as_sets() {
    let asked = r#""ask": {"decide": "manageMetricsCatalog"}"#;
    let defaults = r#""ask": {"roleDefaults": ["Commercial"]}, "expect": {"permissions": "#;
    assert_eq!(verdict(&format!(r#"{defaults}["edit", "view"]}}"#)), PASSED);
    assert_eq!(verdict(&format!(r#"{defaults}["view"]}}"#)), FAILED);
    let unlock = r#"[[{"grant": "Permission::clientMetrics"}]]"#;
    assert_eq!(verdict(&format!(r#"{asked}, "expect": {{"unlock": {unlock}}}"#)), PASSED);
    assert_eq!(verdict(&format!(r#"{asked}, "expect": {{"unlock": []}}"#)), FAILED);
}

#[test]
fn an_error_is_no_answer_and_an_answer_no_error() {
    let unknown = r#""ask": {"decide": "createCustomers"}, "expect":"#;
    assert_eq!(verdict(&format!(r#"{unknown} {{"allowed": false}}"#)), FAILED);
    assert_eq!(verdict(&format!(r#"{unknown} {{"error": "unknown_action"}}"#)), PASSED);
    let known = r#""ask": {"decide": "createCustomer"}, "expect": {"error": "unknown_action"}"#;
    assert_eq!(verdict(known), FAILED);
}

#[test]
fn an_unknown_name_comes_before_a_bad_principal() {
    let policy = Policy::from_json(BUNDLE).unwrap();
    for (ask, error) in [
        (r#"{"decide": "nope"}"#, "unknown_action"),
        (r#"{"scope": "nope"}"#, "unknown_action"),
        (r#"{"filter": "nope"}"#, "unknown_action"),
        (r#"{"transition": "nope"}"#, "unknown_transition"),
        (r#"{"control": "nope"}"#, "unknown_control"),
        (r#"{"options": "slider.reliability"}"#, "unknown_control"),
        (r#"{"decide": "createCustomer"}"#, "unknown_role"),
        (r#"{"transitions": true}"#, "unknown_role"),
        (r#"{"control": "slider.reliability"}"#, "unknown_role"),
    ] {
        let text = format!(
            r#"{{"id": "c", "pack": "p", "principal": {{"id": "u", "roles": ["Boss"]}},
                "ask": {ask}, "expect": {{"error": "{error}"}}}}"#
        );
        let summary = run_all(&policy, &text.replace('\n', ""), &BTreeSet::new()).unwrap();
        assert_eq!(summary.mismatches, [], "{ask}");
    }
}

#[test]
fn a_disputed_case_is_run_and_does_not_fail() {
    let policy = Policy::from_json(BUNDLE).unwrap();
    let text = case(r#""ask": {"decide": "createCustomer"}, "expect": {"allowed": true}"#);
    let listed = disputed("# Disputed\n\n- `c`: the document says otherwise\n");
    let summary = run_all(&policy, &text, &listed).unwrap();
    assert_eq!((summary.passed, summary.failed, summary.disputed), (0, 0, 1));
    assert!(summary.mismatches[0].to_string().starts_with("disputed c: expected"));
}

#[test]
fn unknown_members_are_refused() {
    let asked = r#""ask": {"decide": "x"}, "expect": {"allowed": true}"#;
    assert!(refused(&case(&format!(r#"{asked}, "record": {{}}"#))).message().contains("record"));
    assert!(parse(&case(asked)).is_ok());
    for ask in [
        r#"{"grantAdvice": {"grant": "x", "roles": [], "rols": []}}"#,
        r#"{"decides": "x"}"#,
        r#"{"decide": "x", "scope": "x"}"#,
        r#"{"transitions": false}"#,
    ] {
        refused(&case(&format!(r#""ask": {ask}, "expect": {{"error": "x"}}"#)));
    }
}

#[test]
fn a_case_expects_what_its_question_answers() {
    let expecting = |expect: &str| {
        let error = refused(&case(&format!(r#""ask": {{"scope": "x"}}, "expect": {expect}"#)));
        error.message().to_owned()
    };
    assert_eq!(expecting("{}"), "`expect` is empty");
    assert_eq!(expecting(r#"{"unlock": []}"#), "a `scope` answers no `unlock`");
    assert_eq!(expecting(r#"{"scope": "never"}, "rows": []"#), "a `scope` takes no `rows`");
}

#[test]
fn a_refused_line_is_named_by_its_number() {
    let good = case(r#""ask": {"scope": "x"}, "expect": {"scope": "never"}"#);
    let error = refused(&format!("\n{good}\n{{\"id\": 7}}\n"));
    assert_eq!((error.line(), error.column()), (3, 8));
    assert_eq!(
        refused(&format!("{good}\n{good}")).to_string(),
        "line 2, column 1: the id `c` is taken by another case"
    );
}
