//! `tollgate show`: what a bundle decides, in words and as conditions that Cedar parses.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use tollgate::packs::NAMES;
use tollgate_compiler::format_policies;

use crate::{edit, new_pack, run, run_in};

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The clauses of every action and type, each with the list that it is in.
fn clauses(shown: &Value) -> Vec<(&'static str, &Value)> {
    let rules = items(&shown["actions"]).iter().flat_map(|action| items(&action["on"]));
    let both = rules.flat_map(|rule| {
        ["permits", "forbids"]
            .into_iter()
            .flat_map(|effect| items(&rule[effect]).iter().map(move |clause| (effect, clause)))
    });
    both.collect()
}

#[test]
fn one_action_has_its_clauses_reads_and_controls() {
    let run = run(&["show", "client-metrics", "scoreClientMetrics"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    for line in [
        "scoreClientMetrics on Customer: Score the customer's reliability",
        "  allowed when",
        "      - the principal is in View (Customers), and the principal is in Edit (Customers)",
        "        principal in Permission::\"view\" && principal in Permission::\"edit\"",
        "  but not when",
        "        !(principal in Permission::\"clientMetrics\") && resource.status == _::\"PAIN\"",
        "  reads     status",
        "  controls  slider.reliability (slider)",
    ] {
        assert!(run.stdout.lines().any(|shown| shown == line), "{line}\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("editCustomer"));
}

#[test]
fn the_steps_that_an_action_guards_are_shown() {
    let shown = run(&["show", "client-metrics", "deactivateCustomer", "--json"]).json();
    let rule = &shown["actions"][0]["on"][0];
    let step = &rule["steps"][0];
    assert_eq!((&step["transition"], &step["to"]), (&"deactivate".into(), &"INAC".into()));
    assert_eq!(step["from"], serde_json::json!(["PAIN", "ACTV"]));
    assert_eq!(rule["controls"][0]["for"], "deactivate");
}

#[test]
fn ties_are_said_with_what_they_compare() {
    let run = run(&["show", "access-levels"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let shown = run.stdout;
    assert!(shown.contains("commissioned contains the principal"), "{shown}");
    assert!(shown.contains("resource.commissioned.contains(principal)"), "{shown}");
}

#[test]
fn every_action_is_shown_and_every_condition_is_cedar() {
    for pack in NAMES {
        let shown = run(&["show", pack, "--json"]).json();
        let bundle =
            fs::read_to_string(crate::root().join("policies").join(pack).join("bundle.json"));
        let bundle: Value = serde_json::from_str(&bundle.unwrap()).unwrap();
        let names = |list: &Value, key: &str| -> Vec<Value> {
            items(list).iter().map(|each| each[key].clone()).collect()
        };
        assert_eq!(names(&shown["actions"], "action"), names(&bundle["actions"], "name"));
        let mut policies = String::new();
        let clauses = clauses(&shown);
        for (index, (effect, clause)) in clauses.iter().enumerate() {
            let policy = items(&bundle["policies"]).iter().find(|it| it["id"] == clause["policy"]);
            assert_eq!(policy.unwrap()["effect"], effect.trim_end_matches('s'));
            assert!(!clause["words"].as_str().unwrap().is_empty());
            let condition = clause["cedar"].as_str().unwrap();
            writeln!(policies, "@id(\"c{index}\")\npermit (principal, action, resource)").unwrap();
            writeln!(policies, "when {{ {condition} }};").unwrap();
        }
        let formatted = format_policies(&policies);
        assert!(formatted.is_some(), "{pack}: {policies}");
        println!("{pack}: {} clauses", clauses.len());
        assert!(clauses.len() > 10);
    }
}

#[test]
fn lines_fit_a_terminal() {
    for pack in NAMES {
        let run = run(&["show", pack]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        for line in run.stdout.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn a_folder_a_bundle_and_a_built_in_pack_show_the_same() {
    let [folder, file, built_in] =
        ["policies/alvys", "policies/alvys/bundle.json", "alvys"].map(|pack| run(&["show", pack]));
    let [folder, file, built_in] = [folder, file, built_in].map(|run| {
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        run.stdout
    });
    assert_eq!(folder, file);
    assert_eq!(folder, built_in);
}

#[test]
fn what_may_be_missing_is_asked_for_first() {
    let (temp, pack) = new_pack("orders");
    edit(&pack.join("schema.cedarschema"), "status: ", "rush?: Bool,\n  status: ");
    let policy = r#"
@id("rushed")
@reason("Rushed orders wait.")
forbid (principal, action == Action::"editOrder", resource)
when { resource has rush && resource.rush };
"#;
    let file = pack.join("orders.cedar");
    fs::write(&file, fs::read_to_string(&file).unwrap() + policy).unwrap();
    let run = run_in(temp.path(), &["show", "orders", "editOrder"]);
    assert!(run.stdout.contains("- rush is true\n"), "{run:?}");
    assert!(run.stdout.contains("resource has rush && resource.rush\n"), "{run:?}");
}

#[test]
fn an_unknown_action_is_an_error() {
    let run = run(&["show", "client-metrics", "editCustomers"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("unknown_action"), "{}", run.stderr);
    assert!(run.stderr.contains("did you mean `editCustomer`?"), "{}", run.stderr);
}

#[test]
fn groups_of_two_namespaces_are_entities_of_their_types() {
    let folder = tempfile::tempdir().unwrap();
    let schema = "namespace A { entity Level enum [\"lead\"]; entity User in [Level, B::Level]; \
                  entity Doc; action view appliesTo { principal: User, resource: Doc }; }\n\
                  namespace B { entity Level enum [\"x::y\"]; }\n";
    let policies = "@id(\"leads\")\npermit (principal in A::Level::\"lead\", action, resource)\n\
                    when { principal in B::Level::\"x::y\" };\n";
    let pack = folder.path().join("docs");
    fs::create_dir(&pack).unwrap();
    fs::write(pack.join("schema.cedarschema"), schema).unwrap();
    fs::write(pack.join("all.cedar"), policies).unwrap();
    let run = run_in(folder.path(), &["show", "docs"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let condition = r#"principal in A::Level::"lead" && principal in B::Level::"x::y""#;
    assert!(run.stdout.lines().any(|line| line.trim() == condition), "{}", run.stdout);
}
