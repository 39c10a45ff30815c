// Shipments: the rows that the server lets through, their money fields, and the invoice.

import { amountFault, centsOf, exampleMoney, money, typedMoney } from "../lib/amount.js";
import { commits } from "../lib/commit.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, discard, faultNote, faulty, formFault, save } from "../lib/form.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated, shown } from "../lib/gated.js";
import { howMany, t } from "../lib/language.js";
import { listQuery, listing, listOf, searchOf } from "../lib/listing.js";
import { badge, button, day, helpSection, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { viewState } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { fire, write } from "../lib/write.js";
import { filterNote } from "./filter-note.js";

const PACK = "access-levels";

const FIELDS = [
  { id: "field.shipment.cost", name: "cost", label: "Cost", path: "/cost" },
  { id: "field.shipment.billedAmount", name: "billedAmount", label: "Billed",
    path: "/billed-amount" },
  { id: "field.shipment.commission", name: "commission", label: "Commission",
    path: "/commission" },
];

export function drawShipments() {
  return shipmentScreen("Shipments", "menu.main");
}

/** The private section of a customer: the same rows and fields, through the other door. */
export function drawPortal() {
  return shipmentScreen("Customer portal", "menu.portal");
}

function shipmentScreen(title, control) {
  return gatedScreen({ pack: PACK, control, title }, (desk) => {
    const view = viewState("shipments", listQuery({ sort: "-pickup" }));
    const list = listOf("shipments", view);
    const filter = desk.gate.filter("viewShipment");
    return [
      screenHead(t(title), howMany(list.total, "1 shipment", "{count} shipments")),
      h("div", { class: "bar" }, searchOf(t("Search shipments"), view)),
      control === "menu.main" && filterNote(filter, desk, {
        all: t("You see every shipment."), none: t("You see no shipment."),
        some: t("You see the shipments where"),
      }),
      listing(list, view, {
        name: t(title), columns: columns(desk, list.rows ?? []),
        none: view.search
          ? ["search", t("No shipment matches"), t("Try another number, lane or customer.")]
          : ["truck", t("No shipments for you"), t("There are none that you have access to.")],
        wrapRow: (element, row) => gated(element, desk, "row.shipment", row, { label: row.lane }),
      }),
      // The questions are the office's.
      control === "menu.main" && helpSection(desk),
    ];
  });
}

function columns(desk, rows) {
  const fields = FIELDS.filter((each) => rows.some((row) => shown(desk, each.id, row)));
  return [
    { label: t("Shipment"), kind: "title", sort: "lane", cell: (row) => h("div", {},
      h("strong", {}, row.lane),
      h("span", { class: "quiet" },
        `${row.id} · ${row.fields.customer ?? "—"}`,
        // The server tells everyone of themselves alone.
        row.commissioned.length > 0 && ` · ${t("you earn a commission")}`)) },
    { label: t("Pickup"), kind: "number minor", sort: "pickup", cell: (row) => day(row.pickup) },
    ...fields.map((each) => ({
      label: t(each.label), kind: "number", cell: (row) => moneyField(desk, each, row),
      // Where no row has it, the server does not sort by it.
      sort: rows.some((row) => each.name in row.fields) ? each.name : null,
    })),
    { label: t("Invoice"), kind: "actions", cell: (row) => invoiceCell(desk, row) },
  ];
}

function moneyField(desk, field, row) {
  const { id, name, label } = field;
  const named = t("{field} of {shipment}", { field: t(label), shipment: row.id });
  const form = `shipments/${row.id}/${name}`;
  const typed = typing(form, { [name]: typedMoney(row[name]) }, row.version);
  const input = h("input", {
    type: "text", inputmode: "decimal", class: "money", value: typed.text(name),
    "aria-label": named,
    onfocus: (event) => { if (!event.target.readOnly) event.target.select(); },
    oninput: (event) => typed.type(name, event.target.value),
    ...commits(form, {
      saves: () => setAmount(field, row, typed, form),
      takesBack: () => discard(form, typed),
      changed: () => typed.changed().length > 0 || faulty(form),
    }),
  });
  const note = [faultNote(form, name, input), faulty(form) && formFault(form)];
  const shownInput = gated(input, desk, id, row, { label: named, slot: true });
  return faulty(form) ? h("div", { class: "amount-cell" }, shownInput, note) : shownInput;
}

/** Saves an amount as it is left; what is no amount stays as it was typed, and is said. */
async function setAmount({ name, label, path }, row, typed, form) {
  if (!typed.changed().length) {
    discard(form, typed);
    return;
  }
  const cents = centsOf(typed.text(name));
  const done = await save(form, typed, {
    check: () => (cents === null ? { [name]: amountFault(typed.text(name), {
      otherwise: t("{field} takes an amount, such as {example}. It is not saved.",
        { field: t(label), example: exampleMoney() }),
    }) } : {}),
    send: () => write("shipments", row, {
      method: "PATCH", path, version: typed.version(), body: { fields: { [name]: cents } },
      label: t(label), quiet: QUIET,
    }),
  });
  if (!done) return;
  announce(t("{field} of {shipment} is {amount}.",
    { field: t(label), shipment: row.id, amount: money(done.record?.[name] ?? cents) }));
}

function invoiceCell(desk, row) {
  if (row.invoiced) return badge("invoiced", t("Invoiced"));
  const named = t("Invoice {shipment}", { shipment: row.lane });
  return gated(button("file", t("do|Invoice"), { class: "small", "aria-label": named }),
    desk, "button.invoice", row, { label: named, does: () => askInvoice(row) })
    ?? badge("open", t("Open"));
}

/** An invoice is not taken back. */
function askInvoice(row) {
  confirm({
    title: t("Invoice {shipment}?", { shipment: row.lane }),
    text: t("An invoice cannot be undone. Amounts that it locks stay as they are."),
    keep: t("Not now"), yes: t("do|Invoice"), iconName: "file",
    isAllowed: () => deskOf(PACK)?.gate.control("button.invoice", row).state === "enabled",
    does: async () => {
      const { problem } = await fire("shipments", row, "invoice", { label: t("do|Invoice") });
      if (!problem) announce(t("{shipment} is invoiced.", { shipment: row.lane }));
    },
  });
}
