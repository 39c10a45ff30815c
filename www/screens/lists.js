// The other lists of the main app: customer accounts, staff, carriers and accessorial charges.

import { amountFault, centsOf, money, typedMoney } from "../lib/amount.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { QUIET, blanks, formFoot, save, submits, typedField } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { howMany, inside, t, inWords } from "../lib/language.js";
import { listQuery, listing, listOf, searchOf } from "../lib/listing.js";
import { button, helpSection, iconButton, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { viewState } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { make, write } from "../lib/write.js";

const PACK = "access-levels";

const named = (sort = "name") => (
  { kind: "title", sort, cell: (row) => h("strong", {}, row.name) });

/** A list with its search and its pages. */
function listScreen(desk, { kind, title, count, tools, columns, none, wrapRow }) {
  const view = viewState(kind, listQuery({ sort: "name" }));
  const list = listOf(kind, view);
  return [
    screenHead(t(title), howMany(list.total, ...count), tools),
    h("div", { class: "bar" }, searchOf(t("Search {list}", { list: inside(title) }), view)),
    listing(list, view, {
      name: t(title), columns, wrapRow,
      none: view.search ? ["search", t("Nothing matches"), t("Try another name.")] : none,
    }),
    helpSection(desk),
  ];
}

export function drawAccounts() {
  return gatedScreen({ pack: PACK, control: "menu.main", title: "Accounts" }, (desk) => (
    listScreen(desk, {
      kind: "accounts", title: "Accounts",
      count: ["1 customer account", "{count} customer accounts"],
      tools: gated(button("plus", t("New Customer"), { class: "primary" }), desk,
        "button.newCustomer", null, { does: () => openRecord(ACCOUNT) }),
      columns: [
        { label: t("Customer"), ...named() },
        { label: t("City"), sort: "city", cell: (row) => row.city || "—" },
      ],
      none: ["badge", t("No accounts for you"), t("None of the accounts is attached to you.")],
      wrapRow: (element, row) => gated(element, desk, "row.customer", row, { label: row.name }),
    })));
}

export function drawStaff() {
  return gatedScreen({ pack: PACK, control: "menu.staff", title: "Staff" }, (desk) => (
    listScreen(desk, {
      kind: "staff", title: "Staff", count: ["1 person", "{count} people"],
      columns: [
        { label: t("Name"), ...named() },
        { label: t("Team"), sort: "team", cell: (row) => inWords(row.team) },
        { label: t("Since"), kind: "number", sort: "since", cell: (row) => String(row.since) },
      ],
      none: ["users", t("No staff"), t("Nobody is on file.")],
    })));
}

/** What is made and changed in a dialog: its fields, and the control that admits to it. */
const ACCOUNT = {
  kind: "accounts", control: "button.newCustomer", added: "New Customer",
  fields: [{ name: "name", label: "Name" }, { name: "city", label: "City", optional: true }],
};
const CARRIER = {
  kind: "carriers", control: "menu.carriers", title: "Carriers", added: "New carrier",
  fields: [
    { name: "name", label: "Name" }, { name: "equipment", label: "Equipment", optional: true },
  ],
};
const CHARGE = {
  kind: "accessorials", control: "menu.accessorials", title: "Accessorials",
  added: "New charge",
  fields: [
    { name: "name", label: "Name" },
    { name: "amount", label: "Price (USD)", money: true, inputmode: "decimal" },
  ],
};

export const drawCarriers = () => managedList(CARRIER);

export const drawAccessorials = () => managedList(CHARGE);

/** A list that whoever its menu admits may add to, change and take from. */
function managedList(what) {
  const { control, title, kind, added, fields } = what;
  const [, detail] = fields;
  return gatedScreen({ pack: PACK, control, title }, (desk) => listScreen(desk, {
    kind, title, count: ["1 on file", "{count} on file"],
    tools: button("plus", t(added), {
      class: "primary", "data-key": "add", onclick: () => openRecord(what),
    }),
    columns: [
      { label: t("Name"), ...named() },
      { label: t(detail.label), sort: detail.name, kind: detail.money ? "number" : "",
        cell: (row) => (detail.money ? money(row[detail.name]) : row[detail.name] || "—") },
      { label: t("Actions"), kind: "actions", cell: (row) => h("div", { class: "row-actions" },
        iconButton("pencil", t("Edit {name}", { name: row.name }), {
          "data-key": `edit|${row.id}`, onclick: () => openRecord(what, row),
        }),
        iconButton("trash", t("Remove {name}", { name: row.name }), {
          "data-key": `remove|${row.id}`, onclick: () => askRemove(what, row),
        })) },
    ],
    none: ["boxes", t("Nothing on file"), t("What you add appears here.")],
  }));
}

/** The form of a record: a new one, or one that is on file. */
function openRecord(what, row) {
  const form = row ? `${what.kind}/${row.id}` : `${what.kind}/new`;
  const textOf = ({ name, money: isMoney }) => (
    isMoney ? typedMoney(row?.[name]) : row?.[name] ?? "");
  openDialog((close) => {
    const state = deskOf(PACK)?.gate.control(what.control).state;
    if (state !== "enabled") return null;
    const on = Object.fromEntries(what.fields.map((each) => [each.name, textOf(each)]));
    const typed = typing(form, on, row?.version);
    return {
      title: row ? t("Edit {name}", { name: row.name }) : t(what.added),
      body: h("form", {
        class: "fields", "data-form": form, novalidate: true,
        onsubmit: submits(async () => {
          if (await saveRecord(what, form, typed, row)) close();
        }),
      },
      what.fields.map(({ name, label, inputmode }) => (
        typedField(form, typed, { name, label: t(label), inputmode }))),
      formFoot(form, typed, { send: row ? t("Save") : t("Create"), cancel: close })),
    };
  });
}

async function saveRecord({ kind, fields, added }, form, typed, row) {
  const kept = row ? fields.filter(({ name }) => typed.changed().includes(name)) : fields;
  if (!kept.length) return true;
  const valueOf = ({ name, money: isMoney }) => (
    isMoney ? centsOf(typed.text(name)) : typed.text(name).trim());
  const sent = Object.fromEntries(kept.map((each) => [each.name, valueOf(each)]));
  const done = await save(form, typed, {
    check: () => ({
      ...blanks(typed, kept.filter((each) => !each.optional).map(({ name }) => name)),
      ...Object.fromEntries(kept.filter((each) => sent[each.name] === null).map(({ name }) => (
        [name, amountFault(typed.text(name))]))),
    }),
    send: () => (row
      ? write(kind, row, {
        method: "PATCH", version: typed.version(), body: { fields: sent }, quiet: QUIET,
        label: t(added),
      })
      : make(`/api/${kind}`, { fields: sent }, { quiet: QUIET, label: t(added) })),
  });
  if (!done) return false;
  const name = sent.name ?? row.name;
  announce(row ? t("Saved {name}.", { name }) : t("{name} is added.", { name }));
  return true;
}

function askRemove({ kind, control }, row) {
  confirm({
    title: t("Remove {name}?", { name: row.name }),
    text: t("This cannot be undone."),
    yes: t("Remove"),
    isAllowed: () => deskOf(PACK)?.gate.control(control).state === "enabled",
    does: async () => {
      const { problem } = await write(kind, row,
        { method: "DELETE", label: t("Remove {name}", { name: row.name }) });
      if (!problem) announce(t("{name} is removed.", { name: row.name }));
    },
  });
}
