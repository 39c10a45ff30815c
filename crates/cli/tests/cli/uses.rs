//! `tollgate uses`: front ends with every form in which a name is asked for, right and misspelt
//! (`BLESS=1` writes what is expected).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Run, edit, new_pack, run, run_in};

fn front_ends() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/uses")
}

fn is_as_committed(got: &str, file: &str) {
    let path = front_ends().join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, got).unwrap();
    }
    assert_eq!(got, fs::read_to_string(&path).unwrap(), "{} is another", path.display());
}

fn uses(front_end: &str, rest: &[&str]) -> Run {
    run_in(&front_ends(), &[&["uses", front_end, "--pack", "alvys"], rest].concat())
}

/// The uses that a run reports, a line each.
fn use_lines(run: &Run) -> String {
    let mut lines = String::new();
    for each in run.json()["uses"].as_array().unwrap() {
        let text = |key: &str| each[key].as_str().unwrap().to_owned();
        let (line, column) = (&each["line"], &each["column"]);
        let (file, kind, name) = (text("file"), text("kind"), text("name"));
        writeln!(lines, "{file}:{line}:{column} {kind} {name}").unwrap();
    }
    lines
}

#[test]
fn every_form_is_seen_and_right_names_are_fine() {
    let data = uses("right", &["--json"]);
    assert_eq!((data.status, data.stderr.as_str()), (0, ""), "{}", uses("right", &[]).stderr);
    is_as_committed(&use_lines(&data), "right.txt");
    let count = use_lines(&data).lines().count();
    assert_eq!(uses("right", &[]).stdout, format!("fine ({count} uses in 7 sources)\n"));
}

#[test]
fn every_misspelt_name_is_found_with_its_place_and_what_was_meant() {
    let run = uses("misspelt", &["--partial"]);
    assert_eq!(run.status, 1);
    is_as_committed(&format!("{}{}", run.stderr, run.stdout), "misspelt.txt");
    let data = uses("misspelt", &["--partial", "--json"]);
    assert_eq!((data.status, data.stderr.as_str()), (1, ""));
    let data = data.json();
    let findings = data["findings"].as_array().unwrap();
    assert_eq!(run.stderr.matches("╭─[").count(), findings.len());
    let first = serde_json::json!({
        "severity": "error", "code": "uses::unknown_action",
        "message": "unknown action `viewCompani`", "help": "did you mean `viewCompany`?",
        "file": "misspelt/Company.svelte", "line": 5, "column": 18,
    });
    assert_eq!(findings[0], first);
}

#[test]
fn what_is_not_ours_is_no_finding() {
    let run = uses("foreign", &["--partial", "--json"]);
    assert_eq!((run.status, use_lines(&run).as_str()), (0, ""), "{run:?}");
}

#[test]
fn a_control_that_only_types_and_comments_name_is_unused() {
    let run = uses("foreign", &["--json"]);
    assert_eq!(run.status, 1);
    let findings = run.json()["findings"].clone();
    assert_eq!(findings.as_array().unwrap().len(), 15);
    assert_eq!(findings[1]["message"], "no source uses the control `row.company`");
    assert_eq!(findings[1]["severity"], "warning");
}

#[test]
fn the_demo_and_its_packs_name_the_same_things() {
    let packs = tollgate::packs::NAMES.map(|it| ["--pack", it]);
    let run = run(&[&["uses", "www", "--pack", "policies/office"], packs.as_flattened()].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

/// A new pack beside a front end that uses all of it.
fn shop() -> (tempfile::TempDir, PathBuf) {
    let (temp, pack) = new_pack("orders");
    let src = temp.path().join("src");
    fs::create_dir_all(&src).unwrap();
    let surface = fs::read_to_string(pack.join("surface.toml")).unwrap();
    let ids =
        surface.lines().filter_map(|line| line.strip_prefix("[controls.\"")?.strip_suffix("\"]"));
    let calls: String = ids.map(|id| format!("useControl(\"{id}\");\n")).collect();
    assert!(calls.lines().count() > 1);
    fs::write(src.join("app.js"), calls).unwrap();
    (temp, src)
}

#[test]
fn an_unused_control_is_shown_where_the_pack_has_it() {
    let (temp, src) = shop();
    let fine = run_in(temp.path(), &["uses", "src", "--pack", "orders"]);
    assert_eq!((fine.status, fine.stderr.as_str()), (0, ""));
    edit(&src.join("app.js"), "useControl(\"button.newOrder\");\n", "");
    let found = run_in(temp.path(), &["uses", "src", "--pack", "orders", "--json"]);
    let finding = &found.json()["findings"][0];
    assert_eq!(found.status, 1);
    assert_eq!(finding["message"], "no source uses the control `button.newOrder`");
    assert_eq!(finding["file"], "orders/surface.toml");
    // A function of the front end's own may take the id.
    edit(&src.join("app.js"), "use", "show(\"button.newOrder\");\nuse");
    assert_eq!(run_in(temp.path(), &["uses", "src", "--pack", "orders"]).status, 0);
}

#[test]
fn what_nobody_wrote_there_is_not_read() {
    let (temp, src) = shop();
    let wrong = "gate.can(\"nope\")";
    for folder in ["node_modules/x", "dist", "build", ".git", "generated"] {
        fs::create_dir_all(src.join(folder)).unwrap();
        fs::write(src.join(folder).join("x.js"), wrong).unwrap();
    }
    fs::write(src.join("x.css"), wrong).unwrap();
    fs::write(temp.path().join(".gitignore"), "generated/\n").unwrap();
    let asked = |path| run_in(temp.path(), &["uses", path, "--pack", "orders", "--partial"]);
    assert_eq!(asked("src").status, 0);
    assert_eq!(asked(".").status, 0);
    // Unless it is named.
    assert_eq!(asked("src/dist").status, 1);
    assert_eq!(asked("src/dist/x.js").status, 1);
    fs::write(temp.path().join(".gitignore"), "").unwrap();
    assert_eq!(asked("src").status, 1);
}

#[test]
fn nothing_to_read_is_an_error() {
    let (temp, src) = shop();
    fs::create_dir(src.join("empty")).unwrap();
    fs::write(src.join("x.css"), "").unwrap();
    for path in ["nope", "src/empty", "src/x.css"] {
        let run = run_in(temp.path(), &["uses", path, "--pack", "orders"]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{path}: {run:?}");
        assert!(run.stderr.contains(path), "{run:?}");
    }
    assert_eq!(run_in(temp.path(), &["uses", "src"]).status, 2);
    assert_eq!(run_in(temp.path(), &["uses", "src", "--pack", "nope"]).status, 2);
}

#[test]
fn a_pack_without_a_surface_has_no_controls_to_use() {
    let (temp, pack) = new_pack("orders");
    fs::remove_file(pack.join("surface.toml")).unwrap();
    let source = temp.path().join("src.js");
    fs::write(&source, "export const may = (gate, it) => gate.can(\"editOrder\", it);\n").unwrap();
    let uses = run_in(temp.path(), &["uses", "src.js", "--pack", "orders"]);
    let fine = "fine (1 use in 1 source)\n";
    assert_eq!((uses.status, uses.stdout.as_str()), (0, fine), "{uses:?}");
}

#[test]
fn a_status_is_of_the_steps_that_its_action_guards() {
    let (temp, pack) = new_pack("orders");
    let status = "\n[controls.\"status.order\"]\nkind = \"status\"\naction = \"approveOrder\"\n\
                  ungranted = \"disabled\"\n";
    let surface = fs::read_to_string(pack.join("surface.toml")).unwrap();
    fs::write(pack.join("surface.toml"), surface + status).unwrap();
    let guards = |asked: &str| {
        let text =
            format!("export const f = (gate, it) => [gate.can(\"approveOrder\", it), {asked}];");
        fs::write(temp.path().join("src.js"), text).unwrap();
        let uses = run_in(temp.path(), &["uses", "src.js", "--pack", "orders"]);
        uses.stderr.contains("uses::guard_action")
    };
    assert!(guards("it"));
    assert!(!guards("gate.control(\"status.order\", it)"));
}

#[test]
fn an_action_that_guards_a_step_which_no_source_asks_for_is_told() {
    let (temp, _) = new_pack("orders");
    let source = temp.path().join("src.js");
    let rest = "export const ids = (gate) => gate.controls().map(({ id }) => id);";
    let may = |ask: &str| format!("export const may = (gate, it) => gate.{ask}, it);\n{rest}\n");
    fs::write(&source, may("can(\"approveOrder\"")).unwrap();
    let uses = |rest: &[&str]| {
        run_in(temp.path(), &[&["uses", "src.js", "--pack", "orders", "--json"], rest].concat())
    };
    let guards = |run: &Run| -> Vec<String> {
        let data = run.json();
        let of = data["findings"].as_array().unwrap().iter();
        let of = of.filter(|it| it["code"] == "uses::guard_action");
        of.map(|it| it["message"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        guards(&uses(&[])),
        ["`approveOrder` guards the transition `approve`, and is not the step"]
    );
    assert!(guards(&uses(&["--partial"])).is_empty(), "another file may ask for the step");
    for asks in ["transition(\"approve\"", "transitions(it).some(takes"] {
        fs::write(&source, may(&format!("can(\"approveOrder\", it) && gate.{asks}"))).unwrap();
        assert!(guards(&uses(&[])).is_empty(), "{asks}");
    }
}

/// The guards that a front end of these files is told of, with these packs.
fn guard_warnings(packs: &[&str], files: &[&str]) -> Vec<String> {
    let temp = tempfile::tempdir().unwrap();
    for (number, text) in files.iter().enumerate() {
        fs::write(temp.path().join(format!("{number}.jsx")), text).unwrap();
    }
    let packs: Vec<&str> = packs.iter().flat_map(|pack| ["--pack", pack]).collect();
    let data = run_in(temp.path(), &[&["uses", ".", "--json"], packs.as_slice()].concat()).json();
    let findings = data["findings"].as_array().unwrap().iter();
    let of_guards = findings.filter(|it| it["code"] == "uses::guard_action");
    let first = |it: &serde_json::Value| it["message"].as_str().unwrap().to_owned();
    of_guards.map(|it| first(it).split('`').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn only_a_use_of_a_step_asks_for_it_whatever_else_is_spelt_like_it() {
    let told = |ask: &str| {
        let text =
            format!("export const f = (gate, r) => [gate.can(\"approveExpense\", r), {ask}];");
        !guard_warnings(&["expenses"], &[&text]).is_empty()
    };
    let (mut silent, mut warned) = (0, 0);
    for ask in [
        "<button type=\"approve\">x</button>",
        "{ type: \"approve\" }",
        "{ transition: \"approve\" }",
        "css({ transition: \"approve\" })",
        "send(\"approve\")",
        "gate.transition(\"submit\", r)",
        "gate.filter({ transition: \"pay\" })",
        "gate.control(\"row.pay\", r)",
        "gate.transitions()",
        "gate.transitions(undefined)",
        "menu.transitions(r)",
    ] {
        assert!(told(ask), "{ask}");
        warned += 1;
    }
    for ask in [
        "gate.transition(\"approve\", r)",
        "gate.filter({ transition: \"approve\" })",
        "gate.scope({ transition: \"approve\" })",
        "rows.filter(gate.predicate({ transition: \"approve\" }))",
        "gate.explain({ transition: \"approve\" }, r)",
        "explain(gate, { transition: \"approve\" }, r)",
        "<i data-transition=\"approve\" />",
        "gate.control(\"row.approve\", r)",
        "<i data-control=\"row.approve\" />",
        "shown(desk, \"row.approve\")",
        "gate.transitions(r)",
    ] {
        assert!(!told(ask), "{ask}");
        silent += 1;
    }
    println!("{warned} texts ask for no step, {silent} do");
}

#[test]
fn all_steps_of_a_record_are_those_of_its_type_or_of_its_source() {
    let asks = "export const may = (gate, it) => [gate.can(\"approveExpense\", it), \
                gate.can(\"setCompanyStatus\", it)];";
    let packs = ["expenses", "alvys"];
    let (expense, company) = ("approveExpense", "setCompanyStatus");
    let both: &[&str] = &[expense, company];
    for (record, told) in [
        ("{ ...row, type: \"Expense\" }", &[company][..]),
        ("gate.record(\"Company\", row)", &[expense]),
        ("expense", &[company]),
        ("props.draftExpense", &[company]),
        ("this.#company", &[expense]),
        ("company.value", &[expense]),
        ("company()", &[expense]),
        ("state?.company", &[expense]),
        ("user", both),
        ("row", both),
        ("rows[0]", both),
        ("{ type }", both),
        ("{ type: \"User\", expense }", both),
    ] {
        let steps = format!("gate.transitions({record});");
        assert_eq!(guard_warnings(&packs, &[asks, &steps]), told, "{record}");
    }
    // In the same source the record may be of any type.
    for record in ["row", "rows[0]", "{ type }"] {
        let together = format!("{asks}\ngate.transitions({record});");
        assert!(guard_warnings(&packs, &[&together]).is_empty(), "{record}");
    }
    // Where one type alone has steps, it can be of no other.
    let alone = "export const may = (gate, it) => gate.can(\"approveExpense\", it);";
    assert!(guard_warnings(&["expenses"], &[alone, "gate.transitions(row);"]).is_empty());
    assert_eq!(guard_warnings(&["expenses"], &[alone, "gate.transitions();"]), [expense]);
}
