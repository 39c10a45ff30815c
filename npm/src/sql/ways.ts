// What a filter asks of the rows of a table, and which columns each condition is about.

import { fail } from "../error.js";
import { cannotBeSaid, noColumn } from "../generated/sql-texts.js";
import { mustBe } from "../generated/texts.js";
import type { Condition, Filter } from "../types.js";

/** A filter, or what JSON keeps of one. */
export type FilterData<Attribute extends string = string> = Pick<
  Filter<never, Attribute>,
  "kind" | "any"
>;

/** Thrown where a database has no way to express what a filter says. */
export class Inexpressible extends Error {}

/** An option that is one of several: of another one what is said would be wrong. */
export function oneOfThese<T extends string>(
  name: string,
  value: T | undefined,
  these: readonly T[],
): T {
  if (value !== undefined && these.includes(value)) return value;
  const named = these.map((each) => `\`${each}\``).join(" or ");
  return fail("wrong_type", mustBe(name, named), name, these);
}

/** The alternatives of a filter, for rows that are records of one type. */
export function waysOf(filter: FilterData, records: string | undefined): Condition[][] {
  if (filter.kind !== "some") return filter.kind === "all" ? [[]] : [];
  const ways: Condition[][] = [];
  for (const { all } of filter.any) {
    const known = all.map((it) => isOf(it, records));
    if (!known.includes(false)) ways.push(all.filter((_, at) => known[at] === undefined));
  }
  return ways;
}

/** Whether a condition on the type of records holds of a type; nothing of any other condition. */
function isOf({ attribute, op, value }: Condition, kind: string | undefined): boolean | undefined {
  const byType = kind !== undefined && attribute === "type" && op === "eq";
  return byType ? value === kind : undefined;
}

/** Translates a condition to the columns of a map; what is inexpressible is an error. */
export function translate<C, T>(
  filter: FilterData,
  columns: { readonly [attribute: string]: C | undefined },
  { attribute, op, other }: Condition,
  say: (mine: C, its: C | undefined) => T,
): T {
  const conditions = filter.any.flatMap(({ all }) => all);
  const names = conditions.flatMap((it) => (it.other ? [it.attribute, it.other] : [it.attribute]));
  const reads = [...new Set(names)].sort();
  const attributes = reads.map((name) => `\`${name}\``).join(", ");
  const find = (name: string): C => {
    const found = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (found !== undefined) return found;
    return fail("unmapped_attribute", noColumn(name, attributes), name, reads);
  };
  const [mine, its] = [find(attribute), other === undefined ? undefined : find(other)];
  try {
    return say(mine, its);
  } catch (error) {
    if (!(error instanceof Inexpressible)) throw error;
    const message = cannotBeSaid(op, attribute, error.message, attributes);
    return fail("inexpressible", message, attribute, reads);
  }
}

/** What follows a prefix (`Folder::`) in entries that begin with it, and with no longer one. */
export function idsOf(
  prefix: string,
  prefixes: readonly string[],
  entries: readonly string[],
): string[] {
  const longer = prefixes.filter((it) => it.length > prefix.length);
  const mine = entries.filter(
    (entry) => entry.startsWith(prefix) && !longer.some((it) => entry.startsWith(it)),
  );
  return mine.map((entry) => entry.slice(prefix.length));
}
