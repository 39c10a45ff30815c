//! However a pack is broken, the compiler says so with a place and does not panic.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use tollgate_compiler::{Diagnostic, Sources, compile};

const SCRAPS: [&str; 16] = [
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
];

fn pack(which: &Index) -> Sources {
    let folders = ["policies/alvys", "policies/access-levels", "policies/client-metrics"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Sources::read(&root.join(which.get(&folders))).unwrap()
}

/// Replaces a few characters of a file by a scrap.
fn break_at(text: &str, at: &Index, length: usize, scrap: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let start = at.index(characters.len() + 1);
    let end = (start + length).min(characters.len());
    let (before, after) = (&characters[..start], &characters[end..]);
    before.iter().copied().chain(scrap.chars()).chain(after.iter().copied()).collect()
}

fn has_a_place(found: &Diagnostic, sources: &Sources) -> bool {
    let known = |(name, _): &(String, String)| name == found.file();
    let text = sources.files.iter().find(|file| known(file)).map_or("", |(_, text)| text);
    found.line() >= 1 && found.line() <= text.matches('\n').count() + 1 && found.column() >= 1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_pack_is_refused_or_compiles(
        which in any::<Index>(),
        breaks in proptest::collection::vec(
            (any::<Index>(), any::<Index>(), 0_usize..40, any::<Index>()), 1..4
        ),
    ) {
        let mut sources = pack(&which);
        for (file, at, length, scrap) in &breaks {
            let file = file.index(sources.files.len());
            let text = &mut sources.files[file].1;
            *text = break_at(text, at, *length, SCRAPS[scrap.index(SCRAPS.len())]);
        }
        let found = match compile(&sources) {
            Ok(compiled) => compiled.warnings,
            Err(report) => {
                prop_assert!(!report.errors.is_empty());
                report.errors.into_iter().chain(report.warnings).collect()
            }
        };
        for diagnostic in found {
            prop_assert!(has_a_place(&diagnostic, &sources), "{}", diagnostic);
        }
    }
}

/// How many packs are broken.
const CASES: u32 = 48;
