//! The rules of the house that no other tool checks.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::{Tally, cargo, probe};
use crate::{package, repo};

/// What each package of the workspace may depend on, of the others and of those that belong to one
/// room: Cedar to the compiler, JavaScript to the engine's boundary, its parser to the command.
const DIRECTIONS: [(&str, &[&str]); 5] = [
    ("tollgate", &[]),
    ("tollgate-cases", &["tollgate"]),
    ("tollgate-cli", &["tollgate", "tollgate-cases", "tollgate-compiler", "oxc_parser"]),
    ("tollgate-compiler", &["tollgate", "cedar-policy-core", "cedar-policy-formatter", "toml"]),
    ("xtask", &["wasm-bindgen-cli"]),
];

/// What the engine does not know outside its boundary room, each with what it would bring in.
const ENGINE_IGNORES: [(&str, &str); 7] = [
    ("wasm_bindgen", "JavaScript"),
    ("js_sys", "JavaScript"),
    ("cedar_policy", "Cedar"),
    ("toml::", "TOML"),
    ("std::fs", "files"),
    ("std::net", "the network"),
    ("std::time", "clocks"),
];

const LINES_MAX: usize = 500;
const COLUMNS_MAX: usize = 100;

/// The folders that hold what people write.
const ROOMS: [&str; 9] =
    ["src", "crates", "xtask", "npm", "www", "tests", "bench", "policies", "docs"];

/// Checks every rule; each file or package that breaks one fails.
pub(crate) fn run(tally: &mut Tally) -> Result<()> {
    let mut findings = directions()?;
    findings.extend(package::version().err().map(|error| error.to_string()));
    for file in files()? {
        let before = findings.len();
        check_file(&file, &mut findings)?;
        if findings.len() == before {
            tally.passed += 1;
        } else {
            tally.failed += 1;
        }
    }
    for finding in &findings {
        println!("  {finding}");
    }
    ensure!(findings.is_empty(), "the house rules are broken {} times", findings.len());
    Ok(())
}

/// Dependencies between packages that lead the wrong way.
fn directions() -> Result<Vec<String>> {
    let metadata = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let metadata = probe(cargo().args(metadata)).context("`cargo metadata` failed")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let guarded: Vec<&str> = DIRECTIONS.iter().flat_map(|(_, allowed)| *allowed).copied().collect();
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = DIRECTIONS.iter().find(|(known, _)| *known == name) else {
            findings.push(format!("`{name}` has no import directions in xtask/src/tidy.rs"));
            continue;
        };
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        for dependency in dependencies.filter(|dependency| dependency["kind"].is_null()) {
            let on = dependency["name"].as_str().unwrap_or_default();
            let ours = on.starts_with("tollgate") || guarded.contains(&on);
            if ours && !allowed.contains(&on) {
                findings.push(format!("`{name}` must not depend on `{on}`"));
            }
        }
    }
    Ok(findings)
}

/// The files that people write, by name.
fn files() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ROOMS.iter().map(repo::path).collect();
    while let Some(folder) = folders.pop() {
        for entry in repo::entries(&folder)? {
            if !entry.is_dir() {
                found.push(entry);
            } else if !entry.ends_with("node_modules") {
                folders.push(entry);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn check_file(file: &Path, findings: &mut Vec<String>) -> Result<()> {
    let name = repo::display(file).to_string();
    let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    if name.ends_with("package-lock.json") && repo::read(file)?.contains("\"resolved\"") {
        findings.push(format!("{name}: a lock file names no hosts (see npm/.npmrc)"));
    }
    let (opening, code): (&[&str], bool) = match kind {
        "rs" => (&["//!"], true),
        "ts" | "js" | "mjs" => (&["//", "/*", "#!"], true),
        "css" => (&["/*"], true),
        "cedar" | "cedarschema" | "toml" | "md" | "html" => (&[""], false),
        _ => return Ok(()),
    };
    let text = repo::read(file)?;
    if !opening.iter().any(|opening| text.starts_with(opening)) {
        findings.push(format!("{name}: opens without saying what it is"));
    }
    // Spelt in two halves, so that the rule does not catch itself.
    for mark in [concat!("TO", "DO"), concat!("FIX", "ME")] {
        if let Some(line) = text.lines().position(|line| line.contains(mark)) {
            findings.push(format!("{name}:{}: says {mark}", line + 1));
        }
    }
    if code {
        check_shape(&name, &text, findings);
    }
    if name.starts_with("src/") && !name.starts_with("src/wasm/") {
        for (word, what) in ENGINE_IGNORES {
            if text.contains(word) {
                findings.push(format!("{name}: the engine knows no {what}, but names `{word}`"));
            }
        }
    }
    check_imports(&name, kind, &text, findings);
    Ok(())
}

/// Files short enough to read, lines short enough to stand beside another.
fn check_shape(name: &str, text: &str, findings: &mut Vec<String>) {
    let lines = text.lines().count();
    if lines > LINES_MAX {
        findings.push(format!("{name}: {lines} lines, more than {LINES_MAX}"));
    }
    let wide = |line: &str| line.chars().count() > COLUMNS_MAX;
    if let Some(line) = text.lines().position(wide) {
        findings.push(format!("{name}:{}: wider than {COLUMNS_MAX} columns", line + 1));
    }
}

/// The page imports itself and the package; the package imports itself, and a binding the framework
/// that it has its name from.
fn check_imports(name: &str, kind: &str, text: &str, findings: &mut Vec<String>) {
    let page = name.starts_with("www/");
    if !matches!(kind, "ts" | "js" | "mjs") || !(page || name.starts_with("npm/src/")) {
        return;
    }
    for (number, line) in text.lines().enumerate() {
        let target = line.split_once(" from \"").or(line.split_once("import(\""));
        let Some(target) = target.and_then(|(_, target)| target.split('"').next()) else {
            continue;
        };
        // What begins with `#` is a package's own by another name.
        let inside = ["./", "../", "#"].iter().any(|own| target.starts_with(own));
        let package = page && target == "tollgate";
        let framework = matches!(target, "react" | "vue") && name == format!("npm/src/{target}.ts");
        if !(inside || package || framework) {
            findings.push(format!("{name}:{}: must not import `{target}`", number + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(name: &str, text: &str) -> usize {
        let mut findings = Vec::new();
        check_imports(name, "js", text, &mut findings);
        findings.len()
    }

    #[test]
    fn the_page_imports_only_itself_and_the_package() {
        assert_eq!(imports("www/a.js", "import { x } from \"tollgate\""), 0);
        assert_eq!(imports("www/a.js", "import x from \"./b.js\""), 0);
        assert_eq!(imports("www/a.js", "import x from \"react\""), 1);
        assert_eq!(imports("npm/src/a.js", "export * from \"tollgate\""), 1);
        assert_eq!(imports("npm/src/vue.ts", "import { ref } from \"vue\""), 0);
        assert_eq!(imports("npm/src/vue.ts", "import { useId } from \"react\""), 1);
    }

    #[test]
    fn a_long_file_and_a_wide_line_are_found() {
        let mut findings = Vec::new();
        check_shape("a.rs", &"x\n".repeat(LINES_MAX), &mut findings);
        assert!(findings.is_empty());
        check_shape("a.rs", &"x\n".repeat(LINES_MAX + 1), &mut findings);
        check_shape("a.rs", &"x".repeat(COLUMNS_MAX + 1), &mut findings);
        assert_eq!(findings.len(), 2);
    }
}
