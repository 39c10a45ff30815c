// Reads JSON by shapes, into copies that have every member of their shape as their own: so nothing
// that they are read for later is ever inherited. What serde refuses in `src/api` is refused here,
// at the place that it names.

import { fail } from "./error.js";
import { badBundleAt, bundleMember } from "./generated/texts.js";
import { each, entries, every, has, hasOwn, isArray, isFiniteNumber } from "./intrinsics.js";
import { assign, isInteger, map, match } from "./intrinsics.js";
import { itemsOf } from "./read.js";

/** Reads a value at a place; `undefined` is a member that its owner, at `of`, lacks. */
export type Reader<T> = (value: unknown, at: string, of: string) => T;

/** The readers of an object's members. */
type Shape = Readonly<Record<string, Reader<unknown>>>;

/** Deeper JSON is not read. */
const DEPTH_MAX = 127;

/** Half of a character. */
const HALF = /[\ud800-\udfff]/u;

/** Values of which an object may consist: one that stands in many places is as many. */
export const JSON_VALUES_MAX = 2 ** 22;

/**
 * Whether it is JSON that every reader reads alike, of so many values at most; what has no value is
 * left out of it.
 */
export function isJson(document: unknown, most: number): boolean {
  let left = most;
  const is = (value: unknown, depth: number): boolean => {
    if (--left < 0) return false;
    if (typeof value === "string") return !match(HALF, value);
    if (typeof value === "number") return isFiniteNumber(value);
    if (typeof value !== "object") return typeof value === "boolean" || value === undefined;
    const deeper = (member: [string, unknown]): boolean =>
      !match(HALF, member[0]) && is(member[1], depth + 1);
    return value === null || (depth <= DEPTH_MAX && every(entries(value), deeper));
  };
  return is(document, 1);
}

/** Throws that there is something else, or nothing. */
export function refuse(value: unknown, at: string, of: string): never {
  const place = (value === undefined ? of : at) || "bundle";
  return fail("bad_bundle", badBundleAt(place, bundleMember), place);
}

const plain =
  <T>(is: (value: unknown) => boolean): Reader<T> =>
  (value, at, of) =>
    is(value) ? (value as T) : refuse(value, at, of);

export const isText = (value: unknown): boolean => typeof value === "string";

/** Whether it is a number of a table. */
export const isPlace = (value: unknown): boolean =>
  isInteger(value) && value === (value as number) >>> 0;

export const anything: Reader<unknown> = (value) => value;
/** A text of so many units at most. */
export const upTo = (max: number): Reader<string> =>
  plain((value) => isText(value) && (value as string).length <= max);
export const flag = plain<boolean>((value) => typeof value === "boolean");
export const place = plain<number>(isPlace);
export const word = <T>(words: ArrayLike<T>): Reader<T> =>
  plain((value) => has(words, value as T));

/** What may be absent, or null. */
export const option =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (value, at, of) =>
    value === undefined || value === null ? undefined : read(value, at, of);

/** What may be absent. */
export const maybe =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (value, at, of) =>
    value === undefined ? undefined : read(value, at, of);

export const list =
  <T>(read: Reader<T>): Reader<ArrayLike<T>> =>
  (value, at, of) =>
    map(itemsOf(value) ?? refuse(value, at, of), (item, index) =>
      read(item, `${at}[${index}]`, at),
    );

export const object = <T>(shape: Shape): Reader<T> => {
  const readers = entries(shape);
  return (value, at, of) => {
    if (typeof value !== "object" || value === null || isArray(value)) {
      return refuse(value, at, of);
    }
    const members = {};
    each(readers, (reader) => {
      const name = reader[0];
      const member = hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
      assign(members, name, reader[1](member, at ? `${at}.${name}` : name, at));
    });
    return members as T;
  };
};
