// New Company: the type first, each with its own answer, then the fields of the record being made.

import { typedMoney } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, formFoot, save, submits } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { announce } from "../lib/pulse.js";
import { change } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { make } from "../lib/write.js";
import { profileFaults, profileFields, profileSent } from "./company-profile.js";
import { typeRadios } from "./company-type.js";
import { PROFILE_FIELDS, TYPE_LABELS } from "./company-words.js";

const PACK = "alvys";
const CHOICE = "form.newCompany.companyType";
const FORM = "companies/new";
const NAMES = PROFILE_FIELDS.map(({ name }) => name);

/** What the form starts with. */
const start = () => ({
  ...Object.fromEntries(NAMES.map((name) => [name, ""])), companyType: "",
  paymentTerms: "Net 30", creditLimit: typedMoney(2_500_000),
});

/**
 * Opens the dialog, whose button has whoever may create a company of some type. It stays when that
 * is taken away meanwhile: the choice is off and says why, and what is typed is there to read.
 */
export function openNewCompany() {
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (!desk) return null;
    const typed = typing(FORM, start());
    return {
      title: t("New Company"),
      body: [
        h("h3", { class: "step" }, t("1. What kind of company is it?")), chooser(desk, typed),
        h("h3", { class: "step" }, t("2. Its record")), recordForm(desk, typed, close),
      ],
    };
  }, { wide: true });
}

function chooser(desk, typed) {
  const chosen = typed.text("companyType");
  const fieldset = h("fieldset", { "aria-label": t("Company type") },
    typeRadios(desk.gate.options(CHOICE, { type: "Company" }), {
      name: "newCompanyType", chosen, refused: chosen,
      subject: (value) => createSubject(desk, value),
      does: (value) => change(() => typed.type("companyType", value)),
    }));
  return gated(fieldset, desk, CHOICE, { type: "Company" }, { label: t("Company type") });
}

function createSubject(desk, value) {
  const record = { type: "Company", companyType: value };
  return {
    desk: desk.pack, controlId: "form.newCompany", record, key: `new|${value}`,
    label: t("Create: {type}", { type: t(TYPE_LABELS[value]) }),
  };
}

function recordForm(desk, typed, close) {
  const companyType = typed.text("companyType");
  if (!companyType) {
    return h("p", { class: "quiet", id: "record-later" }, t("Choose a type to go on."));
  }
  const form = h("form", {
    class: "fields", "data-form": FORM, novalidate: true,
    onsubmit: submits(async () => {
      const made = await create(typed, companyType);
      if (!made) return;
      close();
      location.hash = `#/companies/${encodeURIComponent(made.id)}`;
    }),
  }, profileFields(FORM, typed),
  formFoot(FORM, typed, { send: t("Create company"), cancel: close }));
  const record = { type: "Company", companyType };
  return gated(form, desk, "form.newCompany", record, { label: t("New company") });
}

async function create(typed, companyType) {
  const done = await save(FORM, typed, {
    check: () => profileFaults(typed, NAMES),
    send: () => make("/api/companies", { fields: { ...profileSent(typed, NAMES), companyType } },
      { label: t("New company"), quiet: QUIET }),
  });
  if (done) announce(t("{name} is created.", { name: done.record.name }));
  return done?.answer;
}
