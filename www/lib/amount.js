// Amounts as people of a place write them. Money is whole cents: no fraction is ever rounded.

import { language, t } from "./language.js";

/** How the reader writes: as the browser says where it speaks the page's language. */
export function place() {
  const match = navigator.languages.find((tag) => tag.split("-")[0] === language());
  return match ?? (language() === "en" ? "en-US" : language());
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

/** As people type what a formatter writes with signs of its own. */
const typeable = (text) => text.replace(/[\u00a0\u202f]/gu, " ").replaceAll("’", "'");

/** The signs that the reader's numbers have. */
function signs() {
  const parts = format({ useGrouping: "always" }).formatToParts(1234567.8);
  const sign = (type) => typeable(parts.find((part) => part.type === type)?.value ?? "");
  return { group: sign("group"), point: sign("decimal") };
}

/** Digits in groups, as the reader's place makes them: of three, or of others. */
const grouped = (digits) => typeable(format({ useGrouping: "always" }).format(BigInt(digits)));

/** What a text says, as the reader writes it: NaN where it is no amount, or could be two. */
function numberIn(text, places) {
  const { group, point } = signs();
  const bare = typeable(text).replace("$", "").trim();
  const [whole, fraction, ...more] = bare.split(point);
  const digits = whole.replaceAll(group, "");
  const right = !more.length && /^\d+$/.test(digits) &&
    (whole === digits || whole === grouped(digits)) &&
    (fraction === undefined || fits(fraction, places));
  return right ? Number(digits + (fraction ?? "").padEnd(places, "0")) : NaN;
}

const fits = (fraction, places) => /^\d+$/.test(fraction) && fraction.length <= places;

/**
 * The cents of a text such as `1,240.50`, as the reader writes it; null where it is no amount, or
 * could be two, or is more than a number holds. `places` is 0 for whole dollars.
 */
export function centsOf(text, places = 2) {
  const number = numberIn(text, places);
  return Number.isSafeInteger(number) ? number : null;
}

/** Whole dollars of a text, or null. */
export const wholeOf = (text) => centsOf(text, 0);

/** What is wrong with an amount as it was typed, or null; `otherwise` is said of what is none. */
export function amountFault(text, { places = 2, otherwise } = {}) {
  const number = numberIn(text, places);
  if (Number.isSafeInteger(number)) return null;
  if (number > Number.MAX_SAFE_INTEGER) {
    const most = (places ? money : dollars)(Number.MAX_SAFE_INTEGER);
    return t("At most {most}.", { most });
  }
  return otherwise ?? (places ? t("An amount, such as {example}.", { example: exampleMoney() })
    : t("Whole dollars, such as {example}.", { example: exampleWhole() }));
}

/** An amount as an example of how to write it. */
export const exampleMoney = () => typedMoney(124050);
export const exampleWhole = () => typedWhole(1240);
