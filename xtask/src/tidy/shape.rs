//! What every file keeps to: it says what it is, is short enough to read, and leaves nothing for
//! later.

use super::{Finding, Source};

const LINES_MAX: usize = 500;
const COLUMNS_MAX: usize = 100;

/// How files of a kind open, and whether they are code.
fn opening(kind: &str) -> Option<(&'static [&'static str], bool)> {
    match kind {
        "rs" => Some((&["//!"], true)),
        "ts" | "js" | "mjs" => Some((&["//", "/*", "#!"], true)),
        "css" => Some((&["/*"], true)),
        "cedar" | "cedarschema" | "toml" | "md" | "html" => Some((&[""], false)),
        _ => None,
    }
}

pub(crate) fn check(source: &Source, findings: &mut Vec<Finding>) {
    let Source { name, text } = source;
    if name.ends_with("package-lock.json") && text.contains("\"resolved\"") {
        findings.push(Finding::of(name, "a lock file names no hosts (see npm/.npmrc)"));
    }
    let Some((openings, code)) = opening(source.kind()) else { return };
    if !openings.iter().any(|opening| text.starts_with(opening)) {
        findings.push(Finding::of(name, "opens without saying what it is"));
    }
    // Spelt in two halves, so that the rule does not catch itself.
    for mark in [concat!("TO", "DO"), concat!("FIX", "ME")] {
        if let Some(line) = text.lines().position(|line| line.contains(mark)) {
            findings.push(Finding::at(name, line + 1, format!("says {mark}")));
        }
    }
    // A text is as long as it is: what is generated of it is not for people to read.
    if code && !name.contains("/generated/") {
        size(name, text, findings);
    }
}

/// Files short enough to read, lines short enough to stand beside another.
fn size(name: &str, text: &str, findings: &mut Vec<Finding>) {
    let lines = text.lines().count();
    if lines > LINES_MAX {
        findings.push(Finding::of(name, format!("{lines} lines, more than {LINES_MAX}")));
    }
    let wide = |line: &str| line.chars().count() > COLUMNS_MAX;
    if let Some(line) = text.lines().position(wide) {
        findings.push(Finding::at(name, line + 1, format!("wider than {COLUMNS_MAX} columns")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> usize {
        let mut findings = Vec::new();
        let source = Source { name: name.to_owned(), text: text.to_owned() };
        check(&source, &mut findings);
        findings.len()
    }

    #[test]
    fn a_long_file_and_a_wide_line_are_found() {
        assert_eq!(found("a.rs", &"//!\n".repeat(LINES_MAX)), 0);
        assert_eq!(found("a.rs", &"//!\n".repeat(LINES_MAX + 1)), 1);
        let wide = format!("//!{}", "x".repeat(COLUMNS_MAX));
        assert_eq!((found("a.rs", &wide), found("npm/src/generated/a.rs", &wide)), (1, 0));
    }

    #[test]
    fn a_file_opens_by_saying_what_it_is() {
        assert_eq!(found("a.rs", "//! Numbers.\n"), 0);
        assert_eq!(found("a.rs", "use core::fmt;\n"), 1);
        assert_eq!(found("a.mjs", "// Numbers.\n"), 0);
        assert_eq!(found("a.mjs", "let a;\n"), 1);
    }

    #[test]
    fn what_is_left_for_later_is_found() {
        assert_eq!(found("a.md", concat!("TO", "DO: write this\n")), 1);
    }

    #[test]
    fn a_lock_file_that_names_hosts_is_found() {
        assert_eq!(found("npm/package-lock.json", "{\"version\": 1}"), 0);
        assert_eq!(found("npm/package-lock.json", "{\"resolved\": \"https://a.example\"}"), 1);
    }
}
