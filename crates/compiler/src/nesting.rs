//! Bounds on Cedar text, looked at before Cedar's parser, which recurses as deep as the text does.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, SCHEMA};
use crate::tokens::Tokens;

/// Brackets and `if`s within each other, in one policy or declaration.
const NESTING_MAX: usize = 24;

/// Words and signs of one policy.
const TOKENS_MAX: usize = 2000;

/// Words and signs of a schema, those of a declaration counted for each name that it declares:
/// Cedar's parser repeats them so.
const SPREAD_MAX: usize = 1 << 21;

/// What was read so far.
#[derive(Default)]
struct Count {
    depth: usize,
    /// Of the policy or declaration.
    tokens: usize,
    /// Commas between the names of the declaration.
    commas: usize,
    /// Of the declarations before.
    spread: usize,
}

impl Count {
    fn token(&mut self, token: &str, is_schema: bool) {
        self.tokens += 1;
        match token {
            "(" | "[" | "{" | "if" => self.depth += 1,
            "<" if is_schema => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            ">" if is_schema => self.depth = self.depth.saturating_sub(1),
            "," if self.depth == 0 => self.commas += 1,
            ";" => *self = Count { spread: self.all(), ..Count::default() },
            _ => {}
        }
    }

    fn all(&self) -> usize {
        let words = self.tokens.saturating_sub(2 * self.commas);
        words.saturating_mul(self.commas + 1).saturating_add(self.spread)
    }

    /// Which bound is passed, in words.
    fn passed(&self, is_schema: bool) -> Option<(&'static str, String)> {
        if self.depth > NESTING_MAX {
            let message = format!("this is nested more than {NESTING_MAX} deep");
            Some(("cedar::nested_too_deep", message))
        } else if self.tokens > TOKENS_MAX && !is_schema {
            let message = format!("this policy has more than {TOKENS_MAX} words and signs");
            Some(("cedar::policy_too_long", message))
        } else if is_schema && self.all() > SPREAD_MAX {
            let message = format!(
                "up to here the schema has more than {SPREAD_MAX} words and signs, counting those \
                 of a declaration for each of its names"
            );
            Some(("schema::too_large", message))
        } else {
            None
        }
    }
}

/// Whether the text is within the bounds; reports where it is not.
pub(crate) fn check(file: &Arc<File>, findings: &mut Findings) -> bool {
    let is_schema = file.name == SCHEMA;
    let mut count = Count::default();
    for (at, token) in Tokens::new(&file.text) {
        count.token(token, is_schema);
        let Some((code, message)) = count.passed(is_schema) else { continue };
        let place = file.at(at..at + token.len());
        let help = match (code, is_schema) {
            ("schema::too_large", _) => "declare fewer names at once, or what they have once",
            (_, true) => "give types names of their own",
            (_, false) => "split it into several policies",
        };
        findings.push(Diagnostic::error(code, &place, message).with_help(help));
        return false;
    }
    true
}
