//! `tollgate import`: projects in the style of public ones become the packs beside them, which
//! `tests/constructs.rs` holds against Cedar. `BLESS=1` writes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Run, root, run_in};

/// The projects, and whether something is left to do.
const PROJECTS: [(&str, bool); 6] = [
    ("agent-guard", false),
    ("clinic", true),
    ("documents", false),
    ("library", false),
    ("photos", false),
    ("shop", false),
];

fn projects() -> PathBuf {
    root().join("crates/cli/tests/import")
}

/// The files of a folder, by their names.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    entries
        .map(|it| {
            let name = it.file_name().to_string_lossy().into_owned();
            (name, fs::read_to_string(it.path()).unwrap())
        })
        .collect()
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// A folder in which a project lies under its name.
fn with_project(name: &str) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    copy(&projects().join(name).join("project"), &temp.path().join(name));
    temp
}

fn import(folder: &Path, args: &[&str]) -> Run {
    run_in(folder, &[&["import"], args].concat())
}

#[test]
fn projects_become_the_packs_that_are_expected() {
    for (name, is_left) in PROJECTS {
        let temp = with_project(name);
        let run = import(temp.path(), &[name]);
        assert_eq!(run.status, i32::from(is_left), "{name}: {run:?}");
        let pack = temp.path().join(format!("{name}-pack"));
        let (expected, said) = (projects().join(name).join("pack"), run.stdout + &run.stderr);
        let told = projects().join(name).join("said.txt");
        if std::env::var_os("BLESS").is_some() {
            let _ = fs::remove_dir_all(&expected);
            copy(&pack, &expected);
            fs::write(&told, &said).unwrap();
        }
        assert_eq!(files(&pack), files(&expected), "{name}");
        assert_eq!(said, fs::read_to_string(told).unwrap(), "{name}");
        let checked = run_in(temp.path(), &["compile", &format!("{name}-pack")]);
        assert_eq!(checked.status, if is_left { 2 } else { 0 }, "{name}: {checked:?}");
    }
}

#[test]
fn policies_and_schemas_are_copied_as_they_are() {
    let mut same = 0;
    for (name, _) in PROJECTS {
        let project = projects().join(name);
        let temp = with_project(name);
        let told = import(temp.path(), &[name, "--json"]).json();
        for file in told["files"].as_array().unwrap() {
            let of = file["of"].as_str().unwrap();
            if of.ends_with(".cedar") || of.contains("schema") {
                let before = fs::read(project.join("project").join(of)).unwrap();
                let pack = temp.path().join(format!("{name}-pack"));
                let after = fs::read(pack.join(file["file"].as_str().unwrap())).unwrap();
                assert!(before == after, "{name}: {of}");
                same += 1;
            }
        }
    }
    assert_eq!(same, 14);
}

#[test]
fn what_was_done_and_is_left_is_told_to_programs() {
    let temp = with_project("clinic");
    let run = import(temp.path(), &["clinic", "-o", "ward", "--json"]);
    assert_eq!(run.status, 1, "{run:?}");
    let told = run.json();
    assert_eq!((&told["pack"], &told["folder"]), (&"ward".into(), &"ward".into()));
    let findings = told["findings"].as_array().unwrap();
    assert!(findings.iter().all(|it| it["severity"] == "error" && it["help"].is_string()));
    assert!(told["left"].as_array().unwrap().len() == 2, "{told}");
}

#[test]
fn nothing_is_overwritten() {
    let temp = with_project("shop");
    let pack = temp.path().join("shop-pack");
    fs::create_dir(&pack).unwrap();
    fs::write(pack.join("policies.cedar"), "mine").unwrap();
    let run = import(temp.path(), &["shop"]);
    assert!(run.status == 2 && run.stderr.contains("is not empty"), "{run:?}");
    assert_eq!(files(&pack).into_values().collect::<Vec<_>>(), ["mine"]);
    let run = import(temp.path(), &["shop", "-o", "shop"]);
    assert!(run.status == 2 && run.stderr.contains("is not empty"), "{run:?}");
    for name in ["Shop", "a/.."] {
        assert_eq!(import(temp.path(), &["shop", "-o", name]).status, 2, "{name}");
    }
}

#[test]
fn what_is_no_project_is_an_error() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("empty")).unwrap();
    for name in ["empty", "missing"] {
        let run = import(temp.path(), &[name]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(!temp.path().join(format!("{name}-pack")).exists());
    }
    let temp = with_project("shop");
    fs::write(temp.path().join("shop/store/store.cedarschema"), "entity User;").unwrap();
    let run = import(temp.path(), &["shop"]);
    assert!(run.status == 2 && run.stderr.contains("several schemas"), "{run:?}");
    fs::write(temp.path().join("shop/store/other.cedar"), [0xff]).unwrap();
    assert_eq!(import(temp.path(), &["shop"]).status, 2);
}

#[test]
fn what_is_no_file_of_a_project_is_told_where_it_has_policies() {
    let temp = tempfile::tempdir().unwrap();
    let project = temp.path().join("store");
    fs::create_dir(&project).unwrap();
    let statement = r#"{"Static": {"Statement": "permit (principal, action, resource);"}}"#;
    fs::write(project.join("create-policy.json"), statement).unwrap();
    let run = import(temp.path(), &["store"]);
    assert!(run.status == 2 && run.stderr.contains("/Static/Statement"), "{run:?}");
    assert!(!temp.path().join("store-pack").exists());

    let schema = "entity User, Shelf;\naction stock, sell, burn appliesTo { principal: User, \
                  resource: Shelf };\n";
    fs::write(project.join("cedarschema"), format!("\u{feff}{schema}")).unwrap();
    let policy = "permit (principal, action == Action::\"stock\", resource);\n";
    fs::write(project.join("stock.cedar"), format!("\u{feff}{policy}")).unwrap();
    fs::write(project.join("LICENSE"), "You are permitted to sell it.\n").unwrap();
    fs::write(project.join("picture"), [0xff, 0xd8]).unwrap();
    let run = import(temp.path(), &["store"]);
    assert_eq!(run.status, 1, "{run:?}");
    let told = "`create-policy.json` is not imported: it holds policies within other JSON";
    assert!(run.stdout.contains(told), "{run:?}");
    assert!(run.stdout.contains("actions that nobody can ever do: 2"), "{run:?}");
    let pack = files(&temp.path().join("store-pack"));
    assert_eq!((&pack["schema.cedarschema"][..], &pack["stock.cedar"][..]), (schema, policy));
    assert_eq!(run_in(temp.path(), &["compile", "store-pack"]).status, 0);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_names_do_not_steer_a_terminal() {
    let temp = with_project("shop");
    let (shop, outside) = (temp.path().join("shop"), temp.path().join("outside"));
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("secret.cedar"), "permit (principal, action, resource);").unwrap();
    std::os::unix::fs::symlink(&outside, shop.join("away")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret.cedar"), shop.join("one.cedar")).unwrap();
    let hostile = shop.join("a\u{1b}[2J\n- b\u{202e}.cedar");
    fs::copy(shop.join("store/policies.cedar"), &hostile).unwrap();
    let run = import(temp.path(), &["shop"]);
    assert_eq!(run.status, 1, "{run:?}");
    let all = files(&temp.path().join("shop-pack"));
    assert!(!all.values().any(|text| text.contains("action, resource);")), "{all:?}");
    assert!(all.contains_key("a-u001b-2J-n--b-u202e.cedar"), "{:?}", all.keys());
    for text in [&run.stdout, &run.stderr, &all["README.md"]] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("\n- b"), "{text}");
    }
    assert_eq!(run.stdout.matches("is a symbolic link").count(), 2, "{}", run.stdout);
}

#[test]
fn policies_as_json_that_cannot_be_read_are_left() {
    let temp = with_project("photos");
    let file = temp.path().join("photos/policies/sessions/sessions.json");
    crate::edit(&file, r#""effect": "forbid""#, r#""effect": "perhaps""#);
    let run = import(temp.path(), &["photos"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("`policies/sessions/sessions.json` is not imported"), "{run:?}");
}
