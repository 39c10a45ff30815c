//! Every example of `docs/cli.md` and of the README is run, in one folder from top to bottom, and
//! prints what the document shows (`BLESS=1` writes it there).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::root;

const FENCE: &str = "```";

/// Runs the commands of a console block (`$ …`) and shows the block as it should be. `$?` is the
/// exit status of the command before.
fn played(block: &str, folder: &Path, status: &mut i32) -> String {
    let tool = Path::new(env!("CARGO_BIN_EXE_tollgate")).parent().unwrap();
    let path = format!("{}:{}", tool.display(), std::env::var("PATH").unwrap());
    let mut shown = String::new();
    for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; (exit {status}); {line}")])
            .current_dir(folder)
            .env("PATH", &path)
            .envs(crate::PLAIN)
            .output()
            .unwrap();
        *status = output.status.code().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        write!(shown, "$ {line}\n{text}").unwrap();
    }
    shown
}

/// Plays all blocks of a document, and says how many there were.
fn prints_what_it_shows(name: &str) -> usize {
    let path = root().join(name);
    let document = fs::read_to_string(&path).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let mut status = 0;
    let mut shown = String::new();
    let mut rest = document.as_str();
    let open = format!("{FENCE}console\n");
    let mut blocks = 0;
    while let Some((before, after)) = rest.split_once(&open) {
        let (block, after) = after.split_once(FENCE).unwrap();
        let played = played(block, temp.path(), &mut status);
        write!(shown, "{before}{open}{played}{FENCE}").unwrap();
        rest = after;
        blocks += 1;
    }
    shown.push_str(rest);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &shown).unwrap();
    }
    let document = fs::read_to_string(&path).unwrap();
    assert_eq!(shown.lines().count(), document.lines().count());
    for (shown, line) in shown.lines().zip(document.lines()) {
        assert_eq!(without_fingerprints(shown), without_fingerprints(line));
    }
    blocks
}

#[test]
fn every_example_of_the_documents_prints_what_it_shows() {
    assert!(prints_what_it_shows("docs/cli.md") > 5);
    assert_eq!(prints_what_it_shows("README.md"), 2);
}

/// A fingerprint changes with every word of a pack; the document need not.
fn without_fingerprints(text: &str) -> String {
    let is_fingerprint =
        |word: &&str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let bare = |word: &str| word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned();
    words.filter(|word| !is_fingerprint(&bare(word).as_str())).collect()
}

#[test]
fn the_document_has_every_command_and_option() {
    let document = fs::read_to_string(root().join("docs/cli.md")).unwrap();
    let help = crate::run(&["--help"]).stdout;
    let (_, after) = help.split_once("Commands:\n").unwrap();
    let names = after.lines().map_while(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<&str> = names.filter(|name| !name.is_empty() && *name != "help").collect();
    let expected = [
        "init", "import", "compile", "check", "format", "decide", "show", "snapshot", "test",
        "matrix", "uses",
    ];
    assert_eq!(names, expected);
    for name in names {
        assert!(document.contains(&format!("## `tollgate {name}")), "{name}");
        for option in crate::run(&[name, "--help"]).stdout.split_whitespace() {
            let option = option.trim_end_matches(',');
            if option.starts_with("--") && option != "--help" {
                assert!(document.contains(option), "{name} {option}");
            }
        }
    }
}
