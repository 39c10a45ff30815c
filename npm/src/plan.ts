// How answers are kept: by a number for each record that a question can tell apart.
//
// An answer depends on few attributes, each with few values. Records that are the same in these
// have the same number, and what a gate was answered for a number is the answer. A record has a
// number only where it has those attributes as members of its own, with values that the policy
// knows. Every other has the number 0, by which nothing is kept, and goes to the engine, which
// alone makes verdicts and errors.

import type { Column, Knowns } from "./column.js";
import { pending } from "./encode.js";
import type { EncodedRecord } from "./encode.js";
import { countOf, each, get, getPrototypeOf, indexOf, isArray, List, pairs } from "./intrinsics.js";
import { push, root, set } from "./intrinsics.js";
import type { Pairs } from "./intrinsics.js";
import type { Mapping } from "./mapping.js";
import { isNothing, ownMember } from "./read.js";

/** Records that one question may tell apart. */
const PLACES_MAX = 2 ** 14;

/** Numbers that a policy may give. */
const NUMBERS_MAX = 2 ** 20;

type Plain = Readonly<Record<string, unknown>>;

/** The names that have a site in `member`, as they came up. */
const sites = new List<string>();
const SITES_MAX = 6;

/** The site of a name; those that came too late share the last. */
function siteOf(name: string): number {
  const known = indexOf(sites, name);
  return known >= 0 || sites.length >= SITES_MAX ? known : push(sites, name) - 1;
}

/**
 * `ownMember` of a record that inherits nothing but what all objects do. Engines of JavaScript see
 * what it has, and read it, in a nanosecond where a place in the code only ever asks for one name;
 * else they look everything up. So the first few names have a place each.
 */
function member(record: Plain, site: number, name: string): unknown {
  switch (site) {
    case 0:
      if (name in record && !(name in root)) return record[sites[0] as string];
      break;
    case 1:
      if (name in record && !(name in root)) return record[sites[1] as string];
      break;
    case 2:
      if (name in record && !(name in root)) return record[sites[2] as string];
      break;
    case 3:
      if (name in record && !(name in root)) return record[sites[3] as string];
      break;
    case 4:
      if (name in record && !(name in root)) return record[sites[4] as string];
      break;
    case 5:
      if (name in record && !(name in root)) return record[sites[5] as string];
      break;
  }
  return ownMember(record, name);
}

/** The first of as many numbers, which nobody was given before; 0 where there are no more. */
export type Allot = (count: number) => number;

/** Numbers in a row. */
export function numbers(): Allot {
  let next = 1;
  return (count) => {
    if (count > PLACES_MAX || next + count > NUMBERS_MAX) return 0;
    next += count;
    return next - count;
  };
}

/** Records of one type, by what tells them apart. */
interface Places {
  readonly columns: ArrayLike<Column>;
  /** The number of the first; 0 where each gets one when an answer is kept for it. */
  readonly first: number;
  readonly known: Map<number, number>;
}

/** Where there are no numbers. */
const NOWHERE: Places = { columns: [], first: 0, known: pairs() };

/** More than can be counted. */
const COUNT_MAX = 2 ** 53;

/** What the answers about records of a type depend on; nothing for a type that is not known. */
export type Columns = (type: string) => ArrayLike<Column> | undefined;

/** A question, by the records that it can tell apart. */
export class Question {
  readonly #columns: Columns;
  readonly #allot: Allot;
  readonly #mapping: Mapping;
  readonly #types = pairs<unknown, Places>();
  /** The type that was asked about last. */
  #type: unknown;
  #places = NOWHERE;
  /** The number of the question without a record, before that of a record not there yet. */
  readonly #none: number;

  constructor(columns: Columns, allot: Allot, mapping: Mapping) {
    this.#columns = columns;
    this.#allot = allot;
    this.#mapping = mapping;
    this.#none = allot(2);
  }

  /** The number of the question about what is no record. */
  #without(record: unknown): number {
    if (this.#none === 0) return 0;
    if (record === pending) return this.#none + 1;
    return isNothing(record) ? this.#none : 0;
  }

  /** The number of the question about a record, or about none. */
  number(record: unknown, who: Knowns): number {
    if (typeof record !== "object" || record === null) return this.#without(record);
    try {
      const hasType = "type" in record && !("type" in root);
      if (!hasType || getPrototypeOf(record) !== root || isArray(record)) {
        return this.#odd(record, who, this.#turn(ownMember(record, "type")));
      }
      const type = (record as Plain)["type"];
      const places = type === this.#type ? this.#places : this.#turn(type);
      const { columns, first } = places;
      let place = 0;
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i] as Column;
        const digit = column.flat
          ? column.digit(member(record as Plain, column.site, column.key), who)
          : column.digitIn(record, who);
        if (digit < 0) return 0;
        place = place * column.digits + digit;
      }
      return first > 0 ? first + place : (get(places.known, place) ?? 0);
    } catch {
      // A getter that throws is the engine's to refuse.
      return 0;
    }
  }

  /** The same of a record as the pack has it, of a type that is mapped. */
  numberRead(record: unknown, who: Knowns): number {
    if (typeof record !== "object") return 0;
    try {
      const type = ownMember(record as object, "type");
      return this.#mapping.maps(type) ? this.#odd(record as object, who, this.#of(type)) : 0;
    } catch {
      return 0;
    }
  }

  /** The same of a record that inherits more than all objects do, or less. */
  #odd(record: object, who: Knowns, { columns, first, known }: Places): number {
    if (isArray(record)) return 0;
    let place = 0;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      const digit = column.flat
        ? column.digit(ownMember(record, column.key), who)
        : column.digitIn(record, who);
      if (digit < 0) return 0;
      place = place * column.digits + digit;
    }
    return first > 0 ? first + place : (get(known, place) ?? 0);
  }

  /** The same of a record that was read, which gets a number where it has none. */
  numberOf({ copy, type, values }: EncodedRecord): number {
    if (type === undefined) return this.#without(copy);
    const { columns, first, known } = this.#of((copy as Plain)["type"]);
    let place = 0;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      const digit = column.digitOf(values[column.place] as number);
      if (digit < 0) return 0;
      place = place * column.digits + digit;
    }
    if (first > 0) return first + place;
    const number = get(known, place);
    if (number !== undefined) return number;
    if (columns.length === 0 || countOf(known) >= PLACES_MAX) return 0;
    const next = this.#allot(1);
    if (next > 0) set(known, place, next);
    return next;
  }

  /** Those of a record as it is given: one that is mapped has none. */
  #turn(type: unknown): Places {
    this.#type = type;
    return (this.#places = this.#mapping.maps(type) ? NOWHERE : this.#of(type));
  }

  #of(type: unknown): Places {
    let places = get(this.#types, type);
    if (places === undefined) {
      const columns = this.#columns(type as string);
      if (columns === undefined) return NOWHERE;
      let count = 1;
      each(columns, (column) => {
        count *= column.digits;
        if (column.flat) column.site = siteOf(column.key);
      });
      const first = this.#allot(count);
      places = count < COUNT_MAX ? { columns, first, known: pairs() } : NOWHERE;
      set(this.#types, type, places);
    }
    return places;
  }
}

/** Questions of one kind, by what they are asked for. */
export class Questions {
  readonly #columns: (name: string) => Columns;
  readonly #allot: Allot;
  readonly #mapping: Mapping;
  readonly #all = pairs<string, Question>();
  /** The name that was asked for last: a list asks for one many times. */
  #name: string | undefined;
  #question: Question | undefined;

  constructor(
    /** The names that one can ask for, each with its number. */
    readonly numbers: Pairs<string, number>,
    columns: (name: string) => Columns,
    allot: Allot,
    mapping: Mapping,
  ) {
    this.#columns = columns;
    this.#allot = allot;
    this.#mapping = mapping;
  }

  /** The question of a name, where somebody has it. */
  of(name: string): Question | undefined {
    return name === this.#name ? this.#question : this.#turn(name);
  }

  #turn(name: string): Question | undefined {
    let question = get(this.#all, name);
    if (question === undefined) {
      if (get(this.numbers, name) === undefined) return undefined;
      question = new Question(this.#columns(name), this.#allot, this.#mapping);
      set(this.#all, name, question);
    }
    this.#name = name;
    this.#question = question;
    return question;
  }
}
