// Reads JSON by shapes, into copies that have every member of their shape as their own: so nothing
// that they are read for later is ever inherited. What serde refuses in `src/api` is refused here,
// at the place that it names.

import { fail } from "./error.js";
import { LIST_ITEMS_MAX } from "./generated/numbers.js";
import { badBundleAt, bundleMember } from "./generated/texts.js";

/** Reads a value at a place; `undefined` is a member that its owner, at `of`, lacks. */
export type Reader<T> = (value: unknown, at: string, of: string) => T;

/** The readers of an object's members. */
type Shape = Readonly<Record<string, Reader<unknown>>>;

/** Deeper JSON is not read. */
const DEPTH_MAX = 127;

/** Half of a character. */
const HALF = /\p{Surrogate}/u;

/** Whether it is JSON that every reader reads alike; what has no value is left out of it. */
export function isJson(value: unknown, depth = 1): boolean {
  if (typeof value === "string") return !HALF.test(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "boolean" || value === undefined;
  const deeper = ([name, each]: [string, unknown]): boolean =>
    !HALF.test(name) && isJson(each, depth + 1);
  return value === null || (depth <= DEPTH_MAX && Object.entries(value).every(deeper));
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
  Number.isInteger(value) && value === (value as number) >>> 0;

export const anything: Reader<unknown> = (value) => value;
/** A text of so many units at most. */
export const upTo = (max: number): Reader<string> =>
  plain((value) => isText(value) && (value as string).length <= max);
export const flag = plain<boolean>((value) => typeof value === "boolean");
export const place = plain<number>(isPlace);
export const word = <T>(words: readonly T[]): Reader<T> =>
  plain((value) => words.includes(value as T));

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
  <T>(read: Reader<T>): Reader<T[]> =>
  (value, at, of) =>
    Array.isArray(value) && value.length <= LIST_ITEMS_MAX
      ? Array.from(value as unknown[], (each, index) => read(each, `${at}[${index}]`, at))
      : refuse(value, at, of);

export const object = <T>(shape: Shape): Reader<T> => {
  const readers = Object.entries(shape);
  return (value, at, of) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return refuse(value, at, of);
    }
    const members = readers.map(([name, read]) => {
      const member = Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
      return [name, read(member, at ? `${at}.${name}` : name, at)];
    });
    return Object.fromEntries(members) as T;
  };
};
