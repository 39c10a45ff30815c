// What a change was and became, in words: what differs between the record before and after.

import { dollars, money } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { inWords, t } from "../lib/language.js";
import { moment } from "../lib/parts.js";
import { dataTable } from "../lib/rows.js";
import { LOAD_STEPS } from "./company-words.js";
import { STATUS_WORDS } from "./customer-status.js";

/** Which fields of which records are money: whole cents, or whole dollars. */
const CENTS = {
  accessorials: ["amount"], companies: ["creditLimit", "rate"],
  shipments: ["billedAmount", "commission", "cost"],
};
const DOLLARS = { expenses: ["amount"], people: ["limit"] };

/** What has a name that says nothing to who reads it. */
const NAMES = { in: "Teams" };

/** What a record is to other packs, and what is none. */
const PARTS = ["account", "customer", "recalculation"];

/** What else is logged with a record, each of it under a name of its own. */
const LISTS = {
  documents: (paper) => [`${t("Document")}: ${paper.name}`, paper.amount ?? true],
  expenses: ({ id }) => [`${t("kind|Expense")} ${id}`, true],
  loads: (load) => [`${t("Load")}: ${load.lane}`, load],
  scores: (score) => [`${t("Score")}: ${score.name}`, score.value],
};

/**
 * What differs between the record before and after; all of it where there is only one. The server
 * leaves out what the reader may not see in the record.
 */
export function changes({ kind, before, after, withheld }) {
  const [was, is] = [flat(before), flat(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => (
    JSON.stringify(was.get(path)) !== JSON.stringify(is.get(path)) && !isRepeated(path, was, is)));
  const note = withheld ? t("Fields that you do not have access to are left out.")
    : t("Nothing was changed.");
  const value = (of) => ({ id }) => (of.has(id) ? inText(kind, id, of.get(id)) : "—");
  return h("section", { class: "entry-part" }, h("h3", {}, t("Before and after")),
    paths.length > 0 && dataTable(t("Before and after"), [
      { label: t("Field"), kind: "title", cell: ({ id }) => nameOf(id) },
      { label: t("log|Before"), cell: value(was) },
      { label: t("log|After"), cell: value(is) },
    ], paths.map((id) => ({ id }))),
    (withheld || !paths.length) && h("p", { class: "quiet" }, note));
}

/**
 * The values of a document by their paths; lists are whole, but for those of what has a name or a
 * record of its own, and what is empty is not there.
 */
function flat(value, path = [], into = new Map()) {
  const name = path.at(-1);
  if (Array.isArray(value) && LISTS[name]) {
    for (const each of value) {
      const [label, text] = LISTS[name](each);
      into.set(JSON.stringify([...path, { label }]), text);
    }
  } else if (Array.isArray(value) && name === "customers") {
    for (const { id, record, ...each } of value) {
      flat(each, [...path, { label: `${t("kind|Customer")} ${id}` }], into);
    }
  } else if (value && typeof value === "object" && !Array.isArray(value) && name !== "load") {
    for (const [member, each] of Object.entries(value)) flat(each, [...path, member], into);
  } else if (value !== null && value !== undefined && value !== "") {
    into.set(JSON.stringify(path), value);
  }
  return into;
}

/** What policies read is no news where people read the same; nor is of what type a record is. */
function isRepeated(id, ...documents) {
  const path = JSON.parse(id);
  const name = path.at(-1);
  if (path.at(-2) !== "record") return false;
  const field = JSON.stringify([...path.slice(0, -2), "fields", name]);
  return name === "type" || documents.some((each) => each.has(field));
}

/** `billingAddress` as `Billing address`; of a part of the record, after the part's name. */
function nameOf(id) {
  const path = JSON.parse(id);
  const names = path.filter((name, place) => name.label ||
    place === path.length - 1 || PARTS.includes(name));
  return names.map((name) => name.label ?? worded(name)).join(": ");
}

function worded(name) {
  const words = NAMES[name] ??
    name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("-", " ").toLowerCase();
  return inWords(words[0].toUpperCase() + words.slice(1));
}

function inText(kind, id, value) {
  const path = JSON.parse(id);
  const name = path.at(-1);
  if (name === "load" || path.includes("loads")) {
    return `${value.lane} · ${t(LOAD_STEPS[value.progress]?.at ?? String(value.progress))}`;
  }
  if (path.includes("documents") && typeof value === "number") return money(value);
  if (Array.isArray(value)) return value.map(plain).join(", ") || "—";
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (typeof value === "number" && CENTS[kind]?.includes(name)) return money(value);
  if (typeof value === "number" && DOLLARS[kind]?.includes(name)) return dollars(value);
  if (typeof value === "number" && String(name).endsWith("At")) return moment(value);
  const ofCustomer = kind === "customers" || path.includes("customer");
  if (ofCustomer && name === "status") return t(STATUS_WORDS[value] ?? value);
  return plain(value);
}

/** An id without the type before it. */
const plain = (value) => (typeof value === "object" ? JSON.stringify(value)
  : String(value).replace(/^\w+::/, ""));
