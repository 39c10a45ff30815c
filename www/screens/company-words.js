// The words of the Companies screen.

import { t } from "../lib/language.js";
import { badge } from "../lib/parts.js";

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

/** The steps of work on a load: what it is at, and what is done to get there. */
export const LOAD_STEPS = [
  { at: "Booked" },
  { at: "Dispatched", act: "Dispatch" },
  { at: "In transit", act: "Pick up" },
  { at: "Delivered", act: "Deliver" },
  { at: "Invoiced", act: "Draw up invoice" },
];
