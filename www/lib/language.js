// The language of the page. English stands in the sources; another language is a catalogue of what
// to say for each English text, with the same `{names}` in it. Decides nothing.

import { SPANISH } from "../languages/es.js";

/** The languages by their tags, each by its own name. */
export const LANGUAGES = { en: "English", es: "Español" };

const CATALOGUES = { es: SPANISH };

/** Texts that the language in use had nothing for: none, unless a catalogue lags behind. */
export const untranslated = new Set();

let tag = remembered();

function remembered() {
  try {
    const kept = localStorage.getItem("language");
    return kept in LANGUAGES ? kept : "en";
  } catch {
    return "en";
  }
}

/** The tag of the language in use. */
export function language() {
  return tag;
}

/** The language that the switch leads to. */
export function otherLanguage() {
  return tag === "en" ? "es" : "en";
}

/** Uses a language from the next drawing on, and at the next visit. */
export function setLanguage(chosen) {
  tag = chosen;
  try { localStorage.setItem("language", tag); } catch { /* not kept, then */ }
}

/**
 * A text of the page in the language in use. What stands before a `|` is not said: it tells apart
 * what is one word in English alone.
 */
export function t(english, values = {}) {
  const catalogue = CATALOGUES[tag];
  if (catalogue && !(english in catalogue)) untranslated.add(english);
  const text = catalogue?.[english] ?? english.slice(english.indexOf("|") + 1);
  return text.replace(/\{(\w+)\}/g, (_, name) => (
    typeof values[name] === "number" ? grouped(values[name]) : String(values[name])));
}

/** A number as the language writes it; a dash while it is not known. */
export const grouped = (number) => number?.toLocaleString(tag) ?? "–";

/** How many there are: the texts for one and for any other count; a dash while it is not known. */
export function howMany(count, one, many) {
  return count === 1 ? t(one) : t(many, { count: grouped(count) });
}

/** What records say, where the language has words for it; else as it is. */
export function inWords(text) {
  return CATALOGUES[tag]?.[text] ?? text;
}

/** A text of the page that starts a sentence elsewhere and stands inside one here. */
export function inside(english) {
  return t(english).toLowerCase();
}
