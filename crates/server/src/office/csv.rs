//! CSV that a spreadsheet opens without running anything in it.

use csv::{ReaderBuilder, Trim, WriterBuilder};
use serde_json::Value;

use crate::problem::Problem;
use crate::texts::Text;

/// With what a spreadsheet takes a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A table of values under their names.
///
/// # Errors
///
/// None in memory.
pub(crate) fn write<'a>(
    names: &[&str],
    rows: impl Iterator<Item = Vec<&'a Value>>,
) -> Result<String, Problem> {
    let mut writer = WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(names).map_err(|_| Problem::Unfinished)?;
    for row in rows {
        writer.write_record(row.into_iter().map(cell)).map_err(|_| Problem::Unfinished)?;
    }
    let bytes = writer.into_inner().map_err(|_| Problem::Unfinished)?;
    String::from_utf8(bytes).map_err(|_| Problem::Unfinished)
}

/// A table that a spreadsheet wrote: its first line, and the rows after it. Cells are what
/// [`write`] was given.
///
/// # Errors
///
/// [`Problem::Invalid`] for what is no CSV.
pub(crate) fn read(text: &str) -> Result<(Vec<String>, Vec<Vec<String>>), Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    // Where the comma is a decimal sign, spreadsheets put another sign between cells.
    let delimiter = [b';', b'\t'].into_iter().find(|sign| first.contains(char::from(*sign)));
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter.unwrap_or(b',')).trim(Trim::All).flexible(true).has_headers(false);
    let mut rows = Vec::new();
    for row in reader.from_reader(text.as_bytes()).records() {
        let row = row.map_err(|error| {
            Problem::invalid("csv", Text::of(|it| &it.csv).with("error", error))
        })?;
        rows.push(row.iter().map(|cell| value(cell).to_owned()).collect());
    }
    let mut rows = rows.into_iter();
    Ok((rows.next().unwrap_or_default(), rows.collect()))
}

/// What [`read`] gave, as it reads it again.
///
/// # Errors
///
/// None in memory.
pub(crate) fn again(names: &[String], rows: &[Vec<String>]) -> Result<String, Problem> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| Value::from(cell.as_str())).collect())
        .collect();
    write(&names, rows.iter().map(|row| row.iter().collect()))
}

/// What a cell says: without the apostrophe that [`cell`] puts before it.
fn value(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Whether a text begins like a formula, apart from apostrophes.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A text that begins like a formula gets an apostrophe before it, which spreadsheets do not show.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if is_formula(text) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{read, write};

    #[test]
    fn what_an_export_writes_an_import_reads() {
        let texts = [
            "",
            "plain",
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "'=1",
            "''=1",
            "'quoted'",
            "O'Hara",
            "a,b",
            "a;b",
            "say \"yes\"",
            "two\nlines",
            "äöü €",
        ];
        let values: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
        // A row of one empty cell would be an empty line.
        let number = json!(40);
        let rows = values.iter().map(|value| vec![value, &number]);
        let (names, read) = read(&write(&["name", "amount"], rows).unwrap()).unwrap();
        assert_eq!(names, ["name", "amount"]);
        let read: Vec<&str> = read.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(read, texts);
    }
}
