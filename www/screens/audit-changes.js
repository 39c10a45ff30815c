// What a change was and became, in words: what differs between the record before and after.

import { dollars, money } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { inWords, t } from "../lib/language.js";
import { moment } from "../lib/parts.js";
import { dataTable } from "../lib/rows.js";
import { STATUS_WORDS } from "./customer-status.js";

/** Which fields of which records are money: whole cents, or whole dollars. */
const CENTS = {
  accessorials: ["amount"], companies: ["creditLimit", "rate"],
  shipments: ["billedAmount", "commission", "cost"],
};
const DOLLARS = { expenses: ["amount"], people: ["limit"] };

/** What has a name that says nothing to who reads it. */
const NAMES = { in: "Teams" };

/**
 * What differs between the record before and after; all of it where there is only one. The server
 * leaves out what the reader may not see in the record.
 */
export function changes({ kind, before, after, withheld }) {
  const [was, is] = [flat(before), flat(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => (
    JSON.stringify(was.get(path)) !== JSON.stringify(is.get(path)) && !isTold(path, was, is)));
  const said = withheld ? t("Fields that you do not have access to are left out.")
    : t("Nothing was changed.");
  const value = (of) => ({ id }) => (of.has(id) ? inText(kind, lastOf(id), of.get(id)) : "—");
  return h("section", { class: "entry-part" }, h("h3", {}, t("Before and after")),
    paths.length > 0 && dataTable(t("Before and after"), [
      { label: t("Field"), kind: "title", cell: ({ id }) => nameOf(lastOf(id)) },
      { label: t("log|Before"), cell: value(was) },
      { label: t("log|After"), cell: value(is) },
    ], paths.map((id) => ({ id }))),
    (withheld || !paths.length) && h("p", { class: "quiet" }, said));
}

/** The values of a document by their paths; lists are whole, and what is empty is not there. */
function flat(value, path = "", into = new Map()) {
  if (value && typeof value === "object" && !Array.isArray(value)) {
    for (const [name, each] of Object.entries(value)) {
      flat(each, path ? `${path}.${name}` : name, into);
    }
  } else if (value !== null && value !== undefined && value !== "") {
    into.set(path, value);
  }
  return into;
}

/** What policies read is no news where people read the same; nor is of what type a record is. */
function isTold(path, ...documents) {
  const [, name] = path.match(/^record\.(.*)$/) ?? [];
  return name === "type" || documents.some((each) => each.has(`fields.${name}`));
}

const lastOf = (path) => path.split(".").at(-1);

/** `billingAddress` as `Billing address`. */
function nameOf(name) {
  const words = NAMES[name] ??
    name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("-", " ").toLowerCase();
  return inWords(words[0].toUpperCase() + words.slice(1));
}

function inText(kind, name, value) {
  if (Array.isArray(value)) return value.map(plain).join(", ") || "—";
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (typeof value === "number" && CENTS[kind]?.includes(name)) return money(value);
  if (typeof value === "number" && DOLLARS[kind]?.includes(name)) return dollars(value);
  if (typeof value === "number" && name.endsWith("At")) return moment(value);
  if (kind === "customers" && name === "status") return t(STATUS_WORDS[value] ?? value);
  return plain(value);
}

/** An id without the type before it. */
const plain = (value) => (typeof value === "object" ? JSON.stringify(value)
  : String(value).replace(/^\w+::/, ""));
