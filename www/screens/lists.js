// The other lists of the main app: customer accounts, staff, carriers and accessorial charges.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { door } from "../lib/door.js";
import { gated } from "../lib/gated.js";
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
      screenHead("Accounts", `${seen.length} of ${accounts.length} customer accounts`,
        gated(button("plus", "New Customer", { class: "primary" }), desk, "button.newCustomer",
          null, { does: openNewAccount })),
      drawn.length ? dataTable("Accounts", [
        { label: "Customer", kind: "title", cell: (row) => h("strong", {}, row.name) },
        { label: "City", cell: (row) => row.city },
        { label: "Shipments", kind: "number", cell: (row) => String(loads(row).length) },
      ], drawn, (element, row) => gated(element, desk, "row.customer", row, { label: row.name }))
        : empty("badge", "No accounts for you", "None of the accounts is attached to you."),
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
      title: "New Customer",
      body: h("form", {
        class: "fields",
        onsubmit: (event) => {
          event.preventDefault();
          close();
          createAccount(draft);
        },
      }, part("name", "Name"), part("city", "City"), h("div", { class: "form-actions" },
        h("button", { type: "submit", class: "primary", "data-key": "create" }, "Create"))),
    };
  });
}

function createAccount(draft) {
  const id = `account-${state.records.accounts.length + 1}`;
  change(() => {
    state.records.accounts.push({ type: "Customer", id, ...draft, commissioned: [] });
  });
  announce(`${draft.name} is created.`);
}

export function drawStaff() {
  return door({ pack: PACK, control: "menu.staff", title: "Staff" }, (desk) => {
    const seen = state.records.staff.filter(desk.gate.predicate("viewStaff"));
    return [
      screenHead("Staff", `${seen.length} people`),
      dataTable("Staff", [
        { label: "Name", kind: "title", cell: (row) => h("strong", {}, row.name) },
        { label: "Team", cell: (row) => row.team },
        { label: "Since", kind: "number", cell: (row) => row.since },
      ], seen),
      helpSection(desk),
    ];
  });
}

export function drawCarriers() {
  return managedList({
    control: "menu.carriers", title: "Carriers", records: "carriers", type: "Carrier",
    noun: "carrier", detail: "Authority",
  });
}

export function drawAccessorials() {
  return managedList({
    control: "menu.accessorials", title: "Accessorials", records: "accessorials",
    type: "AccessorialCharge", noun: "charge", detail: "Price",
  });
}

/** A list that whoever its menu admits may add to and take from. */
function managedList({ control, title, records, type, noun, detail }) {
  return door({ pack: PACK, control, title }, (desk) => {
    const list = state.records[records];
    return [
      screenHead(title, `${list.length} on file`),
      addForm(list, { type, noun, detail }),
      dataTable(title, [
        { label: "Name", kind: "title", cell: (row) => h("strong", {}, row.name) },
        { label: detail, cell: (row) => row.detail },
        { label: "Actions", kind: "actions", cell: (row) => iconButton("trash",
          `Remove ${row.name}`, {
            "data-key": `remove|${row.id}`,
            onclick: () => {
              change(() => { list.splice(list.indexOf(row), 1); });
              announce(`${row.name} is removed.`);
            },
          }) },
      ], list),
      helpSection(desk),
    ];
  });
}

function addForm(list, { type, noun, detail }) {
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
      announce(`${added.name} is added.`);
    },
  }, field(`New ${noun}`, name), field(detail, more),
  h("button", { type: "submit", "data-key": "add" }, "Add"));
}
