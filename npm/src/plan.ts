// Answers kept: where a record is encoded the same, the engine's answer is the same.
//
// An answer depends on few attributes, each with few values. So a record's place among all that
// can be told apart is a number, and the answer for that place is asked of the engine once. Only an
// exact hit counts here: a plain object's own member with a value that the dictionary has. All else
// goes to the engine, which alone makes verdicts and errors.

import { ABSENT, TIES } from "./encode.js";
import type { Column, Ids } from "./encode.js";

/** Answers that one table may hold. */
const CELLS_MAX = 2 ** 14;

/** What is no exact hit. */
export const MISS = -1;

const PLAIN = Object.prototype;

/** Whether an object is one that a literal or JSON makes: what is not its own is not there. */
export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === PLAIN;

/** One attribute's part of the number. */
class Digit {
  readonly #column: Column;
  readonly #ids: Ids;
  readonly #stride: number;
  readonly #values: ReadonlyMap<unknown, number>;
  /** How many different digits there are; the last is absence. */
  readonly size: number;

  constructor(column: Column, ids: Ids, stride: number) {
    this.#column = column;
    this.#ids = ids;
    this.#stride = stride;
    this.size = Math.max(column.places.size, 2 ** column.ties.length) + 1;
    const absent = (this.size - 1) * stride;
    this.#values = new Map<unknown, number>([
      [undefined, absent],
      [null, absent],
      ...Array.from(column.places, ([value, place]) => [value, place * stride] as const),
    ]);
  }

  /** The digit of a value, times its stride. */
  of(value: unknown): number {
    const known = this.#values.get(value);
    if (known !== undefined) return known;
    if (this.#column.places.size > 0) return MISS;
    const word = this.#column.word(value, this.#ids);
    return (word & ABSENT) === 0 ? (word >>> TIES) * this.#stride : MISS;
  }
}

/** Answers for the records of one type, by the values of some attributes. */
export class Table<T> {
  readonly #names: readonly string[];
  readonly #digits: readonly Digit[];
  readonly #answers: (T | undefined)[] = [];

  private constructor(names: readonly string[], digits: readonly Digit[]) {
    this.#names = names;
    this.#digits = digits;
  }

  /** A table, unless it would be too large. */
  static over<T>(columns: readonly Column[], ids: Ids): Table<T> | undefined {
    const digits: Digit[] = [];
    let size = 1;
    for (const column of columns) {
      const digit = new Digit(column, ids, size);
      digits.push(digit);
      size *= digit.size;
    }
    if (size > CELLS_MAX) return undefined;
    return new Table<T>(
      columns.map((column) => column.name),
      digits,
    );
  }

  /** The place of a plain object. */
  place(record: Record<string, unknown>): number {
    const names = this.#names;
    let place = 0;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      // Somebody may have given every object such a member.
      if (name in PLAIN) return MISS;
      const part = (this.#digits[i] as Digit).of(record[name]);
      if (part < 0) return MISS;
      place += part;
    }
    return place;
  }

  get(place: number): T | undefined {
    return this.#answers[place];
  }

  set(place: number, answer: T): void {
    this.#answers[place] = answer;
  }
}

/** Answers to one question about records of several types. */
export class Answers<T> {
  readonly #tables = new Map<unknown, Table<T> | undefined>();
  readonly #make: (type: string) => Table<T> | undefined;
  /** The answer without a record. */
  #none: T | undefined;

  constructor(make: (type: string) => Table<T> | undefined) {
    this.#make = make;
  }

  /** The answer about a record, kept, or asked for and kept. */
  about(record: unknown, ask: () => T): T {
    if (record === undefined || record === null) return (this.#none ??= ask());
    try {
      if (isPlain(record) && !("type" in PLAIN)) {
        const table = this.#table(record["type"]);
        const place = table ? table.place(record) : MISS;
        if (table && place >= 0) {
          const known = table.get(place);
          if (known !== undefined) return known;
          const answer = ask();
          table.set(place, answer);
          return answer;
        }
      }
    } catch (error) {
      // A getter that throws is the engine's to refuse.
      if (error instanceof Error && error.name === "TollgateError") throw error;
    }
    return ask();
  }

  #table(type: unknown): Table<T> | undefined {
    const known = this.#tables.get(type);
    if (known || this.#tables.has(type) || typeof type !== "string") return known;
    const made = this.#make(type);
    if (made) this.#tables.set(type, made);
    return made;
  }
}
