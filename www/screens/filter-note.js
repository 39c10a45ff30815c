// Which rows a list has, in words: the condition that a database is asked by.

import { h } from "../lib/dom.js";
import { t } from "../lib/language.js";
import { clauseOf } from "./filter-words.js";

/** More alternatives than a line takes are folded. */
const FOLDED_FROM = 4;

/**
 * A line such as “You see the expenses where you are the owner”: `some` is what stands before the
 * condition, `all` and `none` are what to say where there is none.
 */
export function filterNote(filter, desk, { all, none, some }) {
  if (filter.kind !== "some") {
    return h("p", { class: "filter-note quiet" }, filter.kind === "all" ? all : none);
  }
  const alternatives = filter.any.map((each) => (
    each.all.map((part) => clauseOf(part, desk)).join(t(" and "))));
  if (alternatives.length >= FOLDED_FROM) return folded(alternatives, some);
  return h("p", { class: "filter-note" }, h("span", { class: "quiet" }, some),
    ` ${alternatives.join(t(", or "))}.`);
}

function folded(alternatives, lead) {
  return h("details", { class: "filter-note" },
    h("summary", { "data-key": "filter-note" },
      t("{lead}, one of {count}", { lead, count: alternatives.length })),
    h("ul", {}, alternatives.map((each) => h("li", {}, each))));
}
