//! Arguments that are wrong, or that only some commands take.

use crate::{new_pack, run, run_in};

const VIEWER: &str = r#"{"id": "u1", "permissions": ["view"]}"#;

fn decide(pack: &str, principal: &str, resource: &str) -> crate::Run {
    let asked = ["--action", "editCustomer", "--resource", resource];
    run(&[&["decide", "--pack", pack, "--principal", principal], &asked[..]].concat())
}

#[test]
fn unknown_arguments_are_an_error() {
    for args in
        [&["--nope"][..], &[], &["frobnicate"], &["decide"], &["matrix", "alvys", "--format", "x"]]
    {
        assert_eq!(run(args).status, 2, "{args:?}");
    }
}

#[test]
fn help_and_version_are_fine() {
    assert_eq!(run(&["--help"]).status, 0);
    assert!(run(&["--version"]).stdout.starts_with("tollgate "));
}

#[test]
fn an_unknown_pack_is_an_error_with_a_suggestion() {
    let near = run(&["matrix", "client-metric"]);
    assert_eq!((near.status, near.stdout.as_str()), (2, ""));
    assert!(near.stderr.contains("did you mean `client-metrics`?"), "{near:?}");
    let far = run(&["matrix", "zebra"]);
    assert!(
        far.stderr.contains("`access-levels`, `alvys`, `client-metrics`, `expenses`"),
        "{far:?}"
    );
}

#[test]
fn broken_json_is_an_error_that_points_at_the_place() {
    let run = decide("client-metrics", VIEWER, r#"{"type": Customer}"#);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("`--resource` is no JSON: expected value"), "{run:?}");
    assert!(run.stderr.contains("--resource:1:10"), "{run:?}");
}

#[test]
fn json_can_come_from_a_file() {
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("ann.json"), VIEWER).unwrap();
    let asked = ["decide", "--pack", "client-metrics", "--action", "viewCustomers", "--principal"];
    assert_eq!(run_in(temp.path(), &[&asked[..], &["@ann.json"]].concat()).status, 0);
    let missing = run_in(temp.path(), &[&asked[..], &["@bob.json"]].concat());
    assert_eq!(missing.status, 2);
    assert!(missing.stderr.contains("bob.json"), "{missing:?}");
}

#[test]
fn only_a_folder_can_be_compiled() {
    for pack in ["alvys", "policies/alvys/bundle.json"] {
        let run = run(&["compile", pack]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains("not the folder of a pack"), "{run:?}");
    }
}

#[test]
fn a_folder_comes_before_a_built_in_pack_of_its_name() {
    let (temp, _) = new_pack("alvys");
    let roles = |folder: &std::path::Path| {
        run_in(folder, &["matrix", "alvys", "--json"]).json()["roles"].clone()
    };
    assert_eq!(roles(temp.path()), serde_json::json!([null, "Clerk", "Manager"]));
    assert!(roles(&crate::root()).as_array().unwrap().len() > 3);
}

#[test]
fn a_bundle_that_is_none_is_an_error() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("bundle.json");
    std::fs::write(&path, r#"{"format": 1}"#).unwrap();
    let error = run_in(temp.path(), &["matrix", "bundle.json", "--json"]);
    assert_eq!(
        (error.status, &error.json()["errors"][0]["code"]),
        (2, &"unsupported_format".into())
    );
    let message = error.json()["errors"][0]["message"].to_string();
    assert!(message.contains("compile the pack again with `tollgate compile`"), "{message}");
    std::fs::write(&path, "{").unwrap();
    let error = run_in(temp.path(), &["matrix", "bundle.json", "--json"]);
    assert_eq!((error.status, &error.json()["errors"][0]["code"]), (2, &"bad_bundle".into()));
}
