// The fields of a company's profile, on file or about to be made.

import { amountFault, centsOf, typedMoney } from "../lib/amount.js";
import { blanks, typedField } from "../lib/form.js";
import { h } from "../lib/dom.js";
import { t } from "../lib/language.js";
import { PROFILE_FIELDS } from "./company-words.js";

/** What is on file, as one types it. */
export const profileTexts = (company) => Object.fromEntries(PROFILE_FIELDS.map(({ name }) => [
  name, name === "creditLimit" ? typedMoney(company[name]) : company[name] ?? "",
]));

export function profileFields(form, typed) {
  return h("div", { class: "field-grid" }, PROFILE_FIELDS.map((part) => (
    typedField(form, typed, { ...part, label: t(part.label) }))));
}

/** What is wrong with what was typed. */
export function profileFaults(typed, names) {
  const faults = blanks(typed, names.filter((name) => name === "name"));
  const fault = names.includes("creditLimit") && amountFault(typed.text("creditLimit"));
  if (fault) faults.creditLimit = fault;
  return faults;
}

/** What was typed, as the server takes it. */
export const profileSent = (typed, names) => Object.fromEntries(names.map((name) => [
  name, name === "creditLimit" ? centsOf(typed.text(name)) : typed.text(name).trim(),
]));
