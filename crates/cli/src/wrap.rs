//! Long lines, broken for a terminal.

const WIDTH_MAX: usize = 100;

/// How far the lines of a text stand from the left.
#[derive(Clone, Copy)]
pub(crate) struct Indent {
    pub(crate) first: usize,
    pub(crate) others: usize,
}

/// Breaks a text at spaces.
pub(crate) fn wrapped(text: &str, indent: Indent) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent.first);
    for word in text.split_inclusive(' ') {
        if line.chars().count() + word.trim_end().chars().count() > WIDTH_MAX {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent.others);
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{Indent, wrapped};

    #[test]
    fn a_long_condition_is_wrapped_under_itself() {
        let text = format!("1    when {}", "status is ACTV, or ".repeat(10));
        let lines = wrapped(text.trim_end(), Indent { first: 0, others: 5 });
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 100));
        assert!(lines[1].starts_with("     ") && !lines[1].starts_with("      "));
    }
}
