//! What people see: text in which nothing of a pack or a source can steer a terminal or turn the
//! order of what is read.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with its control characters and those of writing direction spelt out, but for the ends
/// of lines: as JSON writes them, so that JSON stays what it is.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) {
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether it does something to what stands around it.
fn steers(character: char) -> bool {
    match character {
        '\n' => false,
        // Marks, embeddings, overrides and isolates of direction; separators of lines.
        '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_spelt_out() {
        let controls = (0..=0x1f).chain(0x7f..=0x9f).filter(|code| *code != 0x0a);
        let directions = [0x61c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0x2028, 0xfeff];
        for code in controls.chain(directions) {
            let character = char::from_u32(code).unwrap_or_default();
            assert_eq!(visible(&format!("a{character}b")), format!("a\\u{code:04x}b"));
        }
    }

    #[test]
    fn what_is_plain_stays() {
        let text = "a\né × ╭─[ 漢字 👩‍👩‍👧 \\u001b";
        assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
    }
}
