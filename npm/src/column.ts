// Columns: how the values of an attribute are encoded. A value falls into one of the attribute's
// classes, which is all that the engine knows of it, and is compared with what the attribute is
// tied to. As `src/api/column.rs` does it natively.

import type { Attribute, Cut, Network, Tie } from "./bundle.js";
import { ABSENT, MISSING, TIES, UNKNOWN, VALUE_MASK, WRONG } from "./generated/numbers.js";
import type { AttributeKind } from "./generated/words.js";
import { big, codeAt, countOf, cut, each, every, filter, get, has } from "./intrinsics.js";
import { isSafeInteger, join, keys, keysOf, map, match, pairs, placeOf } from "./intrinsics.js";
import { set, some, sort, Time } from "./intrinsics.js";
import type { Items, Pairs } from "./intrinsics.js";
import { isMap, isNothing, itemsOf, readOwn } from "./read.js";
import type { StateValue } from "./types.js";
import { Patterns, classOf, ip, networkOf, pointAt, pointOf, pointText } from "./values.js";
import type { Point, PointKind } from "./values.js";

/** Texts or ids. Those of a principal ascend, each once, and have their places beside them. */
export interface Texts {
  readonly items: ArrayLike<string>;
  readonly places: Pairs<string, number> | undefined;
}

/**
 * What of a value is compared with others: a text or an id, a number or a date, several texts, a
 * symbol for some text that nothing names, or nothing.
 */
export type Known = string | Point | Texts | symbol | undefined;

/** What is known of a principal: of its id, then of its attributes. */
export type Knowns = ArrayLike<Known>;

/** A value, read: its class, or a word that says what is wrong. */
export interface Found {
  readonly word: number;
  readonly known: Known;
}

/** What an attribute of which only the presence is asked may be. */
const OTHERS = ["string", "number", "bigint", "boolean", "object"];

/** Kinds whose values lie on a line. */
const LINES: readonly AttributeKind[] = ["long", "decimal", "datetime", "duration"];

/** Values that are quicker compared one by one than looked up. */
const FEW_MAX = 8;

/** The same text, kept as the names of members are: engines tell those apart at a glance. */
const key = (text: string): string => keys({ [text]: 0 })[0] as string;

/** The number of each name, which is its place. */
export function numbered(names: ArrayLike<string>): Pairs<string, number> {
  const places = pairs<string, number>();
  each(names, (name, place) => set(places, name, place));
  return places;
}

/** Numbers as a name of them all. */
export const listed = (numbers: ArrayLike<number>): string =>
  join(map(numbers, (number) => `${number}`), ",");

/** The first that is none of the values that there are, if not all texts are. */
export function unlisted(
  items: ArrayLike<string>,
  values: Pairs<string, number>,
): string | undefined {
  if (countOf(values) === 0) return undefined;
  const at = placeOf(items, (item) => get(values, item) === undefined);
  return at < 0 ? undefined : items[at];
}

export const textsOf = (items: ArrayLike<string>): Texts => ({ items, places: undefined });

export const nothing = (word: number): Found => ({ word, known: undefined });

const none = (): Known => undefined;

/** Where a code unit stands among those of texts in the order of their bytes. */
const rank = (unit: number): number =>
  unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;

/** Code units that stand otherwise among others than the bytes that they are of. */
const HIGH = /[\ud800-\uffff]/;
const isHigh = (text: string): boolean => match(HIGH, text) !== null;

const byUnits = (one: string, other: string): number => (one < other ? -1 : 1);

/** Negative where the bytes of one text come before those of another. */
function byBytes(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  if (at >= one.length || at >= other.length) return one.length - other.length;
  return rank(codeAt(one, at)) - rank(codeAt(other, at));
}

/** What is known, as that of a principal. */
export function owned(known: Known): Known {
  if (typeof known !== "object") return known;
  const once = keysOf(numbered(known.items));
  const items = sort(once, some(once, isHigh) ? byBytes : byUnits);
  return { items, places: numbered(items) };
}

/** Whether a text is among texts. */
const includes = ({ items, places }: Texts, text: string): boolean =>
  places ? get(places, text) !== undefined : has(items, text);

export const isPoint = (known: Known): known is Point =>
  typeof known === "number" || typeof known === "bigint";

/** Which of what is known of who asks a tie is with; -1 where it is with none. */
export const referenceOf = ({ principal, context }: Tie): number => principal ?? context ?? -1;

/** Whether an item gives its list a tie. */
export function itemHolds({ relation, text }: Tie, item: string, other: Known): boolean {
  if (relation === "contains") return item === (text ?? other);
  if (text !== undefined || typeof other !== "object") return false;
  if (relation === "exceeds") return !includes(other, item);
  return relation === "meets" && includes(other, item);
}

/** Whether a value has a tie to another, or to the text that the tie names. */
export function holds(tie: Tie, one: Known, other: Known): boolean {
  const { relation, text } = tie;
  if (typeof one === "object") return some(one.items, (item) => itemHolds(tie, item, other));
  if (one === undefined) return false;
  if (relation === "equals") return one === (text ?? other);
  if (text !== undefined) return false;
  if (relation === "in") {
    return typeof one === "string" && typeof other === "object" && includes(other, one);
  }
  if (!isPoint(one) || !isPoint(other)) return false;
  return relation === "below" ? one < other : relation === "atMost" && one <= other;
}

/** The id that an entity is, or that it has; `null` for one without, `undefined` for no entity. */
function idOf(value: unknown): string | null | undefined {
  if (typeof value === "string") return value;
  if (isSafeInteger(value)) return `${value as number}`;
  if (!isMap(value)) return undefined;
  const id = readOwn(value, "id");
  if (isNothing(id)) return null;
  return typeof id === "object" ? undefined : idOf(id);
}

/** Where the values begin that are no less than a cut; `undefined` where it is none. */
function cutPoint(kind: PointKind, { at, after }: Cut): Point | undefined {
  const isLong = kind === "long" && match(/^-?\d+$/, at);
  // Of a year that Cedar's texts do not reach and zones and dates do, it is told all the same.
  const value = isLong ? big(at) : kind === "datetime" ? new Time(at) : at;
  const point = pointOf(kind, value);
  if (point === undefined || pointText(kind, point) !== at) return undefined;
  return after ? pointAfter(point, 1) : point;
}

/** The point that is so many after another, where there is one. */
export const pointAfter = (point: Point, steps: number): Point | undefined =>
  pointAt(big(point) + big(steps));

/** The names on the way to an attribute. */
export const pathOf = ({ name, path }: Attribute): ArrayLike<string> =>
  path?.length ? path : [name];

/** What of texts, or of IP values, has a class and no name. */
export const unnamed = ({ kind, like, networks }: Attribute): ArrayLike<{ class: number }> =>
  (kind === "ip" ? networks : like) ?? [];

/** How many values an attribute has apart from absence; see the bundle format. */
export function presentValues(of: Attribute): number {
  const { kind, values, texts, cuts } = of;
  if (kind === "enum") return values?.length ?? 0;
  if (kind === "bool") return 2;
  if (has(LINES, kind)) return (cuts?.length ?? 0) + 1;
  let present = 0;
  if (kind === "string" || kind === "ip") {
    const count = (of: { readonly class: number }): unknown =>
      of.class < present || (present = of.class + 1);
    each(texts ?? [], count);
    each(unnamed(of), count);
  }
  return present || 1;
}

/** An attribute, ready to encode. */
export class Column {
  readonly name: string;
  readonly path: ArrayLike<string>;
  /** The name under which a record has it, or has what it is in. */
  readonly key: string;
  readonly kind: AttributeKind;
  readonly values: ArrayLike<string>;
  readonly places: Pairs<string, number>;
  readonly ties: ArrayLike<Tie>;
  readonly optional: boolean;
  /** Of principals: the types that have it; none where all have. */
  readonly types: ArrayLike<number>;
  readonly present: number;
  /** The attribute of whose object it is one; -1 where there is none. */
  readonly parent: number;
  /** What its points stand for, and where its classes begin; nothing of what has no points. */
  readonly line: PointKind | undefined;
  readonly cuts: Items<Point>;
  /**
   * The texts or IP values that have a class by name, and the classes of all others: of texts by
   * what they match, of IP values by the smallest network that they are in.
   */
  readonly named = pairs<string, number>();
  readonly like = pairs<string, number>();
  /** How many values can be told apart; the last is absence. */
  readonly digits: number;
  /** Whether it is all that is read of a record for its word. */
  readonly flat: boolean;
  /** Where members of its name are read; see `plan.ts`. */
  site = -1;
  /** Whether it is the id of what it is of, which may be a number. */
  readonly isId: boolean;
  /** What the entries begin with that count, of a list of `Type::id`. */
  readonly prefix: string;
  readonly #patterns: Patterns;
  /** How long the networks of IP values are, the longest first. */
  readonly #lengths: ArrayLike<number> = [];
  /** How many networks its table has. */
  readonly #networks: number;
  /** Whether what it is in is an entity, which may be no more than its id. */
  readonly #ofEntity: boolean;
  readonly #needed: boolean;
  /** The values, where they are few. */
  readonly #few: ArrayLike<string>;
  readonly #span: number;

  constructor(
    of: Attribute,
    /** Its place among the attributes of a type, or of a context. */
    readonly place = 0,
    attributes: ArrayLike<Attribute> = [],
    /** The columns of them all. */
    readonly all: ArrayLike<Column> = [],
    /** Whether they are of what has an `id`, rather than of a context. */
    hasId = false,
  ) {
    const { kind, ties = [], values = [] } = of;
    this.name = key(of.name);
    this.path = map(pathOf(of), key);
    this.key = this.path[0] as string;
    this.kind = kind;
    this.values = map(values, key);
    this.places = numbered(this.values);
    this.ties = ties;
    this.optional = !!of.optional;
    this.types = of.types ?? [];
    this.present = presentValues(of);
    this.parent = placeOf(attributes, (it) => {
      const path = pathOf(it);
      const outer = path.length === this.path.length - 1;
      const alike = listed(it.types ?? []) === listed(this.types);
      return outer && alike && every(path, (name, at) => name === this.path[at]);
    });
    this.#ofEntity = this.parent >= 0 && attributes[this.parent]?.kind === "entity";
    this.#needed = !!of.needed;
    const isNamedId = kind === "string" && this.path[this.path.length - 1] === "id";
    this.isId = isNamedId && (this.#ofEntity || (hasId && this.path.length === 1));
    this.prefix = of.of === undefined ? "" : `${of.of}::`;
    this.line = has(LINES, kind) ? (kind as PointKind) : undefined;
    this.cuts = map(this.line ? of.cuts ?? [] : [], (it) =>
      cutPoint(kind as PointKind, it) as Point,
    );
    this.#patterns = new Patterns(of.patterns ?? []);
    each(of.texts ?? [], (it) => set(this.named, this.plain(it.text), it.class));
    this.#networks = of.networks?.length ?? 0;
    if (kind === "ip") this.#lengths = this.#readNetworks(of.networks ?? []);
    else each(of.like ?? [], (it) => set(this.like, listed(it.patterns ?? []), it.class));
    this.#span = 2 ** ties.length;
    this.digits = this.present * this.#span + 1;
    this.flat = this.path.length === 1 && every(ties, (tie) => tie.attribute === undefined);
    this.#few = kind === "enum" && values.length <= FEW_MAX ? this.values : [];
  }

  /** Whether it is what it should be. */
  get sound(): boolean {
    const { cuts, kind, like } = this;
    // Whatever names there are, there are other texts.
    if (kind === "string" && countOf(like) === 0) return false;
    if (kind === "ip" && !this.#hasAll) return false;
    const ascends = (cut: Point, at: number): boolean =>
      cut !== undefined && (at === 0 || (cuts[at - 1] as Point) < cut);
    return every(cuts, ascends);
  }

  /** Of IP values: whether all are in a network, each stands once, and everything is one. */
  get #hasAll(): boolean {
    const bad = has(keysOf(this.named), "") || has(this.#lengths, 0);
    const once = countOf(this.like) === this.#networks;
    return !bad && once && every(["4", "6"], (family) => get(this.like, family) !== undefined);
  }

  #readNetworks(all: ArrayLike<Network>): ArrayLike<number> {
    const lengths = pairs<number, true>();
    each(all, ({ network, class: of }) => {
      const start = networkOf(this.plain(network));
      set(this.like, start, of);
      set(lengths, start.length, true);
    });
    return sort(keysOf(lengths), (one, other) => other - one);
  }

  /** A text as what is known by it; empty for what is no IP value where it should be. */
  plain(text: string): string {
    return this.kind === "ip" ? (ip(text) ?? "") : text;
  }

  /** Whether it is compared with what a context has. */
  get comparesContext(): boolean {
    return some(this.ties, ({ context }) => context !== undefined);
  }

  /** Whether principals of a type have it. */
  isOf(type: number): boolean {
    return this.types.length === 0 || has(this.types, type);
  }

  /** The value of a principal whose type lacks it, of which nothing is asked for that type. */
  get lacking(): Found {
    return nothing(this.optional ? ABSENT : 0);
  }

  get isList(): boolean {
    return this.kind === "set" || this.kind === "strings";
  }

  /** Whether its values are texts or ids. */
  get holdsText(): boolean {
    return this.kind === "string" || this.kind === "entity";
  }

  /** The class of a text, or of an id. */
  textClass(text: string): number {
    if (this.kind !== "string") return 0;
    const known = get(this.named, text);
    if (known !== undefined) return known;
    // Whatever texts there are, the compiler found what they can match.
    return get(this.like, listed(this.#patterns.of(text))) ?? WRONG;
  }

  #ipClass(known: string): number {
    const named = get(this.named, known);
    if (named !== undefined) return named;
    const network = networkOf(known);
    const around = map(this.#lengths, (length) =>
      length > network.length ? undefined : get(this.like, cut(network, 0, length)),
    );
    return around[placeOf(around, (it) => it !== undefined)] ?? WRONG;
  }

  /** The value of a record, a context or a principal. */
  lookIn(input: object): Found {
    const last = this.path.length - 1;
    let within = input;
    for (let i = 0; i < last; i++) {
      const next = readOwn(within, this.path[i] as string);
      if (isNothing(next)) return nothing(ABSENT);
      if (!isMap(next)) return nothing(this.#ofEntity ? MISSING : WRONG);
      within = next;
    }
    const found = this.read(readOwn(within, this.path[last] as string));
    return found.word === ABSENT && this.#needed ? nothing(MISSING) : found;
  }

  /** A value of the attribute's. */
  read(value: unknown): Found {
    if (isNothing(value)) return nothing(ABSENT);
    switch (this.kind) {
      case "enum":
        return nothing(typeof value === "string" ? (get(this.places, value) ?? UNKNOWN) : WRONG);
      case "bool":
        return nothing(typeof value === "boolean" ? +value : WRONG);
      case "string":
        return this.#readText(this.isId && isSafeInteger(value) ? `${value as number}` : value);
      case "entity": {
        const id = idOf(value);
        if (typeof id === "string") return { word: 0, known: id };
        return nothing(id === null ? MISSING : WRONG);
      }
      case "set":
      case "strings": {
        const items = this.#items(value);
        if (!items) return nothing(WRONG);
        return unlisted(items, this.places) === undefined
          ? { word: 0, known: textsOf(items) }
          : nothing(UNKNOWN);
      }
      case "ip": {
        const known = typeof value === "string" ? ip(value) : undefined;
        return known === undefined ? nothing(WRONG) : { word: this.#ipClass(known), known };
      }
      case "other":
        return nothing(has(OTHERS, typeof value) ? 0 : WRONG);
      default: {
        const known = pointOf(this.kind, value);
        if (known === undefined) return nothing(WRONG);
        return { word: classOf(this.cuts, known), known };
      }
    }
  }

  #readText(value: unknown): Found {
    if (typeof value !== "string") return nothing(WRONG);
    return { word: this.textClass(value), known: value };
  }

  /** The items of a list, of entries with a type those that count. */
  #items(value: unknown): ArrayLike<string> | undefined {
    const items = itemsOf(value);
    const all = items && this.kind === "set" ? map(items, idOf) : items;
    if (!all || !every(all as ArrayLike<unknown>, (item) => typeof item === "string")) {
      return undefined;
    }
    const { prefix } = this;
    const counts = (item: string): boolean => cut(item, 0, prefix.length) === prefix;
    const texts = all as Items<string>;
    return prefix ? map(filter(texts, counts), (item) => cut(item, prefix.length)) : texts;
  }

  /** The word of a value: its class, with a bit for each tie that holds. */
  word({ word: of, known }: Found, who: Knowns, other: (place: number) => Known = none): number {
    if (of >= MISSING) return of;
    let word = of;
    for (let i = 0; i < this.ties.length; i++) {
      const tie = this.ties[i] as Tie;
      const reference = referenceOf(tie);
      const compared = reference < 0 ? other(tie.attribute ?? -1) : who[reference];
      if (holds(tie, known, compared)) word |= 1 << (TIES + i);
    }
    return word >>> 0;
  }

  /** The number of a value among those that can be told apart; negative for what is none. */
  digit(value: unknown, who: Knowns): number {
    if (typeof value === "string") {
      const few = this.#few;
      for (let place = 0; place < few.length; place++) if (few[place] === value) return place;
    } else if (typeof value === "boolean" && this.kind === "bool") {
      return value ? 1 : 0;
    }
    return this.digitOf(this.word(this.read(value), who));
  }

  /** The same of a record, of which more than one member plays a part. */
  digitIn(record: object, who: Knowns): number {
    const other = (place: number): Known => this.all[place]?.lookIn(record).known;
    return this.digitOf(this.word(this.lookIn(record), who, other));
  }

  digitOf(word: number): number {
    if (word === ABSENT) return this.digits - 1;
    const place = word & VALUE_MASK;
    return place >= MISSING ? -1 : place * this.#span + (word >>> TIES);
  }

  /** What errors and filters call it. */
  get dottedPath(): string {
    return join(this.path, ".");
  }

  /** The value at a place. */
  value(place: number): StateValue {
    return this.kind === "bool" ? place === 1 : (this.values[place] as string);
  }

  /** What a snapshot tells of a value: as much as something is compared with. */
  toSnapshot(known: Known): unknown {
    if (typeof known === "object") return known.items;
    return isPoint(known) ? pointText(this.line as PointKind, known) : (known ?? null);
  }

  /** What is known by it; `false` where a snapshot does not tell such a thing. */
  known(written: unknown): Known | false {
    if (written === null) return undefined;
    if (typeof written === "string") {
      return this.line ? (cutPoint(this.line, { at: written }) ?? false) : written;
    }
    const items = this.line ? undefined : itemsOf(written);
    const isTexts = items && every(items, (item) => typeof item === "string");
    return isTexts ? textsOf(items as ArrayLike<string>) : false;
  }
}

/** A text that is none of these. */
export function blank(texts: ArrayLike<string>): string {
  let text = "";
  while (has(texts, text)) text += "-";
  return text;
}
