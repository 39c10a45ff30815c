//! What no Rust source says: that a function may be longer than others, nor that a module stands
//! elsewhere than its name says.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::{Finding, Source};

/// A lint that no attribute lifts.
const LINT: &str = "too_many_lines";

pub(crate) fn check(source: &Source, findings: &mut Vec<Finding>) {
    match source.text.parse::<TokenStream>() {
        Ok(tokens) => walk(tokens, &source.name, findings),
        Err(error) => {
            let line = error.span().start().line;
            findings.push(Finding::at(&source.name, line, format!("is no Rust: {error}")));
        }
    }
}

fn walk(tokens: TokenStream, name: &str, findings: &mut Vec<Finding>) {
    // After `#` or `#!`, what stands in brackets is an attribute.
    let mut opens_attribute = false;
    for token in tokens {
        let opened = std::mem::take(&mut opens_attribute);
        match token {
            TokenTree::Ident(word) if word == LINT => {
                let line = word.span().start().line;
                findings.push(Finding::at(name, line, "excuses a long function: split it"));
            }
            TokenTree::Group(group) => {
                let opens = opened && group.delimiter() == Delimiter::Bracket;
                if opens && moves_a_module(&group) {
                    let line = group.span_open().start().line;
                    findings.push(Finding::at(name, line, "moves a module: its file has its name"));
                }
                walk(group.stream(), name, findings);
            }
            TokenTree::Punct(mark) => {
                opens_attribute = mark.as_char() == '#' || (opened && mark.as_char() == '!');
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
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
