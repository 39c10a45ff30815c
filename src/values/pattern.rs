//! Patterns of `like`, as the texts between their wildcards.

use std::collections::{BTreeSet, HashMap};

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

/// A pattern as Cedar writes it, without what is around it: a star and a backslash that stand for
/// themselves have a backslash before them.
///
/// ```
/// use tollgate::values::pattern_text;
///
/// assert_eq!(pattern_text(&["a*b".to_owned(), ".pdf".to_owned()]), r"a\*b*.pdf");
/// assert_eq!(pattern_text(&["a\\".to_owned(), String::new()]), r"a\\*");
/// ```
#[must_use]
pub fn pattern_text(pieces: &[String]) -> String {
    let escaped = |piece: &String| piece.replace('\\', r"\\").replace('*', r"\*");
    pieces.iter().map(escaped).collect::<Vec<_>>().join("*")
}

/// The pieces of a pattern that [`pattern_text`] wrote.
///
/// ```
/// use tollgate::values::pattern;
///
/// assert_eq!(pattern(r"a\*b*.pdf"), ["a*b", ".pdf"]);
/// ```
#[must_use]
pub fn pattern(text: &str) -> Vec<String> {
    let mut characters = text.chars();
    pieces(std::iter::from_fn(|| match characters.next()? {
        '*' => Some(None),
        '\\' => Some(Some(characters.next().unwrap_or('\\'))),
        character => Some(Some(character)),
    }))
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

/// Lists of patterns of which one counts, by what a text of them has to end with, or else begin
/// with: so that a text is held against few of many.
///
/// ```
/// use tollgate::values::{Patterns, pattern};
///
/// let drawings = vec![pattern("*.pdf"), pattern("*.dwg")];
/// let drafts = vec![pattern("d/*")];
/// let patterns = Patterns::new(&[drawings, drafts]);
/// assert_eq!(patterns.of("d/plan.pdf"), [0, 1]);
/// assert!(patterns.of("plan.txt").is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    /// Each with the place of its list.
    all: Vec<(u32, Vec<String>)>,
    ends: Anchors,
    starts: Anchors,
}

/// Places of patterns by such a text, and how long these are.
#[derive(Clone, Debug, Default)]
struct Anchors {
    places: HashMap<String, Vec<usize>>,
    lengths: BTreeSet<usize>,
}

impl Anchors {
    fn add(&mut self, anchor: &str, place: usize) {
        self.places.entry(anchor.to_owned()).or_default().push(place);
        self.lengths.insert(anchor.len());
    }

    /// The places by each of the texts; what is no whole text is none of them.
    fn of<'a>(&self, at: impl Fn(usize) -> Option<&'a str>) -> impl Iterator<Item = usize> {
        let anchors = self.lengths.iter().filter_map(move |length| at(*length));
        anchors.filter_map(|anchor| self.places.get(anchor)).flatten().copied()
    }
}

impl Patterns {
    /// Of lists of patterns by their pieces.
    #[must_use]
    pub fn new(lists: &[Vec<Vec<String>>]) -> Self {
        let of_list = |(place, list): (u32, &Vec<Vec<String>>)| {
            list.iter().map(move |pieces| (place, pieces.clone())).collect::<Vec<_>>()
        };
        let all: Vec<_> = (0..).zip(lists).flat_map(of_list).collect();
        let (mut ends, mut starts) = (Anchors::default(), Anchors::default());
        for (place, (_, pieces)) in all.iter().enumerate() {
            match pieces.last().filter(|last| !last.is_empty()) {
                Some(last) => ends.add(last, place),
                None => starts.add(pieces.first().map_or("", String::as_str), place),
            }
        }
        Patterns { all, ends, starts }
    }

    /// The places of the lists with a pattern that a text is of, ascending.
    #[must_use]
    pub fn of(&self, text: &str) -> Vec<u32> {
        let ends = self.ends.of(|length| text.get(text.len().checked_sub(length)?..));
        let candidates = ends.chain(self.starts.of(|length| text.get(..length)));
        let matched = |place: usize| {
            let (list, pieces) = self.all.get(place)?;
            matches(pieces, text).then_some(*list)
        };
        let mut found: Vec<u32> = candidates.filter_map(matched).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
