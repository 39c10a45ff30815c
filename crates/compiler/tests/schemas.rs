//! The JSON Schemas in `schemas/` are those of the types that read the TOML files.
//! `BLESS=1 cargo test -p tollgate-compiler --test schemas` writes them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

#[test]
fn json_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    for (name, text) in tollgate_compiler::json_schemas().unwrap() {
        let file = folder.join(&name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            committed == text,
            "schemas/{name} is old: BLESS=1 cargo test -p tollgate-compiler --test schemas",
        );
    }
}
