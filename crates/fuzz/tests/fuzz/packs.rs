//! Packs: the sources of those that there are, right and wrong ones, changed.

use std::path::Path;

use tollgate_compiler::{Diagnostic, Sources, compile};

use crate::change::texts;
use crate::harness::{Target, root};

const TARGET: Target = Target { name: "packs", inputs: 1500, taken_of_ten: 1 };

/// What starts the line that names a file, in the text of a pack.
const FILE: &str = "#### ";

const PIECES: [&str; 40] = [
    "",
    "\"",
    "}",
    "{",
    "]]",
    "[x]\n",
    ";",
    "Permission",
    "resource",
    "action",
    "= 1",
    "é",
    "\u{0}",
    "if ",
    "//",
    "in",
    "(",
    ")",
    "!",
    "&&",
    "||",
    " has ",
    ".",
    "::",
    "principal",
    "context",
    "enum [\"a\"]",
    "Set<",
    ">",
    "{ a: {",
    "entity E;\n",
    "type T = T;\n",
    "@id(\"a\")",
    "permit(",
    "then",
    "else",
    "true",
    "\"\"\"",
    "\\u{",
    "\n",
];

/// A pack as one text.
fn joined(sources: &Sources) -> String {
    let file = |(name, text): &(String, String)| format!("{FILE}{name}\n{text}");
    sources.files.iter().map(file).collect::<Vec<_>>().join("\n")
}

fn parted(text: &str) -> Sources {
    let (text, mark) = (format!("\n{text}"), format!("\n{FILE}"));
    let parts = text.split(mark.as_str()).skip(1);
    let file = |part: &str| {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        (name.to_owned(), text.to_owned())
    };
    Sources { name: "fuzzed".to_owned(), files: parts.map(file).collect() }
}

fn has_a_place(found: &Diagnostic, sources: &Sources) -> bool {
    let mut lines = sources.files.iter().filter(|(name, _)| name == found.file());
    // Of files of one name one is read.
    let lines = lines.by_ref().map(|(_, text)| text.matches('\n').count() + 1).max().unwrap_or(1);
    (1..=lines).contains(&found.line()) && found.column() >= 1
}

/// Compiles a pack; whether there was more to say than that it cannot be parsed.
fn read(text: &str) -> bool {
    let sources = parted(text);
    let (mut told, found) = match compile(&sources) {
        Ok(compiled) => {
            tollgate::Policy::from_json(&compiled.json).unwrap();
            (true, compiled.warnings)
        }
        Err(report) => {
            assert!(!report.errors.is_empty());
            (false, report.errors.into_iter().chain(report.warnings).collect())
        }
    };
    for diagnostic in found {
        assert!(has_a_place(&diagnostic, &sources), "{diagnostic} at {}", diagnostic.file());
        told |= !diagnostic.code().starts_with("cedar::") && !diagnostic.code().ends_with("syntax");
    }
    told
}

fn packs_in(folder: &Path) -> Vec<String> {
    let mut folders: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.retain(|folder| folder.is_dir());
    folders.iter().map(|folder| joined(&Sources::read(folder).unwrap())).collect()
}

#[test]
fn packs() {
    // Those of which all is right have more to break, and are few among the others.
    let mut sound = packs_in(&root().join("policies"));
    sound.extend(packs_in(&root().join("tests/constructs")));
    let mut known = [&sound[..]; 5].concat();
    known.extend(packs_in(&root().join("crates/compiler/tests/refused")));
    known.extend(packs_in(&root().join("crates/compiler/tests/types")));
    TARGET.run(texts(known, &PIECES), read);
}
