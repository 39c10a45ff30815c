//! The matrix for a document: a Markdown table, the conditions as a numbered list below it.

use super::{LEGEND, Matrix, Name};

pub(crate) fn draw(matrix: &Matrix) -> String {
    let conditions = matrix.conditions();
    let heads = matrix.heads();
    let heads = heads.iter().map(String::as_str);
    let head: Vec<String> = ["action", ""].into_iter().chain(heads).map(escaped).collect();
    let mut lines = vec![
        format!("# `{}`: who may do what", matrix.pack),
        String::new(),
        line(&head),
        format!("|{}", " --- |".repeat(head.len())),
    ];
    for row in matrix.rows() {
        let name = match row.name {
            Name::Action(_) => format!("`{}`", row.name()),
            Name::Transition(_) => format!("transition `{}`", row.name()),
        };
        let label = escaped(row.label.as_deref().unwrap_or_default());
        let cells = row.cells.iter().map(|cell| cell.mark(&conditions));
        lines.push(line(&[name, label].into_iter().chain(cells).collect::<Vec<_>>()));
    }
    lines.extend([String::new(), LEGEND.to_owned(), String::new()]);
    for (index, condition) in conditions.iter().enumerate() {
        lines.push(format!("{}. {}", index + 1, escaped(condition)));
    }
    lines.extend([String::new(), format!("Fingerprint `{}`", matrix.fingerprint)]);
    lines.join("\n")
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if "\\`*_[]<>|#".contains(char) {
            out.push('\\');
        }
        out.push(char);
    }
    out
}
