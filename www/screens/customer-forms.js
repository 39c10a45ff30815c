// A customer's dialogs: the summary, the full form, and the three fields a new one starts with.

import { h, spoken } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf, fire } from "../lib/desk.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { button, fact, field } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, state } from "../lib/store.js";
import { FULL_FIELDS, scoreOf } from "../data/customers.js";
import { STATUS_WORDS, statusBadge } from "./customer-status.js";

const PACK = "client-metrics";

const START_FIELDS = [
  { name: "legalName", label: "Legal name" },
  { name: "tradeName", label: "Trade name" },
  { name: "taxId", label: "Tax id" },
];

const MORE_FIELDS = [
  { name: "contact", label: "Contact" },
  { name: "email", label: "Email" },
  { name: "phone", label: "Phone" },
  { name: "address", label: "Address" },
  { name: "creditTerms", label: "Credit terms" },
];

/** What everyone with the list may read, with the form beneath as the gate shows it. */
export function openView(customer) {
  const draft = { ...customer };
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("row.view", customer).state !== "enabled") return null;
    return {
      title: customer.tradeName,
      body: [
        h("dl", { class: "facts" },
          fact(t("Status"), statusBadge(customer)),
          fact(t("Legal name"), customer.legalName),
          fact(t("Tax id"), customer.taxId),
          fact(t("Score"), String(customer.score)),
          fact("Freshbooks", customer.freshbooks || t("Not linked")),
          fact(t("Information"), customer.informationComplete ? t("Complete") : t("Partial"))),
        customerForm(desk, customer, draft, close),
        nextSteps(desk, customer),
      ],
    };
  }, { wide: true });
}

/** The full form, straight away. */
export function openEdit(customer) {
  const draft = { ...customer };
  openDialog((close) => {
    const desk = deskOf(PACK);
    const form = desk && customerForm(desk, customer, draft, close);
    if (!form) return null;
    return {
      title: t("Edit {name}", { name: customer.tradeName }),
      body: [h("p", { class: "dialog-lead" }, statusBadge(customer), h("span", { class: "quiet" },
        customer.status === "PAIN" ? t("Fill in every field to complete the record.") : "")), form],
    };
  }, { wide: true });
}

function customerForm(desk, customer, draft, close) {
  const form = h("form", {
    class: "fields",
    onsubmit: (event) => {
      event.preventDefault();
      save(customer, draft);
      close();
    },
  },
  h("div", { class: "field-grid" },
    START_FIELDS.map((each) => textField(draft, each, true)),
    MORE_FIELDS.map((each) => textField(draft, each, false))),
  h("div", { class: "form-actions", "data-write": "" },
    h("button", { type: "submit", class: "primary", "data-key": "save" }, t("Save"))));
  return gated(form, desk, "form.customer", customer, { label: t("Customer form") });
}

function textField(draft, { name, label }, required) {
  return field(t(label), h("input", {
    type: "text", value: draft[name] ?? "", required, "data-key": `field|${name}`, name,
    oninput: (event) => { draft[name] = event.target.value; },
  }));
}

/** Saves the form; saving a complete record fires `complete`, where the state has it. */
function save(customer, draft) {
  const desk = deskOf(PACK);
  if (!desk.gate.can("editCustomer", customer)) return;
  change(() => {
    for (const { name } of [...START_FIELDS, ...MORE_FIELDS]) customer[name] = draft[name]?.trim();
    customer.informationComplete = FULL_FIELDS.every((name) => customer[name]);
  });
  const completed = fire(desk, "complete", customer).allowed;
  announce(completed ? t("Saved. {name} is complete and active.", { name: customer.tradeName })
    : t("Saved {name}.", { name: customer.tradeName }));
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
          onclick: () => {
            fire(desk, each.name, customer);
            announce(t("{name} is now {status}.",
              { name: customer.tradeName, status: t(STATUS_WORDS[customer.status]) }));
          },
        })
        : h("span", { class: "quiet step-why" }, each.decision.message)))));
}

/** Legal name, trade name, tax id: a customer starts as partial information. */
export function openNew() {
  const draft = { legalName: "", tradeName: "", taxId: "" };
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("button.newCustomer").state !== "enabled") return null;
    return {
      title: t("New Customer"),
      body: h("form", {
        class: "fields",
        onsubmit: (event) => {
          event.preventDefault();
          create(desk, draft);
          close();
        },
      },
      h("p", { class: "dialog-lead quiet" },
        t("Three fields to start with. The rest can follow; until then the record is partial.")),
      START_FIELDS.map((each) => textField(draft, each, true)),
      h("div", { class: "form-actions" },
        h("button", { type: "submit", class: "primary", "data-key": "create" }, t("Create")))),
    };
  });
}

function create(desk, draft) {
  const { customers, metricsCatalog } = state.records;
  const { attribute, initial } = desk.policy.lifecycle("Customer");
  const metrics = Object.fromEntries(metricsCatalog.map(({ id }) => [id, 5]));
  const customer = {
    type: "Customer", id: `CU-${1001 + customers.length}`, ...draft, [attribute]: initial,
    informationComplete: false, metrics, score: scoreOf(metrics, metricsCatalog), freshbooks: "",
  };
  change(() => { customers.unshift(customer); });
  announce(t("{name} is created, with partial information.", { name: customer.tradeName }));
}
