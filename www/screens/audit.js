// The audit log: who did what, and who was denied what, with what a record was and became.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { howMany, t } from "../lib/language.js";
import { listQuery, listing, listOf, searchOf } from "../lib/listing.js";
import { badge, button, fact, helpSection, moment, screenHead } from "../lib/parts.js";
import { change, viewState } from "../lib/store.js";
import { changes } from "./audit-changes.js";

const PLACE = { pack: "office", control: "menu.auditLog", title: "Audit log" };

const SHOWS = {
  all: ["show|All", undefined],
  denied: ["log|Denied", "allowed:false"],
  allowed: ["log|Allowed", "allowed:true"],
};

/** What the server calls the kinds of records. */
const KINDS = {
  accessorials: "kind|Charge", accounts: "kind|Account", audit: "kind|Log",
  carriers: "kind|Carrier", companies: "kind|Company", customers: "kind|Customer",
  expenses: "kind|Expense", metrics: "kind|Metric", people: "kind|User", periods: "kind|Period",
  recalculations: "kind|Recalculation", requests: "kind|Request", shipments: "kind|Shipment",
  staff: "kind|Staff", teams: "kind|Team", users: "kind|User", workspace: "kind|Office",
};

/** The parts of the office, by the packs that govern them. */
const PARTS = {
  "access-levels": "Freight", "alvys": "Companies", "client-metrics": "Customers",
  "expenses": "Expenses", "office": "Office",
};

export function drawAudit() {
  return gatedScreen(PLACE, (desk) => {
    const view = viewState("audit", listQuery({ sort: "-at", show: "all" }));
    const list = listOf("audit", view, { only: SHOWS[view.show][1] });
    return [
      screenHead(t("Audit log"), howMany(list.total, "1 entry", "{count} entries")),
      h("div", { class: "bar" }, searchOf(t("Search the log"), view),
        segments(view)),
      listing(list, view, {
        name: t("Audit log"), columns: columns(),
        none: view.search || view.show !== "all"
          ? ["search", t("Nothing matches"), t("Try another name.")]
          : ["book", t("Nothing is logged"), t("Every change and every refusal appears here.")],
      }),
      helpSection(desk),
    ];
  });
}

function segments(view) {
  return h("div", { class: "segments", role: "group", "aria-label": t("Which entries") },
    Object.entries(SHOWS).map(([show, [word]]) => button(null, t(word), {
      "data-key": `show|${show}`, "aria-pressed": String(view.show === show),
      onclick: () => change(() => {
        view.show = show;
        view.page = 1;
      }),
    })));
}

function columns() {
  return [
    { label: t("What"), kind: "title", sort: "asked", cell: what },
    { label: t("Who"), sort: "user", cell: whoOf },
    { label: t("Record"), sort: "recordId", cell: recordOfEntry },
    { label: t("Decision"), sort: "allowed", cell: decisionBadge },
    { label: t("When"), kind: "nowrap", sort: "at", cell: (row) => moment(row.at) },
  ];
}

/** An action or a step in the words of its pack. */
const whatOf = (row) => deskOf(row.pack)?.words.operationLabel(row.asked) ?? row.asked;

const whoOf = (row) => row.user ?? t("Outside the office");

const recordOfEntry = (row) => [
  t(KINDS[row.kind] ?? "kind|Record"),
  row.recordId && h("span", { class: "quiet" }, ` ${row.recordId}`),
];

const decisionBadge = (row) => (row.allowed
  ? badge("granted", t("log|Allowed")) : badge("declined", t("log|Denied")));

function what(row) {
  return h("div", {},
    h("button", {
      type: "button", class: "as-link", "data-key": `entry|${row.id}`, "aria-haspopup": "dialog",
      onclick: () => openEntry(row),
    }, whatOf(row)),
    h("span", { class: "quiet" }, PARTS[row.pack] ? t(PARTS[row.pack]) : row.pack));
}

function openEntry(row) {
  openDialog(() => (deskOf("office")?.gate.control(PLACE.control).state === "enabled" ? {
    title: whatOf(row), read: true,
    body: [
      h("dl", { class: "facts" },
        fact(t("Who"), whoOf(row)), fact(t("When"), moment(row.at)),
        fact(t("Record"), recordOfEntry(row)), fact(t("Decision"), decisionBadge(row)),
        fact(t("Policy version"), h("code", {}, row.fingerprint.slice(0, 12))),
        fact(t("Request"), h("code", {}, row.requestId))),
      decided(parsed(row.decision)), changes(row),
    ],
  } : null), { wide: true });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the gate said, in its words, and by which policies. */
function decided(decision) {
  return h("section", { class: "entry-part" }, h("h3", {}, t("Decided by")),
    decision?.message && h("p", {}, decision.message),
    decision?.problem ? null : decision?.determining?.length
      ? h("ul", { class: "policies" }, decision.determining.map(({ policy, effect, reason }) => (
        h("li", {},
          h("div", { class: "policy-name" },
            h("span", { class: `effect ${effect}` }, t(effect)), h("code", {}, policy)),
          reason && h("p", {}, reason)))))
      : h("p", { class: "quiet" }, t("No policy permits it, and what none permits is denied.")));
}
