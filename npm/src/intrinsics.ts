// What is built in, as it was when the package was loaded, and lists that inherit nothing. Whatever
// a page puts into prototypes afterwards is not asked, and a member that all objects inherit is no
// member here. Sources that answer questions use nothing built in but what stands in this file:
// `cargo xtask test tidy` holds them to it.

const { bind, call } = Function.prototype;

/** A method as a function of what it is called on. */
const free = bind.bind(call as never) as unknown as <T, A extends unknown[], R>(
  method: (this: T, ...args: A) => R,
) => (of: T, ...args: A) => R;

/** A getter as a function of what it is read of. */
const getter = <T>(prototype: object, name: string): ((of: T) => number) =>
  free((Object.getOwnPropertyDescriptor(prototype, name) as { get(): number }).get);

export const root = Object.prototype;
export const listRoot = Array.prototype;
export const { isArray } = Array;
export const { entries, freeze, getPrototypeOf, hasOwn, isFrozen, keys } = Object;
export const { isFinite: isFiniteNumber, isInteger, isSafeInteger } = Number;
export const { fromCharCode } = String;
export const { abs, max, round } = Math;
export const parseJson = JSON.parse;
/** A text in quotation marks, on one line. */
export const quoted = JSON.stringify as (text: string) => string;
export const decode64: (text: string) => string = atob;
export const encode64: (bytes: string) => string = btoa;
export const Bytes = Uint8Array;
export const Words = Uint32Array;
export const View = DataView;

export const symbol = Symbol;
export const describe = /* @__PURE__ */ getter(Symbol.prototype, "description") as unknown as (
  of: symbol,
) => string;
/** By what Node.js asks an object how it is printed. */
export const inspect: unique symbol = /* @__PURE__ */ Symbol.for(
  "nodejs.util.inspect.custom",
) as never;
export const big = BigInt;
export const { asIntN } = BigInt;
export const Time = Date;
export const timeOf = free(Date.prototype.getTime);
export const setDay = free(Date.prototype.setUTCFullYear);
export const yearOf = free(Date.prototype.getUTCFullYear);
export const monthOf = free(Date.prototype.getUTCMonth);
export const dayOf = free(Date.prototype.getUTCDate);
export const isoOf = free(Date.prototype.toISOString);

/** A value as an object: what has members, or nothing. */
export const objectOf = Object as (value: unknown) => object;

const { defineProperty, setPrototypeOf } = Object;
const Dictionary = Map;

/** The same members on an object that inherits nothing. */
export const bare = <T extends object>(members: T): T =>
  ({ __proto__: null, ...members }) as unknown as T;

/** Gives an object a member of its own, whatever it and the description of a member inherit. */
export const define = <T extends object>(
  of: T,
  name: string | number,
  value: unknown,
  seen = true,
): T => defineProperty(of, name, bare({ value, enumerable: seen, writable: seen }));

/** The same of a new object: in the quick way, as long as it inherits nothing of the name. */
export function assign<T extends object>(of: T, name: string | number, value: unknown): void {
  if (name in of) define(of, name, value);
  else (of as Record<string | number, unknown>)[name] = value;
}

/** Gives an object an accessor of its own in place of one that it inherits. */
export function keepAccessor(of: object, prototype: object, name: string): void {
  const inherited = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  defineProperty(of, name, bare(inherited));
}

/** Items by their places; what inherits nothing has none but its own. */
export interface Items<T> {
  length: number;
  [place: number]: T;
}

class Rootless extends Array {
  constructor() {
    super();
  }
}
setPrototypeOf(Rootless.prototype, null);

/** An empty list that inherits nothing, so that no place of it is a page's to set or to give. */
export const List = Rootless as unknown as new <T>() => Items<T>;

/** The same items as an array that can be handed out. */
export function plain<T>(of: ArrayLike<T>): T[] {
  const all: T[] = [];
  each(of, (item, place) => assign(all, place, item));
  return all;
}

export const push = <T>(to: Items<T>, item: T): number => {
  to[to.length] = item;
  return to.length;
};

export function each<T>(of: ArrayLike<T>, take: (item: T, place: number) => void): void {
  for (let i = 0; i < of.length; i++) take(of[i] as T, i);
}

export function map<T, U>(of: ArrayLike<T>, as: (item: T, place: number) => U): Items<U> {
  const all = new List<U>();
  each(of, (item, place) => (all[place] = as(item, place)));
  return all;
}

export function flatMap<T, U>(
  of: ArrayLike<T>,
  as: (item: T, place: number) => ArrayLike<U>,
): Items<U> {
  const all = new List<U>();
  each(of, (item, place) => each(as(item, place), (part) => push(all, part)));
  return all;
}

export const filter = <T>(of: ArrayLike<T>, is: (item: T, place: number) => boolean): Items<T> => {
  const all = new List<T>();
  each(of, (item, place) => is(item, place) && push(all, item));
  return all;
};

/** The place of the first item that is so; -1 where none is. */
export function placeOf<T>(of: ArrayLike<T>, is: (item: T, place: number) => boolean): number {
  for (let i = 0; i < of.length; i++) if (is(of[i] as T, i)) return i;
  return -1;
}

export const some = <T>(of: ArrayLike<T>, is: (item: T, place: number) => boolean): boolean =>
  placeOf(of, is) >= 0;

export const every = <T>(of: ArrayLike<T>, is: (item: T, place: number) => boolean): boolean =>
  !some(of, (item, place) => !is(item, place));

/** The place of an item; -1 where it is none. */
export const indexOf = <T>(of: ArrayLike<T>, item: T): number => placeOf(of, (it) => it === item);

export const has = <T>(of: ArrayLike<T>, item: T): boolean => indexOf(of, item) >= 0;

export function join(of: ArrayLike<string>, between = ""): string {
  let text = "";
  each(of, (item, place) => (text += place ? between + item : item));
  return text;
}

/** The same items in order: negative where the first of two comes before the other. */
export const sort = free([].sort) as <T>(
  of: Items<T>,
  by: (one: T, other: T) => number,
) => Items<T>;

/** Values by key. */
export type Pairs<K, V> = ReadonlyMap<K, V>;

export const pairs = <K, V>(): Map<K, V> => new Dictionary();
export const get = free(Map.prototype.get) as <K, V>(of: Pairs<K, V>, key: K) => V | undefined;
export const set = free(Map.prototype.set) as <K, V>(of: Map<K, V>, key: K, value: V) => unknown;
export const countOf = getter(Map.prototype, "size") as <K>(of: Pairs<K, unknown>) => number;
const forEach = free(Map.prototype.forEach);

/** Objects that are kept as long as somebody has them; entries that keep none leave it out. */
export const Weak = WeakSet<object>;
export const keep = /* @__PURE__ */ (() => free(WeakSet.prototype.add))() as unknown as (
  all: WeakSet<object>,
  one: object,
) => unknown;
export const isKept = /* @__PURE__ */ (() => free(WeakSet.prototype.has))() as unknown as (
  all: WeakSet<object>,
  one: object,
) => boolean;

/** The keys in their order. */
export function keysOf<K>(of: Pairs<K, unknown>): Items<K> {
  const all = new List<K>();
  forEach(of as Map<unknown, unknown>, (_, key) => push(all, key as K));
  return all;
}

type Typed = Uint8Array | Uint32Array;
const typed = getPrototypeOf(Bytes.prototype) as Uint8Array;
export const lengthOf: (of: Typed) => number = getter(typed, "length");
/** Puts items into a typed array, from a place on. */
export const put = free(typed.set) as (to: Typed, from: ArrayLike<number>, at?: number) => void;
export const fill = free(typed.fill);
export const getInt32 = free(DataView.prototype.getInt32);
export const setInt32 = free(DataView.prototype.setInt32);

export const cut = free("".slice);
export const seek = free("".indexOf) as (of: string, part: string, from?: number) => number;
export const padStart = free("".padStart) as (of: string, length: number, by: string) => string;
export const padEnd = free("".padEnd) as typeof padStart;
export const lower = free("".toLowerCase);
export const upper = free("".toUpperCase);
export const codeAt = free("".charCodeAt);
export const match = free(/x/.exec);
