// Projections: the least record on which nothing that a gate answers changes. As
// `src/api/snapshot.rs` makes it natively.

import type { Attribute, ResourceType, Tie } from "./bundle.js";
import { blank, isPoint, itemHolds, pointAfter } from "./column.js";
import type { Column, Known, Knowns } from "./column.js";
import type { EncodedRecord } from "./encode.js";
import { MISSING, UNKNOWN, VALUE_MASK, WRONG } from "./generated/numbers.js";
import { bare, define, each, every, filter, flatMap, freeze, get } from "./intrinsics.js";
import { isArray, List, map, pairs, placeOf, push, set, some, Time } from "./intrinsics.js";
import { isMap, isNothing, UNREADABLE, valueAt } from "./read.js";
import { pointText } from "./values.js";
import type { Point } from "./values.js";

/** Of a record of a type that was read, the least that is encoded the same. */
export function leastOf(
  { name: type, attributes = [] }: ResourceType,
  columns: ArrayLike<Column>,
  { copy, values: words }: EncodedRecord,
  who: Knowns,
): object {
  const least = bare<Record<string, unknown>>({ type });
  const compared = pairs<number, true>();
  each(columns, ({ ties }) =>
    each(ties, ({ attribute = -1 }) => set(compared, attribute, true)),
  );
  each(columns, (column, at) => {
    const { path } = column;
    const found = valueAt(copy, path);
    if (isNothing(found)) return;
    const last = path.length - 1;
    const within = valueAt(least, filter(path, (_, depth) => depth < last));
    if (!isMap(within)) return;
    const isCompared = get(compared, at) === true;
    const attribute = attributes[at] as Attribute;
    let value = leastValue(column, attribute, found, words[at] as number, who, isCompared);
    if (isMap(found) && some(columns, (it) => isWithin(it, column))) {
      value = typeof value === "string" || isArray(value) ? { id: value } : {};
    }
    const before = (within as Record<string, unknown>)[path[last] as string];
    // Entries of several types may stand in one list.
    if (isTexts(before) && isTexts(value)) value = flatMap([before, value], (it) => it);
    define(within, path[last] as string, value);
  });
  return least;
}

const isTexts = (value: unknown): value is ArrayLike<string> => isArray(value);

/** Whether it is an attribute of another's object. */
const isWithin = (one: Column, { path }: Column): boolean =>
  one.path.length > path.length && every(path, (name, at) => name === one.path[at]);

/** The least value that is encoded the same: what is wrong is as wrong, and tells nothing. */
function leastValue(
  column: Column,
  attribute: Attribute,
  found: unknown,
  word: number,
  who: Knowns,
  isCompared: boolean,
): unknown {
  if (word === UNKNOWN) {
    const unknown = blank(column.values);
    return column.isList ? [unknown] : unknown;
  }
  // A list of nothing is wrong for whatever JSON can be wrong for.
  if (word === WRONG) return column.kind === "other" ? UNREADABLE : [null];
  if (word === MISSING) return {};
  const { known } = column.read(found);
  const { kind, ties } = column;
  const refers = ({ attribute }: Tie): boolean => attribute !== undefined;
  const withOthers = isCompared || column.comparesContext || some(ties, refers);
  if (kind === "other") return true;
  if (typeof known === "object") {
    // What a context has may be any of them.
    const items = column.comparesContext ? known.items : leastItems(ties, known.items, who);
    return map(items, (item) => column.prefix + item);
  }
  if (withOthers || kind === "enum" || kind === "bool") return plainValue(column, found, known);
  const withPrincipal = filter(ties, ({ principal }) => principal !== undefined);
  const compared = map(withPrincipal, ({ principal }) => who[principal as number]);
  const examples = examplesOf(column, attribute, word & VALUE_MASK, compared);
  const at = placeOf(examples, (value) => column.word(column.read(value), who) === word);
  return at < 0 ? plainValue(column, found, known) : examples[at];
}

/**
 * The items of a list that are compared with something; in place of those that only the lack of is,
 * a text that nothing names.
 */
function leastItems(
  ties: ArrayLike<Tie>,
  items: ArrayLike<string>,
  who: Knowns,
): ArrayLike<string> {
  const of = ({ principal = -1 }: Tie): Known => who[principal];
  const tied = (item: string): boolean => some(ties, (tie) => itemHolds(tie, item, of(tie)));
  const isNamed = (item: string): boolean =>
    some(ties, (tie) => {
      const holds = itemHolds(tie, item, of(tie));
      return tie.relation === "exceeds" ? typeof of(tie) === "object" && !holds : holds;
    });
  const least = filter(items, isNamed);
  if (!some(items, (item) => !isNamed(item) && tied(item))) return least;
  const texts = flatMap(ties, (tie): ArrayLike<string> => {
    const known = of(tie);
    if (typeof known === "object") return known.items;
    const one = tie.text ?? known;
    return typeof one === "string" ? [one] : [];
  });
  return flatMap([least, [blank(texts)]], (it) => it);
}

/** A value as it is, of an entity no more than its id, and of a date its text, where it has one. */
function plainValue(column: Column, found: unknown, known: Known): unknown {
  if (typeof found !== "object" && column.kind !== "entity") return found;
  const plain = column.toSnapshot(known);
  return column.read(plain).word === WRONG ? freeze(new Time(known as number)) : plain;
}

/** Values of a class that tell nothing else, beside what the attribute is compared with. */
function examplesOf(
  { kind, line, cuts }: Column,
  { texts = [], like = [], networks = [] }: Attribute,
  word: number,
  compared: Knowns,
): ArrayLike<Point | string> {
  const all = new List<Point | string>();
  if (line) {
    const add = (point: Point | undefined): unknown =>
      point !== undefined && push(all, line === "long" ? point : pointText(line, point));
    const first = cuts[0];
    add(cuts[word - 1] ?? (first === undefined ? 0 : pointAfter(first, -1)));
    each(compared, (known) => {
      if (!isPoint(known)) return;
      add(pointAfter(known, 1));
      add(pointAfter(known, -1));
      add(known);
    });
    return all;
  }
  const inClass = <T extends { readonly class: number }>(of: ArrayLike<T>): ArrayLike<T> =>
    filter(of, (it) => it.class === word);
  each(inClass(texts), ({ text }) => push(all, text));
  if (kind === "ip") each(inClass(networks), ({ example }) => push(all, example));
  each(inClass(like), ({ examples = [] }) => each(examples, (text) => push(all, text)));
  const known = filter(compared, (it) => typeof it === "string") as ArrayLike<string>;
  push(all, blank(flatMap([known, map(texts, ({ text }) => text)], (it) => it)));
  return all;
}
