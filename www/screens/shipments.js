// Shipments: the rows that the gate lets through, their money fields, and the invoice.

import { h } from "../lib/dom.js";
import { fire } from "../lib/desk.js";
import { door } from "../lib/door.js";
import { gated, shown } from "../lib/gated.js";
import { badge, button, empty, helpSection, money, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state } from "../lib/store.js";

const FIELDS = [
  { id: "field.shipment.cost", name: "cost", label: "Cost" },
  { id: "field.shipment.billedAmount", name: "billedAmount", label: "Billed" },
  { id: "field.shipment.commission", name: "commission", label: "Commission" },
];

const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

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
      screenHead(title, summary(desk, all, seen, control)),
      filterNote(filter, desk),
      drawn.length ? table(desk, title, drawn)
        : empty("truck", "No shipments for you", "None of them is yours to see."),
      helpSection(desk),
    ];
  });
}

/** What is in view; the portal does not tell a customer how much else there is. */
function summary(desk, all, seen, control) {
  if (control === "menu.portal") return `${seen.length} shipments`;
  const open = desk.gate.table(seen, ["changeCost"]).column("changeCost");
  const changeable = open.reduce((sum, each) => sum + each, 0);
  const costs = changeable ? `, cost open to change on ${changeable}` : "";
  return `${seen.length} of ${all.length} shipments${costs}`;
}

/** The rows' condition in words, as a database would be asked it. */
function filterNote(filter, desk) {
  const name = (value) => (value === desk.principal.id ? "you"
    : value === desk.principal.customer ? "your account" : String(value));
  const verbs = { eq: "is", ne: "is not", contains: "includes", lacks: "does not include",
    absent: "is absent", present: "is present" };
  const words = {
    all: "every shipment", none: "no shipment",
    some: filter.any.map(({ all }) => all.map(({ attribute, op, value }) => (
      `${attribute} ${verbs[op]} ${value == null ? "" : name(value)}`.trim())).join(" and "))
      .join(", or "),
  };
  return h("p", { class: "filter-note" }, h("span", { class: "quiet" }, "You see"),
    h("code", {}, words[filter.kind]));
}

function table(desk, title, rows) {
  const fields = FIELDS.filter((each) => rows.some((row) => shown(desk, each.id, row)));
  return dataTable(title, [
    { label: "Shipment", kind: "title", cell: (row) => h("div", {}, h("strong", {}, row.lane),
      h("span", { class: "quiet" }, `${row.id} · ${accountName(row.billedTo)}`)) },
    { label: "Pickup", kind: "number minor", cell: (row) => day.format(new Date(row.pickup)) },
    ...fields.map((each) => ({
      label: each.label, kind: "number", cell: (row) => moneyField(desk, each, row),
    })),
    { label: "Invoice", kind: "actions", cell: (row) => invoiceCell(desk, row) },
  ], rows, (element, row) => gated(element, desk, "row.shipment", row, { label: row.id }));
}

function accountName(id) {
  return state.records.accounts.find((each) => each.id === id)?.name ?? id;
}

function moneyField(desk, { id, name, label }, row) {
  const input = h("input", {
    type: "text", inputmode: "decimal", class: "money", value: money.format(row[name]),
    "aria-label": `${label} of ${row.id}`,
    onfocus: (event) => { if (!event.target.readOnly) event.target.select(); },
    onchange: (event) => setAmount(row, name, label, event.target),
  });
  return gated(input, desk, id, row, { label: `${label} of ${row.id}`, slot: true });
}

function setAmount(row, name, label, input) {
  const amount = Number(input.value.replace(/[$,\s]/g, ""));
  if (!Number.isFinite(amount) || amount < 0) {
    input.setAttribute("aria-invalid", "true");
    announce(`${label} takes an amount, such as 1240.`);
    return;
  }
  change(() => { row[name] = amount; });
  announce(`${label} of ${row.id} is ${money.format(amount)}.`);
}

function invoiceCell(desk, row) {
  if (row.invoiced) return badge("invoiced", "Invoiced");
  return gated(button("file", "Invoice", { class: "small", "aria-label": `Invoice ${row.id}` }),
    desk, "button.invoice", row, {
      label: `Invoice ${row.id}`,
      does: () => {
        fire(desk, "invoice", row);
        announce(`${row.id} is invoiced.`);
      },
    }) ?? badge("open", "Open");
}
