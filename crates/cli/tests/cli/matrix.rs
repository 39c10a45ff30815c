//! `tollgate matrix`: golden tables of the packs (`BLESS=1` writes them).

use std::fs;
use std::path::Path;

use crate::run;

/// The built-in packs, and the server's own.
const PACKS: [&str; 5] = ["access-levels", "alvys", "client-metrics", "expenses", "office"];

fn golden(pack: &str, format: &str, extension: &str) {
    let sources = format!("policies/{pack}");
    let run = run(&["matrix", &sources, "--format", format]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    // The fingerprint changes with every word of help; who may do what does not.
    let is_fingerprint =
        |line: &&str| line.trim_start_matches("<p>").to_lowercase().starts_with("fingerprint");
    let got: Vec<&str> = run.stdout.lines().filter(|line| !is_fingerprint(line)).collect();
    let got = format!("{}\n", got.join("\n").trim_end());
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/matrix/{pack}.{extension}"));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &got).unwrap();
    }
    assert_eq!(got, fs::read_to_string(&path).unwrap(), "{} is another", path.display());
    if extension == "txt" {
        assert!(got.lines().all(|line| line.chars().count() <= 100), "{got}");
    }
}

#[test]
fn text_tables_are_as_committed() {
    for pack in PACKS {
        golden(pack, "text", "txt");
    }
}

#[test]
fn markdown_tables_are_as_committed() {
    for pack in PACKS {
        golden(pack, "markdown", "md");
    }
}

#[test]
fn html_tables_are_as_committed() {
    for pack in PACKS {
        golden(pack, "html", "html");
    }
}

#[test]
fn what_no_role_may_do_says_which_permission_it_takes() {
    let matrix = run(&["matrix", "alvys", "--json"]).json();
    let rows = matrix["actions"].as_array().unwrap().iter();
    let row = rows.clone().find(|row| row["action"] == "setPermissions").unwrap();
    for cell in row["cells"].as_array().unwrap() {
        assert_eq!(cell["when"], "the user is in Set Permission (Management)");
    }
}

#[test]
fn transitions_say_the_states_that_they_leave() {
    let matrix = run(&["matrix", "client-metrics", "--json"]).json();
    let rows = matrix["transitions"].as_array().unwrap().iter();
    let names: Vec<&str> = rows.clone().map(|row| row["transition"].as_str().unwrap()).collect();
    assert_eq!(names, ["complete", "deactivate", "reactivate"]);
    let complete = rows.clone().next().unwrap();
    assert_eq!(complete["cells"][1]["when"], "status is PAIN and informationComplete is true");
    assert_eq!(complete["cells"][3]["scope"], "never");
}

#[test]
fn json_has_a_cell_for_each_role_and_action() {
    let matrix = run(&["matrix", "client-metrics", "--json"]).json();
    assert_eq!(matrix["roles"].as_array().unwrap().len(), 4);
    let score = matrix["actions"].as_array().unwrap().iter();
    let score = score.clone().find(|row| row["action"] == "scoreClientMetrics").unwrap();
    let scopes: Vec<_> =
        score["cells"].as_array().unwrap().iter().map(|cell| &cell["scope"]).collect();
    assert_eq!(scopes, ["never", "depends", "depends", "never"]);
    assert_eq!(score["cells"][1]["when"], "status is ACTV");
}
