// Tables that become cards on a narrow page; roles keep them tables for a screen reader.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A table of records. A column is `{label, cell, kind?, sort?}`, kind `number`, `actions`, `title`
 * or `minor`, which gives way on a narrow screen; `sort` is the field that its head sorts by.
 * `wrapRow` may gate each row; `sorting` is what it is sorted by, and `does` sorts anew.
 */
export function dataTable(name, columns, records, wrapRow = (row) => row, sorting = {}) {
  const head = h("tr", { role: "row" }, columns.map((column) => headOf(column, sorting)));
  const body = records.map((record) => wrapRow(h("tr", {
    role: "row", "data-region": record.id, "data-record": record.id,
  }, columns.map((column) => cell(column, record))), record)).filter(Boolean);
  return h("table", { class: "rows", role: "table", "aria-label": name },
    h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, body));
}

function headOf({ label, kind = "", sort }, { by, does }) {
  const common = { scope: "col", role: "columnheader", class: kind };
  if (!sort || !does) {
    return h("th", common, kind === "actions" ? h("span", { class: "spoken" }, label) : label);
  }
  const up = by === sort;
  const down = by === `-${sort}`;
  const face = h("button", {
    type: "button", class: "sort", "data-key": `sort|${sort}`,
    onclick: () => does(up ? `-${sort}` : sort),
  }, label, (up || down) && icon(up ? "up" : "down"));
  const order = up ? "ascending" : down && "descending";
  return h("th", { ...common, "aria-sort": order || null }, face);
}

function cell(column, record) {
  const content = column.cell(record);
  return h("td", {
    role: "cell", class: column.kind ?? "", "data-label": column.label,
    "data-empty": content == null || content === false ? "" : null,
  }, h("div", { class: "cell" }, content));
}
