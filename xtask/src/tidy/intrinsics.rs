//! The sources of the package that answer questions ask no prototype and nothing built in that a
//! page could have put something into: what they need stands in `npm/src/intrinsics.ts`.

use std::collections::BTreeSet;

use oxc_allocator::Allocator;
use oxc_ast::AstKind;
use oxc_ast::ast::{Argument, ArrayExpressionElement, Expression};
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};

use super::{Finding, Source};

const PACKAGE: &str = "npm/src/";

/// The file itself, what only starts the engine, the bindings, which ask a gate, what a server says
/// to a database, and what explains to those who develop.
const EXEMPT: [&str; 22] = [
    "intrinsics",
    "index",
    "slim",
    "devtools",
    "dom",
    "drizzle",
    "dropped",
    "explain",
    "explaining",
    "lock",
    "module",
    "observed",
    "panel",
    "panel-style",
    "prisma",
    "react",
    "shown",
    "sql",
    "store",
    "svelte",
    "tooltip",
    "vue",
];

/// What is built in and global, and has a function or a prototype that a page can change.
const GLOBALS: &str = "Array ArrayBuffer Boolean DataView Date Function Int32Array JSON Map Math \
    Number Object Promise Proxy Reflect RegExp Set String TextDecoder TextEncoder Uint32Array \
    Uint8Array WeakMap WeakSet atob btoa globalThis isFinite isNaN parseFloat parseInt";

/// The methods of what is built in.
const METHODS: &str = "add apply at bind call catch charAt charCodeAt clear codePointAt concat \
    copyWithin delete endsWith entries every exec fill filter finally find findIndex findLast flat \
    flatMap forEach get has hasOwnProperty includes indexOf isWellFormed join keys lastIndexOf \
    localeCompare map match matchAll next normalize padEnd padStart pop push reduce reduceRight \
    repeat replace replaceAll reverse set shift slice some sort splice split startsWith subarray \
    substring test then toFixed toLowerCase toString toUpperCase toSorted trim trimEnd trimStart \
    unshift valueOf values with";

/// What has methods of its own of such names.
const OURS: [&str; 2] = ["answers", "engine"];

pub(crate) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    for Source { name, text } in sources {
        let Some(file) = name.strip_prefix(PACKAGE).and_then(|file| file.strip_suffix(".ts"))
        else {
            continue;
        };
        if file.contains('/') || EXEMPT.contains(&file) {
            continue;
        }
        for (line, what) in found(name, text) {
            findings.push(Finding::at(name, line, format!("{what}: see npm/src/intrinsics.ts")));
        }
    }
}

/// What a source asks, each with its line; of what does not parse another rule tells.
fn found(name: &str, text: &str) -> Vec<(usize, String)> {
    let Ok(language) = SourceType::from_path(name) else { return Vec::new() };
    let memory = Allocator::default();
    let parsed = Parser::new(&memory, text, language).parse();
    let mut reader = Reader { text, types: BTreeSet::new(), found: Vec::new() };
    reader.visit_program(&parsed.program);
    reader.found
}

struct Reader<'r> {
    text: &'r str,
    /// Where names of types begin, which are nothing once it runs.
    types: BTreeSet<u32>,
    found: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn says(&mut self, at: Span, what: impl Into<String>) {
        let before = self.text.get(..at.start as usize).unwrap_or_default();
        self.found.push((before.matches('\n').count() + 1, what.into()));
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        match node {
            AstKind::ForOfStatement(it) => self.says(it.span, "`for … of` asks an iterator"),
            AstKind::ArrayPattern(it) => self.says(it.span, "a pattern of a list asks an iterator"),
            AstKind::ArrayAssignmentTarget(it) => {
                self.says(it.span, "a pattern of a list asks an iterator");
            }
            AstKind::ArrayExpression(it) => {
                let spread = |each: &ArrayExpressionElement<'_>| each.is_spread();
                if it.elements.iter().any(spread) {
                    self.says(it.span, "`...` in a list asks an iterator");
                }
            }
            AstKind::CallExpression(it) => {
                if it.arguments.iter().any(Argument::is_spread) {
                    self.says(it.span, "`...` in a call asks an iterator");
                }
                let Expression::StaticMemberExpression(callee) = &it.callee else { return };
                let name = callee.property.name.as_str();
                let ours = OURS.iter().any(|ours| callee.object.is_specific_id(ours));
                if !ours && METHODS.split_whitespace().any(|method| method == name) {
                    self.says(callee.property.span, format!("`.{name}()` asks a prototype"));
                }
            }
            AstKind::TSTypeReference(it) => {
                self.types.insert(it.type_name.span().start);
            }
            AstKind::IdentifierReference(it) => {
                let name = it.name.as_str();
                let global = GLOBALS.split_whitespace().any(|global| global == name);
                if global && !self.types.contains(&it.span.start) {
                    self.says(it.span, format!("`{name}` is what the page made of it"));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        found("npm/src/a.ts", text).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn what_asks_an_iterator_is_found() {
        assert_eq!(lines("\nfor (const a of b) c(a);"), [2]);
        assert_eq!(lines("const [a] = b;"), [1]);
        assert_eq!(lines("[a, b] = [c, d];"), [1]);
        assert_eq!(lines("a = [...b];"), [1]);
        assert_eq!(lines("a(...b);"), [1]);
        assert_eq!(lines("a = { ...b }; const { c } = a; d = [1, 2];"), [0; 0]);
    }

    #[test]
    fn what_asks_a_prototype_or_a_global_is_found() {
        assert_eq!(lines("a.map(b);"), [1]);
        assert_eq!(lines("a?.b.get(c);"), [1]);
        assert_eq!(lines("a = Object.seal(b);"), [1]);
        assert_eq!(lines("a = new Map();"), [1]);
        assert_eq!(lines("map(a, b); engine.filter(a); a.ours(b);"), [0; 0]);
        assert_eq!(lines("let a: Map<string, Uint8Array>;"), [0; 0]);
    }

    #[test]
    fn only_what_answers_questions_is_held_to_it() {
        let source = |name: &str| Source { name: name.to_owned(), text: "a.map(b)".to_owned() };
        let mut findings = Vec::new();
        check(&["npm/src/dom.ts", "npm/src/generated/a.ts", "www/a.ts"].map(source), &mut findings);
        assert!(findings.is_empty());
        check(&[source("npm/src/gate.ts")], &mut findings);
        assert_eq!(findings.len(), 1);
    }
}
