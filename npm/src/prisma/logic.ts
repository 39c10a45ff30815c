// Conditions of Prisma, joined. Prisma drops an empty condition out of a list, so that one that
// always holds, or never, is kept as a Boolean until the end.

import { fail } from "../error.js";

const NO_FIELD =
  "a filter of no row needs a field that has an `in`, no Boolean or `Json`";

/** What Prisma takes as a condition. */
export interface Where {
  readonly [name: string]: unknown;
}

export type Predicate = Where | boolean;

export function all(parts: readonly Predicate[]): Predicate {
  if (parts.includes(false)) return false;
  return one("AND", parts) ?? true;
}

export function any(parts: readonly Predicate[]): Predicate {
  if (parts.includes(true)) return true;
  return one("OR", parts) ?? false;
}

function one(word: "AND" | "OR", parts: readonly Predicate[]): Predicate | undefined {
  const conditions = parts.filter((part) => typeof part !== "boolean");
  return conditions.length > 1 ? { [word]: conditions } : conditions[0];
}

/** Of no row on which it is neither true nor false. */
export const not = (predicate: Predicate): Predicate =>
  typeof predicate === "boolean" ? !predicate : { NOT: predicate };

/**
 * What `where` takes. Of no row, by a field that is in an empty list: Prisma drops `{ OR: [] }` out
 * of an `AND`, and would give all that the rest of it does.
 */
export function whereOf(predicate: Predicate, field: string | undefined): Where {
  if (typeof predicate !== "boolean") return predicate;
  if (predicate) return {};
  return { [field ?? fail("inexpressible", NO_FIELD, "columns")]: { in: [] } };
}
