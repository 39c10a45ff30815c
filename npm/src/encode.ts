// Turns records, contexts and principals into the numbers that the engine takes. Nothing is judged
// here: what is not in the dictionary goes to the engine as a number that says so.

import type { Attribute } from "./bundle.js";
import { Column } from "./column.js";
import type { Found, Knowns } from "./column.js";
import { fail } from "./error.js";
import { ABSENT, NO_NAME, NO_OBJECT, PENDING, UNKNOWN_NAME } from "./generated/numbers.js";
import { badBundleAt, bundleTables } from "./generated/texts.js";
import { bare, each, every, flatMap, get, has, hasOwn, lengthOf, List, map } from "./intrinsics.js";
import { placeOf, push, put, symbol } from "./intrinsics.js";
import type { Items, Pairs } from "./intrinsics.js";
import { isMap, isNothing, itemsOf, readOwn, stringsOf } from "./read.js";

/** What is read of an object. */
interface Member {
  readonly name: string;
  /** Whether it is an entity, or a list of them, which may be objects with an `id`. */
  entity: boolean;
  /** What is read of the object that it is. */
  readonly within: Items<Member>;
}

/** The columns of a record, a context or a principal. */
export class Sheet {
  readonly columns: ArrayLike<Column>;
  /** The members that are read. */
  readonly names: ArrayLike<string>;
  readonly #members: Items<Member>;

  constructor(
    /** The place in the bundle that has the attributes. */
    at: string,
    attributes: ArrayLike<Attribute> = [],
    /** Whether they are of what has an `id`, rather than of a context. */
    hasId = false,
  ) {
    const columns = new List<Column>();
    each(attributes, (it, place) =>
      push(columns, new Column(it, place, attributes, columns, hasId)),
    );
    if (!every(columns, (it) => it.sound)) {
      fail("bad_bundle", badBundleAt(at, bundleTables(at)), at);
    }
    this.columns = columns;
    this.#members = membersOf(columns);
    this.names = map(this.#members, ({ name }) => name);
  }

  /** What is read of an object, read once. */
  copy(input: object): object {
    return copyOf(this.#members, input);
  }

  /** The values of an object. */
  lookIn(input: object): ArrayLike<Found> {
    return map(this.columns, (column) => column.lookIn(input));
  }

  /** Their words, for a principal. */
  words(found: ArrayLike<Found>, who: Knowns): Items<number> {
    return map(this.columns, (column, place) =>
      column.word(found[place] as Found, who, (other) => found[other]?.known),
    );
  }
}

/** What is read of an object for all of some columns. */
function membersOf(columns: ArrayLike<Column>): Items<Member> {
  const members = new List<Member>();
  each(columns, ({ path, kind }) => {
    let within = members;
    each(path, (name, depth) => {
      let at = placeOf(within, (it) => it.name === name);
      if (at < 0) at = push(within, { name, entity: false, within: new List<Member>() }) - 1;
      const member = within[at] as Member;
      if (depth === path.length - 1) member.entity ||= kind === "entity" || kind === "set";
      within = member.within;
    });
  });
  return members;
}

function copyOf(members: ArrayLike<Member>, input: object): object {
  const copy = bare<Record<string, unknown>>({});
  each(members, ({ name, entity, within }) => {
    copy[name] = valueOf(readOwn(input, name), entity, within);
  });
  return copy;
}

function valueOf(value: unknown, entity: boolean, within: ArrayLike<Member>): unknown {
  const items = itemsOf(value);
  if (items) return entity ? map(items, (item) => valueOf(item, true, [])) : items;
  if (!isMap(value) || !(entity || within.length)) return value;
  const copy = copyOf(within, value) as Record<string, unknown>;
  if (entity && !hasOwn(copy, "id")) copy["id"] = readOwn(value, "id");
  return copy;
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

/** In place of a record that was asked about before it is there. */
export const pending = symbol("pending");

/** What a question is about: a record, one that is not there yet, or nothing. */
export const aboutOf = (hasRecord: boolean, record: unknown): unknown =>
  hasRecord && isNothing(record) ? pending : record;

/** The type of a record as the engine takes it; nothing where there is no record. */
export function typeNumber({ type, copy }: EncodedRecord): number | undefined {
  if (copy === pending) return PENDING;
  return type ?? (isNothing(copy) ? undefined : UNKNOWN_NAME);
}

/** A list of names as the engine takes it: nothing, no list, or the number of each. */
export function nameNumbers(
  value: unknown,
  table: Pairs<string, number>,
): ArrayLike<number> | undefined {
  if (isNothing(value)) return undefined;
  const names = stringsOf(value);
  return names ? map(names, (name) => get(table, name) ?? UNKNOWN_NAME) : [NO_NAME];
}

/**
 * What of a context the actions read that are asked, read once: it may say something else the next
 * time. What is no object stays what it is.
 */
export function readContext(
  context: unknown,
  actions: ArrayLike<Sheet>,
  indices: ArrayLike<number>,
): unknown {
  if (!isMap(context)) return context;
  const columns = flatMap(indices, (action) => actions[action]?.columns ?? []);
  return copyOf(membersOf(columns), context);
}

/**
 * The words of a context that was read for all actions, one after another; nothing where none is
 * given. Of those that are not asked the engine reads no word.
 */
export function contextWords(
  context: unknown,
  actions: ArrayLike<Sheet>,
  indices: ArrayLike<number>,
  who: Knowns,
): ArrayLike<number> {
  if (isNothing(context)) return [];
  if (!isMap(context)) return [NO_OBJECT];
  return flatMap(actions, (sheet, action) =>
    sheet.columns.length > 0 && has(indices, action)
      ? sheet.words(sheet.lookIn(context), who)
      : map(sheet.columns, () => ABSENT),
  );
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
