// The words of the Companies screen.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { badge, moment } from "../lib/parts.js";

export const TYPE_LABELS = {
  Customer: "Customer", BrokerOr3PL: "Broker / 3PL", Shipper: "Shipper", Warehouse: "Warehouse",
  Factoring: "Factoring", Other: "Other",
};

export const STATUS_LABELS = {
  Active: "Active", OnHold: "On hold", Inactive: "Inactive", Disabled: "Disabled",
};

/** A company’s status as a badge that carries its word. */
export function companyBadge(company) {
  return badge(company.status, t(STATUS_LABELS[company.status]));
}

/** How long a customer's record is new: within that it is to be reviewed. */
const NEW_MS = 24 * 60 * 60 * 1000;

/** Whether a record of the customer family is to be reviewed before a load is built against it. */
const isNew = ({ companyType, createdAt }) => (
  ["Customer", "BrokerOr3PL"].includes(companyType) && Date.now() - createdAt < NEW_MS);

/** The mark of a customer's record that is new, beside its name. */
export function newBadge(company) {
  return isNew(company) && badge("fresh", t("New: needs review"));
}

/** The same in full, where the record is looked at and where a load is booked. */
export function newNote(company) {
  return isNew(company) && h("p", { class: "form-note fresh-note", "data-new": company.id },
    icon("eye"),
    h("span", {}, h("strong", {}, t("New: needs review")), ` · ${t("added {when}. Review a new " +
      "record within 24 hours, before a load is built against it.",
      { when: moment(company.createdAt) })}`));
}

/** The fields of a profile; status, type and rates are governed apart. */
export const PROFILE_FIELDS = [
  { name: "name", label: "Company name" },
  { name: "contact", label: "Contact" },
  { name: "email", label: "Email", type: "email" },
  { name: "phone", label: "Phone", type: "tel" },
  { name: "billingAddress", label: "Billing address" },
  { name: "paymentTerms", label: "Payment terms" },
  { name: "creditLimit", label: "Credit limit (USD)", inputmode: "decimal" },
  { name: "factoring", label: "Factoring company" },
  { name: "notes", label: "Notes", multiline: true },
];

/**
 * The steps of work on a load: what it is at, what is done to get there, and whether that is
 * `final`.
 */
export const LOAD_STEPS = [
  { at: "Booked" },
  { at: "Dispatched", act: "Dispatch" },
  { at: "In transit", act: "Pick up" },
  { at: "Delivered", act: "Deliver" },
  { at: "Invoiced", act: "Draw up invoice", final: true },
];
