//! Bounds on Cedar text, looked at before Cedar's parser, which recurses as deep as the text does.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, SCHEMA};
use crate::tokens::Tokens;

/// Brackets and `if`s within each other, in one policy or declaration.
const NESTING_MAX: usize = 24;

/// Words and signs of one policy, but for the commas of lists.
const TOKENS_MAX: usize = 2000;

/// Words and signs of a schema, those of a declaration counted for each name that it declares:
/// Cedar's parser repeats them so.
const SPREAD_MAX: usize = 1 << 21;

/// Attributes of one record: Cedar's parser copies those before each.
const ATTRIBUTES_MAX: usize = 1 << 12;

/// What was read so far.
#[derive(Default)]
struct Count<'t> {
    /// The brackets and `if`s that are open.
    open: Vec<Open<'t>>,
    /// Of the policy or declaration.
    tokens: usize,
    /// Commas between the names of the declaration.
    commas: usize,
    /// Of the declarations before.
    spread: usize,
}

/// A bracket or an `if`, and what is right in it.
struct Open<'t> {
    sign: &'t str,
    items: usize,
    /// Whether the next word begins an item.
    fresh: bool,
}

impl<'t> Count<'t> {
    fn token(&mut self, token: &'t str, is_schema: bool) {
        // What parts the items of a list is no work.
        let parts = token == "," && self.open.last().is_some_and(|open| open.sign == "[");
        self.tokens += usize::from(!parts);
        let ends = matches!(token, ")" | "]" | "}") || is_schema && token == ">";
        if let Some(within) = self.open.last_mut().filter(|_| !ends) {
            within.items += usize::from(within.fresh);
            within.fresh = token == ",";
        }
        match token {
            "," if self.open.is_empty() => self.commas += 1,
            ";" => *self = Count { spread: self.all(), ..Count::default() },
            _ if ends => drop(self.open.pop()),
            "(" | "[" | "{" | "if" => self.open(token),
            "<" if is_schema => self.open(token),
            _ => {}
        }
    }

    fn open(&mut self, sign: &'t str) {
        self.open.push(Open { sign, items: 0, fresh: true });
    }

    fn all(&self) -> usize {
        let words = self.tokens.saturating_sub(2 * self.commas);
        words.saturating_mul(self.commas + 1).saturating_add(self.spread)
    }

    /// Which bound is passed: the code, the message and the help.
    fn passed(&self, is_schema: bool) -> Option<(&'static str, String, &'static str)> {
        let record = self.open.last().filter(|open| is_schema && open.sign == "{");
        if self.open.len() > NESTING_MAX {
            let message = format!("this is nested more than {NESTING_MAX} deep");
            let help = match is_schema {
                true => "give types names of their own",
                false => "split it into several policies",
            };
            Some(("cedar::nested_too_deep", message, help))
        } else if self.tokens > TOKENS_MAX && !is_schema {
            let message = format!("this policy has more than {TOKENS_MAX} words and signs");
            Some(("cedar::policy_too_long", message, "split it into several policies"))
        } else if record.is_some_and(|record| record.items > ATTRIBUTES_MAX) {
            let message = format!("this record has more than {ATTRIBUTES_MAX} attributes");
            Some(("schema::too_large", message, "leave out those that nothing reads"))
        } else if is_schema && self.all() > SPREAD_MAX {
            let message = format!(
                "up to here the schema has more than {SPREAD_MAX} words and signs, counting those \
                 of a declaration for each of its names"
            );
            Some(("schema::too_large", message, "declare fewer names, or what they share once"))
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
        let Some((code, message, help)) = count.passed(is_schema) else { continue };
        let place = file.at(at..at + token.len());
        findings.push(Diagnostic::error(code, &place, message).with_help(help));
        return false;
    }
    true
}
