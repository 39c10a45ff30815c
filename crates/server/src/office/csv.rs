//! CSV that a spreadsheet opens without running anything in it.

use csv::WriterBuilder;
use serde_json::Value;

use crate::problem::Problem;

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
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(names).map_err(|_| Problem::Unfinished)?;
    for row in rows {
        writer.write_record(row.into_iter().map(cell)).map_err(|_| Problem::Unfinished)?;
    }
    let bytes = writer.into_inner().map_err(|_| Problem::Unfinished)?;
    String::from_utf8(bytes).map_err(|_| Problem::Unfinished)
}

/// A text that begins like a formula gets an apostrophe before it, which spreadsheets do not show.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(FORMULA) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
