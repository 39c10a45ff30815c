// A customer's status in words.

import { t } from "../lib/language.js";
import { badge } from "../lib/parts.js";

export const STATUS_WORDS = { ACTV: "Active", PAIN: "Partial info", INAC: "Inactive" };

/** A customer's status as a badge that carries its word. */
export function statusBadge(customer) {
  return badge(customer.status, t(STATUS_WORDS[customer.status]));
}
