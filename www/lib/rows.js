// Tables that become cards on a narrow page; roles keep them tables for a screen reader.

import { h } from "./dom.js";

/**
 * A table of records. A column is `{label, cell, kind?}`, kind `number`, `actions`, `title` or
 * `minor`, which gives way on a narrow screen;
 * `wrapRow` may gate each row.
 */
export function dataTable(name, columns, records, wrapRow = (row) => row) {
  const head = h("tr", { role: "row" }, columns.map((column) => h("th", {
    scope: "col", role: "columnheader", class: column.kind ?? "",
  }, column.kind === "actions" ? h("span", { class: "spoken" }, column.label) : column.label)));
  const body = records.map((record) => wrapRow(h("tr", {
    role: "row", "data-region": record.id, "data-record": record.id,
  }, columns.map((column) => cell(column, record))), record)).filter(Boolean);
  return h("table", { class: "rows", role: "table", "aria-label": name },
    h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, body));
}

function cell(column, record) {
  const content = column.cell(record);
  return h("td", {
    role: "cell", class: column.kind ?? "", "data-label": column.label,
    "data-empty": content == null || content === false ? "" : null,
  }, h("div", { class: "cell" }, content));
}
