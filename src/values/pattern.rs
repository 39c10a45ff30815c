//! Patterns of `like`, as the texts between their wildcards.

/// The pieces of a pattern: the texts before, between and after its wildcards, each of which is
/// `None` here. A pattern without a wildcard is one piece.
///
/// ```
/// use tollgate::values::{matches, pieces};
///
/// let pattern = pieces([None, Some('.'), Some('p'), Some('d'), Some('f')]);
/// assert_eq!(pattern, ["", ".pdf"]);
/// assert!(matches(&pattern, "report.pdf") && !matches(&pattern, "report.pdf.exe"));
/// ```
#[must_use]
pub fn pieces(pattern: impl IntoIterator<Item = Option<char>>) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for element in pattern {
        match element {
            Some(character) => piece.push(character),
            None => pieces.push(std::mem::take(&mut piece)),
        }
    }
    pieces.push(piece);
    pieces
}

/// A pattern as Cedar writes it, without what is around it.
///
/// ```
/// use tollgate::values::pattern_text;
///
/// assert_eq!(pattern_text(&["a*b".to_owned(), ".pdf".to_owned()]), r"a\*b*.pdf");
/// ```
#[must_use]
pub fn pattern_text(pieces: &[String]) -> String {
    let escaped: Vec<String> = pieces.iter().map(|piece| piece.replace('*', "\\*")).collect();
    escaped.join("*")
}

/// Whether a text is of the pattern that has these pieces.
#[must_use]
pub fn matches(pieces: &[String], text: &str) -> bool {
    let Some((first, others)) = pieces.split_first() else { return text.is_empty() };
    let Some((last, middle)) = others.split_last() else { return text == first };
    let ends = text.strip_prefix(first.as_str());
    let Some(mut rest) = ends.and_then(|rest| rest.strip_suffix(last.as_str())) else {
        return false;
    };
    // The leftmost place of each leaves the most to those after it.
    for piece in middle {
        let Some((_, after)) = rest.split_once(piece.as_str()) else { return false };
        rest = after;
    }
    true
}
