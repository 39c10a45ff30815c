//! `tollgate decide`: exit status and JSON for decisions and for each of the contract's errors.

use serde_json::{Value, json};

use crate::{Run, run};

const EDITOR: &str = r#"{"id": "u1", "permissions": ["view", "edit"]}"#;

fn decide(pack: &str, principal: &str, action: &str, rest: &[&str]) -> Run {
    let asked = ["decide", "--pack", pack, "--principal", principal, "--action", action];
    run(&[&asked[..], rest].concat())
}

fn customer(status: &str) -> String {
    json!({"type": "Customer", "status": status, "informationComplete": true}).to_string()
}

#[test]
fn allowed_is_0_and_prints_the_decision() {
    let run = decide("client-metrics", EDITOR, "editCustomer", &["--resource", &customer("ACTV")]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let decision: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(decision["allowed"], true);
    assert_eq!(decision["denial"], Value::Null);
    assert_eq!(decision["determining"][0]["effect"], "permit");
}

#[test]
fn denied_is_1_and_says_what_would_unlock_it() {
    let asked = ["--resource", &customer("INAC"), "--json"];
    let run = decide("client-metrics", EDITOR, "editCustomer", &asked);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let decision = run.json();
    assert_eq!(decision["denial"], "blocked");
    assert_eq!(decision["unlock"], json!([[{"transition": "reactivate", "to": "ACTV"}]]));
}

#[test]
fn a_language_says_the_same_in_its_words() {
    let asked = ["--resource", &customer("INAC"), "--lang"];
    let message = |tag: &str| {
        let run = decide("client-metrics", EDITOR, "editCustomer", &[&asked[..], &[tag]].concat());
        assert_eq!(run.status, 1, "{}", run.stderr);
        let decision: Value = serde_json::from_str(&run.stdout).unwrap();
        decision["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message("en"), "Reactivate the customer first.");
    assert_eq!(message("es"), "Reactivar el cliente primero.");
    assert_eq!(message("es-MX"), message("es"));
}

#[test]
fn a_language_that_the_pack_lacks_is_an_error() {
    let run = decide("client-metrics", EDITOR, "viewCustomers", &["--lang", "tlh"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("the pack has no texts in `tlh`"), "{}", run.stderr);
    assert!(run.stderr.contains("`en`, `es`"), "{}", run.stderr);
}

#[test]
fn a_context_decides_too() {
    let principal = r#"{"id": "u1", "permissions": ["editCompany", "createCompany"]}"#;
    let company = r#"{"type": "Company", "companyType": "Shipper", "status": "Active"}"#;
    let to = |to: &str| {
        let context = json!({"to": to}).to_string();
        let rest = ["--resource", company, "--context", &context];
        decide("alvys", principal, "changeCompanyType", &rest).status
    };
    assert_eq!((to("Warehouse"), to("Customer")), (0, 1));
}

/// Asks what is wrong in one way and expects that error's code, with and without `--json`.
fn refused(code: &str, pack: &str, principal: &str, action: &str, rest: &[&str]) -> Value {
    let text = decide(pack, principal, action, rest);
    assert_eq!((text.status, text.stdout.as_str()), (2, ""), "{code}: {text:?}");
    assert!(text.stderr.contains(code), "{code}: {text:?}");
    let data = decide(pack, principal, action, &[rest, &["--json"]].concat());
    assert_eq!((data.status, data.stderr.as_str()), (2, ""), "{code}: {data:?}");
    let error = data.json()["errors"][0].clone();
    assert_eq!(error["code"], code, "{data:?}");
    error
}

#[test]
fn errors_of_the_question_are_2() {
    let error = refused("unknown_action", "client-metrics", EDITOR, "editCustomers", &[]);
    assert_eq!(error["help"], "did you mean `editCustomer`?");
    refused("wrong_resource", "client-metrics", EDITOR, "editCustomer", &[]);
    let record = ["--resource", r#"{"type": "Customer", "status": "actv"}"#];
    let error = refused("unknown_value", "client-metrics", EDITOR, "editCustomer", &record);
    assert_eq!(
        (&error["at"], &error["allowed"]),
        (&json!("status"), &json!(["PAIN", "ACTV", "INAC"]))
    );
    let record = ["--resource", r#"{"type": "Customer"}"#];
    let error = refused("missing_attribute", "client-metrics", EDITOR, "editCustomer", &record);
    assert_eq!(error["at"], "status");
    let record = ["--resource", r#"{"type": "Customer", "status": 7}"#];
    refused("wrong_type", "client-metrics", EDITOR, "editCustomer", &record);
    let company = r#"{"type": "Company", "companyType": "Shipper", "status": "Active"}"#;
    let boss = r#"{"id": "u1", "permissions": ["editCompany"]}"#;
    let error =
        refused("missing_attribute", "alvys", boss, "changeCompanyType", &["--resource", company]);
    assert_eq!(error["at"], "context.to");
}

#[test]
fn errors_of_the_principal_are_2() {
    for (code, principal) in [
        ("unknown_permission", r#"{"id": "u1", "permissions": ["own"]}"#),
        ("unknown_role", r#"{"id": "u1", "roles": ["Boss"]}"#),
        ("unknown_group", r#"{"id": "u1", "groups": ["Level::Sales"]}"#),
        ("missing_attribute", r#"{"permissions": ["view"]}"#),
        ("wrong_type", r#"{"id": "u1", "permissions": "view"}"#),
        ("wrong_type", "7"),
    ] {
        refused(code, "client-metrics", principal, "viewCustomers", &[]);
    }
}

#[test]
fn an_unknown_action_comes_before_a_bad_principal() {
    refused("unknown_action", "client-metrics", r#"{"roles": 7}"#, "nope", &[]);
}

#[test]
fn a_control_shows_for_a_record_over_all_and_while_the_record_is_not_there() {
    let ask = |rest: &[&str]| {
        let asked = ["decide", "--pack", "client-metrics", "--principal", EDITOR, "--json"];
        run(&[&asked[..], &["--control", "form.customer"], rest].concat())
    };
    let shown =
        |run: &Run| (run.status, run.json()["state"].clone(), run.json()["pending"].clone());
    let active = customer("ACTV");
    assert_eq!(shown(&ask(&["--resource", &active])), (0, json!("enabled"), Value::Null));
    let inactive = customer("INAC");
    assert_eq!(shown(&ask(&["--resource", &inactive])), (1, json!("readonly"), Value::Null));
    assert_eq!(shown(&ask(&[])), (0, json!("enabled"), Value::Null));
    let pending = ask(&["--resource", "null"]);
    assert_eq!((pending.status, &pending.json()["pending"]), (1, &json!(true)));
}

#[test]
fn a_step_is_asked_for_with_its_state() {
    let asked = ["decide", "--pack", "client-metrics", "--principal", EDITOR, "--json"];
    let inactive = customer("INAC");
    let step = |name| run(&[&asked[..], &["--transition", name, "--resource", &inactive]].concat());
    let (open, closed) = (step("reactivate"), step("deactivate"));
    assert_eq!((open.status, &open.json()["to"]), (0, &json!("ACTV")));
    assert_eq!((closed.status, &closed.json()["denial"]), (1, &json!("unavailable")));
    let unknown = step("reactivat");
    assert_eq!(
        (unknown.status, unknown.json()["errors"][0]["code"].as_str()),
        (2, Some("unknown_transition"))
    );
}
