// Which rows a list has, in words: the condition that a database is asked by.

import { h } from "../lib/dom.js";
import { language, t } from "../lib/language.js";
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
  const alternatives = filter.any.map((each) => each.all.map((part) => clauseOf(part, desk)));
  if (alternatives.length >= FOLDED_FROM) return folded(alternatives, some);
  return h("p", { class: "filter-note" }, h("span", { class: "quiet" }, some),
    ` ${alternatives.map(together).join(t(", or "))}.`);
}

/** What all alternatives have in common stands before them, once. */
function folded(alternatives, some) {
  const [first] = alternatives;
  const shared = first.filter((clause) => alternatives.every((each) => each.includes(clause)));
  const rest = alternatives.map((each) => each.filter((clause) => !shared.includes(clause)));
  const count = rest.length;
  return h("details", { class: "filter-note" },
    h("summary", { "data-key": "filter-note" }, shared.length
      ? t("{some} {shared}, and one of {count} holds:", { some, shared: together(shared), count })
      : t("{some} one of {count} holds:", { some, count })),
    h("ul", {}, rest.map((each) => h("li", {}, together(each)))));
}

const together = (clauses) => new Intl.ListFormat(language()).format(clauses);
