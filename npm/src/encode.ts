// Records, contexts and principals as words: a dictionary of names, and no judgement. What is not
// in it goes to the engine as a word that says so.

import type { Attribute } from "./format.js";

/** Words that are no value of an attribute. */
export const ABSENT = 0xffff;
export const UNKNOWN = 0xfffe;
export const WRONG = 0xfffd;

/** Where the bits of the ties begin. */
export const TIES = 16;

/** Longer lists are not read. */
const ITEMS_MAX = 2 ** 20;

/** An id that ties compare with; `undefined` where the principal lacks it. */
export type Ids = readonly (string | undefined)[];

/** What an attribute of which only the presence is asked may be. */
const OTHERS = ["string", "number", "boolean", "object"];

/** A value that cannot be read. */
const UNREADABLE = Symbol("unreadable");

/** The value of an object's own member; what throws cannot be read. */
export function own(of: object, name: string): unknown {
  try {
    return Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
  } catch {
    return UNREADABLE;
  }
}

/** Whether it is an object with members, and not a list. */
export function isMap(value: unknown): value is object {
  try {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The items of a list, holes as nothing; `undefined` where it is no list, or cannot be read. */
export function itemsOf(value: unknown): unknown[] | undefined {
  try {
    if (!Array.isArray(value) || value.length > ITEMS_MAX) return undefined;
    const items = new Array<unknown>(value.length);
    for (let i = 0; i < items.length; i++) items[i] = value[i];
    return items;
  } catch {
    return undefined;
  }
}

/** An attribute, with its values by name. */
export class Column {
  readonly name: string;
  readonly kind: Attribute["kind"];
  readonly optional: boolean;
  readonly values: readonly string[];
  readonly places: ReadonlyMap<unknown, number>;
  readonly ties: readonly number[];

  constructor(of: Attribute) {
    this.name = of.name;
    this.kind = of.kind;
    this.optional = of.optional === true;
    this.values = of.values ?? [];
    this.ties = of.ties ?? [];
    const values = of.kind === "bool" ? [false, true] : this.values;
    this.places = new Map(values.map((value, place) => [value, place] as const));
  }

  /** The word of a value. */
  word(value: unknown, ids: Ids): number {
    if (value === undefined || value === null) return ABSENT;
    switch (this.kind) {
      case "enum":
        return typeof value === "string" ? (this.places.get(value) ?? UNKNOWN) : WRONG;
      case "bool":
        return this.places.get(value) ?? WRONG;
      case "entity":
        return typeof value === "string" ? this.tied(value, ids) : WRONG;
      case "set": {
        const items = itemsOf(value);
        if (!items?.every((item) => typeof item === "string")) return WRONG;
        return items.reduce<number>((word, id) => word | this.tied(id as string, ids), 0) >>> 0;
      }
      default:
        return OTHERS.includes(typeof value) ? 0 : WRONG;
    }
  }

  /** The least value that has the same word; what is wrong stays as it is. */
  least(value: unknown, ids: Ids): unknown {
    const word = this.word(value, ids);
    const listed = this.kind === "enum" || this.kind === "bool";
    if (listed || (word & ABSENT) >= WRONG) return value;
    if (this.kind === "other") return true;
    if (this.kind === "set")
      return itemsOf(value)?.filter((id) => this.tied(id as string, ids) > 0);
    if (word > 0) return value;
    let blank = "";
    while (ids.includes(blank)) blank += "-";
    return blank;
  }

  /** A bit for each tie that an id makes. */
  tied(id: string, ids: Ids): number {
    let word = 0;
    for (let i = 0; i < this.ties.length; i++) {
      if (ids[this.ties[i] as number] === id) word |= 1 << (TIES + i);
    }
    return word >>> 0;
  }
}

/** The words of all columns of a record or a context. */
export function encode(columns: readonly Column[], of: object, ids: Ids): number[] {
  return columns.map((column) => column.word(own(of, column.name), ids));
}

/** A list of names as the engine takes it: absent, no list, or the place of each. */
export function places(value: unknown, table: ReadonlyMap<string, number>): number[] {
  if (value === undefined || value === null) return [0];
  const items = itemsOf(value);
  if (!items?.every((item) => typeof item === "string")) return [1];
  return [2, items.length, ...items.map((item) => table.get(item as string) ?? NOBODY)];
}

/** The place of a name that is in no table. */
export const NOBODY = 0xffffffff;

/** The number of an id among all: equal ids have equal numbers. */
export function reference(id: unknown, all: readonly unknown[]): number {
  if (id === undefined || id === null) return ABSENT;
  return typeof id === "string" ? all.indexOf(id) : WRONG;
}
