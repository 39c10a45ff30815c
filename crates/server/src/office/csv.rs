//! CSV that a spreadsheet opens without running anything in it.

use csv::{ReaderBuilder, Writer, WriterBuilder};
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
    finished(writer)
}

/// A table that a spreadsheet wrote.
#[derive(Debug)]
pub(crate) struct Table {
    /// The names in its first line.
    pub names: Vec<String>,
    /// Its other rows, each cell as it is written; [`value`] is what it says.
    pub rows: Vec<Vec<String>>,
    /// What stands between cells.
    delimiter: u8,
}

/// Reads a table.
///
/// # Errors
///
/// [`Problem::Invalid`] for what is no CSV.
pub(crate) fn read(text: &str) -> Result<Table, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    // Where the comma is a decimal sign, spreadsheets put another sign between cells.
    let other = [b';', b'\t'].into_iter().find(|sign| first.contains(char::from(*sign)));
    let delimiter = other.unwrap_or(b',');
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).flexible(true).has_headers(false);
    let mut rows = Vec::new();
    for row in reader.from_reader(text.as_bytes()).records() {
        let row = row.map_err(|error| {
            Problem::invalid("csv", Text::of(|it| &it.csv).with("error", error))
        })?;
        rows.push(row.iter().map(str::to_owned).collect());
    }
    let mut rows = rows.into_iter();
    let names: Vec<String> = rows.next().unwrap_or_default();
    let names = names.iter().map(|name| value(name).to_owned()).collect();
    Ok(Table { names, rows: rows.collect(), delimiter })
}

impl Table {
    /// Some of the rows under the names, as [`read`] takes them again; nothing where there is none.
    /// Cells are as they were written, formulas included: this goes back to who wrote them, into
    /// the same form, and is no export.
    ///
    /// # Errors
    ///
    /// None in memory.
    pub(crate) fn part<'a>(
        &self,
        rows: impl IntoIterator<Item = &'a Vec<String>>,
    ) -> Result<Option<String>, Problem> {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return Ok(None);
        }
        let mut writer = WriterBuilder::new();
        let mut writer = writer.delimiter(self.delimiter).flexible(true).from_writer(Vec::new());
        writer.write_record(&self.names).map_err(|_| Problem::Unfinished)?;
        for row in rows {
            writer.write_record(row).map_err(|_| Problem::Unfinished)?;
        }
        finished(writer).map(Some)
    }
}

/// What a writer wrote.
fn finished(writer: Writer<Vec<u8>>) -> Result<String, Problem> {
    let bytes = writer.into_inner().map_err(|_| Problem::Unfinished)?;
    String::from_utf8(bytes).map_err(|_| Problem::Unfinished)
}

/// What a cell says: without space around it, and the apostrophe that [`cell`] puts before it.
pub(crate) fn value(cell: &str) -> &str {
    let cell = cell.trim();
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

    use super::{read, value, write};

    const TEXTS: [&str; 15] = [
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

    #[test]
    fn what_an_export_writes_an_import_reads() {
        let values: Vec<Value> = TEXTS.iter().map(|text| json!(text)).collect();
        // A row of one empty cell would be an empty line.
        let number = json!(40);
        let rows = values.iter().map(|value| vec![value, &number]);
        let table = read(&write(&["name", "amount"], rows).unwrap()).unwrap();
        assert_eq!(table.names, ["name", "amount"]);
        let read: Vec<&str> = table.rows.iter().map(|row| value(&row[0])).collect();
        assert_eq!(read, TEXTS);
    }

    #[test]
    fn cells_are_given_back_as_they_were_written() {
        let odd = [" padded ", "\ttab", "\"", "\r\n", "\u{feff}"];
        let cells: Vec<&str> = TEXTS.into_iter().chain(odd).collect();
        let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut tried = 0;
        for sign in [",", ";", "\t"] {
            let mut text = format!("\u{feff}name{sign}\"amount\" {sign} notes\r\n");
            for cell in &cells {
                text += &[quoted(cell), "1".to_owned(), quoted(cell)].join(sign);
                // Rows with too few cells and with too many are given back, too.
                text += &format!("\n{}\n{}\n", quoted(cell), vec![quoted(cell); 5].join(sign));
            }
            let table = read(&text).unwrap();
            assert_eq!(table.names, ["name", "amount", "notes"]);
            assert_eq!(table.rows.len(), 3 * cells.len());
            let written = table.part(&table.rows).unwrap().unwrap();
            assert!(written.starts_with(&["name", "amount", "notes\n"].join(sign)), "{written}");
            let again = read(&written).unwrap();
            assert_eq!((&again.names, &again.rows), (&table.names, &table.rows));
            for (row, cell) in again.rows.chunks(3).zip(&cells) {
                assert_eq!(row[0], [cell, "1", cell]);
                assert_eq!(row[1], [*cell]);
                assert_eq!(row[2], [*cell; 5]);
                tried += 1;
            }
        }
        assert_eq!(tried, 60);
        let none = read("name\nx\n").unwrap();
        assert_eq!(none.part([]).unwrap(), None);
    }
}
