// The other lists of the main app: customer accounts, staff, carriers and accessorial charges.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { door } from "../lib/door.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { button, empty, field, helpSection, iconButton, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state } from "../lib/store.js";

const PACK = "access-levels";

export function drawAccounts() {
  return door({ pack: PACK, control: "menu.main", title: "Accounts" }, (desk) => {
    const { accounts, shipments } = state.records;
    const seen = accounts.filter(desk.gate.predicate("viewCustomer"));
    const drawn = state.revealing ? accounts : seen;
    const loads = (row) => shipments.filter((each) => each.billedTo === row.id);
    return [
      screenHead(t("Accounts"), t("{count} of {all} customer accounts",
        { count: seen.length, all: accounts.length }),
        gated(button("plus", t("New Customer"), { class: "primary" }), desk, "button.newCustomer",
          null, { does: openNewAccount })),
      drawn.length ? dataTable(t("Accounts"), [
        { label: t("Customer"), kind: "title", cell: (row) => h("strong", {}, row.name) },
        { label: t("City"), cell: (row) => row.city },
        { label: t("Shipments"), kind: "number", cell: (row) => String(loads(row).length) },
      ], drawn, (element, row) => gated(element, desk, "row.customer", row, { label: row.name }))
        : empty("badge", t("No accounts for you"), t("None of the accounts is attached to you.")),
      helpSection(desk),
    ];
  });
}

function openNewAccount() {
  const draft = { name: "", city: "" };
  const part = (name, label) => field(label, h("input", {
    type: "text", required: true, value: draft[name], "data-key": `field|${name}`,
    oninput: (event) => { draft[name] = event.target.value; },
  }));
  openDialog((close) => {
    if (deskOf(PACK)?.gate.control("button.newCustomer").state !== "enabled") return null;
    return {
      title: t("New Customer"),
      body: h("form", {
        class: "fields",
        onsubmit: (event) => {
          event.preventDefault();
          close();
          createAccount(draft);
        },
      }, part("name", t("Name")), part("city", t("City")), h("div", { class: "form-actions" },
        h("button", { type: "submit", class: "primary", "data-key": "create" }, t("Create")))),
    };
  });
}

function createAccount(draft) {
  const id = `account-${state.records.accounts.length + 1}`;
  change(() => {
    state.records.accounts.push({ type: "Customer", id, ...draft, commissioned: [] });
  });
  announce(t("{name} is created.", { name: draft.name }));
}

export function drawStaff() {
  return door({ pack: PACK, control: "menu.staff", title: "Staff" }, (desk) => {
    const seen = state.records.staff.filter(desk.gate.predicate("viewStaff"));
    return [
      screenHead(t("Staff"), t("{count} people", { count: seen.length })),
      dataTable(t("Staff"), [
        { label: t("Name"), kind: "title", cell: (row) => h("strong", {}, row.name) },
        { label: t("Team"), cell: (row) => t(row.team) },
        { label: t("Since"), kind: "number", cell: (row) => row.since },
      ], seen),
      helpSection(desk),
    ];
  });
}

export function drawCarriers() {
  return managedList({
    control: "menu.carriers", title: "Carriers", records: "carriers", type: "Carrier",
    added: "New carrier", detail: "Authority",
  });
}

export function drawAccessorials() {
  return managedList({
    control: "menu.accessorials", title: "Accessorials", records: "accessorials",
    type: "AccessorialCharge", added: "New charge", detail: "Price",
  });
}

/** A list that whoever its menu admits may add to and take from. */
function managedList({ control, title, records, type, added, detail }) {
  return door({ pack: PACK, control, title }, (desk) => {
    const list = state.records[records];
    return [
      screenHead(t(title), t("{count} on file", { count: list.length })),
      addForm(list, { type, added, detail }),
      dataTable(t(title), [
        { label: t("Name"), kind: "title", cell: (row) => h("strong", {}, row.name) },
        { label: t(detail), cell: (row) => row.detail },
        { label: t("Actions"), kind: "actions", cell: (row) => iconButton("trash",
          t("Remove {name}", { name: row.name }), {
            "data-key": `remove|${row.id}`,
            onclick: () => {
              change(() => { list.splice(list.indexOf(row), 1); });
              announce(t("{name} is removed.", { name: row.name }));
            },
          }) },
      ], list),
      helpSection(desk),
    ];
  });
}

function addForm(list, { type, added: label, detail }) {
  const name = h("input", { type: "text", required: true, "data-key": "add-name" });
  const more = h("input", { type: "text", "data-key": "add-detail" });
  return h("form", {
    class: "inline-form",
    onsubmit: (event) => {
      event.preventDefault();
      const added = {
        type, id: `${type}-${Date.now()}`, name: name.value.trim(), detail: more.value.trim(),
      };
      change(() => { list.push(added); });
      announce(t("{name} is added.", { name: added.name }));
    },
  }, field(t(label), name), field(t(detail), more),
  h("button", { type: "submit", "data-key": "add" }, t("Add")));
}
