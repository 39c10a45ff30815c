// Comparisons of a field with one value.

import { kept, piecesOf, whole } from "../sql/compare.js";
import type { Stored } from "../sql/columns.js";
import { lineOf, onLine } from "../sql/line.js";
import type { Says, Sign } from "../sql/line.js";
import { Inexpressible } from "../sql/ways.js";
import type { FilterValue, Op } from "../types.js";
import { pointText } from "../values.js";
import type { Field, Member, One, Place, Provider } from "./columns.js";
import { all, any, not } from "./logic.js";
import type { Predicate } from "./logic.js";

export const NUMBERS: readonly string[] = ["Int", "BigInt"];
/** What every number or date is at least, or less than. */
const MIDDLE: Readonly<Record<string, unknown>> = {
  Int: 0,
  BigInt: 0,
  Decimal: "0",
  DateTime: "1970-01-01T00:00:00.000Z",
};
const INT_MAX = 2n ** 31n - 1n;
/**
 * How many values a condition may bind, which leaves as much to the rest of a query. Beyond what a
 * database takes Prisma splits a list, and gives a row once for each part.
 */
const MOST: Readonly<Record<Provider, number>> = { sqlite: 500, postgresql: 16_000 };

/** The years that Prisma takes. */
const FIRST = BigInt(Date.parse("0001-01-01T00:00:00.000Z"));
const LAST = BigInt(Date.parse("9999-12-31T23:59:59.999Z"));

const unknown = (): Inexpressible =>
  new Inexpressible("Prisma says what a document lacks by `anyNull`");
export const other = (): Inexpressible =>
  new Inexpressible("the field holds values of another type");

function raise(error: Error): never {
  throw error;
}

/** What a test says of what is at a place. */
export function at(place: Place, test: (of: Field | Member) => Predicate): Predicate {
  if (!("relation" in place)) return test(place);
  const inner = at(place.at, test);
  if (inner === false) return false;
  return { [place.relation]: { is: inner === true ? {} : inner } };
}

/** Comparisons with what is bound, for one database. */
export class Comparisons {
  readonly sqlite: boolean;
  /** How many values may still be bound. */
  #left: number;
  readonly #anyNull: object | undefined;

  constructor(provider: Provider, anyNull: object | undefined) {
    this.sqlite = provider === "sqlite";
    this.#left = MOST[provider];
    this.#anyNull = anyNull;
  }

  /** That there is a value. */
  there(of: One): Predicate {
    return at(of.at, (field) => {
      if ("json" in field) return this.#member(field, { not: this.#anyNull ?? raise(unknown()) });
      return of.required === true || { [field.name]: { not: null } };
    });
  }

  /** That there is none. */
  absent(of: One): Predicate {
    // Where a relation leads to nothing, either is so.
    if ("relation" in of.at) return not(this.there(of));
    if ("json" in of.at) return this.noMember(of.at);
    return !of.required && { [of.at.name]: null };
  }

  /** That a document has nothing at a place. */
  noMember(member: Member): Predicate {
    return this.#member(member, { equals: this.#anyNull ?? raise(unknown()) });
  }

  /** That a document has a list there. */
  isList(member: Member): Predicate {
    return this.#member(member, { array_contains: [] });
  }

  /** That a document has a list there, and the text in it: as it is, as a number, or as an id. */
  has(member: Member, texts: readonly string[]): Predicate[] {
    if (this.sqlite) throw new Inexpressible("SQLite does not tell what a document's list has");
    return this.valuesOf(member.json, "text", texts).flatMap((text) => {
      const number = Number(text);
      const isWhole = Number.isSafeInteger(number) && `${number}` === text;
      const items = isWhole ? [text, number] : [text];
      return [...items, ...items.map((id) => ({ id }))].map((item) =>
        this.#member(member, { array_contains: [item] }),
      );
    });
  }

  /** How a field stores its values. */
  storedOf({ typeName }: Field, stored: One["stored"]): Stored {
    if (NUMBERS.includes(typeName)) {
      if (stored !== "ipKey") return stored ?? "long";
    } else if (stored === "ipKey" && typeName === "String") {
      return stored;
    } else if (stored === undefined) {
      if (typeName === "Boolean") return "flag";
      if (typeName === "DateTime") return this.sqlite ? "isoText" : "timestamptz";
      if (typeName === "Decimal" && !this.sqlite) return "numeric";
      // A name of the schema's is that of an enumeration.
      if (!["Bytes", "Decimal", "Float", "Json", "Unsupported"].includes(typeName)) return "text";
    }
    throw new Inexpressible(`${typeName} is not compared exactly, or not in that form`);
  }

  /** A comparison of a value with what is bound. */
  single(of: One, op: Op, value: FilterValue): Predicate {
    return at(of.at, (field) =>
      "json" in field ? this.#inMember(field, op, value) : this.#compared(field, of, op, value),
    );
  }

  /** What a test says of what a document has at a place. */
  #member({ json, path }: Member, test: object): Predicate {
    if (this.sqlite && path.some((name) => /["\\]/.test(name))) throw other();
    const way = this.sqlite ? ["$", ...path.map((name) => `."${name}"`)].join("") : path;
    // The way is bound once for the value and once for its type.
    this.#spend(2 * (this.sqlite ? 1 : path.length) + 2);
    return { [json.name]: { path: way, ...test } };
  }

  /** A comparison of what a document has. */
  #inMember(member: Member, op: Op, value: FilterValue): Predicate {
    const is = (test: object): Predicate => this.#member(member, test);
    if (typeof value === "boolean" && (op === "eq" || op === "ne")) {
      return is({ equals: value === (op === "eq") });
    }
    const texts = typeof value === "string" ? [value] : value;
    if (typeof texts !== "object" || !/^(eq|ne|in|notIn)$/.test(op)) throw other();
    const values = this.valuesOf(member.json, "text", texts);
    if (op === "eq" || op === "in") return any(values.map((equals) => is({ equals })));
    // SQLite compares what is written, and a text may be written in several ways.
    if (this.sqlite) throw new Inexpressible("SQLite does not tell what a document's text is not");
    // What begins with nothing is a text; neither a number nor null does.
    return all([is({ string_starts_with: "" }), ...values.map((not) => is({ not }))]);
  }

  #spend(values: number): void {
    this.#left -= values;
    if (this.#left < 0) throw new Inexpressible("Prisma splits a list of so many values");
  }

  #compared(field: Field, of: One, op: Op, value: FilterValue): Predicate {
    const stored = this.storedOf(field, of.stored);
    const line = lineOf(stored);
    let predicate: Predicate | undefined;
    if (line) predicate = onLine(this.#says(field, of, stored), stored, line, op, value);
    else if (stored === "flag") {
      const isOne = typeof value === "boolean" && (op === "eq" || op === "ne");
      if (isOne) predicate = { [field.name]: { equals: value === (op === "eq") } };
    } else if (typeof value === "string" && (op === "eq" || op === "ne")) {
      predicate = this.#oneOf(field, of, stored, op === "eq", [value]);
    } else if (typeof value === "object" && (op === "in" || op === "notIn")) {
      predicate = this.#oneOf(field, of, stored, op === "in", value);
    } else if (typeof value === "string" && (op === "like" || op === "notLike")) {
      if (field.typeName === "String" && stored === "text") {
        predicate = this.#like(field, of, op === "like", value);
      }
    }
    if (predicate === undefined) throw other();
    return predicate;
  }

  /** That a field has a value. Prisma takes `null` only of a field that may have none. */
  hasValue({ name, typeName }: Field, { required }: One): Predicate {
    if (required) return true;
    if (typeName === "String") return { [name]: { gte: "" } };
    if (!Object.hasOwn(MIDDLE, typeName)) return { [name]: { not: null } };
    const middle = MIDDLE[typeName];
    return any([{ [name]: { gte: middle } }, { [name]: { lt: middle } }]);
  }

  /** The values of a field that are these texts; none for what no row can have. */
  valuesOf(field: Field, stored: Stored, texts: readonly string[]): unknown[] {
    const found = texts.flatMap((text) => kept(this.sqlite, stored, text) ?? []);
    this.#spend(found.length);
    if (stored !== "id") return found;
    return found.flatMap((text) => this.#number(field, BigInt(text)) ?? []);
  }

  /** A number as a field takes it; nothing where it is beyond all that the field holds. */
  #number({ typeName }: Field, number: bigint): number | bigint | undefined {
    if (typeName !== "Int") return whole(number);
    const size = number < 0n ? -1n - number : number;
    if (!this.sqlite) return size > INT_MAX ? undefined : Number(number);
    const value = whole(number);
    if (typeof value === "bigint") {
      throw new Inexpressible("Prisma takes no such number for an Int");
    }
    return value;
  }

  #oneOf(field: Field, of: One, stored: Stored, is: boolean, texts: readonly string[]): Predicate {
    const values = this.valuesOf(field, stored, texts);
    const [first] = values;
    if (first === undefined) return !is && this.hasValue(field, of);
    if (values.length === 1) return { [field.name]: is ? { equals: first } : { not: first } };
    return { [field.name]: is ? { in: values } : { notIn: values } };
  }

  /** That a text is of a pattern, or that it is not. */
  #like(field: Field, of: One, is: boolean, pattern: string): Predicate {
    const { name } = field;
    const pieces = piecesOf(pattern);
    const [first, last] = [pieces[0] ?? "", pieces[pieces.length - 1] ?? ""];
    const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
    if (pieces.length < 2) return this.#oneOf(field, of, "text", is, [first]);
    if (pieces.some((it) => kept(this.sqlite, "text", it) === undefined)) {
      return !is && this.hasValue(field, of);
    }
    const parts: Predicate[] = [];
    if (first) parts.push({ [name]: { startsWith: first } });
    if (last) parts.push({ [name]: { endsWith: last } });
    if (middle[0] !== undefined) parts.push({ [name]: { contains: middle[0] } });
    if (parts.length === 0) return is && this.hasValue(field, of);
    if (this.sqlite) throw new Inexpressible("SQLite's `LIKE` takes no notice of case");
    if (/[\\%_]/.test(pieces.join(""))) {
      throw new Inexpressible("Prisma takes `%`, `_` and `\\` of a text for a pattern's");
    }
    if (middle.length > 1 || (parts.length > 1 && (middle.length > 0 || overlap(first, last)))) {
      throw new Inexpressible("Prisma has patterns that begin, end or contain");
    }
    return is ? all(parts) : not(all(parts));
  }

  /** How numbers and dates are compared. */
  #says(field: Field, of: One, stored: Stored): Says<Predicate> {
    const there = (): Predicate => this.hasValue(field, of);
    const compare = (sign: Sign, count: bigint): Predicate => {
      const value = this.#counted(field, stored, count);
      if (value !== undefined) return { [field.name]: { [WORDS[sign]]: value } };
      const holds = count < 0n ? sign === "gt" || sign === "ge" : sign === "lt" || sign === "le";
      return (holds || sign === "ne") && there();
    };
    return { never: () => false, there, compare, both: all, either: any };
  }

  #counted(field: Field, stored: Stored, count: bigint): unknown {
    if (stored === "numeric") return pointText("decimal", whole(count));
    if (field.typeName !== "DateTime") return this.#number(field, count);
    if (count < FIRST || count > LAST) throw new Inexpressible("Prisma takes years of 1 to 9999");
    return new Date(Number(count)).toISOString();
  }
}

export const WORDS: Readonly<Record<Sign, string>> = {
  eq: "equals",
  ne: "not",
  lt: "lt",
  le: "lte",
  gt: "gt",
  ge: "gte",
};

/** Whether a text may begin with one and end with the other, and be shorter than both. */
function overlap(first: string, last: string): boolean {
  for (let length = 1; length <= Math.min(first.length, last.length); length++) {
    if (first.endsWith(last.slice(0, length))) return true;
  }
  return false;
}
