//! What a Rust source names: its modules, what each declares and imports, and the paths in it.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A module, which is a file or stands in one.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) file: String,
    /// Its place below the crate's root.
    pub(crate) path: Vec<String>,
    /// What it declares, other than modules.
    pub(crate) items: BTreeSet<String>,
    pub(crate) names: Vec<Name>,
}

/// A path that a module names, by `use` or in the middle of its code.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
    pub(crate) brings: Brings,
    /// Whether it stands in what is compiled for tests only.
    pub(crate) tests: bool,
}

/// What a path makes known in the module that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Brings {
    /// Nothing: it is used where it stands.
    Nothing,
    /// Its last part, by this name.
    As(String),
    /// All that is in it.
    Everything,
}

/// The modules of a source; `path` is where the file's own stands below the crate's root.
///
/// # Errors
///
/// Where the text is no Rust: the line, and what is wrong.
pub(crate) fn read(
    file: &str,
    path: Vec<String>,
    text: &str,
) -> Result<Vec<Module>, (usize, String)> {
    let parsed = syn::parse_file(text)
        .map_err(|error| (error.span().start().line, format!("is no Rust: {error}")))?;
    let mut reader = Reader { file, path, tests: false, open: Vec::new(), done: Vec::new() };
    reader.module(&parsed.items, |reader| visit::visit_file(reader, &parsed));
    Ok(reader.done)
}

struct Reader<'r> {
    file: &'r str,
    path: Vec<String>,
    tests: bool,
    /// The modules around what is read now, the innermost last.
    open: Vec<Module>,
    done: Vec<Module>,
}

impl Reader<'_> {
    fn module(&mut self, items: &[syn::Item], read: impl FnOnce(&mut Self)) {
        let items = items.iter().filter_map(declared).collect();
        let (file, path) = (self.file.to_owned(), self.path.clone());
        self.open.push(Module { file, path, items, names: Vec::new() });
        read(self);
        self.done.extend(self.open.pop());
    }

    fn add(&mut self, path: Vec<String>, line: usize, brings: Brings) {
        let tests = self.tests;
        if let Some(module) = self.open.last_mut() {
            module.names.push(Name { path, line, brings, tests });
        }
    }

    fn tree(&mut self, tree: &syn::UseTree, mut path: Vec<String>) {
        let line = tree.span().start().line;
        let bring = |path: &mut Vec<String>, name: &syn::Ident, known: &syn::Ident| {
            // `a::{self}` is `a`.
            if name != "self" || path.is_empty() {
                path.push(text(name));
            }
            let itself = known == "self";
            Brings::As(path.last().filter(|_| itself).cloned().unwrap_or_else(|| text(known)))
        };
        match tree {
            syn::UseTree::Path(more) => {
                path.push(text(&more.ident));
                self.tree(&more.tree, path);
            }
            syn::UseTree::Group(group) => {
                for each in &group.items {
                    self.tree(each, path.clone());
                }
            }
            syn::UseTree::Name(name) => {
                let brings = bring(&mut path, &name.ident, &name.ident);
                self.add(path, line, brings);
            }
            syn::UseTree::Rename(name) => {
                let brings = bring(&mut path, &name.ident, &name.rename);
                self.add(path, line, brings);
            }
            syn::UseTree::Glob(_) => self.add(path, line, Brings::Everything),
        }
    }

    /// Finds paths in what macros and attributes are given, which is not parsed. `before` is what
    /// stands before a group in braces: `a::{b, c}`.
    fn tokens(&mut self, tokens: TokenStream, before: &[String], texts: bool) {
        let mut tokens = tokens.into_iter().peekable();
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Ident(word) if colons == 2 && !path.is_empty() => {
                    path.push(text(&word));
                    colons = 0;
                }
                TokenTree::Group(group) if colons == 2 && group.delimiter() == Delimiter::Brace => {
                    let before = [before, &std::mem::take(&mut path)].concat();
                    self.tokens(group.stream(), &before, texts);
                    colons = 0;
                }
                other => {
                    self.add_inline(before, std::mem::take(&mut path), line);
                    colons = 0;
                    match other {
                        // What follows `as` is a name of the macro's own.
                        TokenTree::Ident(word) if word == "as" => drop(tokens.next()),
                        TokenTree::Ident(word) => {
                            line = word.span().start().line;
                            path.push(text(&word));
                        }
                        TokenTree::Group(group) => self.tokens(group.stream(), &[], texts),
                        TokenTree::Literal(literal) if texts => self.path_in_text(&literal),
                        _ => {}
                    }
                }
            }
        }
        self.add_inline(before, path, line);
    }

    fn add_inline(&mut self, before: &[String], path: Vec<String>, line: usize) {
        let path = if path.is_empty() { path } else { [before, &path].concat() };
        if path.len() > 1 {
            self.add(path, line, Brings::Nothing);
        }
    }

    /// An attribute may name a path as text: `#[serde(with = "crate::a::b")]`.
    fn path_in_text(&mut self, literal: &proc_macro2::Literal) {
        let text = literal.to_string();
        let path: Vec<String> = text.trim_matches('"').split("::").map(str::to_owned).collect();
        if path.first().is_some_and(|first| ["crate", "self", "super"].contains(&first.as_str())) {
            self.add_inline(&[], path, literal.span().start().line);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Without a content it says that there is a file: no import.
        let Some((_, items)) = &item.content else { return };
        let around = self.tests;
        self.tests = around || item.attrs.iter().any(is_for_tests);
        self.path.push(text(&item.ident));
        self.module(items, |reader| visit::visit_item_mod(reader, item));
        self.path.pop();
        self.tests = around;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let around = self.tests;
        self.tests = around || item.attrs.iter().any(is_for_tests);
        self.tree(&item.tree, Vec::new());
        self.tests = around;
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let known = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename);
        let line = item.span().start().line;
        self.add(vec![text(&item.ident)], line, Brings::As(text(known)));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let line = path.span().start().line;
        let parts = path.segments.iter().map(|part| text(&part.ident)).collect();
        self.add_inline(&[], parts, line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        visit::visit_macro(self, called);
        self.tokens(called.tokens.clone(), &[], false);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        visit::visit_meta_list(self, list);
        self.tokens(list.tokens.clone(), &[], true);
    }

    /// `pub(in a::b)` says who may name an item; it names nothing itself.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

fn text(word: &syn::Ident) -> String {
    word.to_string().trim_start_matches("r#").to_owned()
}

/// Whether an attribute is `#[cfg(test)]`, or asks for more than that.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    let predicate = list.tokens.to_string();
    let mut words = predicate.split(|letter: char| !letter.is_alphanumeric());
    list.path.is_ident("cfg") && words.any(|word| word == "test") && !predicate.contains("not")
}

/// The name that an item declares.
fn declared(item: &syn::Item) -> Option<String> {
    Some(text(match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths that a source names, each as it is written.
    fn named(text: &str) -> Vec<String> {
        let modules = read("a.rs", Vec::new(), text).expect("a source that parses");
        let names = modules.iter().flat_map(|module| &module.names);
        names.map(|name| name.path.join("::")).collect()
    }

    #[test]
    fn a_tree_of_imports_is_one_path_each() {
        let tree = "use crate::{a::{self, b}, c as d, e::*};";
        assert_eq!(named(tree), ["crate::a", "crate::a::b", "crate::c", "crate::e"]);
    }

    #[test]
    fn an_import_brings_a_name() {
        let text = "use a::{self, b as c, d::*}; extern crate e as f;";
        let modules = read("a.rs", Vec::new(), text).expect("a source that parses");
        let names = modules.iter().flat_map(|module| &module.names);
        let brought: Vec<&Brings> = names.map(|name| &name.brings).collect();
        let named = |name: &str| Brings::As(name.to_owned());
        assert_eq!(brought, [&named("a"), &named("c"), &Brings::Everything, &named("f")]);
    }

    #[test]
    fn paths_are_found_in_code_types_and_patterns() {
        let code = "fn f(a: crate::a::A) -> b::B { if let c::C::D = a {} e::<f::G>::h() }";
        assert_eq!(named(code), ["crate::a::A", "b::B", "c::C::D", "e::h", "f::G"]);
    }

    #[test]
    fn paths_are_found_in_macros_and_attributes() {
        assert_eq!(named("fn f() { m!(x, crate::a::b(), [c::d]) }"), ["crate::a::b", "c::d"]);
        assert_eq!(named("macro_rules! m { () => { $crate::a::b() } }"), ["crate::a::b"]);
        let within = "macro_rules! m { () => { use crate::{a::b, c as d}; } }";
        assert_eq!(named(within), ["crate::a::b", "crate::c"]);
        assert_eq!(named("#[derive(a::B)] struct S;"), ["a::B"]);
        let text = "struct S { #[serde(with = \"crate::a\", rename = \"b::c\")] d: u8 }";
        assert_eq!(named(text), ["crate::a"]);
    }

    #[test]
    fn a_declaration_of_a_module_and_who_may_name_an_item_are_no_imports() {
        assert!(named("mod a; pub(in crate::b) fn f() {}").is_empty());
    }

    #[test]
    fn a_module_in_a_file_is_one_of_its_own() {
        let text = "fn f() {} #[cfg(all(test, unix))] mod tests { use super::f; }";
        let modules = read("a.rs", vec!["a".to_owned()], text).expect("a source that parses");
        let paths: Vec<String> = modules.iter().map(|module| module.path.join("::")).collect();
        assert_eq!(paths, ["a::tests", "a"]);
        let tests = modules.iter().flat_map(|module| &module.names).all(|name| name.tests);
        assert!(tests && modules.iter().any(|module| module.items.contains("f")));
    }
}
