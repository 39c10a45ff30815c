// New Company: the type first, each with its own answer, then the fields of the record being made.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { announce } from "../lib/pulse.js";
import { change, state } from "../lib/store.js";
import { PROFILE_FIELDS, TYPE_LABELS } from "../data/companies.js";
import { profileField } from "./company.js";
import { typeRadios } from "./company-type.js";

const PACK = "alvys";
const CHOICE = "form.newCompany.companyType";

/** Opens the dialog for whoever may create a company of some type. */
export function openNewCompany() {
  const draft = { name: "", creditLimit: 25000, paymentTerms: "Net 30" };
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("button.newCompany").state !== "enabled") return null;
    return {
      title: t("New Company"),
      body: [
        h("h3", { class: "step" }, t("1. What kind of company is it?")), chooser(desk, draft),
        h("h3", { class: "step" }, t("2. Its record")), recordForm(desk, draft, close),
      ],
    };
  }, { wide: true });
}

function chooser(desk, draft) {
  const fieldset = h("fieldset", { "aria-label": t("Company type") },
    typeRadios(desk.gate.options(CHOICE, { type: "Company" }), {
      name: "newCompanyType", chosen: draft.companyType, refused: draft.companyType,
      subject: (value) => createSubject(desk, value),
      does: (value) => change(() => { draft.companyType = value; }),
    }));
  return gated(fieldset, desk, CHOICE, { type: "Company" }, { label: t("Company type") });
}

function createSubject(desk, value) {
  const record = { type: "Company", companyType: value };
  return {
    desk: desk.pack, controlId: "form.newCompany", record, key: `new|${value}`,
    label: t("Create a {type}", { type: t(TYPE_LABELS[value]) }),
  };
}

function recordForm(desk, draft, close) {
  if (!draft.companyType) {
    return h("p", { class: "quiet", id: "record-later" }, t("Choose a type to go on."));
  }
  const record = { type: "Company", companyType: draft.companyType };
  const form = h("form", {
    class: "fields",
    onsubmit: (event) => {
      event.preventDefault();
      close();
      create(desk, draft);
    },
  },
  h("div", { class: "field-grid" }, PROFILE_FIELDS.map((each) => profileField(draft, each))),
  h("div", { class: "form-actions", "data-write": "" },
    h("button", { type: "submit", class: "primary", "data-key": "create" }, t("Create company"))));
  return gated(form, desk, "form.newCompany", record, { label: t("New company") });
}

/** A record as it is before anyone filled it in; its status is where the lifecycle starts. */
export function blankCompany(desk, fields) {
  const { attribute, initial } = desk.policy.lifecycle("Company");
  const serial = 210 + state.records.companies.length;
  return {
    type: "Company", id: `C-${serial}`, contact: "", email: "", phone: "", billingAddress: "",
    paymentTerms: "Net 30", creditLimit: 0, factoring: "", notes: "", rate: null, loads: [],
    hasCurrentLoads: false, hasLoadHistory: false, [attribute]: initial, ...fields,
  };
}

function create(desk, draft) {
  const company = blankCompany(desk, draft);
  if (!desk.gate.can("createCompany", company)) return;
  change(() => { state.records.companies.push(company); });
  location.hash = `#/companies/${company.id}`;
  announce(t("{name} is created.", { name: company.name }));
}
