// Turns records, contexts and principals into the numbers that the engine takes. Nothing is judged
// here: what is not in the dictionary goes to the engine as a number that says so.

import type { Attribute } from "./bundle.js";
import {
  ABSENT,
  LIST_ITEMS_MAX,
  NO_NAME,
  NO_OBJECT,
  TIES,
  UNKNOWN,
  UNKNOWN_NAME,
  VALUE_MASK,
  WRONG,
} from "./generated/numbers.js";
import type { AttributeKind } from "./generated/words.js";
import { each, every, filter, flatMap, get, getPrototypeOf, has, hasOwn } from "./intrinsics.js";
import { indexOf, isArray, keys, lengthOf, List, listRoot, map, max, pairs } from "./intrinsics.js";
import { put, root, set } from "./intrinsics.js";
import type { Items, Pairs } from "./intrinsics.js";
import type { StateValue } from "./types.js";

/** An id that ties compare with; `undefined` where the principal lacks it. */
export type Ids = ArrayLike<string | undefined>;

/** What an attribute of which only the presence is asked may be. */
const OTHERS = ["string", "number", "bigint", "boolean", "object"];

/** A value that cannot be read. */
const UNREADABLE = Symbol("unreadable");

/**
 * The value of a member of an object's own: what an object has that inherits nothing but what all
 * do, and they lack; or what it says to be its own. A proxy is believed what it has.
 */
export function ownMember(of: object, name: string): unknown {
  const plain = name in of && !(name in root) && getPrototypeOf(of) === root;
  return plain || hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}

/** The same; what throws cannot be read. */
export function readOwn(of: object, name: string): unknown {
  try {
    return ownMember(of, name);
  } catch {
    return UNREADABLE;
  }
}

/** Whether nothing is given. */
export const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** Whether it is an object with members, and not a list. */
export function isMap(value: unknown): value is object {
  try {
    return typeof value === "object" && value !== null && !isArray(value);
  } catch {
    return false;
  }
}

/** The type that a record says it has. */
export const typeOf = (record: unknown): unknown =>
  isMap(record) ? readOwn(record, "type") : undefined;

/** The items of a list, holes as nothing; `undefined` where it is no list, or cannot be read. */
export function itemsOf(value: unknown): Items<unknown> | undefined {
  try {
    if (!isArray(value)) return undefined;
    const { length } = value;
    if (!(length <= LIST_ITEMS_MAX)) return undefined;
    const items = new List<unknown>();
    const inherits = getPrototypeOf(value) !== listRoot;
    for (let i = 0; i < length; i++) {
      // Where nothing is inherited of the place, what is read there is the list's own.
      items[i] = (inherits || i in listRoot) && !hasOwn(value, i) ? undefined : value[i];
    }
    return items;
  } catch {
    return undefined;
  }
}

/** The strings of a list; `undefined` where it is no list of strings. */
export function stringsOf(value: unknown): Items<string> | undefined {
  const items = itemsOf(value);
  if (!items || !every(items, (item) => typeof item === "string")) return undefined;
  return items as Items<string>;
}

/** The same text, kept as the names of members are: engines tell those apart at a glance. */
const key = (text: string): string => keys({ [text]: 0 })[0] as string;

/** The number of each name, which is its place. */
export function numbered(names: ArrayLike<string>): Pairs<string, number> {
  const places = pairs<string, number>();
  each(names, (name, place) => set(places, name, place));
  return places;
}

/** A text that is none of these. */
function blank(texts: ArrayLike<unknown>): string {
  let text = "";
  while (has(texts, text)) text += "-";
  return text;
}

/** Values that are quicker compared one by one than looked up. */
const FEW_MAX = 8;

/** An attribute, with its values by name. */
export class Column {
  readonly name: string;
  readonly kind: AttributeKind;
  readonly values: ArrayLike<string>;
  readonly places: Pairs<string, number>;
  readonly ties: ArrayLike<number>;
  /** How many values can be told apart; the last is absence. */
  readonly digits: number;
  /** Where members of its name are read; see `plan.ts`. */
  site = -1;
  /** The values, where they are few. */
  readonly #few: ArrayLike<string>;

  constructor(
    of: Attribute,
    /** Its place among the attributes of a type, or of a context. */
    readonly place: number,
  ) {
    this.name = key(of.name);
    this.kind = of.kind;
    this.values = map(of.values ?? [], key);
    this.ties = of.ties ?? [];
    this.places = numbered(this.values);
    const values = of.kind === "bool" ? 2 : this.values.length;
    this.digits = max(values, 2 ** this.ties.length) + 1;
    this.#few = values <= FEW_MAX ? this.values : [];
  }

  /** The number of a value among those that can be told apart; negative for what is none. */
  digit(value: unknown, ids: Ids): number {
    if (typeof value === "string") {
      const few = this.#few;
      for (let place = 0; place < few.length; place++) if (few[place] === value) return place;
    } else if (typeof value === "boolean" && this.kind === "bool") {
      return value ? 1 : 0;
    }
    return this.digitOf(this.word(value, ids));
  }

  digitOf(word: number): number {
    if (word === ABSENT) return this.digits - 1;
    if ((word & VALUE_MASK) >= WRONG) return -1;
    return this.ties.length > 0 ? word >>> TIES : word;
  }

  /** The word of a value: its number, with a bit for each tie that it makes. */
  word(value: unknown, ids: Ids): number {
    if (isNothing(value)) return ABSENT;
    switch (this.kind) {
      case "enum":
        return typeof value === "string" ? (get(this.places, value) ?? UNKNOWN) : WRONG;
      case "bool":
        return typeof value === "boolean" ? +value : WRONG;
      case "entity":
        return typeof value === "string" ? this.tied(value, ids) : WRONG;
      case "set": {
        const all = stringsOf(value);
        let word = all ? 0 : WRONG;
        each(all ?? [], (id) => (word |= this.tied(id, ids)));
        return word >>> 0;
      }
      default:
        return has(OTHERS, typeof value) ? 0 : WRONG;
    }
  }

  /** The value at a place. */
  value(place: number): StateValue {
    return this.kind === "bool" ? place === 1 : (this.values[place] as string);
  }

  /** The least value that has the same word as a value. */
  least(value: unknown, word: number, ids: Ids): unknown {
    switch (word & VALUE_MASK) {
      case ABSENT:
        return undefined;
      case UNKNOWN:
        return blank(this.values);
      case WRONG:
        // A list of nothing is wrong for whatever JSON can be wrong for.
        return this.kind === "other" ? UNREADABLE : [null];
    }
    if (this.kind === "other") return true;
    if (this.kind === "set") return filter(value as Items<string>, (id) => this.tied(id, ids) > 0);
    return this.kind === "entity" && word === 0 ? blank(ids) : value;
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

/** A record in numbers: read once, so that it is for all who ask what it was then. */
export interface EncodedRecord {
  /** Its type; nothing for what is no record of a type that is known. */
  readonly type: number | undefined;
  /** A word for each attribute. */
  readonly values: ArrayLike<number>;
  /** What was read, to name what is wrong with it. */
  readonly copy: unknown;
}

/** The type of a record as the engine takes it; nothing where there is no record. */
export const typeNumber = ({ type, copy }: EncodedRecord): number | undefined =>
  type ?? (isNothing(copy) ? undefined : UNKNOWN_NAME);

/** A list of names as the engine takes it: nothing, no list, or the number of each. */
export function nameNumbers(
  value: unknown,
  table: Pairs<string, number>,
): ArrayLike<number> | undefined {
  if (isNothing(value)) return undefined;
  const names = stringsOf(value);
  return names ? map(names, (name) => get(table, name) ?? UNKNOWN_NAME) : [NO_NAME];
}

/** A principal's ids as the engine takes them: equal ids share a number. */
export const references = (ids: ArrayLike<unknown>): ArrayLike<number> =>
  map(ids, (id) => {
    if (isNothing(id)) return ABSENT;
    return typeof id === "string" ? indexOf(ids, id) : WRONG;
  });

/**
 * The words of a context for all actions, one after another; nothing where none is given. It is
 * read for those that are asked: of all others the engine reads no word.
 */
export function contextWords(
  context: unknown,
  actions: ArrayLike<ArrayLike<Column>>,
  asked: ArrayLike<number>,
  ids: Ids,
): ArrayLike<number> {
  if (isNothing(context)) return [];
  if (!isMap(context)) return [NO_OBJECT];
  return flatMap(actions, (columns, action) => {
    const reads = columns.length > 0 && has(asked, action);
    const word = (column: Column): number => column.word(readOwn(context, column.name), ids);
    return map(columns, (column) => (reads ? word(column) : ABSENT));
  });
}

/** The same numbers of a kind, with room for one at that place. */
export function roomFor<T extends Uint8Array | Uint32Array>(
  place: number,
  list: T,
  Kind: new (length: number) => T,
): T {
  if (place < lengthOf(list)) return list;
  const more = new Kind(2 * place);
  put(more, list);
  return more;
}
