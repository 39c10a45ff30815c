// Shipments: the rows that the gate lets through, their money fields, and the invoice.

import { h } from "../lib/dom.js";
import { fire } from "../lib/desk.js";
import { door } from "../lib/door.js";
import { filterNote } from "../lib/filter-note.js";
import { gated, shown } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { badge, button, day, empty, helpSection, money, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state } from "../lib/store.js";

const FIELDS = [
  { id: "field.shipment.cost", name: "cost", label: "Cost" },
  { id: "field.shipment.billedAmount", name: "billedAmount", label: "Billed" },
  { id: "field.shipment.commission", name: "commission", label: "Commission" },
];

export function drawShipments() {
  return shipmentScreen("Shipments", "menu.main");
}

/** The private section of a customer: the same rows and fields, through the other door. */
export function drawPortal() {
  return shipmentScreen("Customer portal", "menu.portal");
}

function shipmentScreen(title, control) {
  return door({ pack: "access-levels", control, title }, (desk) => {
    const all = state.records.shipments;
    const filter = desk.gate.filter("viewShipment");
    const seen = all.filter((row) => filter.matches(row));
    const drawn = state.revealing ? all : seen;
    return [
      screenHead(t(title), summary(desk, all, seen, control)),
      filterNote(filter, desk, t("You see"),
        { all: t("every shipment"), none: t("no shipment") }),
      drawn.length ? table(desk, t(title), drawn)
        : empty("truck", t("No shipments for you"), t("None of them is yours to see.")),
      helpSection(desk),
    ];
  });
}

/** What is in view; the portal does not tell a customer how much else there is. */
function summary(desk, all, seen, control) {
  if (control === "menu.portal") return t("{count} shipments", { count: seen.length });
  const open = desk.gate.table(seen, ["changeCost"]).column("changeCost");
  const changeable = open.reduce((sum, each) => sum + each, 0);
  const counts = { count: seen.length, all: all.length, open: changeable };
  return changeable ? t("{count} of {all} shipments, cost open to change on {open}", counts)
    : t("{count} of {all} shipments", counts);
}

function table(desk, title, rows) {
  const fields = FIELDS.filter((each) => rows.some((row) => shown(desk, each.id, row)));
  return dataTable(title, [
    { label: t("Shipment"), kind: "title", cell: (row) => h("div", {}, h("strong", {}, row.lane),
      h("span", { class: "quiet" }, `${row.id} · ${accountName(row.billedTo)}`)) },
    { label: t("Pickup"), kind: "number minor", cell: (row) => day(row.pickup) },
    ...fields.map((each) => ({
      label: t(each.label), kind: "number", cell: (row) => moneyField(desk, each, row),
    })),
    { label: t("Invoice"), kind: "actions", cell: (row) => invoiceCell(desk, row) },
  ], rows, (element, row) => gated(element, desk, "row.shipment", row, { label: row.id }));
}

function accountName(id) {
  return state.records.accounts.find((each) => each.id === id)?.name ?? id;
}

function moneyField(desk, { id, name, label }, row) {
  const named = t("{field} of {shipment}", { field: t(label), shipment: row.id });
  const input = h("input", {
    type: "text", inputmode: "decimal", class: "money", value: money.format(row[name]),
    "aria-label": named,
    onfocus: (event) => { if (!event.target.readOnly) event.target.select(); },
    onchange: (event) => setAmount(row, name, label, event.target),
  });
  return gated(input, desk, id, row, { label: named, slot: true });
}

function setAmount(row, name, label, input) {
  const amount = Number(input.value.replace(/[$,\s]/g, ""));
  if (!Number.isFinite(amount) || amount < 0) {
    input.setAttribute("aria-invalid", "true");
    announce(t("{field} takes an amount, such as 1240.", { field: t(label) }));
    return;
  }
  change(() => { row[name] = amount; });
  announce(t("{field} of {shipment} is {amount}.",
    { field: t(label), shipment: row.id, amount: money.format(amount) }));
}

function invoiceCell(desk, row) {
  if (row.invoiced) return badge("invoiced", t("Invoiced"));
  const named = t("Invoice {shipment}", { shipment: row.id });
  return gated(button("file", t("do|Invoice"), { class: "small", "aria-label": named }),
    desk, "button.invoice", row, {
      label: named,
      does: () => {
        fire(desk, "invoice", row);
        announce(t("{shipment} is invoiced.", { shipment: row.id }));
      },
    }) ?? badge("open", t("Open"));
}
