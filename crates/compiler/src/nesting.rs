//! Bounds on Cedar text, looked at before Cedar's parser, which recurses as deep as the text does.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, SCHEMA};
use crate::tokens::Tokens;

/// Brackets and `if`s within each other, in one policy or declaration.
const NESTING_MAX: usize = 24;

/// Words and signs of one policy.
const TOKENS_MAX: usize = 2000;

/// Whether the text is within the bounds; reports where it is not.
pub(crate) fn check(file: &Arc<File>, findings: &mut Findings) -> bool {
    let is_schema = file.name == SCHEMA;
    let (mut depth, mut tokens): (usize, usize) = (0, 0);
    for (at, token) in Tokens::new(&file.text) {
        tokens += 1;
        match token {
            "(" | "[" | "{" | "if" => depth += 1,
            "<" if is_schema => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            ">" if is_schema => depth = depth.saturating_sub(1),
            ";" => (depth, tokens) = (0, 0),
            _ => {}
        }
        let (code, message) = if depth > NESTING_MAX {
            let message = format!("this is nested more than {NESTING_MAX} deep");
            ("cedar::nested_too_deep", message)
        } else if tokens > TOKENS_MAX && !is_schema {
            let message = format!("this policy has more than {TOKENS_MAX} words and signs");
            ("cedar::policy_too_long", message)
        } else {
            continue;
        };
        let place = file.at(at..at + token.len());
        let help = if is_schema {
            "give types names of their own"
        } else {
            "split it into several policies"
        };
        findings.push(Diagnostic::error(code, &place, message).with_help(help));
        return false;
    }
    true
}
