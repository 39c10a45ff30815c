//! The matrix for a terminal: names of roles as a staircase, so that many fit side by side.

use super::Matrix;

/// From one column to the next.
const PITCH: usize = 5;
const WIDTH_MAX: usize = 100;

pub(crate) fn draw(matrix: &Matrix) -> String {
    let conditions = matrix.conditions();
    let names = matrix.actions.iter().map(|row| row.action.chars().count());
    let left = names.max().unwrap_or(0) + 2;
    let mut lines = vec![format!("{}: who may do what", matrix.pack), String::new()];
    for (index, role) in matrix.roles.iter().enumerate() {
        let bars = pad("│", PITCH).repeat(index);
        let role = role.as_deref().unwrap_or("no role");
        lines.push(format!("{}{bars}{role}", " ".repeat(left)));
    }
    for row in &matrix.actions {
        let marks = row.cells.iter().map(|cell| pad(&cell.mark(&conditions), PITCH));
        let cells: String = marks.collect();
        lines.push(format!("{}{}", pad(&row.action, left), cells.trim_end()));
    }
    lines.push(String::new());
    lines.push("yes  always".to_owned());
    lines.push("–    never".to_owned());
    for (index, condition) in conditions.iter().enumerate() {
        let number = pad(&(index + 1).to_string(), PITCH);
        lines.extend(wrapped(&format!("{number}when {condition}"), PITCH));
    }
    lines.extend([String::new(), format!("fingerprint {}", matrix.fingerprint)]);
    lines.join("\n")
}

fn pad(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}

/// Breaks a line at spaces; what follows the first line is indented.
fn wrapped(text: &str, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if line.chars().count() + word.trim_end().chars().count() > WIDTH_MAX {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn a_long_condition_is_wrapped_under_itself() {
        let text = format!("1    when {}", "status is ACTV, or ".repeat(10));
        let lines = wrapped(text.trim_end(), 5);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 100));
        assert!(lines[1].starts_with("     ") && !lines[1].starts_with("      "));
    }
}
