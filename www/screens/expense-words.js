// The words of the Expenses screen.

import { language } from "../lib/language.js";

export const CATEGORIES = {
  travel: "Travel", meals: "Meals", equipment: "Equipment", other: "Other costs",
};

/** Where one spends, by ISO code; the language of the page has the names. */
export const COUNTRIES = ["US", "CA", "MX", "FR", "IT", "DE"];

/** A country's name in the language of the page. */
export function countryName(code) {
  try {
    return new Intl.DisplayNames([language()], { type: "region" }).of(code);
  } catch {
    return code;
  }
}
