//! What of a text can be seen: a name of spaces, or of characters that nothing is drawn for, is
//! blank.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, WhiteSpace};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A symbol of which nothing is drawn: Braille's pattern without a dot.
const BLANK_SYMBOL: char = '\u{2800}';

/// Whether nothing is drawn for a character.
fn is_unseen(each: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(each);
    matches!(category, GeneralCategory::Control | GeneralCategory::Format)
        || CodePointSetData::new::<WhiteSpace>().contains(each)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(each)
        || each == BLANK_SYMBOL
}

/// Whether nothing of a text can be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// A text from the first to the last character of it that can be seen.
pub(crate) fn seen(text: &str) -> &str {
    text.trim_matches(is_unseen)
}

#[cfg(test)]
mod tests {
    use super::{is_blank, seen};

    #[test]
    fn what_shows_nothing_is_blank_and_what_shows_something_is_not() {
        let blank = [
            "",
            " ",
            "\t\n",
            "\u{a0}",
            "\u{200b}",
            "\u{200d}",
            "\u{200e}",
            "\u{2060}",
            "\u{feff}",
            "\u{ad}",
            "\u{34f}",
            "\u{61c}",
            "\u{115f}",
            "\u{1160}",
            "\u{17b4}",
            "\u{180e}",
            "\u{2028}",
            "\u{2800}",
            "\u{3000}",
            "\u{3164}",
            "\u{fe0f}",
            "\u{ffa0}",
            "\u{fff9}",
            "\u{e0001}",
            "\u{e0100}",
            "\u{1}",
            "\u{7f}",
            " \u{200b}\u{3164} ",
        ];
        for text in blank {
            assert!(is_blank(text), "{text:?}");
        }
        assert_eq!(blank.len(), 28);
        for text in ["a", ".", "é", "漢", "ㅎ", "😀", "❤\u{fe0f}", "\u{200b}a", "ب", "\u{2801}"]
        {
            assert!(!is_blank(text), "{text:?}");
        }
        assert_eq!(seen(" \u{200b}Two words\u{3164} "), "Two words");
    }
}
