//! Arguments that are JSON: given as they are, or as `@FILE`.

use std::path::Path;

use miette::{LabeledSpan, MietteDiagnostic};
use serde_json::Value;
use tollgate_compiler::Text;

use crate::file;
use crate::finding::{Finding, Problem};

/// The value of an argument.
///
/// # Errors
/// When the file cannot be read, or the text is no JSON: then the finding points at the place.
pub(crate) fn parse(name: &str, argument: &str) -> Result<Value, Problem> {
    let Some(file) = argument.strip_prefix('@') else { return parse_text(name, argument) };
    parse_text(file, file::read(Path::new(file))?.as_str())
}

fn parse_text(name: &str, text: &str) -> Result<Value, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let (message, _) = message.rsplit_once(" at line ").unwrap_or((&message, ""));
        let place = LabeledSpan::underline(offset(text, error.line(), error.column()));
        let diagnostic = MietteDiagnostic::new(format!("`{name}` is no JSON: {message}"))
            .with_code("bad_json")
            .with_label(place);
        Finding::in_text(diagnostic, &Text::new(name, text)).into()
    })
}

/// The byte that a line and a column, which `serde_json` counts in bytes from 1, speak of.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_over_lines() {
        assert_eq!(offset("{\n \"a\": x}", 2, 7), 8);
    }

    #[test]
    fn an_end_that_comes_too_soon_is_at_the_end() {
        assert_eq!(offset("{\"a\":", 1, 5), 4);
        assert_eq!(offset("", 1, 0), 0);
    }
}
