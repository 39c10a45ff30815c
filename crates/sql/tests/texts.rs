//! What errors say stands once, for the crate and for the adapters of the npm package.
#![allow(clippy::unwrap_used, reason = "a test says that it failed by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|kind| kind == "rs" || kind == "ts") {
            found.push(entry);
        }
    }
}

/// What a source says, but for its comments.
fn code(file: &Path) -> String {
    let source = fs::read_to_string(file).unwrap();
    let comment = |line: &&str| ["//", "/*", "*"].iter().any(|it| line.trim().starts_with(it));
    source.lines().filter(|line| !comment(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_source_of_either_has_a_text_of_its_own_that_both_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(root.join("src/texts.json")).unwrap();
    let texts: Value = serde_json::from_str(&written).unwrap();
    let mut files = Vec::new();
    for folder in ["src", "../../npm/src/sql", "../../npm/src/prisma"] {
        sources(&root.join(folder), &mut files);
    }
    let generated = fs::read_to_string(root.join("../../npm/src/generated/sql-texts.ts")).unwrap();
    let mut parts = 0;
    for text in texts["errors"].as_object().unwrap().values() {
        // What is put in stands between these.
        let text = text.as_str().unwrap();
        let longest = text.split(['{', '}']).step_by(2).max_by_key(|it| it.len()).unwrap();
        let longest = longest.trim_matches(['`', ' ', ';']);
        assert!(generated.contains(longest.trim_matches('`')), "{longest}");
        for file in &files {
            assert!(!code(file).contains(longest), "{}: {longest}", file.display());
        }
        parts += 1;
    }
    println!("{parts} texts in none of {} sources", files.len());
    assert!(parts > 10 && files.len() > 10);
}
