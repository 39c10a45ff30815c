// The condition of a gate's filter in words, as a database would be asked it.

import { h } from "./dom.js";
import { t } from "./language.js";

const VERBS = {
  eq: "is", ne: "is not", in: "is one of", notIn: "is none of", lt: "is below", le: "is at most",
  gt: "is above", ge: "is at least", like: "matches", notLike: "does not match",
  contains: "includes", lacks: "does not include", containsAny: "includes one of",
  containsAll: "includes all of",
  inRange: "is in the range", notInRange: "is not in the range", absent: "is absent",
  present: "is present",
};

/** More alternatives than a line takes are folded. */
const FOLDED_FROM = 4;

/**
 * A line such as "You see the expenses where `owner is you`": `some` is what stands before the
 * condition, `all` and `none` are what to say where there is none.
 */
export function filterNote(filter, desk, { all, none, some }) {
  if (filter.kind !== "some") {
    return h("p", { class: "filter-note quiet" }, filter.kind === "all" ? all : none);
  }
  const alternatives = filter.any.map((each) => (
    each.all.map((part) => condition(part, desk)).join(t(" and "))));
  if (alternatives.length >= FOLDED_FROM) return folded(alternatives, some);
  return h("p", { class: "filter-note" }, h("span", { class: "quiet" }, some),
    h("code", {}, alternatives.join(t(", or "))));
}

function folded(alternatives, lead) {
  return h("details", { class: "filter-note" },
    h("summary", { "data-key": "filter-note" },
      t("{lead}, one of {count}", { lead, count: alternatives.length })),
    h("ul", {}, alternatives.map((each) => h("li", {}, h("code", {}, each)))));
}

function condition({ attribute, op, value, other }, desk) {
  const values = other ?? [value ?? []].flat().map((each) => nameOf(each, desk)).join(", ");
  return `${attribute} ${t(VERBS[op])} ${values}`.trim();
}

function nameOf(value, { person }) {
  return value === person.id ? t("you") : String(value);
}
