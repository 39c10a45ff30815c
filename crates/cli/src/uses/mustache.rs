//! Expressions between braces in the template of a component: `{{ … }}` in Vue, `{ … }` in Svelte.

use std::ops::Range;

/// What is written in HTML's own way and holds no expressions: how it opens, and how it closes.
const RAW: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")];

/// Whether something raw opens here; `<styled-button>` does not.
fn opens(rest: &str, raw: &str) -> bool {
    let after = rest.strip_prefix(raw);
    after.is_some_and(|after| {
        raw == "<!--" || after.starts_with(|next: char| next.is_whitespace() || next == '>')
    })
}

/// The places of `{{ … }}`, braces included.
pub(crate) fn doubles(text: &str) -> Vec<Range<usize>> {
    places(text, "{{", |text, start| Some(start + 2 + text.get(start + 2..)?.find("}}")? + 2))
}

/// The places of `{ … }`, braces included.
pub(crate) fn singles(text: &str) -> Vec<Range<usize>> {
    places(text, "{", |text, start| closing(text.as_bytes(), start).map(|end| end + 1))
}

fn places(text: &str, open: &str, end: impl Fn(&str, usize) -> Option<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let raw = RAW.iter().find(|(raw, _)| opens(rest, raw));
        if let Some((raw, close)) = raw {
            let Some(length) = rest.get(raw.len()..).and_then(|inside| inside.find(close)) else {
                break;
            };
            at += raw.len() + length + close.len();
        } else if rest.starts_with(open)
            && let Some(end) = end(text, at)
        {
            found.push(at..end);
            at = end;
        } else {
            match rest.chars().next() {
                Some(skipped) => at += skipped.len_utf8(),
                None => break,
            }
        }
    }
    found
}

/// The brace that closes the one at `start`, not counting those in strings and comments.
fn closing(text: &[u8], start: usize) -> Option<usize> {
    // What is open: a brace, or the quote that a string began with.
    let mut open = vec![b'{'];
    let mut at = start + 1;
    while at < text.len() {
        let (byte, next) = (text[at], text.get(at + 1).copied().unwrap_or(0));
        match (*open.last()?, byte) {
            (b'\'' | b'"' | b'`', b'\\') => at += 1,
            (quote @ (b'\'' | b'"' | b'`'), _) => {
                if byte == quote {
                    open.pop();
                } else if quote == b'`' && byte == b'$' && next == b'{' {
                    open.push(b'{');
                    at += 1;
                }
            }
            (_, b'\'' | b'"' | b'`' | b'{') => open.push(byte),
            (_, b'}') => {
                open.pop();
                if open.is_empty() {
                    return Some(at);
                }
            }
            (_, b'/') if next == b'*' => {
                at += 3 + text.get(at + 2..)?.windows(2).position(|two| two == b"*/")?;
            }
            (_, b'/') if next == b'/' => {
                at += text.get(at..)?.iter().position(|byte| *byte == b'\n')?;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The text with those places blotted out, byte for byte, so that HTML stumbles over none of them.
pub(crate) fn blotted(text: &str, places: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for place in places {
        out.push_str(text.get(at..place.start).unwrap_or_default());
        out.extend(std::iter::repeat_n('x', place.len()));
        at = place.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// What of `{ … }` is an expression, and where it begins: `rows` in `{#each rows as row}`.
pub(crate) fn expression(inside: &str) -> Option<(usize, &str)> {
    let start = inside.len() - inside.trim_start().len();
    let trimmed = inside.get(start..)?;
    let (skipped, rest) = match trimmed.chars().next()? {
        '#' | ':' | '@' => {
            let words = trimmed.split_once(char::is_whitespace);
            let (word, _) = words?;
            match word {
                "#snippet" | ":then" | ":catch" => return None,
                ":else" => {
                    let at = trimmed.find("if")? + 2;
                    (at, trimmed.get(at..)?)
                }
                _ => (word.len(), trimmed.get(word.len()..)?),
            }
        }
        '/' if !trimmed.starts_with("//") && !trimmed.starts_with("/*") => return None,
        '.' => (3, trimmed.strip_prefix("...")?),
        _ => (0, trimmed),
    };
    let rest = if trimmed.starts_with("#each") {
        rest.rsplit_once(" as ").map_or(rest, |(rows, _)| rows)
    } else if trimmed.starts_with("#await") {
        rest.split_once(" then ").map_or(rest, |(promise, _)| promise)
    } else {
        rest
    };
    (!rest.trim().is_empty()).then_some((start + skipped, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insides(text: &str) -> Vec<&str> {
        singles(text).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn braces_in_strings_and_comments_do_not_close() {
        assert_eq!(insides("a {'}'} b"), ["{'}'}"]);
        assert_eq!(insides("{`${'}'}}`} c"), ["{`${'}'}}`}"]);
        assert_eq!(insides("{/* } */ x}{ // }\n y}"), ["{/* } */ x}", "{ // }\n y}"]);
        assert_eq!(insides("{never"), [""; 0]);
    }

    #[test]
    fn scripts_styles_and_comments_hold_no_expressions() {
        assert_eq!(insides("<style>a{b:c}</style><!-- {d} --><script>{e}</script>{f}"), ["{f}"]);
        let text = "<!-- {{a}} -->{{b}}";
        let shown: Vec<&str> = doubles(text).into_iter().map(|place| &text[place]).collect();
        assert_eq!(shown, ["{{b}}"]);
        assert_eq!(insides("<styled-button on={go}>"), ["{go}"]);
    }

    #[test]
    fn a_blot_is_as_long_as_what_it_covers() {
        let text = "é{'é>'}b";
        let blotted = blotted(text, &singles(text));
        assert_eq!((blotted.len(), blotted.as_str()), (text.len(), "éxxxxxxxb"));
    }

    #[test]
    fn blocks_have_their_expression() {
        assert_eq!(expression("#each rows as row (row.id)"), Some((5, " rows")));
        assert_eq!(expression(":else if a.can('x')"), Some((8, " a.can('x')")));
        assert_eq!(expression("...rest"), Some((3, "rest")));
        assert_eq!(expression(":else"), None);
        assert_eq!(expression("/if"), None);
    }
}
