// Records as an application has them: which type they are of, and where they have its attributes.
// What is mapped is read into a plain record, named as the pack has it, before anything is asked.

import type { Sheet } from "./encode.js";
import { fail, isA, named } from "./error.js";
import { noSuch, noType } from "./failure.js";
import { mustBe, mustBeMemberOrFunction, mustBeObject } from "./generated/texts.js";
import { mustBeClassOrMembers } from "./generated/texts.js";
import { Weak, each, entries, every, get, has, isKept, keep, keysOf } from "./intrinsics.js";
import { assign, List, map, objectOf, pairs, placeOf, push, root, set } from "./intrinsics.js";
import { symbol } from "./intrinsics.js";
import type { Pairs } from "./intrinsics.js";
import { isMap, ownMember, readOwn } from "./read.js";
import type { RecordClass } from "./types.js";

/** Where a record has an attribute: in a member, or in what a function makes of it. */
type Source = string | ((record: object) => unknown);

/** How records of a type are read, by attribute. */
type Sources = ArrayLike<readonly [name: string, source: Source]>;

const PARTS = ["from", "attributes"];

/** How records are read. */
export class Mapping {
  /** Of the types that are mapped. */
  readonly #sources = pairs<unknown, Sources>();
  /** Which records are of a type; the first that fits. */
  readonly #kinds = new List<{ readonly type: string; is(record: object): boolean }>();
  /** Records that were read, and so need no mapping. */
  readonly #read = new Weak();

  constructor(
    readonly types: Pairs<string, number>,
    readonly sheets: ArrayLike<Sheet>,
    records: unknown,
  ) {
    eachMember(records, "records", keysOf(types), (type, of, at) => {
      const places = pairs<string, Source>();
      const names = this.#namesOf(type);
      eachMember(of, at, PARTS, (part, value, place) => {
        if (part === PARTS[0]) push(this.#kinds, { type, is: testOf(value, place) });
        else {
          eachMember(value, place, names, (name, source, within) => {
            const isSource = typeof source === "string" || typeof source === "function";
            if (!isSource) wrong(within, mustBeMemberOrFunction);
            set(places, name, source as Source);
          });
        }
      });
      set(this.#sources, type, map(names, (name) => [name, get(places, name) ?? name]));
    });
  }

  /** What is read of records of a type. */
  #namesOf(type: string): ArrayLike<string> {
    const index = get(this.types, type);
    if (index === undefined) throw noType(this, type);
    return (this.sheets[index] as Sheet).names;
  }

  /** Whether records of a type are not as the pack has them. */
  maps(type: unknown): boolean {
    return get(this.#sources, type) !== undefined;
  }

  /** A record as the pack has it: one that is not mapped as it is. */
  of(record: unknown): unknown {
    if (typeof record !== "object" || record === null) return record;
    try {
      let type = ownMember(record, "type");
      if (get(this.types, type as string) === undefined) {
        type = this.#kinds[placeOf(this.#kinds, (it) => it.is(record))]?.type;
      }
      const sources = get(this.#sources, type);
      if (sources && !isKept(this.#read, record)) return view(type as string, sources, record);
    } catch {
      // What cannot be read is the engine's to refuse.
    }
    return record;
  }

  /** A row as a record of a type. */
  read(type: string, row: unknown): unknown {
    if (!isMap(row)) return row;
    const sources = get(this.#sources, type) ?? map(this.#namesOf(type), (name) => [name, name]);
    return this.known(view(type, sources, row));
  }

  /** Takes a record as one that needs no mapping. */
  known<T extends object>(record: T): T {
    keep(this.#read, record);
    return record;
  }
}

/** Whether a record is of a class, or has such members. */
function testOf(from: unknown, at: string): (record: object) => boolean {
  if (typeof from === "function") return (record) => isA(record, from as RecordClass);
  const members = isMap(from) ? entries(from) : [];
  if (!members.length) wrong(at, mustBeClassOrMembers);
  return (record) => every(members, (member) => ownMember(record, member[0]) === member[1]);
}

function view(type: string, sources: Sources, record: object): object {
  const read = {};
  assign(read, "type", type);
  each(sources, (it) => assign(read, it[0], valueOf(record, it[1])));
  return read;
}

/** What a record has; where that cannot be told, something that nothing takes, and why. */
function valueOf(record: object, source: Source): unknown {
  try {
    if (typeof source === "function") return source(record);
    // What all objects inherit is no record's.
    const isInherited = source in record && !(source in root);
    return isInherited ? record[source as never] : ownMember(record, source);
  } catch (thrown) {
    return symbol(named(readOwn(objectOf(thrown), "message")));
  }
}

/** Options, all of which have such names. */
export function optionsOf(options: unknown, names: ArrayLike<string>): object {
  const members = objectOf(options);
  eachMember(members, "options", names, () => {});
  return members;
}

/** Takes each member of an object, which has none but those. */
function eachMember(
  of: unknown,
  at: string,
  known: ArrayLike<string>,
  take: (name: string, value: unknown, at: string) => void,
): void {
  each(isMap(of) ? entries(of) : wrong(at, mustBeObject), (member) => {
    const name = member[0];
    const place = `${at}.${name}`;
    if (!has(known, name)) throw noSuch("member", name, known, place, "unknown_member");
    take(name, member[1], place);
  });
}

const wrong = (at: string, what: string): never => fail("wrong_type", mustBe(at, what), at);
