//! The packages of the workspace: which may depend on which, and that all keep to the same lints.

use anyhow::{Context, Result};
use serde_json::Value;
use toml::Table;

use super::{Finding, Source};
use crate::process::{cargo, probe};
use crate::repo;

/// What each package of the workspace may depend on, of the others and of those that belong to one
/// room: Cedar to the compiler, JavaScript to the engine's boundary and to the command as it runs
/// in a browser, its parser to those who read sources, the web and its databases to the server.
/// `engine <- api, wasm <- compiler, sql, audit <- cli, server`: nothing up or sideways.
const DIRECTIONS: [(&str, &[&str]); 10] = [
    ("tollgate", &["wasm-bindgen", "js-sys", "serde-wasm-bindgen"]),
    ("tollgate-audit", &["tollgate"]),
    ("tollgate-cases", &["tollgate"]),
    (
        "tollgate-cli",
        &[
            "tollgate",
            "tollgate-audit",
            "tollgate-cases",
            "tollgate-compiler",
            "tollgate-sql",
            "oxc_parser",
            "wasm-bindgen",
            "js-sys",
            "serde-wasm-bindgen",
        ],
    ),
    (
        "tollgate-compiler",
        &["tollgate", "cedar-policy", "cedar-policy-core", "cedar-policy-formatter", "toml"],
    ),
    ("tollgate-fuzz", &[]),
    ("tollgate-postgres", &[]),
    ("tollgate-server", &["tollgate", "tollgate-audit", "tollgate-sql", "axum", "sqlx"]),
    ("tollgate-sql", &["tollgate"]),
    (
        "xtask",
        &[
            "oxc_parser",
            "toml",
            "tollgate",
            "tollgate-postgres",
            "wasm-bindgen-cli",
            "wasm-bindgen-cli-support",
        ],
    ),
];

/// How many lines clippy lets a function have.
const FUNCTION_LINES_MAX: i64 = 70;

pub(crate) fn check(sources: &[Source]) -> Result<Vec<Finding>> {
    let metadata = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let metadata = probe(cargo().args(metadata)).context("`cargo metadata` failed")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        directions(package, &mut findings);
    }
    for manifest in ["Cargo.toml", "clippy.toml"] {
        lints(manifest, &repo::read(&repo::path(manifest))?, &mut findings);
    }
    for source in sources {
        if ["Cargo.toml", "clippy.toml"].iter().any(|each| source.name.ends_with(each)) {
            lints(&source.name, &source.text, &mut findings);
        }
    }
    Ok(findings)
}

/// Dependencies of a package that lead the wrong way; `package` is as `cargo metadata` says it.
fn directions(package: &Value, findings: &mut Vec<Finding>) {
    let name = package["name"].as_str().unwrap_or_default();
    let manifest = package["manifest_path"].as_str().unwrap_or_default();
    let manifest = repo::display(manifest.as_ref()).to_string();
    let mut tell = |what: String| findings.push(Finding::of(&manifest, what));
    let Some((_, allowed)) = DIRECTIONS.iter().find(|(known, _)| *known == name) else {
        tell(format!("`{name}` has no import directions in xtask/src/tidy/packages.rs"));
        return;
    };
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let on = dependency["name"].as_str().unwrap_or_default();
        if dependency["kind"] == "dev" {
            // Cedar does not build for the browser, where the tests of the engine run too.
            let target = dependency["target"].as_str().unwrap_or_default();
            let browser = ["tollgate", "tollgate-cases"].contains(&name);
            if browser
                && (on.starts_with("cedar") || on == "tollgate-compiler")
                && !target.contains("not(target_family = \"wasm\")")
            {
                tell(format!("`{name}` must depend on `{on}` for native targets only"));
            }
            continue;
        }
        let guarded = DIRECTIONS.iter().any(|(_, guarded)| guarded.contains(&on));
        if (guarded || on.starts_with("tollgate")) && !allowed.contains(&on) {
            tell(format!("`{name}` must not depend on `{on}`"));
        }
    }
}

/// The lints that hold everywhere, at one of these levels: an attribute lifts what is denied, and
/// nothing what is forbidden. That no attribute lifts the second is for `tokens.rs`.
const LINTS: [(&str, &str, &[&str]); 2] =
    [("rust", "unsafe_code", &["forbid"]), ("clippy", "too_many_lines", &["deny", "forbid"])];

/// That these hold: each package has the workspace's lints, or says the same itself where it is a
/// workspace of its own, and no other configuration stands nearer.
fn lints(name: &str, text: &str, findings: &mut Vec<Finding>) {
    let mut tell = |what: &str| findings.push(Finding::of(name, what));
    let Ok(manifest) = text.parse::<Table>() else { return tell("is no TOML") };
    let at = |path: &[&str]| {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(manifest.get(*first)?, |value, key| value.get(key))
    };
    if name.ends_with("clippy.toml") {
        if name != "clippy.toml" {
            tell("clippy is configured once, at the root");
        }
        let most = at(&["too-many-lines-threshold"]).and_then(toml::Value::as_integer);
        if most != Some(FUNCTION_LINES_MAX) {
            tell("clippy must count 70 lines (`too-many-lines-threshold`)");
        }
        return;
    }
    let denied = |lints: &[&str]| {
        LINTS.iter().all(|(tool, name, levels)| {
            let lint = at(&[lints, &[*tool, *name]].concat());
            let level = lint.and_then(|lint| lint.get("level")).or(lint);
            level.and_then(toml::Value::as_str).is_some_and(|level| levels.contains(&level))
        })
    };
    let shared = at(&["lints", "workspace"]).and_then(toml::Value::as_bool) == Some(true);
    if at(&["package"]).is_some() && !shared && !denied(&["lints"]) {
        tell("has not the workspace's lints (`[lints] workspace = true`)");
    }
    if name == "Cargo.toml" && !denied(&["workspace", "lints"]) {
        tell("the workspace's lints must forbid `unsafe_code` and deny `too_many_lines`");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn depends(name: &str, on: Value) -> usize {
        let mut findings = Vec::new();
        let package = json!({ "name": name, "manifest_path": "Cargo.toml", "dependencies": [on] });
        directions(&package, &mut findings);
        findings.len()
    }

    fn found(name: &str, text: &str) -> usize {
        let mut findings = Vec::new();
        lints(name, text, &mut findings);
        findings.len()
    }

    #[test]
    fn packages_depend_on_what_is_below_them() {
        assert_eq!(depends("tollgate-cli", json!({ "name": "tollgate-compiler" })), 0);
        assert_eq!(depends("tollgate-server", json!({ "name": "tollgate-sql" })), 0);
        assert_eq!(depends("tollgate", json!({ "name": "serde" })), 0);
        assert_eq!(depends("tollgate-server", json!({ "name": "tollgate-compiler" })), 1);
        assert_eq!(depends("tollgate-sql", json!({ "name": "tollgate-audit" })), 1);
        assert_eq!(depends("tollgate", json!({ "name": "tollgate-compiler" })), 1);
        assert_eq!(depends("tollgate", json!({ "name": "toml", "kind": "build" })), 1);
    }

    #[test]
    fn a_package_without_directions_is_found() {
        assert_eq!(depends("tollgate-new", json!({ "name": "serde" })), 1);
    }

    #[test]
    fn tests_of_the_engine_need_cedar_on_native_targets_only() {
        let native = "cfg(not(target_family = \"wasm\"))";
        let cedar = json!({ "name": "cedar-policy", "kind": "dev", "target": native });
        assert_eq!(depends("tollgate", cedar), 0);
        assert_eq!(depends("tollgate", json!({ "name": "cedar-policy", "kind": "dev" })), 1);
        assert_eq!(depends("tollgate", json!({ "name": "tollgate-compiler", "kind": "dev" })), 1);
        assert_eq!(depends("tollgate-cli", json!({ "name": "cedar-policy", "kind": "dev" })), 0);
    }

    #[test]
    fn a_package_has_the_lints_of_the_workspace_or_the_same() {
        assert_eq!(found("a/Cargo.toml", "[package]\n[lints]\nworkspace = true"), 0);
        let rust = "[lints.rust]\nunsafe_code = \"forbid\"\n[lints.clippy]\n";
        let package = |lines| format!("[package]\n{rust}too_many_lines = {lines}");
        assert_eq!(found("a/Cargo.toml", &package("{ level = \"deny\", priority = 1 }")), 0);
        assert_eq!(found("a/Cargo.toml", &package("\"warn\"")), 1);
        let lifted = package("\"deny\"").replace("forbid", "deny");
        assert_eq!(found("a/Cargo.toml", &lifted), 1);
        assert_eq!(found("a/Cargo.toml", "[package]\n[lints.rust]\nunsafe_code = \"deny\""), 1);
        assert_eq!(found("a/Cargo.toml", &format!("[package]\n{rust}")), 1);
        let clippy = "[lints.clippy]\ntoo_many_lines = \"deny\"";
        assert_eq!(found("a/Cargo.toml", &format!("[package]\n{clippy}")), 1);
        let workspace = package("\"deny\"").replace("[lints", "[workspace.lints");
        assert_eq!(found("Cargo.toml", workspace.trim_start_matches("[package]")), 0);
        assert_eq!(found("Cargo.toml", "[workspace]"), 1);
    }

    #[test]
    fn clippy_counts_to_seventy_everywhere() {
        assert_eq!(found("clippy.toml", "too-many-lines-threshold = 70"), 0);
        assert_eq!(found("clippy.toml", "too-many-lines-threshold = 100"), 1);
        assert_eq!(found("crates/cli/clippy.toml", "too-many-lines-threshold = 70"), 1);
    }
}
