// Amounts as people of a place write them. Money is whole cents: no fraction is ever rounded.

import { language } from "./language.js";

/** How the reader writes: as the browser says where it speaks the page's language. */
export function place() {
  const own = navigator.languages.find((tag) => tag.split("-")[0] === language());
  return own ?? (language() === "en" ? "en-US" : language());
}

const formats = new Map();

function format(options) {
  const key = `${place()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(place(), options));
  return formats.get(key);
}

const CURRENCY = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" };

/** Cents as an amount of money. */
export const money = (cents) => format(CURRENCY).format(decimal(cents));

/** Whole dollars as an amount of money. */
export const dollars = (whole) => format({ ...CURRENCY, maximumFractionDigits: 0 }).format(whole);

/** Cents as one types them: without a currency. */
export const typedMoney = (cents) => (cents == null ? ""
  : format({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(decimal(cents)));

/** Whole dollars as one types them. */
export const typedWhole = (whole) => (whole == null ? ""
  : format({ maximumFractionDigits: 0 }).format(whole));

/** A text, so that a formatter takes it exactly. */
function decimal(cents) {
  const digits = String(cents).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The signs that the reader's numbers have. */
function signs() {
  const parts = new Intl.NumberFormat(place(), { useGrouping: "always" }).formatToParts(1234567.8);
  const sign = (type) => parts.find((part) => part.type === type)?.value ?? "";
  return { group: sign("group"), point: sign("decimal") };
}

/**
 * The cents of a text such as `1,240.50`, as the reader writes it; null where it is no amount, or
 * could be two. `places` is 0 for whole dollars.
 */
export function centsOf(text, places = 2) {
  const { group, point } = signs();
  const bare = text.replace(/[$\s\u00a0\u202f]/gu, "");
  const [whole, fraction, ...more] = bare.split(point);
  if (more.length || (fraction !== undefined && !fits(fraction, places))) return null;
  const grouped = group.trim() ? whole.split(group) : [whole];
  const plain = grouped.every((part) => /^\d+$/.test(part));
  const even = grouped.length === 1 ||
    (grouped[0].length <= 3 && grouped.slice(1).every((part) => part.length === 3));
  const number = Number(grouped.join("") + (fraction ?? "").padEnd(places, "0"));
  return plain && even && Number.isSafeInteger(number) ? number : null;
}

const fits = (fraction, places) => /^\d+$/.test(fraction) && fraction.length <= places;

/** Whole dollars of a text, or null. */
export const wholeOf = (text) => centsOf(text, 0);

/** An amount as an example of how to write it. */
export const exampleMoney = () => typedMoney(124050);
export const exampleWhole = () => typedWhole(1240);
