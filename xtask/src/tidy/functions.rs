//! How long a function may be in TypeScript and JavaScript; in Rust, clippy counts.

use super::Finding;
use super::scripts::Script;

const LINES_MAX: usize = 70;

pub(crate) fn check(name: &str, script: &Script, findings: &mut Vec<Finding>) {
    for function in script.functions.iter().filter(|function| function.lines > LINES_MAX) {
        let what =
            format!("`{}` has {} lines, more than {LINES_MAX}", function.name, function.lines);
        findings.push(Finding::at(name, function.line, what));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scripts::read;
    use super::*;

    fn found(before: &str, lines: usize, after: &str) -> usize {
        let text = format!("{before}{}{after}", "\n".repeat(lines - 1));
        let mut findings = Vec::new();
        check("a.ts", &read("a.ts", &text).expect("a source that parses"), &mut findings);
        findings.len()
    }

    #[test]
    fn a_function_of_any_kind_has_seventy_lines_at_most() {
        for before in ["function a() {", "const a = () => {", "export default async function* () {"]
        {
            assert_eq!(found(before, LINES_MAX, "}"), 0);
            assert_eq!(found(before, LINES_MAX + 1, "}"), 1);
        }
        for before in ["class A { b() {", "const a = { b() {", "const a = { b: () => {"] {
            assert_eq!(found(before, LINES_MAX, "}}"), 0);
            assert_eq!(found(before, LINES_MAX + 1, "}}"), 1);
        }
    }

    #[test]
    fn what_is_no_function_may_be_long() {
        assert_eq!(found("const a = {", LINES_MAX + 1, "}"), 0);
        assert_eq!(found("class A {", LINES_MAX + 1, "}"), 0);
    }
}
