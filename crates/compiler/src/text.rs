//! The text of a file, shared by all that is found in it.

use std::ops::{Deref, Range};
use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// The bytes of lines that are drawn whole.
const DRAWN_MAX: usize = 2048;

/// The bytes that are drawn on either side of a place in longer ones.
const AROUND: usize = 128;

/// A file's name and text. Copies share it.
#[derive(Clone, Debug)]
pub struct Text(Arc<Named>);

#[derive(Debug)]
struct Named {
    name: String,
    text: String,
    /// The byte that each line begins with.
    lines: Vec<usize>,
}

impl Text {
    /// The text of a file of that name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Text(Arc::new(Named { name, text, lines }))
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The line and the column of a byte, both from 1; columns count bytes.
    #[must_use]
    pub fn place(&self, at: usize) -> (usize, usize) {
        let line = self.line(at);
        (line + 1, at - self.start(line) + 1)
    }

    /// A range of bytes that is short enough to be underlined; both ends are between characters.
    #[must_use]
    pub fn underlined(&self, place: Range<usize>) -> Range<usize> {
        let start = self.floor(place.start);
        start..self.floor(place.end.min(start + DRAWN_MAX)).max(start)
    }

    /// The line that a byte is in, from 0.
    fn line(&self, at: usize) -> usize {
        self.0.lines.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where a line begins; past the last one, where the text ends.
    fn start(&self, line: usize) -> usize {
        self.0.lines.get(line).copied().unwrap_or(self.0.text.len())
    }

    /// The last place between characters that is not past a byte.
    fn floor(&self, at: usize) -> usize {
        let text = self.as_str();
        let before = (0..=at.min(text.len())).rev();
        before.take(4).find(|at| text.is_char_boundary(*at)).unwrap_or_default()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// What is drawn of it: the lines around a span, or, where they are long, what is near to it; found
/// without reading what stands before.
impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        // A line more than is asked for on either side, where an empty span may begin or end.
        let first = self.line(span.offset()).saturating_sub(before + 1);
        let (mut from, mut to) = (self.start(first), self.start(self.line(end) + after + 2));
        if to - from > DRAWN_MAX {
            from = from.max(self.floor(span.offset().saturating_sub(AROUND)));
            to = to.min(self.floor(end + AROUND));
        }
        let lines = self.0.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let here = span.offset().checked_sub(from).ok_or(MietteError::OutOfBounds)?;
        let read = lines.read_span(&(here, span.len()).into(), before, after)?;
        // In its first line what stands before `from` is left out.
        let line = self.line(from);
        let left_out = if read.line() == 0 { from - self.start(line) } else { 0 };
        let drawn = MietteSpanContents::new_named(
            self.0.name.clone(),
            read.data(),
            (from + read.span().offset(), read.span().len()).into(),
            line + read.line(),
            left_out + read.column(),
            read.line_count(),
        );
        Ok(Box::new(drawn))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_around_a_span_are_those_of_the_whole_text() {
        let text = "one\n\nthree é\r\nfour\nfive\n";
        let shared = Text::new("a.txt", text);
        for start in 0..=text.len() {
            for length in 0..=text.len() - start {
                for lines in 0..3 {
                    let span = (start, length).into();
                    let whole = text.read_span(&span, lines, lines).unwrap();
                    let read = shared.read_span(&span, lines, lines).unwrap();
                    assert_eq!(read.data(), whole.data(), "{span:?}, {lines} lines");
                    assert_eq!(read.span(), whole.span());
                    assert_eq!((read.line(), read.column()), (whole.line(), whole.column()));
                }
            }
        }
    }

    #[test]
    fn of_long_lines_what_is_near_is_drawn() {
        let (before, after) = ("é".repeat(5000), "ü".repeat(5000));
        let text = Text::new("a.txt", format!("one\n{before}here{after}\nlast"));
        let at = 4 + before.len();
        let read = text.read_span(&(at, 4).into(), 1, 1).unwrap();
        let drawn = std::str::from_utf8(read.data()).unwrap();
        assert!(drawn.contains("éhereü") && drawn.len() < 3 * AROUND, "{drawn}");
        assert_eq!((read.line(), read.column()), (1, at - AROUND - 4));
        let read = text.read_span(&(at, 4).into(), 0, 0).unwrap();
        assert_eq!((read.line(), read.column()), (1, before.len()));
        let (whole, most) = (at..at + after.len(), at + DRAWN_MAX);
        assert_eq!(text.underlined(whole), at..most);
    }

    #[test]
    fn a_place_is_counted_over_lines() {
        let text = Text::new("a.txt", "ab\n\ncd");
        assert_eq!(
            [0, 2, 3, 5, 6].map(|at| text.place(at)),
            [(1, 1), (1, 3), (2, 1), (3, 2), (3, 3)]
        );
        assert_eq!(Text::new("", "").place(0), (1, 1));
    }
}
