// Expenses: the rows that the gate lets through, those that wait for a step of one's own, the steps
// themselves, and the accounting periods.

import { h } from "../lib/dom.js";
import { door } from "../lib/door.js";
import { filterNote } from "../lib/filter-note.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import {
  button, day, dollars, empty, helpSection, screenHead, searchBox,
} from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state } from "../lib/store.js";
import { toggle } from "../lib/toggles.js";
import { CATEGORIES } from "../data/expenses.js";
import { openDelete, personName } from "./expense.js";
import { expenseView, setPeriod, typedOf } from "./expense-form.js";
import { STEP_NAMES, rowButton, statusBadge, stepIcon } from "./expense-steps.js";

const SHOWS = {
  all: "show|All", submit: "To submit", approve: "To approve", reject: "To reject", pay: "To pay",
};

export function drawExpenses() {
  return door({ pack: "expenses", title: "Expenses" }, (desk) => {
    const view = expenseView();
    const all = state.records.expenses;
    const filters = filtersOf(desk);
    const filter = filters[view.show] ?? filters.all;
    const seen = all.filter((row) => filters.all.matches(row));
    const shown = (state.revealing && filter === filters.all ? all : seen.filter(
      (row) => filter.matches(row))).filter((row) => matches(row, view.search));
    return [
      screenHead(t("Expenses"), t("{count} of {all} expenses",
        { count: seen.length, all: all.length }), tools(desk, view, seen)),
      periods(view),
      h("div", { class: "bar" },
        searchBox(t("Search expenses"), view.search, (text) => {
          change(() => { view.search = text; });
        }),
        segments(view, filters, seen)),
      filterNote(filter, desk, t(filter === filters.all ? "You see" : "The gate’s condition"),
        { all: t("every expense"), none: t("no expense") }),
      shown.length ? list(desk, shown) : empty("receipt", t("No expenses here"),
        t("None that you see waits for this, or matches the search.")),
      helpSection(desk),
    ];
  });
}

/** The rows that one sees, and those that one could take each step on. */
function filtersOf(desk) {
  const steps = STEP_NAMES.map((name) => [name, desk.gate.filter({ transition: name })])
    .filter(([, filter]) => filter.kind !== "none");
  return { all: desk.gate.filter("viewExpense"), ...Object.fromEntries(steps) };
}

function matches(row, search) {
  return [row.text, row.id, personName(row.owner.id), t(CATEGORIES[row.category])].join(" ")
    .toLowerCase().includes(search.trim().toLowerCase());
}

function tools(desk, view, seen) {
  const context = { now: new Date(`${view.today}T12:00:00Z`) };
  return [
    gated(button("download", t("Export")), desk, "button.export", null,
      { context, does: () => exportRows(seen) }),
    gated(button("plus", t("New expense"), { class: "primary" }), desk, "button.newExpense", null,
      { does: () => { location.hash = "#/expenses/new"; } }),
  ];
}

/** Gives the rows in view as a file of comma-separated values. */
function exportRows(rows) {
  const cell = (value) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = rows.map(({ id, date, owner, text, amount, status }) => (
    [id, date, owner.id, text, amount, status].map(cell).join(",")));
  const file = new Blob([`id,date,owner,text,amount,status\n${lines.join("\n")}\n`],
    { type: "text/csv" });
  const href = URL.createObjectURL(file);
  h("a", { href, download: "expenses.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
  announce(t("{count} expenses exported.", { count: rows.length }));
}

/** The month-ends that hold expenses back, and the day that the export is asked on. */
function periods(view) {
  return h("fieldset", { class: "switches periods" },
    h("legend", {}, t("The books of this demo")),
    state.records.periods.map((period) => {
      const month = day(period.id, { month: "long", year: "numeric" });
      return toggle({
        key: `period|${period.id}`, label: t("{month} is closed", { month }), on: period.closed,
        does: (closed) => {
          setPeriod(period, closed);
          announce(t(closed ? "{month} is closed." : "{month} is open again.", { month }));
        },
      });
    }),
    h("label", { class: "today" }, t("Today"), h("input", {
      type: "date", value: view.today, "data-key": "today",
      onchange: (event) => {
        if (event.target.value) change(() => { view.today = event.target.value; });
      },
    })));
}

function segments(view, filters, seen) {
  return h("div", { class: "segments", role: "group", "aria-label": t("Which expenses") },
    Object.entries(filters).map(([name, filter]) => {
      const count = seen.filter((row) => filter.matches(row)).length;
      return button(null, [t(SHOWS[name]), h("span", { class: "quiet" }, String(count))], {
        "data-key": `show|${name}`,
        "aria-pressed": String(filter === (filters[view.show] ?? filters.all)),
        onclick: () => change(() => { view.show = name; }),
      });
    }));
}

function list(desk, rows) {
  return dataTable(t("Expenses"), [
    { label: t("Expense"), kind: "title", cell: (row) => title(desk, row) },
    { label: t("Date"), kind: "number minor", cell: (row) => day(row.date) },
    { label: t("Amount"), kind: "number", cell: (row) => dollars.format(row.amount) },
    { label: t("Status"), cell: (row) => status(desk, row) },
    { label: t("Actions"), kind: "actions", cell: (row) => actions(desk, row) },
  ], rows, (element, row) => gated(element, desk, "row.expense", row, { label: row.id }));
}

function title(desk, row) {
  return h("div", {},
    h("a", { href: `#/expenses/${row.id}`, "data-key": `open|${row.id}` }, row.text),
    h("span", { class: "quiet" }, `${row.id} · ${personName(row.owner.id)}`,
      typedOf(desk, row) && h("span", { class: "unsaved" }, ` · ${t("Not saved yet")}`)));
}

/** The status, with what holds the expense back for now. */
function status(desk, row) {
  const notes = [row.periodClosed && t("period closed"), ...row.labels].filter(Boolean);
  return h("div", { class: "status-cell" }, statusBadge(desk, row),
    notes.length > 0 && h("span", { class: "quiet" }, notes.join(", ")));
}

function actions(desk, row) {
  const open = () => { location.hash = `#/expenses/${row.id}`; };
  return h("div", { class: "row-actions worded" },
    rowButton(desk, { iconName: "pencil", name: t("Edit"), controlId: "row.edit" }, row, open),
    rowButton(desk, { iconName: "trash", name: t("Delete"), controlId: "row.delete" }, row,
      () => openDelete(row)),
    STEP_NAMES.map((name) => stepIcon(desk, name, row)));
}
