//! How deep the script in a source can nest, worked out before it is parsed: the parser calls
//! itself as often, and looks ahead from each place of some kinds.

/// Brackets and comparisons that may be open at once.
const NESTING_MAX: usize = 500;

/// The stack that a source may need.
const STACK_MAX: usize = 1 << 30;

/// The stack that is there anyway.
const STACK_MIN: usize = 1 << 22;

/// What an opening bracket is given of the stack, as if all that follows were within it. Together
/// with what words are given that is at least half as much again as was measured, without
/// optimisation on x86-64, for each form in which script nests.
const STACK_OF_BRACKET: usize = 4096;

/// The same of any other word or sign: `!!!…`, `a => a => …`, `if (a) if (a) …`.
const STACK_OF_WORD: usize = 1024;

/// The bytes of stack to parse a text on.
///
/// # Errors
/// Where it nests deeper than is read, with the byte there.
pub(crate) fn stack(text: &str) -> Result<usize, (usize, String)> {
    if let Some(at) = too_deep(text) {
        return Err((at, format!("it nests more than {NESTING_MAX} deep")));
    }
    // Whatever is a word and what a string, none nests in more than itself.
    let (mut needed, mut in_word) = (STACK_MIN, false);
    for byte in text.bytes() {
        let is_word = byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        needed += match byte {
            b'(' | b'[' | b'{' | b'<' => STACK_OF_BRACKET,
            _ if byte.is_ascii_whitespace() || is_word && in_word => 0,
            _ => STACK_OF_WORD,
        };
        in_word = is_word;
    }
    if needed > STACK_MAX {
        return Err((0, "it has more words and signs than are parsed at once".to_owned()));
    }
    Ok(needed)
}

/// Where the brackets of a text are too deep in each other, as far as can be told without parsing:
/// a bracket that closes ends what is open within it, and a statement its comparisons.
fn too_deep(text: &str) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut skipper = Skipper { bytes: text.as_bytes(), unquoted: [0; 2], uncommented: false };
    let mut at = 0;
    while let Some(byte) = skipper.bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' | b'<' => open.push(*byte),
            b')' => close(&mut open, b'('),
            b']' => close(&mut open, b'['),
            b'}' => close(&mut open, b'{'),
            b'>' => {
                open.pop_if(|last| *last == b'<');
            }
            b';' | b'&' | b'|' | b'?' | b':' => {
                while open.pop_if(|last| *last == b'<').is_some() {}
            }
            b'"' | b'\'' => at = skipper.string(at),
            b'/' => at = skipper.comment(at),
            _ => {}
        }
        if open.len() > NESTING_MAX {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Closes the last bracket of a kind, and what is open within it.
fn close(open: &mut Vec<u8>, kind: u8) {
    // What closes nothing is no code.
    if let Some(place) = open.iter().rposition(|known| *known == kind) {
        open.truncate(place);
    }
}

/// Finds where strings and comments end, looking at no byte again for one that does not end.
struct Skipper<'t> {
    bytes: &'t [u8],
    /// Up to where no quote of each kind closes another.
    unquoted: [usize; 2],
    /// Whether no comment ends any more.
    uncommented: bool,
}

impl Skipper<'_> {
    /// The quote that closes one in its line; itself where none does: then it is an apostrophe.
    fn string(&mut self, start: usize) -> usize {
        let quote = self.bytes[start];
        let unquoted = &mut self.unquoted[usize::from(quote == b'"')];
        if start < *unquoted {
            return start;
        }
        let mut escaped = false;
        for (at, byte) in self.bytes.iter().enumerate().skip(start + 1) {
            match byte {
                b'\n' => {
                    *unquoted = at;
                    return start;
                }
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                _ if *byte == quote => return at,
                _ => {}
            }
        }
        *unquoted = self.bytes.len();
        start
    }

    /// The last byte of the comment that a slash begins; itself where it begins none.
    fn comment(&mut self, start: usize) -> usize {
        let rest = self.bytes.get(start + 1..).unwrap_or_default();
        match rest.first() {
            Some(b'/') => start + rest.iter().take_while(|byte| **byte != b'\n').count(),
            Some(b'*') if !self.uncommented => {
                let inside = rest.get(1..).unwrap_or_default();
                let end = inside.windows(2).position(|pair| pair == b"*/");
                self.uncommented = end.is_none();
                end.map_or(start, |end| start + 2 + end + 1)
            }
            _ => start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_nest_500_deep_and_no_deeper() {
        for (open, close) in [("(", ")"), ("[{", "}]"), ("`${", "}`"), ("f<", ">()"), ("<a>(", ")")]
        {
            let brackets = open.bytes().filter(|byte| b"([{<".contains(byte)).count();
            let of = |count: usize| format!("x = {}1{}", open.repeat(count), close.repeat(count));
            let most = match open {
                "<a>(" => NESTING_MAX,
                _ => NESTING_MAX / brackets,
            };
            assert!(stack(&of(most)).is_ok(), "{open}");
            assert!(stack(&of(most + 1)).is_err(), "{open}");
        }
        let (at, message) = stack(&format!("x = {}", "(".repeat(600))).unwrap_err();
        assert_eq!((at, message.as_str()), (4 + 500, "it nests more than 500 deep"));
    }

    #[test]
    fn what_closes_and_what_is_text_does_not_count() {
        for line in [
            "for (let i = 0; i < n; i++) { f(i < 1 && i > 2) }\n",
            "const a = \"((((\" + '[[\\'[[' // {{{{ don't\n",
            "/* (((( don't */ it's (plain)\n",
            "const pattern = { a: /[(]/, b: [1, 2] };\n",
            "if (a < b || c < d) <p class=\"x\">don't</p>\n",
        ] {
            assert!(stack(&line.repeat(1000)).is_ok(), "{line}");
        }
    }

    /// Each is so long that reading it again from every sign would take hours.
    #[test]
    fn a_text_is_read_once_whatever_does_not_end_in_it() {
        for pattern in ["/*", "\\\"", "\\'", "'\\\"", "//", "\""] {
            assert!(too_deep(&pattern.repeat(1_000_000)).is_none(), "{pattern}");
        }
    }

    #[test]
    fn a_text_of_more_words_than_the_stack_has_room_for_is_refused() {
        assert!(stack(&"a;".repeat(100_000)).is_ok());
        assert!(stack(&"!".repeat(2_000_000)).is_err());
    }
}
