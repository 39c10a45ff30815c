// A customer's dialogs: the summary, the full form, the three fields a new one starts with, and the
// link to Freshbooks.

import { retry } from "../lib/answers.js";
import { h, spoken } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, blanks, formFoot, save, submits, typedField } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { oneOf } from "../lib/listing.js";
import { button, fact, failure, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { typing } from "../lib/typed.js";
import { make, write } from "../lib/write.js";
import { STATUS_WORDS, statusBadge } from "./customer-status.js";
import { takeStep } from "./customer-steps.js";

const PACK = "client-metrics";

const START_FIELDS = [
  { name: "legalName", label: "Legal name" },
  { name: "tradeName", label: "Trade name" },
  { name: "taxId", label: "Tax id" },
];

const MORE_FIELDS = [
  { name: "contact", label: "Contact" },
  { name: "email", label: "Email", type: "email" },
  { name: "phone", label: "Phone", type: "tel" },
  { name: "address", label: "Address" },
  { name: "creditTerms", label: "Credit terms" },
];

const FIELDS = [...START_FIELDS, ...MORE_FIELDS];

/** Opens a dialog on a customer as it is on the server; `controlId` has to admit to it. */
function openOn(row, controlId, title, body) {
  openDialog((close) => {
    const desk = deskOf(PACK);
    const { record, problem, address } = oneOf("customers", row.id);
    const admitted = desk?.gate.control(controlId, record ?? row).state;
    if (!admitted || admitted === "hidden") return null;
    if (record) return { title: title(record), body: body(desk, record, close) };
    return {
      title: title(row),
      body: problem ? failure(t("This customer could not be loaded"), problem.text,
        () => retry(address)) : loading(),
    };
  }, { wide: true });
}

/** What everyone with the list may read, with the form beneath as the gate shows it. */
export function openView(row) {
  openOn(row, "row.view", ({ tradeName }) => tradeName, (desk, customer, close) => [
    h("dl", { class: "facts" },
      fact(t("Status"), statusBadge(customer)),
      fact(t("Legal name"), customer.legalName),
      fact(t("Tax id"), customer.taxId || "—"),
      fact(t("Score"), String(customer.score)),
      fact("Freshbooks", customer.freshbooks || t("Not linked")),
      fact(t("Information"), customer.informationComplete ? t("Complete") : t("Partial"))),
    customerForm(desk, customer, close),
    nextSteps(desk, customer),
  ]);
}

/** The full form, straight away. */
export function openEdit(row) {
  openOn(row, "form.customer", ({ tradeName }) => t("Edit {name}", { name: tradeName }),
    (desk, customer, close) => [
      h("p", { class: "dialog-lead" }, statusBadge(customer), h("span", { class: "quiet" },
        customer.status === "PAIN" ? t("Fill in every field to complete the record.") : "")),
      customerForm(desk, customer, close),
    ]);
}

function customerForm(desk, customer, close) {
  const name = `customers/${customer.id}`;
  const on = Object.fromEntries(FIELDS.map((each) => [each.name, customer[each.name] ?? ""]));
  const typed = typing(name, on, customer.version);
  const form = h("form", {
    class: "fields", "data-form": name, novalidate: true,
    onsubmit: submits(async () => {
      if (!typed.changed().length) {
        close();
        return;
      }
      if (await saveCustomer(name, typed, customer)) close();
    }),
  },
  h("div", { class: "field-grid" }, FIELDS.map((part) => (
    typedField(name, typed, { ...part, label: t(part.label) })))),
  formFoot(name, typed, { send: t("Save"), cancel: close }));
  return gated(form, desk, "form.customer", customer, { label: t("Customer form") });
}

/** Saves the form; saving a complete record takes the step `complete`, where the state has it. */
async function saveCustomer(name, typed, customer) {
  const done = await save(name, typed, {
    check: () => blanks(typed, START_FIELDS.map((each) => each.name)
      .filter((each) => typed.changed().includes(each))),
    send: () => write("customers", customer, {
      method: "PATCH", version: typed.version(), label: t("Customer form"), quiet: QUIET,
      body: { fields: Object.fromEntries(typed.changed().map((each) => [each, typed.text(each)])) },
    }),
  });
  if (!done) return false;
  const completed = customer.status === "PAIN" && done.record.status === "ACTV";
  announce(completed
    ? t("Saved. {name} is complete and active.", { name: done.record.tradeName })
    : t("Saved {name}.", { name: done.record.tradeName }));
  return true;
}

/** The steps that this customer's status has, each as the gate answers. */
function nextSteps(desk, customer) {
  const steps = desk.gate.transitions(customer);
  if (!steps.length) return null;
  return h("section", { class: "next-steps" }, h("h3", {}, t("Next steps of this record")),
    h("ul", {}, steps.map((each) => h("li", {},
      h("span", {}, desk.words.stepLabel("Customer", each.name),
        each.to && h("span", { class: "quiet" }, ` → ${t(STATUS_WORDS[each.to])}`)),
      each.allowed
        ? button(null, [
          t("Do it now"), spoken(` ${desk.words.stepLabel("Customer", each.name)}`),
        ], {
          class: "small", "data-key": `do|${each.name}`,
          onclick: () => takeStep(customer, each.name, desk.words.stepLabel("Customer", each.name)),
        })
        : h("span", { class: "quiet step-why" }, each.decision.message)))));
}

/** Legal name, trade name, tax id: a customer starts as partial information. */
export function openNew() {
  const name = "customers/new";
  const on = Object.fromEntries(START_FIELDS.map((each) => [each.name, ""]));
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("button.newCustomer").state !== "enabled") return null;
    const typed = typing(name, on);
    return {
      title: t("New Customer"),
      body: h("form", {
        class: "fields", "data-form": name, novalidate: true,
        onsubmit: submits(async () => {
          if (await create(name, typed)) close();
        }),
      },
      h("p", { class: "dialog-lead quiet" },
        t("Three fields to start with. The rest can follow; until then the record is partial.")),
      START_FIELDS.map((part) => typedField(name, typed, { ...part, label: t(part.label) })),
      formFoot(name, typed, { send: t("Create"), cancel: close })),
    };
  });
}

async function create(name, typed) {
  const names = START_FIELDS.map((each) => each.name);
  const fields = Object.fromEntries(names.map((each) => [each, typed.text(each).trim()]));
  const done = await save(name, typed, {
    check: () => blanks(typed, names),
    send: () => make("/api/customers", { fields }, { label: t("New Customer"), quiet: QUIET }),
  });
  if (!done) return false;
  announce(t("{name} is created, with partial information.", { name: fields.tradeName }));
  return true;
}

/** The customer's number in Freshbooks. */
export function openFreshbooks(row) {
  const name = `customers/${row.id}/freshbooks`;
  openDialog((close) => {
    const desk = deskOf(PACK);
    const now = oneOf("customers", row.id).record ?? row;
    if (desk?.gate.control("row.linkFreshbooks", now).state !== "enabled") return null;
    const typed = typing(name, { client: now.freshbooks ?? "" });
    return {
      title: t("Link {name} to Freshbooks", { name: now.tradeName }),
      body: h("form", {
        class: "fields", "data-form": name, novalidate: true,
        onsubmit: submits(async () => {
          if (await link(name, typed, now)) close();
        }),
      },
      typedField(name, typed, { name: "client", label: t("Client number in Freshbooks") }),
      formFoot(name, typed, { send: t("Link"), cancel: close })),
    };
  });
}

async function link(name, typed, row) {
  const client = typed.text("client").trim();
  const done = await save(name, typed, {
    check: () => blanks(typed, ["client"]),
    send: () => write("customers", row, {
      path: "/freshbooks", body: { client }, label: t("Link Freshbooks"), quiet: QUIET,
    }),
  });
  if (!done) return false;
  announce(t("{name} is linked to Freshbooks as {id}.", { name: row.tradeName, id: client }));
  return true;
}
