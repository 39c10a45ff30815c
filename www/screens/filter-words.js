// The conditions of a gate's filter in words: of each attribute how a person of the office calls
// it, and whole clauses where that is plainer.

import { dollars } from "../lib/amount.js";
import { inWords, t } from "../lib/language.js";
import { CATEGORIES, countryName } from "./expense-words.js";

const VERBS = {
  eq: "is", ne: "is not", in: "is one of", notIn: "is none of", lt: "is below", le: "is at most",
  gt: "is above", ge: "is at least", like: "matches", notLike: "does not match",
  contains: "includes", lacks: "does not include", containsAny: "includes one of",
  containsAll: "includes all of",
  inRange: "is in the range", notInRange: "is not in the range", absent: "is absent",
  present: "is present",
};

/**
 * By pack and attribute: its name, its values in words, and the clauses of some comparisons, which
 * are called by the operator and what it compares with, or by the operator alone.
 */
const WORDS = {
  "access-levels": {
    id: { name: "the number" },
    bookedBy: {
      name: "who made the booking",
      says: { "eq you": "you made the booking", "ne you": "somebody else made the booking" },
    },
    billedTo: { name: "the account billed" },
    commissioned: {
      name: "who earns a commission",
      says: { "contains you": "you earn a commission", "lacks you": "you earn no commission" },
    },
    invoiced: {
      name: "the invoice",
      says: { "eq true": "the invoice is drawn up", "eq false": "no invoice is drawn up yet" },
    },
  },
  "expenses": {
    id: { name: "the expense" },
    status: {
      name: "the status", value: (state, { words }) => words.stateLabel("Expense", state),
    },
    owner: {
      name: "the owner",
      says: { "eq you": "you are the owner", "ne you": "somebody else is the owner" },
    },
    "owner.department": { name: "the owner’s department", value: inWords },
    amount: { name: "the amount", value: dollars },
    category: { name: "the category", value: (category) => t(CATEGORIES[category] ?? category) },
    country: { name: "the country", value: countryName },
    receipt: {
      name: "the receipt", value: (pattern) => pattern.replace(/^\*(?=[^*]+$)/, ""),
      says: { like: "the receipt is a {value} file", notLike: "the receipt is no {value} file" },
    },
    labels: {
      name: "the labels", value: inWords,
      says: { contains: "it is labelled “{value}”", lacks: "it is not labelled “{value}”" },
    },
    // Teams are only ever compared with those that who asks is in.
    team: { name: "the team", says: { in: "the team is one of yours" } },
    budget: {
      name: "the budget left", value: dollars,
      says: { absent: "there is no budget", present: "there is a budget" },
    },
    periodClosed: {
      name: "the period",
      says: { "eq true": "the period is closed", "eq false": "the period is open" },
    },
  },
};

/** A condition of a filter as a clause, such as “the amount is at most $60”. */
export function clauseOf({ attribute, op, value, other }, desk) {
  const words = WORDS[desk.pack]?.[attribute] ?? {};
  const isYou = (each) => each === desk.person.id;
  const inText = (each) => (
    isYou(each) ? t("you") : words.value?.(each, desk) ?? String(each));
  const values = other ? nameOf(other, desk) : [value ?? []].flat().map(inText).join(", ");
  const phrase = words.says?.[`${op} ${isYou(value) ? "you" : value}`] ?? words.says?.[op];
  return phrase ? t(phrase, { value: values })
    : `${nameOf(attribute, desk)} ${t(VERBS[op])} ${values}`.trim();
}

/** What an attribute is called; of one without words, its own name: `bookedBy` as `booked by`. */
function nameOf(attribute, { pack }) {
  const name = WORDS[pack]?.[attribute]?.name;
  return name ? t(name)
    : attribute.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll(".", " ").toLowerCase();
}
