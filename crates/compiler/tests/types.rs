//! The types of a pack with some of everything are those expected, and those of the packs that ship
//! are the ones committed. `BLESS=1 cargo test -p tollgate-compiler --test types` writes the first;
//! TypeScript itself is asked about all of them by `cargo xtask test types`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use tollgate::Policy;
use tollgate_compiler::{compile_dir, declaration};

fn folder(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn types(pack: &Path) -> String {
    let compiled = compile_dir(pack).map_err(|report| report.to_string()).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    declaration(policy.bundle(), policy.program())
}

#[test]
fn the_types_of_a_pack_with_everything_are_as_expected() {
    let pack = folder("tests/types/depot");
    let file = pack.join("expected.d.ts");
    let text = types(&pack);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&file).unwrap_or_default());
}

#[test]
fn the_types_of_the_packs_are_those_committed() {
    for name in tollgate::packs::NAMES.into_iter().chain(["office"]) {
        let pack = folder("../../policies").join(name);
        let committed = std::fs::read_to_string(pack.join("bundle.d.ts")).unwrap();
        assert!(types(&pack) == committed, "run `tollgate compile policies/{name} --types`");
    }
}

#[test]
fn a_line_of_a_declaration_has_room_on_a_screen() {
    for name in ["tests/types/depot", "../../policies/alvys"] {
        let text = types(&folder(name));
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{name}");
    }
}
