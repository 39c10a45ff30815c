//! What is wrong in one layer of a pack hides nothing that is wrong in another, and makes nothing
//! else look wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tollgate_compiler::{Sources, compile};

/// Of all mistakes that can be made, one in so many is.
const EVERY: usize = 3;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A pack with tables of all kinds, and those of each construct.
fn packs() -> Vec<Sources> {
    let constructs = std::fs::read_dir(root().join("tests/constructs")).unwrap();
    let mut paths: Vec<PathBuf> = constructs.map(|entry| entry.unwrap().path()).collect();
    paths.push(root().join("policies/expenses"));
    paths.sort();
    paths.iter().map(|path| Sources::read(path).unwrap()).collect()
}

/// Where the words of a text start that stand between these, and where they end.
fn words(text: &str, before: &str, after: &str) -> Vec<(usize, usize)> {
    let starts = text.match_indices(before).map(|(at, _)| at + before.len());
    let all = starts.filter_map(|start| {
        let rest = &text[start..];
        let length = rest.find(|it: char| !it.is_alphanumeric() && it != '_')?;
        (length > 0 && rest[length..].starts_with(after)).then_some((start, start + length))
    });
    all.collect()
}

/// The text with one mistake each: a name of an attribute, a type, an action or a literal that is
/// none, a sign too much, a bracket that is missing.
fn mistakes(text: &str) -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    let misspelt = [(".", ""), (" has ", ""), (" is ", ""), ("Action::\"", "\"")];
    for (before, after) in misspelt {
        let named = words(text, before, after).into_iter();
        made.extend(named.map(|(_, end)| format!("{}zqx{}", &text[..end], &text[end..])));
    }
    for (sign, instead) in [
        (" == \"", " in \""),
        (" == ", " = "),
        (" in ", " == "),
        (" == ", " < "),
        (".contains(", ".containsAny("),
        ("unless {", "unless ("),
        ("when {", "when { if"),
        ("resource", "resources"),
        ("principal.", "action."),
        (");", ")"),
    ] {
        let found = text.match_indices(sign).map(|(at, _)| at);
        made.extend(
            found.map(|at| format!("{}{instead}{}", &text[..at], &text[at + sign.len()..])),
        );
    }
    made
}

#[test]
fn a_mistake_that_cedar_tells_makes_nothing_else_look_wrong() {
    let (mut refused, mut wrong) = (0, Vec::new());
    for pack in packs() {
        let policies =
            pack.files.iter().enumerate().filter(|(_, (name, _))| name.ends_with(".cedar"));
        for (at, (name, text)) in policies {
            for text in mistakes(text).into_iter().step_by(EVERY) {
                let mut pack = pack.clone();
                pack.files[at].1 = text.clone();
                let Err(report) = compile(&pack) else { continue };
                let of_cedar = |code: &str| matches!(code, "cedar::validation" | "cedar::syntax");
                if !report.errors.iter().any(|error| of_cedar(error.code())) {
                    continue;
                }
                refused += 1;
                let more = report.errors.iter().find(|error| !of_cedar(error.code()));
                wrong.extend(more.map(|more| {
                    let told = report.to_string();
                    format!(
                        "{}/{name}: {}: {}\n{told}",
                        pack.name,
                        more.code(),
                        more.help().unwrap_or_default()
                    )
                }));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {refused}:\n{}", wrong.len(), wrong.join("\n\n"));
    println!("{refused} packs with one mistake are told no more than that");
    assert!(refused > 500, "{refused}");
}
