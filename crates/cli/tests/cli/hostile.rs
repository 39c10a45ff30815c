//! Packs and sources that would overwrite themselves, steer the terminal, hang or end the command.

use std::fs;
use std::path::Path;

use crate::{Run, edit, new_pack, run, run_in};

/// What the files of a folder are, by path.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path));
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path.display().to_string(), text));
        }
    }
    found.sort();
    found
}

#[test]
fn compile_writes_over_no_source_by_whatever_path() {
    let (temp, pack) = new_pack("orders");
    fs::create_dir(pack.join("languages")).unwrap();
    fs::write(pack.join("languages/es.toml"), "[permissions]\nview = \"Ver\"\n").unwrap();
    let mut targets = vec![
        "orders/orders.cedar".to_owned(),
        "orders/new.cedar".to_owned(),
        "orders/../orders/schema.cedarschema".to_owned(),
        pack.join("cases/starter.jsonl").display().to_string(),
        "orders/README.md".to_owned(),
        "orders/languages/es.toml".to_owned(),
    ];
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("orders/roles.toml", temp.path().join("out.json")).unwrap();
        symlink("orders", temp.path().join("elsewhere")).unwrap();
        symlink("orders/none.toml", temp.path().join("to-nothing.json")).unwrap();
        targets
            .extend(["out.json", "elsewhere/surface.toml", "to-nothing.json"].map(str::to_owned));
    }
    let before = files(&pack);
    for target in &targets {
        for option in [&["-o", target][..], &["-o", "fine.json", "--types", target]] {
            let compile = run_in(temp.path(), &[&["compile", "orders"], option].concat());
            assert_eq!(compile.status, 2, "{compile:?}");
            assert!(compile.stderr.contains(&format!("`{target}` is a source")), "{compile:?}");
        }
    }
    assert_eq!(files(&pack), before);
    assert!(!temp.path().join("fine.json").exists(), "nothing is written beside a refused target");
}

#[test]
fn compile_leaves_a_source_that_its_target_is_another_name_of() {
    let (temp, pack) = new_pack("orders");
    fs::hard_link(pack.join("roles.toml"), temp.path().join("out.json")).unwrap();
    let before = files(&pack);
    let compile = run_in(temp.path(), &["compile", "orders", "-o", "out.json"]);
    assert_eq!(compile.status, 0, "{compile:?}");
    assert_eq!(files(&pack), before);
    assert!(fs::read_to_string(temp.path().join("out.json")).unwrap().starts_with('{'));
}

#[cfg(unix)]
#[test]
fn compile_writes_through_a_link_and_leaves_it() {
    let (temp, _) = new_pack("orders");
    let (link, place) = (temp.path().join("link.json"), temp.path().join("place.json"));
    std::os::unix::fs::symlink("place.json", &link).unwrap();
    for before in [None, Some("to be replaced")] {
        if let Some(text) = before {
            fs::write(&place, text).unwrap();
        }
        let compile = run_in(temp.path(), &["compile", "orders", "-o", "link.json"]);
        assert_eq!(compile.status, 0, "{compile:?}");
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("place.json"));
        assert!(fs::read_to_string(&place).unwrap().starts_with('{'));
    }
}

#[test]
fn compile_writes_no_file_twice() {
    let (temp, pack) = new_pack("orders");
    fs::create_dir(pack.join("languages")).unwrap();
    fs::write(pack.join("languages/es.toml"), "[permissions]\nview = \"Ver\"\n").unwrap();
    for options in [
        ["-o", "one.json", "--types", "one.json"],
        ["-o", "one.json", "--types", "./orders/../one.json"],
        ["-o", "one.json", "--types", "languages/es.json"],
    ] {
        let compile = run_in(temp.path(), &[&["compile", "orders"], &options[..]].concat());
        assert_eq!(compile.status, 2, "{compile:?}");
        assert!(compile.stderr.contains("compile::target"), "{compile:?}");
    }
    assert!(!temp.path().join("one.json").exists());
}

/// Clears a screen, moves the cursor, sets a title, turns the direction.
const STEERING: &str = "\u{1b}[2J\u{9b}1A\u{1b}]0;t\u{7}\u{202e}\u{2066}\u{7f}";

fn is_plain(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        let steers = |c: &char| c.is_control() && *c != '\n' || "\u{202e}\u{2066}".contains(*c);
        assert_eq!(text.chars().find(steers), None, "{text:?}");
    }
}

#[test]
fn nothing_of_a_pack_steers_the_terminal() {
    let (temp, pack) = new_pack("orders");
    // As Cedar and TOML spell them, and as they are.
    let spelt = STEERING.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect::<String>();
    let toml = STEERING.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<String>();
    edit(&pack.join("orders.cedar"), "View", &format!("View {spelt}"));
    edit(&pack.join("roles.toml"), "label = \"", &format!("label = \"{toml}"));
    edit(&pack.join("help.toml"), "question = \"", &format!("question = \"{toml}"));
    let principal = r#"{"id": "u"}"#;
    let decide =
        ["decide", "--pack", "orders", "--principal", principal, "--action", "createOrder"];
    for args in [
        &["compile", "orders"][..],
        &["check", "orders"],
        &["show", "orders"],
        &["matrix", "orders"],
        &["test", "orders"],
        &decide,
        &["snapshot", "--pack", "orders", "--principal", principal],
    ] {
        for json in [&[][..], &["--json"]] {
            let run = run_in(temp.path(), &[args, json].concat());
            is_plain(&run);
            if !json.is_empty() {
                run.json();
            }
        }
    }
    let told = run_in(temp.path(), &decide);
    assert!(told.stdout.contains("\\u001b[2J\\u009b1A"), "{told:?}");
    let data: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert!(data["message"].as_str().unwrap().contains(STEERING), "{told:?}");

    edit(&pack.join("orders.cedar"), "permit (", &format!("// {STEERING}\npermitt ("));
    edit(&pack.join("surface.toml"), "[controls", &format!("# {STEERING}\n[controls"));
    let check = run_in(temp.path(), &["check", "orders"]);
    assert_eq!(check.status, 1);
    is_plain(&check);
    assert!(check.stderr.contains("\\u001b[2J"), "{check:?}");

    let name = "a\u{1b}[2J.ts";
    fs::write(temp.path().join(name), format!("gate.can('edit{STEERING}')\n")).unwrap();
    let uses = run_in(temp.path(), &["uses", name, "--pack", "alvys", "--partial"]);
    assert_eq!(uses.status, 1);
    is_plain(&uses);
}

#[test]
fn nothing_of_an_argument_steers_the_terminal() {
    let temp = tempfile::tempdir().unwrap();
    let decide = ["decide", "--pack", "alvys", "--principal", "{}", "--action"];
    for args in [
        &[STEERING][..],
        &["check"],
        &["check", "alvys", STEERING],
        &["check", STEERING],
        &[&format!("--{STEERING}")],
        &["matrix", "alvys", "--format", STEERING],
        &["test", "alvys", STEERING],
        &[&decide[..], &[STEERING]].concat(),
        &["--lang", STEERING, "check", "alvys"],
        &["compile", STEERING, "-o", STEERING],
    ] {
        let run = run_in(temp.path(), args);
        assert_eq!(run.status, 2, "{run:?}");
        is_plain(&run);
    }
    let run = run_in(temp.path(), &[STEERING]);
    assert!(run.stderr.contains("\\u001b[2J"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_an_error_with_its_name() {
    let (temp, pack) = new_pack("orders");
    let pipe = |path: &Path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    let fails = |args: &[&str], name: &str| {
        let run = run_in(temp.path(), args);
        assert!(run.status != 0 && run.stderr.contains(name), "{run:?}");
        assert!(run.stderr.contains("no regular file"), "{run:?}");
    };
    pipe(&pack.join("cases/pipe.jsonl"));
    fails(&["test", "orders"], "pipe.jsonl");
    fails(&["check", "orders"], "pipe.jsonl");
    fs::remove_file(pack.join("cases/pipe.jsonl")).unwrap();
    fails(&["test", "orders", "/dev/zero"], "/dev/zero");
    fails(&["test", "orders", "orders"], "orders");

    pipe(&pack.join("cases/disputed.md"));
    fails(&["test", "orders"], "disputed.md");
    fs::remove_file(pack.join("cases/disputed.md")).unwrap();

    pipe(&pack.join("more.cedar"));
    fails(&["compile", "orders"], "more.cedar");
    fs::remove_file(pack.join("more.cedar")).unwrap();
    fs::create_dir(pack.join("folder.cedar")).unwrap();
    fails(&["compile", "orders"], "folder.cedar");

    fs::create_dir_all(temp.path().join("front/charts.js")).unwrap();
    pipe(&temp.path().join("front/page.ts"));
    fails(&["uses", "front", "--pack", "alvys"], "page.ts");
}

#[cfg(unix)]
#[test]
fn a_bundle_an_argument_or_a_target_that_is_no_regular_file_is_refused() {
    use std::os::unix::fs::symlink;

    let (temp, _) = new_pack("orders");
    let pipe = temp.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    symlink("pipe", temp.path().join("link")).unwrap();
    for name in ["pipe", "link", "/dev/zero", "/dev/urandom"] {
        let given = format!("@{name}");
        let decide = ["decide", "--pack", "alvys", "--action", "editCustomer", "--principal"];
        for args in [
            &["check", name][..],
            &["show", name],
            &["matrix", name],
            &["snapshot", "--pack", name, "--principal", "{}"],
            &["uses", "orders", "--pack", name],
            &[&decide[..], &[&given]].concat(),
            &[&decide[..], &["{\"id\": \"u\"}", "--resource", &given]].concat(),
            &[&decide[..], &["{\"id\": \"u\"}", "--context", &given]].concat(),
            &["compile", "orders", "-o", name],
            &["compile", "orders", "--types", name],
        ] {
            let run = run_in(temp.path(), args);
            assert_eq!(run.status, 2, "{args:?}: {run:?}");
            assert!(run.stderr.contains(&format!("`{name}` is no regular file")), "{run:?}");
        }
    }
    assert!(!temp.path().join("orders/bundle.json").exists(), "nothing is written before");
}

/// A file without a bound would take all memory there is.
#[test]
fn a_file_that_is_too_long_is_refused_unread() {
    let (temp, pack) = new_pack("orders");
    fs::create_dir(pack.join("languages")).unwrap();
    let long = |path: &Path| {
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path);
        file.unwrap().set_len(tollgate_compiler::FILE_MAX + 1).unwrap();
    };
    let decide = ["decide", "--pack", "alvys", "--action", "editCustomer", "--principal"];
    let decide = [&decide[..], &["@orders/long"]].concat();
    let mut tried = 0;
    for (name, args) in [
        ("more.cedar", &["compile", "orders"][..]),
        ("help.toml", &["check", "orders"]),
        ("languages/es.toml", &["compile", "orders"]),
        ("cases/long.jsonl", &["test", "orders"]),
        ("cases/disputed.md", &["test", "orders"]),
        ("long", &["check", "orders/long"]),
        ("long", &["test", "alvys", "orders/long"]),
        ("long", &decide),
        ("long.ts", &["uses", "orders", "--pack", "alvys"]),
    ] {
        let path = pack.join(name);
        let before = fs::read(&path).ok();
        long(&path);
        let run = run_in(temp.path(), args);
        let told = format!("{name}`: it is longer than 64 MB");
        assert!(run.status > 0 && run.stderr.contains(&told), "{args:?}: {run:?}");
        fs::remove_file(&path).unwrap();
        if let Some(text) = before {
            fs::write(&path, text).unwrap();
        }
        tried += 1;
    }
    println!("{tried} files that are too long were refused");
}

#[test]
fn check_takes_a_built_in_pack_and_a_bundle() {
    let check = run(&["check", "alvys"]);
    let told = "`alvys` is fine (3988 cases read)\n";
    assert_eq!((check.status, check.stdout.as_str()), (0, told), "{check:?}");
    let (temp, pack) = new_pack("orders");
    run_in(temp.path(), &["compile", "orders"]);
    let bundle = ["check", "orders/bundle.json"];
    assert_eq!(
        run_in(temp.path(), &bundle).stdout,
        "`orders/bundle.json` is fine (6 cases read)\n"
    );
    edit(&pack.join("bundle.json"), "Clerk", "Clark");
    assert_eq!(run_in(temp.path(), &bundle).status, 2);
}

/// Runs `uses` on one source.
fn uses(name: &str, text: &str) -> Run {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join(name), text).unwrap();
    run_in(temp.path(), &["uses", name, "--pack", "alvys", "--partial"])
}

#[test]
fn no_depth_of_a_source_ends_the_command() {
    let nested: [(&str, &str, &str); 22] = [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("({a:", "1", "})"),
        ("{", "1", "}"),
        ("`${", "1", "}`"),
        ("!", "1", ""),
        ("typeof ", "a", ""),
        ("new ", "a", ""),
        ("a => ", "1", ""),
        ("async () => ", "1", ""),
        ("(a = ", "1", ") => 1"),
        ("a ? b : ", "1", ""),
        ("a ? ", "1", " : b"),
        ("a ** ", "1", ""),
        ("a + ", "1", ""),
        ("a = ", "1", ""),
        ("", "a", "()"),
        ("", "a", "[0]"),
        ("", "a", ".b"),
        ("class { a = ", "1", "}"),
        ("function () { return ", "1", " }"),
        ("", "a", " as b"),
    ];
    for (open, within, close) in nested {
        for count in [400, 20_000, 300_000] {
            let text = format!("x = {}{within}{}\n", open.repeat(count), close.repeat(count));
            let run = uses("deep.ts", &text);
            assert!(run.status <= 1, "{open}{close} {count}: {}", run.stderr);
        }
    }
    for (open, close) in [("if (a) ", ""), ("<a>", "</a>"), ("a: ", ""), ("type T = A<", "")] {
        for count in [400, 20_000, 300_000] {
            let run =
                uses("deep.tsx", &format!("{}b{}\n", open.repeat(count), close.repeat(count)));
            assert!(run.status <= 1, "{open} {count}: {}", run.stderr);
        }
    }
}

#[test]
fn a_source_that_nests_too_deep_is_told_with_its_name_and_place() {
    let text = format!("gate.can('x')\ny = {}1{}\n", "(".repeat(501), ")".repeat(501));
    let run = uses("deep.js", &text);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("[deep.js:2:505]"), "{run:?}");
    assert!(run.stderr.contains("nests more than 500 deep"), "{run:?}");
    let run = uses("deep.vue", &format!("<template>{{{{ {} }}}}</template>", "[".repeat(501)));
    assert!(run.status == 1 && run.stderr.contains("[deep.vue:1:"), "{run:?}");
}

/// Each of these findings would otherwise carry a copy of its 2 MB source, and draw its one line.
#[test]
fn findings_share_their_source() {
    let text = "gate.can('nothing');".repeat(1000) + &" ".repeat(2_000_000);
    let run = uses("long.js", &text);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("1000 findings"), "{}", run.stdout);
    assert!(run.stderr.len() < 1_000_000, "{} bytes", run.stderr.len());
}

/// What took a minute for 26 KB.
#[test]
fn templates_of_quotes_and_braces_are_read_at_once() {
    for pattern in
        ["=x}}{{}", "}}</script>{{/", "}{<script>", "\"'{{\"", ":&quot;</script><script> "]
    {
        for name in ["page.vue", "page.svelte"] {
            let run = uses(name, &format!("<template>{}", pattern.repeat(26_000 / pattern.len())));
            assert!(run.status <= 1, "{run:?}");
        }
    }
}
