// Expenses: the rows that the server lets through, those that wait for a step of one's own, and the
// steps themselves.

import { dollars } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { grouped, howMany, t } from "../lib/language.js";
import { listQuery, countOf, listing, listOf, searchOf } from "../lib/listing.js";
import { button, day, helpSection, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { ask } from "../lib/server.js";
import { change, viewState } from "../lib/store.js";
import { openDelete } from "./expense.js";
import { typedOf } from "./expense-form.js";
import { STEP_NAMES, rowAction, statusBadge, stepIcon } from "./expense-steps.js";
import { filterNote } from "./filter-note.js";

const SHOWS = {
  all: "show|All", submit: "To submit", approve: "To approve", reject: "To reject", pay: "To pay",
};

export function drawExpenses() {
  return gatedScreen({ pack: "expenses", title: "Expenses" }, (desk) => {
    const view = viewState("expenses", listQuery({ sort: "-date", show: "all" }));
    const filters = filtersOf(desk);
    const show = view.show in filters ? view.show : "all";
    const list = listOf("expenses", view, { may: mayOf(show) });
    return [
      screenHead(t("Expenses"), howMany(countOf("expenses"), "1 expense", "{count} expenses"),
        tools(desk)),
      h("div", { class: "bar" }, searchOf(t("Search expenses"), view),
        segments(view, filters, show)),
      filterNote(filters[show], desk, {
        all: t("You see every expense."), none: t("You see no expense."),
        some: show === "all" ? t("You see the expenses where") : t("Here are the expenses where"),
      }),
      listing(list, view, {
        name: t("Expenses"), columns: columns(desk),
        none: ["receipt", t("No expenses here"),
          t("Nothing matches this filter and search.")],
        wrapRow: (element, row) => gated(element, desk, "row.expense", row, { label: row.text }),
      }),
      helpSection(desk),
    ];
  });
}

const mayOf = (show) => (show === "all" ? undefined : show);

/** The rows that one sees, and those that one could take each step on. */
function filtersOf(desk) {
  const steps = STEP_NAMES.map((name) => [name, desk.gate.filter({ transition: name })])
    .filter(([, filter]) => filter.kind !== "none");
  return { all: desk.gate.filter("viewExpense"), ...Object.fromEntries(steps) };
}

function tools(desk) {
  return [
    gated(button("download", t("Export")), desk, "button.export", null,
      { context: { now: new Date() }, does: exportRows }),
    gated(button("plus", t("New expense"), { class: "primary" }), desk, "button.newExpense", null,
      { does: () => { location.hash = "#/expenses/new"; } }),
  ];
}

/** Gives the rows that one sees as a file of comma-separated values, as the server writes it. */
async function exportRows() {
  try {
    const text = await ask("GET", "/api/expenses.csv");
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    h("a", { href, download: "expenses.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
    announce(t("The expenses are exported."));
  } catch (problem) {
    announce(problem.text ?? problem.message);
  }
}

function segments(view, filters, show) {
  return h("div", { class: "segments", role: "group", "aria-label": t("Which expenses") },
    Object.keys(filters).map((name) => {
      const count = countOf("expenses", { may: mayOf(name) });
      return button(null, [t(SHOWS[name]), h("span", { class: "quiet" }, grouped(count))], {
        "data-key": `show|${name}`, "aria-pressed": String(name === show),
        onclick: () => change(() => {
          view.show = name;
          view.page = 1;
        }),
      });
    }));
}

function columns(desk) {
  return [
    { label: t("Expense"), kind: "title", sort: "text", cell: title },
    { label: t("Date"), kind: "number minor", sort: "date", cell: (row) => day(row.date) },
    { label: t("Amount"), kind: "number", sort: "amount", cell: (row) => dollars(row.amount) },
    { label: t("Status"), sort: "status", cell: (row) => status(desk, row) },
    { label: t("Actions"), kind: "actions", cell: (row) => actions(desk, row) },
  ];
}

function title(row) {
  return h("div", {},
    h("a", {
      href: `#/expenses/${encodeURIComponent(row.id)}`, "data-key": `open|${row.id}`,
    }, row.text),
    h("span", { class: "quiet" }, row.fields.owner, typedOf(row).changed().length > 0 &&
      h("span", { class: "unsaved" }, ` · ${t("Not saved yet")}`)));
}

/** The status, with what holds the expense back for now. */
function status(desk, row) {
  const notes = [row.periodClosed && t("period closed"), ...row.labels ?? []].filter(Boolean);
  return h("div", { class: "status-cell" }, statusBadge(desk, row),
    notes.length > 0 && h("span", { class: "quiet" }, notes.join(", ")));
}

function actions(desk, row) {
  const open = () => { location.hash = `#/expenses/${encodeURIComponent(row.id)}`; };
  return h("div", { class: "row-actions worded" },
    rowAction(desk, { iconName: "pencil", name: t("Edit"), controlId: "row.edit" }, row, open),
    rowAction(desk, { iconName: "trash", name: t("Delete"), controlId: "row.delete" }, row,
      () => openDelete(row)),
    STEP_NAMES.map((name) => stepIcon(desk, name, row)));
}
