// The Customers screen: the list with its row actions, and what stands above it.

import { refresh } from "../lib/answers.js";
import { h } from "../lib/dom.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { howMany, t } from "../lib/language.js";
import { listQuery, countOf, listing, listOf, searchOf } from "../lib/listing.js";
import { button, helpSection, rowButton, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { ask } from "../lib/server.js";
import { change, viewState } from "../lib/store.js";
import { make } from "../lib/write.js";
import { newBadge } from "./company-words.js";
import { openCatalog, openMetrics } from "./customer-metrics.js";
import { openEdit, openFreshbooks, openNew, openView } from "./customer-forms.js";
import { statusBadge } from "./customer-status.js";
import { takeStep } from "./customer-steps.js";

const PACK = "client-metrics";

export function drawCustomers() {
  const view = viewState("customers", listQuery({ sort: "tradeName" }));
  const place = {
    pack: PACK, control: "menu.customers", title: "Customers", tools: (desk) => tools(desk, view),
  };
  return gatedScreen(place, (desk) => [
    screenHead(t("Customers"), summary(), tools(desk, view)),
    progress(view),
    h("div", { class: "bar" }, searchOf(t("Search customers"), view)),
    listing(listOf("customers", view), view, {
      name: t("Customers"), columns: columns(desk),
      none: ["search", t("No customer matches"), t("Try another name or tax id.")],
    }),
    helpSection(desk),
  ]);
}

function summary() {
  const count = (status) => countOf("customers", { only: `status:${status}` }) ?? "–";
  return t("{active} active, {partial} with partial information, {inactive} inactive",
    { active: count("ACTV"), partial: count("PAIN"), inactive: count("INAC") });
}

function tools(desk, view) {
  return [
    gated(button("rotate", t("Recalculate scores")), desk, "button.recalculateScores", null,
      { does: () => recalculate(view) }),
    gated(button("gauge", t("Client metrics")), desk, "button.clientMetrics", null,
      { does: openCatalog }),
    gated(button("plus", t("New Customer"), { class: "primary" }), desk, "button.newCustomer", null,
      { does: openNew }),
  ];
}

/** How far a recalculation is. */
function progress({ run }) {
  if (!run) return null;
  return h("div", { class: "progress" },
    h("span", { class: "quiet" }, t("{done} of {total} scores recalculated",
      { done: run.done, total: run.total })),
    h("progress", {
      value: run.done, max: String(run.total || 1), "aria-label": t("Recalculate scores"),
    }));
}

/** Begins a recalculation and goes on with it, a step at a time. */
async function recalculate(view) {
  if (view.run) return;
  const { answer, problem } = await make("/api/recalculations", {},
    { label: t("Recalculate scores") });
  if (problem || view.run) return;
  let run = answer;
  try {
    while (!run.finished) {
      change(() => { view.run = run; });
      run = await ask("POST", `/api/recalculations/${run.id}`);
    }
    announce(howMany(run.done, "1 score recalculated.", "{count} scores recalculated."));
  } catch (stopped) {
    announce(stopped.text ?? stopped.message);
  }
  change(() => {
    delete view.run;
    refresh();
  });
}

function columns(desk) {
  return [
    { label: t("Customer"), kind: "title", sort: "tradeName", cell: (row) => h("div", {},
      h("span", { class: "marked" }, h("strong", {}, row.tradeName),
        newBadge({ ...row, companyType: "Customer" })),
      h("span", { class: "quiet" }, row.legalName)) },
    { label: t("Tax id"), kind: "number minor", cell: (row) => row.taxId || "—" },
    { label: t("Status"), sort: "status", cell: statusBadge },
    { label: t("Information"), kind: "minor",
      cell: (row) => (row.informationComplete ? t("Complete") : t("Partial")) },
    { label: t("Score"), kind: "number", sort: "score", cell: score },
    { label: "Freshbooks", kind: "minor", cell: (row) => row.freshbooks || "—" },
    { label: t("Actions"), kind: "actions", cell: (row) => rowActions(desk, row) },
  ];
}

function score(row) {
  return h("span", { "data-tip": row.stale
    ? t("Metrics changed since the last recalculation") : null },
    String(row.score), row.stale && h("span", { class: "stale" }, ` ${t("out of date")}`));
}

function rowActions(desk, row) {
  const act = (iconName, name, controlId, does, slot = true) => gated(
    rowButton(iconName, name, `${name} ${row.tradeName}`), desk, controlId, row,
    { label: name, does, slot });
  const turn = (iconName, name, controlId, step) => (
    act(iconName, name, controlId, () => takeStep(row, step, name), false));
  // The state has one of these steps: the other shows to who looks at what is hidden.
  const turns = [
    turn("power", t("Deactivate"), "row.deactivate", "deactivate"),
    turn("rotate", t("Reactivate"), "row.reactivate", "reactivate"),
  ].filter(Boolean);
  return h("div", { class: "row-actions worded many" },
    act("eye", t("View"), "row.view", () => openView(row)),
    act("pencil", t("Edit"), "row.edit", () => openEdit(row)),
    act("gauge", t("Client metrics"), "row.clientMetrics", () => openMetrics(row)),
    act("link", t("Link Freshbooks"), "row.linkFreshbooks", () => openFreshbooks(row)),
    turns.length ? turns : h("span", { class: "slot", "aria-hidden": "true" }));
}
