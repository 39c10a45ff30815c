// Conditions of Prisma, joined. Prisma drops an empty condition out of a list, so that one that
// always holds, or never, is kept as a Boolean until the end.

import { fail } from "../error.js";

const NO_FIELD =
  "a filter of no row needs a field that has an `in`, no Boolean or `Json`";

/** What Prisma takes as a condition. */
export interface Where {
  readonly [name: string]: unknown;
}

export type Said = Where | boolean;

export function all(parts: readonly Said[]): Said {
  if (parts.includes(false)) return false;
  return one("AND", parts) ?? true;
}

export function any(parts: readonly Said[]): Said {
  if (parts.includes(true)) return true;
  return one("OR", parts) ?? false;
}

function one(word: "AND" | "OR", parts: readonly Said[]): Said | undefined {
  const said = parts.filter((part) => typeof part !== "boolean");
  return said.length > 1 ? { [word]: said } : said[0];
}

/** Of no row on which it is neither true nor false. */
export const not = (said: Said): Said => (typeof said === "boolean" ? !said : { NOT: said });

/**
 * What `where` takes. Of no row, by a field that is in an empty list: Prisma drops `{ OR: [] }` out
 * of an `AND`, and would give all that the rest of it does.
 */
export function whereOf(said: Said, field: string | undefined): Where {
  if (typeof said !== "boolean") return said;
  if (said) return {};
  return { [field ?? fail("inexpressible", NO_FIELD, "columns")]: { in: [] } };
}
