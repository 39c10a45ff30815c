//! From an empty folder to a compiled, tested pack; and packs with something wrong in them.

use std::fs;

use serde_json::json;

use crate::{edit, new_pack, root, run, run_in};

#[test]
fn a_new_pack_checks_compiles_and_passes() {
    let (temp, pack) = new_pack("orders");
    let of = |args: &[&str]| run_in(temp.path(), args);

    let check = of(&["check", "orders"]);
    assert_eq!((check.status, check.stderr.as_str()), (0, ""), "{check:?}");
    assert!(!pack.join("bundle.json").exists(), "check writes nothing");

    let compile = of(&["compile", "orders"]);
    assert_eq!((compile.status, compile.stderr.as_str()), (0, ""), "{compile:?}");
    assert_eq!(of(&["check", "orders"]).status, 0);

    for pack in ["orders", "orders/bundle.json"] {
        let test = of(&["test", pack]);
        assert_eq!((test.status, test.stdout.as_str()), (0, "6 passed, 0 failed\n"), "{test:?}");
    }
    assert_eq!(of(&["matrix", "orders"]).status, 0);
}

#[test]
fn format_writes_policies_as_check_wants_them_or_nothing() {
    let (temp, pack) = new_pack("orders");
    let orders = pack.join("orders.cedar");
    let formatted = fs::read_to_string(&orders).unwrap();
    let own = "// whose\npermit(principal,action,resource is Order)\
               when{resource.bookedBy==principal};";
    fs::write(&orders, formatted.replace("permit (\n", "permit(\n\n")).unwrap();
    fs::write(pack.join("own.cedar"), own).unwrap();
    let of = |args: &[&str]| run_in(temp.path(), args);
    assert!(of(&["check", "orders"]).stderr.contains("run `tollgate format` on the pack"));

    fs::write(pack.join("wrong.cedar"), "permit (").unwrap();
    let refused = of(&["format", "orders"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert_eq!(fs::read_to_string(pack.join("own.cedar")).unwrap(), own);
    fs::remove_file(pack.join("wrong.cedar")).unwrap();

    let files = json!({"files": ["orders/orders.cedar", "orders/own.cedar"]});
    let check = of(&["format", "orders", "--check", "--json"]);
    assert_eq!((check.status, check.json()), (1, files.clone()));
    assert_eq!(fs::read_to_string(pack.join("own.cedar")).unwrap(), own);
    let format = of(&["format", "orders", "--json"]);
    assert_eq!((format.status, format.json()), (0, files));
    assert_eq!(of(&["format", "orders", "--check"]).status, 0);
    assert_eq!(fs::read_to_string(&orders).unwrap(), formatted);
    let written = fs::read_to_string(pack.join("own.cedar")).unwrap();
    assert!(written.starts_with("// whose\npermit (\n"), "{written}");
    assert!(!of(&["check", "orders"]).stderr.contains("not_formatted"));
    assert_eq!(of(&["format", "orders", "--json"]).json(), json!({"files": []}));
}

#[test]
fn init_overwrites_nothing() {
    let (temp, pack) = new_pack("orders");
    edit(&pack.join("roles.toml"), "Clerk", "Scribe");
    let again = run_in(temp.path(), &["init", "orders"]);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("not empty"), "{again:?}");
    assert!(fs::read_to_string(pack.join("roles.toml")).unwrap().contains("Scribe"));
}

#[test]
fn init_takes_an_empty_folder_and_refuses_a_name_that_is_none() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("claims")).unwrap();
    let init = run_in(&temp.path().join("claims"), &["init", ".", "--json"]);
    assert_eq!((init.status, &init.json()["pack"]), (0, &json!("claims")));
    for name in ["My Pack", "Pack", "7up", "a--b", "..", "/"] {
        let init = run_in(temp.path(), &["init", name]);
        assert_eq!(init.status, 2, "{init:?}");
    }
    assert!(!temp.path().join("My Pack").exists());
}

#[test]
fn compile_writes_where_it_is_told() {
    let (temp, pack) = new_pack("orders");
    let compile = run_in(temp.path(), &["compile", "orders", "-o", "out.json", "--json"]);
    let told = compile.json();
    assert_eq!(
        (compile.status, &told["pack"], &told["file"]),
        (0, &json!("orders"), &json!("out.json"))
    );
    let bundle = fs::read_to_string(temp.path().join("out.json")).unwrap();
    let bundle: serde_json::Value = serde_json::from_str(&bundle).unwrap();
    assert_eq!(bundle["fingerprint"], told["fingerprint"]);
    assert!(!pack.join("bundle.json").exists());

    let nowhere = run_in(temp.path(), &["compile", "orders", "-o", "no/where.json"]);
    assert_eq!(nowhere.status, 2);
    assert!(nowhere.stderr.contains("no/where.json"), "{nowhere:?}");
}

#[test]
fn compile_writes_types_beside_the_bundle_or_where_it_is_told() {
    let (temp, pack) = new_pack("orders");
    let compile = run_in(temp.path(), &["compile", "orders", "--types"]);
    assert_eq!((compile.status, compile.stderr.as_str()), (0, ""), "{compile:?}");
    assert!(compile.stdout.ends_with("\nwrote its types to orders/bundle.d.ts\n"), "{compile:?}");
    let types = fs::read_to_string(pack.join("bundle.d.ts")).unwrap();
    assert!(types.contains(r#"readonly editOrder: { readonly Order: "status" };"#), "{types}");
    assert_eq!(run_in(temp.path(), &["check", "orders"]).status, 0);

    let options = ["compile", "orders", "-o", "out.json", "--types", "--json"];
    assert_eq!(run_in(temp.path(), &options).json()["types"], "out.d.ts");
    assert_eq!(fs::read_to_string(temp.path().join("out.d.ts")).unwrap(), types);
    let elsewhere = run_in(temp.path(), &["compile", "orders", "--types", "there.d.ts", "--json"]);
    assert_eq!(elsewhere.json()["types"], "there.d.ts");
    assert_eq!(fs::read_to_string(temp.path().join("there.d.ts")).unwrap(), types);

    edit(&pack.join("bundle.d.ts"), "editOrder", "editOrders");
    let check = run_in(temp.path(), &["check", "orders"]);
    assert_eq!(check.status, 1, "{check:?}");
    assert!(check.stderr.contains("`tollgate compile orders --types`"), "{check:?}");
}

#[test]
fn a_pack_with_mistakes_is_told_all_of_them() {
    let (temp, pack) = new_pack("orders");
    edit(&pack.join("surface.toml"), r#"action = "createOrder""#, r#"action = "createOrders""#);
    edit(&pack.join("roles.toml"), r#"["view", "edit"]"#, r#"["view", "edits"]"#);
    let compile = run_in(temp.path(), &["compile", "orders"]);
    assert_eq!((compile.status, compile.stdout.as_str()), (2, ""));
    for told in ["surface.toml", "createOrders", "roles.toml", "edits"] {
        assert!(compile.stderr.contains(told), "{told}: {}", compile.stderr);
    }
    assert!(!pack.join("bundle.json").exists());

    let check = run_in(temp.path(), &["check", "orders", "--json"]);
    assert_eq!(check.status, 1, "{check:?}");
    let told = check.json();
    let findings = told["findings"].as_array().unwrap();
    assert!(findings.len() >= 2, "{told}");
    for finding in findings {
        assert!(finding["line"].as_u64().is_some_and(|line| line > 0), "{finding}");
    }
    for verb in ["test", "matrix"] {
        assert_eq!(run_in(temp.path(), &[verb, "orders"]).status, 2);
    }
}

#[test]
fn check_finds_a_stale_bundle_bad_cases_and_unknown_disputes() {
    let (temp, pack) = new_pack("orders");
    run_in(temp.path(), &["compile", "orders"]);
    edit(&pack.join("help.toml"), "only some orders", "few orders");
    edit(&pack.join("cases/starter.jsonl"), r#""expect": {"state""#, r#""expects": {"state""#);
    fs::write(pack.join("cases/disputed.md"), "- `nobody`: why\n").unwrap();
    let check = run_in(temp.path(), &["check", "orders", "--json"]);
    assert_eq!(check.status, 1);
    let told = check.json();
    let codes: Vec<_> =
        told["findings"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    let stale = ["bundle::stale", "bundle::stale"];
    assert_eq!(codes, [&stale[..], &["cases::bad_case", "cases::unknown_disputed"]].concat());
    assert_eq!(told["findings"][2]["line"], 5);
}

#[test]
fn a_policy_that_moved_makes_the_debug_file_stale_alone() {
    let (temp, pack) = new_pack("orders");
    run_in(temp.path(), &["compile", "orders"]);
    let debug = fs::read_to_string(pack.join("bundle.debug.json")).unwrap();
    let policies = fs::read_to_string(pack.join("orders.cedar")).unwrap();
    fs::write(pack.join("orders.cedar"), format!("// One line more.\n{policies}")).unwrap();
    let check = run_in(temp.path(), &["check", "orders"]);
    assert_eq!(check.status, 1);
    assert!(check.stderr.contains("bundle.debug.json"), "{check:?}");
    assert!(!check.stderr.contains("bundle.json`"), "{check:?}");
    let compile = run_in(temp.path(), &["compile", "orders", "--json"]);
    assert_eq!(compile.json()["debug"], "orders/bundle.debug.json");
    assert_ne!(fs::read_to_string(pack.join("bundle.debug.json")).unwrap(), debug);
    assert_eq!(run_in(temp.path(), &["check", "orders"]).status, 0);
}

#[test]
fn a_failing_case_is_told_in_a_line() {
    let (temp, pack) = new_pack("orders");
    edit(&pack.join("cases/starter.jsonl"), r#"{"allowed": true}"#, r#"{"allowed": false}"#);
    let test = run_in(temp.path(), &["test", "orders"]);
    assert_eq!(test.status, 1);
    let lines: Vec<&str> = test.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            r#"failed clerk-edits-drafts: expected {"allowed":false}, got {"allowed":true}"#,
            "5 passed, 1 failed",
        ]
    );

    fs::write(pack.join("cases/disputed.md"), "- `clerk-edits-drafts`: under discussion\n")
        .unwrap();
    let test = run_in(temp.path(), &["test", "orders"]);
    assert_eq!(test.status, 0);
    assert!(test.stdout.starts_with("disputed clerk-edits-drafts"), "{test:?}");
    assert!(test.stdout.ends_with("\n1 disputed\n5 passed, 0 failed\n"), "{test:?}");
}

#[test]
fn only_the_named_files_are_run() {
    let (temp, _) = new_pack("orders");
    let case = r#"{"id": "c", "pack": "orders", "principal": {"id": "u"},
        "ask": {"scope": "viewOrder"}, "expect": {"scope": "depends"}}"#;
    fs::write(temp.path().join("one.jsonl"), case.replace('\n', "")).unwrap();
    let test = run_in(temp.path(), &["test", "orders", "one.jsonl", "--json"]);
    assert_eq!(test.status, 0);
    let told = json!({"pack": "orders", "passed": 1, "failed": 0, "disputed": 0, "mismatches": []});
    assert_eq!(test.json(), told);

    fs::write(temp.path().join("one.jsonl"), "{}").unwrap();
    let test = run_in(temp.path(), &["test", "orders", "one.jsonl"]);
    assert_eq!(test.status, 2);
    assert!(test.stderr.contains("one.jsonl:1:"), "{test:?}");
    assert_eq!(run_in(temp.path(), &["test", "orders", "two.jsonl"]).status, 2);
}

#[test]
fn a_pack_without_cases_cannot_be_tested() {
    let (temp, pack) = new_pack("orders");
    fs::remove_dir_all(pack.join("cases")).unwrap();
    let test = run_in(temp.path(), &["test", "orders"]);
    assert_eq!(test.status, 2);
    assert!(test.stderr.contains("has no cases"), "{test:?}");
}

#[test]
fn the_built_in_packs_are_fine() {
    let counts = [3113, 3988, 721, 4625];
    for (pack, cases) in tollgate::packs::NAMES.into_iter().zip(counts) {
        let check = run(&["check", &format!("policies/{pack}")]);
        assert_eq!(check.status, 0, "{check:?}");
        let told = format!("{cases} passed, 0 failed\n");
        for named in [pack.to_owned(), format!("{}/policies/{pack}", root().display())] {
            let test = run(&["test", &named]);
            assert_eq!((test.status, test.stdout), (0, told.clone()));
        }
    }
}

#[test]
fn compile_writes_the_languages_beside_the_bundle_and_check_finds_a_stale_one() {
    let (temp, pack) = new_pack("orders");
    let spanish = concat!(
        "[permissions]\nview = \"Ver\"\nedit = \"Editar\"\n",
        "[policies]\nview-order = \"Ver muestra los pedidos.\"\n",
    );
    fs::create_dir(pack.join("languages")).unwrap();
    fs::write(pack.join("languages/es.toml"), spanish).unwrap();
    let refused = run_in(temp.path(), &["compile", "orders", "--json"]).json();
    assert_eq!(refused["errors"][0]["file"], "orders/languages/es.toml");
    assert_eq!(refused["errors"][0]["line"], 5);

    fs::write(pack.join("languages/es.toml"), "[permissions]\nview = \"Ver\"\n").unwrap();
    let compile = run_in(temp.path(), &["compile", "orders"]);
    assert_eq!(compile.status, 0, "{compile:?}");
    assert!(compile.stdout.ends_with("\nwrote its texts to orders/languages/es.json\n"));
    let catalogue = pack.join("languages/es.json");
    let written = r#"{"language":"es","pack":"orders","texts":{"group.Permission::view":"Ver"}}"#;
    assert_eq!(fs::read_to_string(&catalogue).unwrap(), format!("{written}\n"));

    let codes = |check: &str| -> Vec<String> {
        let told = run_in(temp.path(), &["check", check, "--json"]).json();
        let findings = told["findings"].as_array().unwrap().clone();
        findings.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("orders"), ["language::missing"]);
    edit(&catalogue, "Ver", "Mirar");
    assert_eq!(codes("orders"), ["language::missing", "bundle::stale"]);
}
