//! What a TypeScript or JavaScript source says: what it imports, and how long its functions are.

use std::collections::BTreeMap;

use oxc_allocator::Allocator;
use oxc_ast::AstKind;
use oxc_ast::ast::{
    BindingPattern, Expression, ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind,
    PropertyKey, StringLiteral,
};
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};

/// A source, read.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) imports: Vec<Import>,
    pub(crate) functions: Vec<Function>,
}

/// An import, in whatever way it is written, re-exports included.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// What is imported; nothing where it is worked out when the import is reached.
    pub(crate) target: Option<String>,
    pub(crate) line: usize,
    /// Whether only types are, which is nothing once it runs.
    pub(crate) types: bool,
}

/// A function, a method or an arrow.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

/// Whether a file of this name is read here.
pub(crate) fn is_script(name: &str) -> bool {
    SourceType::from_path(name).is_ok()
}

/// Reads a source; the language is told by the name.
///
/// # Errors
///
/// Where the source does not parse, with what the parser says.
pub(crate) fn read(name: &str, text: &str) -> Result<Script, String> {
    let language = SourceType::from_path(name).map_err(|error| error.to_string())?;
    // Else a source that neither imports nor exports at its start would be taken for a script.
    let language = language.with_module(!language.is_commonjs());
    let memory = Allocator::default();
    let parsed = Parser::new(&memory, text, language).parse();
    if let Some(error) = parsed.errors.first() {
        return Err(format!("does not parse: {error}"));
    }
    let mut reader = Reader { text, names: BTreeMap::new(), found: Script::default() };
    reader.visit_program(&parsed.program);
    Ok(reader.found)
}

struct Reader<'r> {
    text: &'r str,
    /// What functions are called that have no name of their own, by where they begin.
    names: BTreeMap<u32, String>,
    found: Script,
}

impl Reader<'_> {
    fn line(&self, at: u32) -> usize {
        let before = self.text.get(..at as usize).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    fn import(&mut self, target: Option<&StringLiteral<'_>>, span: Span, types: bool) {
        let target = target.map(|target| target.value.to_string());
        let line = self.line(span.start);
        self.found.imports.push(Import { target, line, types });
    }

    /// Notes the name that a function is given by what it stands in.
    fn name(&mut self, name: Option<impl ToString>, value: Option<&Expression<'_>>) {
        if let (Some(name), Some(value)) = (name, value) {
            self.names.insert(value.span().start, name.to_string());
        }
    }

    fn function(&mut self, name: Option<&str>, span: Span) {
        let (line, last) = (self.line(span.start), self.line(span.end));
        let assigned = self.names.get(&span.start).map(String::as_str);
        let name = name.or(assigned).unwrap_or("a function without a name").to_owned();
        self.found.functions.push(Function { name, line, lines: last - line + 1 });
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        match node {
            AstKind::ImportDeclaration(it) => {
                self.import(Some(&it.source), it.span, brings_types(it));
            }
            AstKind::ExportNamedDeclaration(it) => {
                let each = it.specifiers.iter().map(|each| each.export_kind);
                let types = are_types(it.export_kind, each);
                if it.source.is_some() {
                    self.import(it.source.as_ref(), it.span, types);
                }
            }
            AstKind::ExportAllDeclaration(it) => {
                self.import(Some(&it.source), it.span, it.export_kind == ImportOrExportKind::Type);
            }
            AstKind::ImportExpression(it) => {
                self.import(literal(&it.source), it.span, false);
            }
            AstKind::TSImportType(it) => self.import(Some(&it.source), it.span, true),
            AstKind::TSExternalModuleReference(it) => {
                self.import(Some(&it.expression), it.span, false);
            }
            AstKind::CallExpression(it) if it.callee.is_specific_id("require") => {
                let target = it.arguments.first().and_then(|first| first.as_expression());
                self.import(target.and_then(literal), it.span, false);
            }
            AstKind::VariableDeclarator(it) => {
                let BindingPattern::BindingIdentifier(id) = &it.id else { return };
                self.name(Some(&id.name), it.init.as_ref());
            }
            AstKind::AssignmentExpression(it) => {
                let name = it.left.span().source_text(self.text).to_owned();
                self.name(Some(name), Some(&it.right));
            }
            AstKind::ObjectProperty(it) => self.name(key(&it.key), Some(&it.value)),
            AstKind::PropertyDefinition(it) => self.name(key(&it.key), it.value.as_ref()),
            AstKind::MethodDefinition(it) => {
                if let Some(name) = key(&it.key) {
                    self.names.insert(it.value.span.start, name);
                }
            }
            AstKind::Function(it) => {
                self.function(it.id.as_ref().map(|id| id.name.as_str()), it.span);
            }
            AstKind::ArrowFunctionExpression(it) => self.function(None, it.span),
            _ => {}
        }
    }
}

fn key(key: &PropertyKey<'_>) -> Option<String> {
    key.static_name().map(|name| name.to_string())
}

fn literal<'e, 'a>(expression: &'e Expression<'a>) -> Option<&'e StringLiteral<'a>> {
    match expression {
        Expression::StringLiteral(literal) => Some(literal),
        _ => None,
    }
}

fn brings_types(import: &ImportDeclaration<'_>) -> bool {
    let each = import.specifiers.iter().flatten().map(|each| match each {
        ImportDeclarationSpecifier::ImportSpecifier(each) => each.import_kind,
        _ => ImportOrExportKind::Value,
    });
    are_types(import.import_kind, each)
}

/// Whether all is types, or each by itself; what names nothing is imported for what it does.
fn are_types(all: ImportOrExportKind, each: impl Iterator<Item = ImportOrExportKind>) -> bool {
    let type_only = |kind| kind == ImportOrExportKind::Type;
    let mut each = each.peekable();
    type_only(all) || (each.peek().is_some() && each.all(type_only))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The imports of a source in TypeScript: each as its line, its target, and whether of types.
    fn imports(text: &str) -> Vec<(usize, Option<String>, bool)> {
        let read = read("a.ts", text).expect("a source that parses");
        read.imports.into_iter().map(|each| (each.line, each.target, each.types)).collect()
    }

    fn import(line: usize, target: &str, types: bool) -> (usize, Option<String>, bool) {
        (line, Some(target.to_owned()), types)
    }

    fn functions(text: &str) -> Vec<(String, usize, usize)> {
        let read = read("a.ts", text).expect("a source that parses");
        read.functions.into_iter().map(|each| (each.name, each.line, each.lines)).collect()
    }

    #[test]
    fn imports_are_found_however_they_are_written() {
        assert_eq!(imports("import a, { b } from './a.js'"), [import(1, "./a.js", false)]);
        assert_eq!(imports("\nimport\n  './a.js';"), [import(2, "./a.js", false)]);
        assert_eq!(imports("export * from './a.js'"), [import(1, "./a.js", false)]);
        assert_eq!(imports("export { a } from './a.js'"), [import(1, "./a.js", false)]);
        assert_eq!(imports("const a = await import('./a.js')"), [import(1, "./a.js", false)]);
        assert_eq!(imports("const a = require('./a.cjs')"), [import(1, "./a.cjs", false)]);
        assert_eq!(imports("await import(a)"), [(1, None, false)]);
        assert_eq!(imports("export const a = 'import(1)'; // import './b.js'"), []);
    }

    #[test]
    fn imports_of_types_are_told_apart() {
        assert_eq!(imports("import type { A } from './a.js'"), [import(1, "./a.js", true)]);
        assert_eq!(imports("import { type A } from './a.js'"), [import(1, "./a.js", true)]);
        assert_eq!(imports("import { type A, b } from './a.js'"), [import(1, "./a.js", false)]);
        assert_eq!(imports("export type { A } from './a.js'"), [import(1, "./a.js", true)]);
        assert_eq!(imports("export type * from './a.js'"), [import(1, "./a.js", true)]);
        assert_eq!(imports("let a: import('./a.js').A"), [import(1, "./a.js", true)]);
        assert_eq!(imports("import {} from './a.js'"), [import(1, "./a.js", false)]);
    }

    #[test]
    fn functions_have_the_name_they_are_known_by() {
        let named = |text: &str| functions(text).remove(0).0;
        assert_eq!(named("function a() {}"), "a");
        assert_eq!(named("const b = () => {}"), "b");
        assert_eq!(named("const c = { d() {} }"), "d");
        assert_eq!(named("const c = { e: async () => {} }"), "e");
        assert_eq!(named("class F { static g = function () {}; }"), "g");
        assert_eq!(named("class F { get h() { return 1; } }"), "h");
        assert_eq!(named("f.i = () => {}"), "f.i");
        assert_eq!(named("test(() => {})"), "a function without a name");
    }

    #[test]
    fn functions_are_as_long_as_they_are_written() {
        let text = "\nfunction a() {\n  return () => {\n  };\n}";
        let inner = "a function without a name".to_owned();
        assert_eq!(functions(text), [("a".to_owned(), 2, 4), (inner, 3, 2)]);
    }

    #[test]
    fn what_does_not_parse_is_told() {
        assert!(read("a.js", "function (").is_err());
        assert!(read("a.js", "let a: string").is_err());
        assert!(read("a.tsx", "const a = <b c={(d: string) => d} />").is_ok());
    }
}
