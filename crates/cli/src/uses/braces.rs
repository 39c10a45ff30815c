//! What stands between braces in the templates of Vue and Svelte. An expression in Svelte ends
//! where the parser of script says; how much it is asked to read is bounded.

use std::collections::HashMap;
use std::ops::Range;

use super::{Dialect, Unread, script};

/// `{ … }` in Svelte, `{{ … }}` in Vue.
pub(super) struct Braced {
    /// Braces included.
    pub(super) place: Range<usize>,
    /// What of it is an expression; nothing in `{:else}`.
    pub(super) inside: Range<usize>,
}

/// What is written in HTML's own way and holds no expressions: how it opens, and how it closes.
const RAW: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")];

/// What an expression stands behind in `{ … }`; the longer one first.
const OPENERS: [&str; 12] = [
    "#if", "#each", "#await", "#key", ":else if", "@html", "@const", "@render", "@attach",
    "@debug", "...", "",
];

/// What the parser is given of a text at first; most expressions are shorter.
const PORTION: usize = 1024;

/// How many times as much as there is the parser is asked to read.
const READINGS_MAX: usize = 16;

/// All that stands between braces, and where the text is given up.
pub(super) fn braced(text: &str, dialect: Dialect) -> (Vec<Braced>, Option<Unread>) {
    let mut scanner = match dialect {
        Dialect::Vue | Dialect::Svelte => Scanner::new(text),
        _ => return (Vec::new(), None),
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(['{', '<'])) {
        at += start;
        let braced = match dialect {
            _ if scanner.is_raw(at) => scanner.raw(at).map(|end| (end, None)),
            Dialect::Vue => scanner.double(at).map(|(end, inside)| (end, Some(inside))),
            _ => scanner.single(at).map(|(end, inside)| (end, Some(inside))),
        };
        if scanner.budget == 0 {
            let message = "it has too many braces that hold no expression".to_owned();
            return (found, Some(Unread { place: at..at + 1, message }));
        }
        let Some((end, inside)) = braced else {
            at += 1;
            continue;
        };
        found.extend(inside.map(|inside| Braced { place: at..end, inside }));
        at = end;
    }
    (found, None)
}

/// Reads a text once, however its braces stand.
struct Scanner<'t> {
    text: &'t str,
    /// Bytes that the parser may still be given.
    budget: usize,
    /// What was looked for and does not come any more.
    missing: Vec<&'static str>,
    closers: Closers,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str) -> Self {
        let budget = text.len().saturating_mul(READINGS_MAX) + PORTION;
        Scanner { text, budget, missing: Vec::new(), closers: Closers::new(text) }
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Where a sign comes next. One that does not come is not looked for again.
    fn find(&mut self, sign: &'static str, from: usize) -> Option<usize> {
        if self.missing.contains(&sign) {
            return None;
        }
        let found = self.rest(from).find(sign);
        if found.is_none() {
            self.missing.push(sign);
        }
        found.map(|at| from + at)
    }

    fn raw_of(&self, at: usize) -> Option<(&'static str, &'static str)> {
        let rest = self.rest(at);
        RAW.into_iter().find(|(open, _)| {
            let inside = rest.strip_prefix(open);
            // Not `<styled-button>`.
            let ends =
                |inside: &str| inside.starts_with(|next: char| next.is_whitespace() || next == '>');
            inside.is_some_and(|inside| *open == "<!--" || ends(inside))
        })
    }

    fn is_raw(&self, at: usize) -> bool {
        self.raw_of(at).is_some()
    }

    /// Where what holds no expressions ends: what never closes goes on to the end.
    fn raw(&mut self, at: usize) -> Option<usize> {
        let (open, close) = self.raw_of(at)?;
        Some(self.find(close, at + open.len()).unwrap_or(self.text.len()))
    }

    /// `{{ … }}`: where it ends, and where in it the expression stands.
    fn double(&mut self, at: usize) -> Option<(usize, Range<usize>)> {
        if !self.rest(at).starts_with("{{") {
            return None;
        }
        let end = self.find("}}", at + 2)?;
        Some((end + 2, at + 2..end))
    }

    /// The same for `{ … }`, which may open a block.
    fn single(&mut self, at: usize) -> Option<(usize, Range<usize>)> {
        let inside = self.rest(at).strip_prefix('{')?;
        // Without any that closes it, nothing in it is an expression.
        self.find("}", at + 1)?;
        let trimmed = inside.trim_start();
        let opener = OPENERS.iter().find(|opener| trimmed.starts_with(**opener))?;
        let start = at + 1 + (inside.len() - trimmed.len()) + opener.len();
        let other = opener.is_empty() && trimmed.starts_with(['#', ':', '@'])
            || trimmed.starts_with("/") && !trimmed.starts_with("/*") && !trimmed.starts_with("//");
        let length = (!other).then(|| self.expression(start, *opener == "#each")).flatten();
        // After it may come what each of a list is called: `as { id, name }`.
        let end = self.closers.after(start + length.unwrap_or_default())?;
        let code = match length {
            Some(length) => start..start + length,
            // What cannot be parsed is to be told.
            None if !other => start..end,
            None => start..start,
        };
        Some((end + 1, code))
    }

    /// How long the expression at a byte is; that of `#each` may stand before `as { id = 0 }`,
    /// which does not parse as a type, as `as { id, name }` does.
    fn expression(&mut self, start: usize, each: bool) -> Option<usize> {
        let rest = self.rest(start);
        let portion = floor(rest, PORTION);
        let read = self.length(portion).filter(|length| {
            // Where the portion ends, the expression may go on.
            portion.len() == rest.len()
                || portion.get(*length..).is_some_and(|it| !it.trim().is_empty())
        });
        let whole = portion.len() == rest.len();
        let read = read.or_else(|| if whole { None } else { self.length(rest) });
        read.or_else(|| {
            let closing = self.closers.after(start).filter(|_| each)?;
            let rows = self.text.get(start..closing)?.find(" as ")?;
            self.length(rest.get(..rows)?)
        })
    }

    /// How long the expression is that a text begins with. What does not parse may have been read
    /// to its end.
    fn length(&mut self, text: &str) -> Option<usize> {
        if self.budget == 0 {
            return None;
        }
        let length = script::expression_length(text);
        self.budget = self.budget.saturating_sub(length.unwrap_or(text.len()).max(1));
        length
    }
}

/// The most of a text that is at most so long.
fn floor(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Where braces close what is open, whatever they stand in.
struct Closers {
    /// Each brace, and how many more are open than were closed after it.
    braces: Vec<(usize, isize)>,
    /// By that number, the braces that close.
    closing: HashMap<isize, Vec<usize>>,
}

impl Closers {
    fn new(text: &str) -> Self {
        let mut closers = Closers { braces: Vec::new(), closing: HashMap::new() };
        let mut depth = 0;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    closers.closing.entry(depth).or_default().push(at);
                }
                _ => continue,
            }
            closers.braces.push((at, depth));
        }
        closers
    }

    /// The first that closes what is open at a byte, of those from it on.
    fn after(&self, from: usize) -> Option<usize> {
        let before = self.braces.partition_point(|(at, _)| *at < from);
        let depth = before.checked_sub(1).map_or(0, |last| self.braces[last].1);
        let closing = self.closing.get(&(depth - 1))?;
        closing.get(closing.partition_point(|at| *at < from)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen as script between braces, and what is left as HTML.
    fn seen(text: &str, dialect: Dialect) -> (Vec<&str>, String) {
        let (mut left, mut insides) = (text.to_owned(), Vec::new());
        for Braced { place, inside } in braced(text, dialect).0.into_iter().rev() {
            left.replace_range(place, "_");
            insides.insert(0, text[inside].trim());
        }
        (insides, left)
    }

    #[test]
    fn braces_end_where_the_expression_does() {
        for (text, inside, left) in [
            ("a {'}'} b", "'}'", "a _ b"),
            ("{`${'}'}}`} c", "`${'}'}}`", "_ c"),
            ("é{/* } */ x}>", "/* } */ x", "é_>"),
            (
                "{() => { if (a > b) go({ c: '}' }) }}<i>",
                "() => { if (a > b) go({ c: '}' }) }",
                "_<i>",
            ),
            ("{#each rows as { id, n = 0 } (id)}", "rows", "_"),
            ("{:else if a.can('x')}", "a.can('x')", "_"),
            ("{...rest}", "rest", "_"),
            ("{@const open = a.scope('x')}", "open = a.scope('x')", "_"),
            ("{#await a.b() then c}", "a.b()", "_"),
            ("{:else}", "", "_"),
            ("{/if}", "", "_"),
            ("{#snippet row(a, { b })}", "", "_"),
        ] {
            assert_eq!(seen(text, Dialect::Svelte), (vec![inside], left.to_owned()));
        }
        assert_eq!(seen("{never", Dialect::Svelte), (vec![], "{never".to_owned()));
    }

    #[test]
    fn scripts_styles_and_comments_hold_no_expressions() {
        let text = "<style>a{b:c}</style><!-- {d} --><script>{e}</script>{f}";
        assert_eq!(seen(text, Dialect::Svelte).0, ["f"]);
        assert_eq!(seen("<!-- {{a}} -->{{b}}", Dialect::Vue).0, ["b"]);
        assert_eq!(seen("<styled-button on={go}>", Dialect::Svelte).0, ["go"]);
    }

    /// Each is so long that reading it again for every brace would take minutes.
    #[test]
    fn a_text_is_read_a_bounded_number_of_times() {
        let patterns =
            ["{", "{{", "{(", "{'", "{`", "{{('", "(}>{{", "}{", "{#each a as {", "{/*", "<!--{"];
        for dialect in [Dialect::Vue, Dialect::Svelte] {
            for pattern in patterns {
                for end in ["", "}", "}}"] {
                    let text = pattern.repeat(10_000) + end;
                    let (found, _) = braced(&text, dialect);
                    assert!(found.iter().all(|each| each.place.end <= text.len()), "{pattern}");
                }
            }
        }
    }

    #[test]
    fn an_expression_that_is_longer_than_a_portion_is_read() {
        let long = format!("a.can(\"{}\")", "x".repeat(3 * PORTION));
        let (inside, left) = (long.as_str(), "_<i>");
        assert_eq!(
            seen(&format!("{{{long}}}<i>"), Dialect::Svelte),
            (vec![inside], left.to_owned())
        );
    }
}
