// Answers kept: where a record is encoded the same, the engine's answer is the same.
//
// An answer depends on few attributes, each with few values. So a record's place among all that
// can be told apart is a number, and the answer for that place is asked of the engine once. Only an
// exact hit counts here: a member of its own with a value that the dictionary has. All else goes to
// the engine, which alone makes verdicts and errors.

import { ABSENT, TIES } from "./encode.js";
import type { Column, Ids } from "./encode.js";

/** Answers that one table may hold. */
const CELLS_MAX = 2 ** 14;

/** What is no exact hit. */
const MISS = -1;

type Plain = Record<string, unknown>;

const { hasOwnProperty } = Object.prototype;
const { isArray } = Array;

/** Answers for the records of one type, by the values of some attributes. */
class Table<T> {
  readonly #columns: readonly Column[];
  readonly #ids: Ids;
  readonly #names: readonly string[];
  /** By attribute, each value's part of the number. */
  readonly #parts: readonly Map<unknown, number>[];
  readonly #strides: readonly number[];
  readonly #answers: (T | undefined)[] = [];
  /** Whether it is small enough to be kept. */
  readonly kept: boolean;

  constructor(columns: readonly Column[], ids: Ids) {
    this.#columns = columns;
    this.#ids = ids;
    this.#names = columns.map((column) => column.name);
    let size = 1;
    this.#strides = columns.map((column) => {
      const stride = size;
      size *= digits(column);
      return stride;
    });
    this.#parts = columns.map((column, i) => parts(column, this.#strides[i] as number));
    this.kept = size <= CELLS_MAX;
  }

  /** The place of a record, whose getters may throw. */
  place(record: Plain): number {
    const names = this.#names;
    const all = this.#parts;
    let place = 0;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const value = hasOwnProperty.call(record, name) ? record[name] : undefined;
      const part = (all[i] as Map<unknown, number>).get(value) ?? this.#tied(i, value);
      if (part < 0) return MISS;
      place += part;
    }
    return place;
  }

  /** The part of an id or of a list of ids, of which there are more than can be listed. */
  #tied(index: number, value: unknown): number {
    const column = this.#columns[index] as Column;
    if (column.places.size > 0) return MISS;
    const word = column.word(value, this.#ids);
    return (word & ABSENT) === 0 ? (word >>> TIES) * (this.#strides[index] as number) : MISS;
  }

  get(place: number): T | undefined {
    return this.#answers[place];
  }

  set(place: number, answer: T): void {
    this.#answers[place] = answer;
  }
}

/** How many values of an attribute can be told apart; the last is absence. */
const digits = (column: Column): number =>
  Math.max(column.places.size, 2 ** column.ties.length) + 1;

/** What each value that can be listed adds to the number. */
function parts(column: Column, stride: number): Map<unknown, number> {
  const absent = (digits(column) - 1) * stride;
  return new Map<unknown, number>([
    ...Array.from(column.places, ([value, place]) => [value, place * stride] as const),
    [undefined, absent],
    [null, absent],
  ]);
}

/** What the answers about records of a type depend on; nothing for a type that is not known. */
export type Columns = (type: string) => readonly Column[] | undefined;

/** Answers to one question about records of several types. */
export class Answers<T> {
  readonly #columns: Columns;
  readonly #ids: Ids;
  readonly #tables = new Map<unknown, Table<T>>();
  /** The type that was asked about last. */
  #type: unknown;
  #table: Table<T> | undefined;
  /** The answer without a record. */
  #none: T | undefined;

  constructor(columns: Columns, ids: Ids) {
    this.#columns = columns;
    this.#ids = ids;
  }

  /** The answer about a record, where it is known. */
  get(record: unknown): T | undefined {
    if (record === undefined || record === null) return this.#none;
    if (typeof record !== "object") return undefined;
    try {
      if (isArray(record)) return undefined;
      const table = this.#of(record as Plain);
      if (table === undefined) return undefined;
      const place = table.place(record as Plain);
      return place < 0 ? undefined : table.get(place);
    } catch {
      // A getter that throws is the engine's to refuse.
      return undefined;
    }
  }

  /** Keeps the answer about a record that nobody else can change, or about none. */
  keep(record: Plain | null, answer: T): void {
    if (record === null) {
      this.#none = answer;
      return;
    }
    const table = this.#of(record) ?? this.#make(record["type"] as string);
    const place = table?.kept ? table.place(record) : MISS;
    if (place >= 0) table?.set(place, answer);
  }

  #make(type: string): Table<T> | undefined {
    const columns = this.#columns(type);
    if (columns === undefined) return undefined;
    const table = new Table<T>(columns, this.#ids);
    this.#tables.set(type, table);
    return table;
  }

  #of(record: Plain): Table<T> | undefined {
    const type = hasOwnProperty.call(record, "type") ? record["type"] : undefined;
    if (type === this.#type) return this.#table;
    const table = this.#tables.get(type);
    if (table) [this.#type, this.#table] = [type, table];
    return table;
  }
}
