// Reads what a host hands in: members and items of its own, once each. What cannot be read is
// something that nothing takes.

import { LIST_ITEMS_MAX } from "./generated/numbers.js";
import { every, getPrototypeOf, hasOwn, isArray, List, listRoot, placeOf } from "./intrinsics.js";
import { root, symbol } from "./intrinsics.js";
import type { Items } from "./intrinsics.js";

/** A value that cannot be read. */
export const UNREADABLE = symbol("unreadable");

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

/** What is at the end of a way through objects. */
export function valueAt(of: unknown, path: ArrayLike<string>): unknown {
  let value = of;
  placeOf(path, (name) => {
    value = isMap(value) ? readOwn(value, name) : undefined;
    return value === undefined;
  });
  return value;
}
