//! What no Rust source says: `unsafe`, that a function may be longer than others, nor that a module
//! stands elsewhere than its name says.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::{Finding, Source};

/// Words that stand nowhere, each with where not even as an attribute's: `#[unsafe(no_mangle)]` is
/// how an attribute is written, but a lint that is lifted by attribute is lifted.
const WORDS: [(&str, Within, &str); 2] = [
    ("unsafe", Within::Code, "there is no unsafe code"),
    ("too_many_lines", Within::Everything, "a long function is split, not excused"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Code,
    Everything,
}

pub(crate) fn check(source: &Source, findings: &mut Vec<Finding>) {
    match source.text.parse::<TokenStream>() {
        Ok(tokens) => walk(tokens, false, &source.name, findings),
        Err(error) => {
            let line = error.span().start().line;
            findings.push(Finding::at(&source.name, line, format!("is no Rust: {error}")));
        }
    }
}

fn walk(tokens: TokenStream, attribute: bool, name: &str, findings: &mut Vec<Finding>) {
    // After `#` or `#!`, what stands in brackets is an attribute.
    let mut opens_attribute = false;
    for token in tokens {
        let opened = std::mem::take(&mut opens_attribute);
        match token {
            TokenTree::Ident(word) => {
                for (banned, within, why) in WORDS {
                    if word == banned && (within == Within::Everything || !attribute) {
                        let line = word.span().start().line;
                        findings.push(Finding::at(name, line, format!("says `{banned}`: {why}")));
                    }
                }
            }
            TokenTree::Group(group) => {
                let opens = opened && group.delimiter() == Delimiter::Bracket;
                let inside = attribute || opens;
                if opens && moves_a_module(&group) {
                    let line = group.span_open().start().line;
                    findings.push(Finding::at(name, line, "moves a module: its file has its name"));
                }
                walk(group.stream(), inside, name, findings);
            }
            TokenTree::Punct(mark) => {
                opens_attribute = mark.as_char() == '#' || (opened && mark.as_char() == '!');
            }
            TokenTree::Literal(_) => {}
        }
    }
}

/// Whether an attribute is `#[path = …]`, which would make a file a module of another room.
fn moves_a_module(attribute: &Group) -> bool {
    let mut tokens = attribute.stream().into_iter();
    let path = matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "path");
    path && matches!(tokens.next(), Some(TokenTree::Punct(mark)) if mark.as_char() == '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let mut findings = Vec::new();
        let source = Source { name: "a.rs".to_owned(), text: text.to_owned() };
        check(&source, &mut findings);
        findings.len()
    }

    #[test]
    fn unsafe_code_is_found_wherever_it_stands() {
        assert_eq!(found("unsafe fn a() {}"), 1);
        assert_eq!(found("fn a() { unsafe { b() } }"), 1);
        assert_eq!(found("unsafe impl Sync for A {}"), 1);
        assert_eq!(found("macro_rules! a { () => { unsafe { b() } } }"), 1);
        assert_eq!(found("fn a() { vec![unsafe { b() }]; }"), 1);
    }

    #[test]
    fn attributes_comments_and_texts_may_say_unsafe() {
        assert_eq!(found("#[unsafe(no_mangle)] fn a() {}"), 0);
        assert_eq!(found("#![deny(unsafe_code)]"), 0);
        assert_eq!(found("/// Nothing unsafe.\nfn a() { b(\"unsafe\") } // unsafe"), 0);
    }

    #[test]
    fn a_module_has_the_name_of_its_file() {
        assert_eq!(found("#[path = \"../api/gate.rs\"] mod gate;"), 1);
        assert_eq!(found("mod gate; #[doc(hidden)] fn path() {}"), 0);
    }

    #[test]
    fn a_function_is_not_excused_for_its_length() {
        assert_eq!(found("#[allow(clippy::too_many_lines)] fn a() {}"), 1);
        assert_eq!(found("#![cfg_attr(test, expect(clippy::too_many_lines))]"), 1);
        assert_eq!(found("const LINT: &str = \"too_many_lines\";"), 0);
    }
}
