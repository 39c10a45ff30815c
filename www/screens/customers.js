// The Customers screen: the list with its row actions, and what stands above it.

import { h } from "../lib/dom.js";
import { door } from "../lib/door.js";
import { fire } from "../lib/desk.js";
import { gated } from "../lib/gated.js";
import { inside, t } from "../lib/language.js";
import {
  button, empty, helpSection, iconButton, screenHead, searchBox,
} from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state, viewState } from "../lib/store.js";
import { FULL_FIELDS, scoreOf } from "../data/customers.js";
import { openCatalog, openMetrics } from "./customer-metrics.js";
import { openEdit, openNew, openView } from "./customer-forms.js";
import { STATUS_WORDS, statusBadge } from "./customer-status.js";

export function drawCustomers() {
  const place = { pack: "client-metrics", control: "menu.customers", title: "Customers" };
  return door(place, (desk) => {
    const view = viewState("customers", { search: "" });
    const all = state.records.customers;
    const rows = all.filter(desk.gate.predicate("viewCustomer"))
      .filter((row) => matches(row, view.search));
    return [
      screenHead(t("Customers"), summary(all), tools(desk)),
      h("div", { class: "bar" }, searchBox(t("Search customers"), view.search, (text) => {
        change(() => { view.search = text; });
      })),
      rows.length ? dataTable(t("Customers"), columns(desk), rows)
        : empty("search", t("No customer matches"), t("Try another name or tax id.")),
      helpSection(desk),
    ];
  });
}

function matches(row, search) {
  return [row.tradeName, row.legalName, row.taxId].join(" ").toLowerCase()
    .includes(search.trim().toLowerCase());
}

function summary(all) {
  const count = (status) => all.filter((each) => each.status === status).length;
  return t("{active} active, {partial} with partial information, {inactive} inactive",
    { active: count("ACTV"), partial: count("PAIN"), inactive: count("INAC") });
}

function tools(desk) {
  return [
    gated(button("rotate", t("Recalculate scores")), desk, "button.recalculateScores", null,
      { does: recalculate }),
    gated(button("gauge", t("Client metrics")), desk, "button.clientMetrics", null,
      { does: openCatalog }),
    gated(button("plus", t("New Customer"), { class: "primary" }), desk, "button.newCustomer", null,
      { does: openNew }),
  ];
}

function recalculate() {
  const { customers, metricsCatalog } = state.records;
  change(() => {
    for (const each of customers) {
      each.score = scoreOf(each.metrics, metricsCatalog);
      each.stale = false;
    }
  });
  announce(t("{count} scores recalculated.", { count: customers.length }));
}

function columns(desk) {
  return [
    { label: t("Customer"), kind: "title", cell: (row) => h("div", {},
      h("strong", {}, row.tradeName), h("span", { class: "quiet" }, row.legalName)) },
    { label: t("Tax id"), kind: "number minor", cell: (row) => row.taxId },
    { label: t("Status"), cell: statusBadge },
    { label: t("Information"), cell: information },
    { label: t("Score"), kind: "number", cell: score },
    { label: "Freshbooks", kind: "minor", cell: (row) => row.freshbooks || "—" },
    { label: t("Actions"), kind: "actions", cell: (row) => rowActions(desk, row) },
  ];
}

function information(row) {
  if (row.informationComplete) return t("Complete");
  const missing = FULL_FIELDS.filter((name) => !row[name]).length;
  return h("span", {}, t("{count} of {all} missing",
    { count: missing, all: FULL_FIELDS.length }));
}

function score(row) {
  return h("span", { "data-tip": row.stale
    ? t("Sliders moved since the last recalculation") : null },
    String(row.score), row.stale && h("span", { class: "stale" }, ` ${t("stale")}`));
}

function rowActions(desk, row) {
  const act = (iconName, name, controlId, does, extra = {}) => gated(
    iconButton(iconName, `${name} ${row.tradeName}`, { "data-tip": name }), desk, controlId, row,
    { label: name, does, slot: true, ...extra });
  const turn = row.status === "INAC"
    ? act("rotate", t("Reactivate"), "row.reactivate", () => step(desk, "reactivate", row))
    : act("power", t("Deactivate"), "row.deactivate", () => step(desk, "deactivate", row));
  return h("div", { class: "row-actions" },
    act("eye", t("View"), "row.view", () => openView(row)),
    act("pencil", t("Edit"), "row.edit", () => openEdit(row)),
    act("gauge", t("Client metrics"), "row.clientMetrics", () => openMetrics(row)),
    act("link", t("Link Freshbooks"), "row.linkFreshbooks", () => linkFreshbooks(row)),
    turn);
}

function step(desk, name, row) {
  const decision = fire(desk, name, row);
  announce(decision.allowed
    ? t("{name} is now {status}.",
      { name: row.tradeName, status: inside(STATUS_WORDS[row.status]) }) : decision.message);
}

function linkFreshbooks(row) {
  const linked = row.freshbooks;
  change(() => { row.freshbooks ||= `FB-2${row.id.slice(-4)}`; });
  announce(linked ? t("{name} is linked to Freshbooks already.", { name: row.tradeName })
    : t("{name} is linked to Freshbooks as {id}.", { name: row.tradeName, id: row.freshbooks }));
}
