//! The matrix for a terminal: names of roles as a staircase, so that many fit side by side.

use super::{Matrix, Row};
use crate::wrap::{Indent, wrapped};

/// From one column to the next.
const PITCH: usize = 5;

pub(crate) fn draw(matrix: &Matrix) -> String {
    let conditions = matrix.conditions();
    let names = matrix.rows().map(|row| row.name().chars().count());
    let left = names.max().unwrap_or(0) + 2;
    let mut lines = vec![format!("{}: who may do what", matrix.pack), String::new()];
    for (index, head) in matrix.heads().iter().enumerate() {
        let bars = pad("│", PITCH).repeat(index);
        lines.push(format!("{}{bars}{head}", " ".repeat(left)));
    }
    let line = |row: &Row| {
        let marks = row.cells.iter().map(|cell| pad(&cell.mark(&conditions), PITCH));
        let cells: String = marks.collect();
        format!("{}{}", pad(row.name(), left), cells.trim_end())
    };
    lines.extend(matrix.actions.iter().map(line));
    if !matrix.transitions.is_empty() {
        lines.extend([String::new(), "transitions".to_owned()]);
        lines.extend(matrix.transitions.iter().map(line));
    }
    lines.push(String::new());
    lines.push("yes  always".to_owned());
    lines.push("–    never".to_owned());
    for (index, condition) in conditions.iter().enumerate() {
        let number = pad(&(index + 1).to_string(), PITCH);
        lines.extend(wrapped(
            &format!("{number}when {condition}"),
            Indent { first: 0, others: PITCH },
        ));
    }
    lines.extend([String::new(), format!("fingerprint {}", matrix.fingerprint)]);
    lines.join("\n")
}

fn pad(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}
