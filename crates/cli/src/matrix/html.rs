//! The matrix for a page: a table that a screen reader finds its way in, the conditions below it.

use super::{LEGEND, Matrix, Row};

pub(crate) fn draw(matrix: &Matrix) -> String {
    let conditions = matrix.conditions();
    let pack = escaped(&matrix.pack);
    let mut lines = vec![
        format!("<section><h1>{pack}: who may do what</h1>"),
        "<table><thead>".to_owned(),
        "<tr><th scope=\"col\">action</th><th scope=\"col\"></th>".to_owned(),
    ];
    let heads = matrix.heads();
    lines.extend(heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", escaped(head))));
    lines.push("</tr></thead>".to_owned());
    let of = |row: &Row| {
        let cells = row.cells.iter().map(|cell| format!("<td>{}</td>", cell.mark(&conditions)));
        let label = escaped(row.label.as_deref().unwrap_or_default());
        let head = format!("<th scope=\"row\">{}</th><td>{label}</td>", escaped(row.name()));
        format!("<tr>{head}{}</tr>", cells.collect::<String>())
    };
    let mut body =
        |head: Option<&str>, rows: &[Row]| {
            if rows.is_empty() {
                return;
            }
            lines.push("<tbody>".to_owned());
            let wide = heads.len() + 2;
            lines.extend(head.map(|head| {
                format!("<tr><th scope=\"rowgroup\" colspan=\"{wide}\">{head}</th></tr>")
            }));
            lines.extend(rows.iter().map(of));
            lines.push("</tbody>".to_owned());
        };
    body(None, &matrix.actions);
    body(Some("transitions"), &matrix.transitions);
    lines.push("</table>".to_owned());
    lines.extend([format!("<p>{LEGEND}</p>"), "<ol>".to_owned()]);
    lines.extend(conditions.iter().map(|condition| format!("<li>{}</li>", escaped(condition))));
    let fingerprint = format!("<p>Fingerprint <code>{}</code></p>", matrix.fingerprint);
    lines.extend(["</ol>".to_owned(), fingerprint, "</section>".to_owned()]);
    lines.join("\n")
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(char),
        }
    }
    out
}
