// The rows of CSV as they are written, so that some of them can be kept.

/**
 * The rows of a text, the names of the columns first: a line break within quotes ends none. Where
 * quotes stand oddly it may find too many or too few, so who asks has to count.
 */
export function rowsOf(text) {
  const rows = [];
  let row = "";
  let quoted = false;
  for (const sign of text) {
    if (!quoted && (sign === "\n" || sign === "\r")) {
      rows.push(row);
      row = "";
      continue;
    }
    // A quote opens at the start of a cell; one after another is a quote within it.
    if (sign === '"') quoted = !quoted && (row === "" || ',;\t"'.includes(row.at(-1)));
    row += sign;
  }
  return [...rows, row].filter((each) => each !== "");
}
