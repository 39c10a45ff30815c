// What attributes that depend on each other can be together, found by encoding what they may be. As
// `src/api/states.rs` does it natively, where it is told which values count.

import { blank, isPoint, listed, nothing, pointAfter, referenceOf, textsOf } from "./column.js";
import type { Column, Found, Known, Knowns } from "./column.js";
import { ABSENT, STATES_MAX } from "./generated/numbers.js";
import { countOf, each, every, flatMap, get, keysOf, List } from "./intrinsics.js";
import { map, pairs, placeOf, push, set, some, sort, symbol } from "./intrinsics.js";
import type { Items, Pairs } from "./intrinsics.js";
import { classOf } from "./values.js";
import type { Point, PointKind } from "./values.js";

/** Sets of values that are looked at; far fewer are apart. */
const TRIES_MAX = 2 ** 16;

/** Words of attributes together. */
type Words = ArrayLike<number>;

/** Attributes that depend on each other, for one principal. */
export class Cluster {
  readonly #members: ArrayLike<Column>;
  readonly #who: Knowns;
  /** Texts without a name, by their class and number. */
  readonly #unnamed = pairs<string, symbol>();
  #states: ArrayLike<Words> | undefined | null = null;

  constructor(members: ArrayLike<Column>, who: Knowns) {
    this.#members = members;
    this.#who = who;
  }

  /** Whether what they can be goes by who asks; else the program knows. */
  get #asks(): boolean {
    return some(this.#members, ({ ties }) => some(ties, (tie) => referenceOf(tie) >= 0));
  }

  /** Whether it can be told without looking that they are not too many. */
  get isSmall(): boolean {
    if (!this.#asks) return true;
    const { length, 0: only } = this.#members;
    if (length === 1 && (only as Column).digits <= STATES_MAX) return true;
    return this.#tries(this.#candidates()) <= STATES_MAX;
  }

  /** What the attributes can be; `undefined` where that is more than `STATES_MAX`. */
  states(): ArrayLike<Words> | undefined {
    return this.#states === null ? (this.#states = this.#find()) : this.#states;
  }

  #find(): ArrayLike<Words> | undefined {
    if (!this.#asks) return [];
    const members = this.#members;
    const found = pairs<string, Words>();
    const list = members[0] as Column;
    if (members.length === 1 && list.isList) {
      each(keysOf(this.#itemTexts(list)), (word) => set(found, `${word}`, [word]));
    } else if (!this.#combine(found)) {
      return undefined;
    }
    return countOf(found) > STATES_MAX ? undefined : sort(valuesOf(found), byWords);
  }

  #candidates(): ArrayLike<ArrayLike<Found>> {
    return map(this.#members, (column) => this.#mayBe(column));
  }

  #tries(candidates: ArrayLike<ArrayLike<Found>>): number {
    let tries = 1;
    each(candidates, (options) => (tries *= options.length));
    return tries;
  }

  /** Encodes every combination of what the members may be, as long as they are not too many. */
  #combine(found: Map<string, Words>): boolean {
    const candidates = this.#candidates();
    const tries = this.#tries(candidates);
    // One attribute alone may be in a list of the principal's, which may be long.
    if (this.#members.length > 1 && tries > TRIES_MAX) return false;
    for (let i = 0; i < tries && countOf(found) <= STATES_MAX; i++) {
      let at = i;
      const chosen = map(candidates, (options) => {
        const one = options[at % options.length] as Found;
        at = (at - (at % options.length)) / options.length;
        return one;
      });
      if (!this.#isConsistent(chosen)) continue;
      const words = this.#words(chosen);
      set(found, listed(words), words);
    }
    return true;
  }

  /** Whether nothing is there of what is not there. */
  #isConsistent(chosen: ArrayLike<Found>): boolean {
    return every(this.#members, ({ parent }, at) => {
      const of = placeOf(this.#members, (it) => it.place === parent);
      return chosen[of]?.word !== ABSENT || chosen[at]?.word === ABSENT;
    });
  }

  #words(chosen: ArrayLike<Found>): Words {
    const known = (place: number): Known =>
      chosen[placeOf(this.#members, (it) => it.place === place)]?.known;
    return map(this.#members, (column, at) => column.word(chosen[at] as Found, this.#who, known));
  }

  /** What a member may be. */
  #mayBe(column: Column): ArrayLike<Found> {
    const all = new List<Found>();
    const { line, optional, present } = column;
    if (line) {
      each(this.#points(line), (known) =>
        push(all, { word: classOf(column.cuts, known), known }),
      );
    } else if (column.holdsText) {
      const texts = this.#texts();
      each(this.#members, ({ named }) => each(keysOf(named), (text) => set(texts, text, true)));
      each(keysOf(texts), (known) => push(all, { word: column.textClass(known), known }));
      const unnamed = pairs<number, true>();
      if (column.kind === "entity") set(unnamed, 0, true);
      else each(keysOf(column.like), (it) => set(unnamed, get(column.like, it) as number, true));
      each(keysOf(unnamed), (word) =>
        each(this.#members, (_, at) => push(all, { word, known: this.#someText(word, at) })),
      );
    } else if (column.isList) {
      return this.#lists(column);
    } else {
      for (let word = 0; word < present; word++) push(all, nothing(word));
    }
    if (optional) push(all, nothing(ABSENT));
    return all;
  }

  /**
   * What a list may hold: of the sets of texts that are compared alike one each. Once there are
   * more than states may be, no more are looked for.
   */
  #lists(list: Column): ArrayLike<Found> {
    // What a list is tied to is what one of its items is.
    const found = pairs<number, ArrayLike<string>>();
    set(found, 0, []);
    const items = this.#itemTexts(list);
    each(keysOf(items), (item) => {
      each(keysOf(found), (word) => {
        if (countOf(found) > STATES_MAX || get(found, word | item)) return;
        const texts = [get(found, word) as ArrayLike<string>, [get(items, item) as string]];
        set(found, word | item, flatMap(texts, (it) => it));
      });
    });
    const all = new List<Found>();
    each(valuesOf(found), (texts) => push(all, { word: 0, known: textsOf(texts) }));
    if (list.optional) push(all, nothing(ABSENT));
    return all;
  }

  /** A text for each word that items of a list have. */
  #itemTexts(list: Column): Pairs<number, string> {
    const all = pairs<number, string>();
    const texts = this.#texts();
    set(texts, blank(keysOf(texts)), true);
    each(keysOf(texts), (text) => {
      const word = list.word({ word: 0, known: textsOf([text]) }, this.#who);
      if (word !== 0 && get(all, word) === undefined) set(all, word, text);
    });
    return all;
  }

  #someText(word: number, at: number): symbol {
    const name = `${word},${at}`;
    const known = get(this.#unnamed, name) ?? symbol(name);
    set(this.#unnamed, name, known);
    return known;
  }

  /** The texts and ids that members are compared with. */
  #texts(): Map<string, true> {
    const texts = pairs<string, true>();
    each(flatMap(this.#members, ({ ties }) => ties), (tie) => {
      const known = this.#who[referenceOf(tie)];
      if (tie.text !== undefined) set(texts, tie.text, true);
      if (typeof known === "string") set(texts, known, true);
      if (typeof known === "object") each(known.items, (it) => set(texts, it, true));
    });
    return texts;
  }

  /**
   * The points that count: where classes begin and what members are compared with, as many after
   * each as there are members, and before the first.
   */
  #points(kind: PointKind): ArrayLike<Point> {
    const marks = pairs<Point, true>();
    const mark = (point: Known): unknown =>
      isPoint(point) && set(marks, point, true);
    each(this.#members, ({ line, cuts, ties }) => {
      if (line === kind) each(cuts, mark);
      each(ties, (tie) => mark(this.#who[referenceOf(tie)]));
    });
    if (countOf(marks) === 0) mark(0);
    const all = pairs<Point, true>();
    each(sort(keysOf(marks), byOrder), (point, place) => {
      const { length } = this.#members;
      for (let steps = place ? 0 : -length; steps <= length; steps++) {
        const near = pointAfter(point, steps);
        if (near !== undefined) set(all, near, true);
      }
    });
    return keysOf(all);
  }
}

const byOrder = (one: Point, other: Point): number => (one < other ? -1 : +(one > other));

/** As the engine has them natively: it takes the first that does. */
function byWords(one: Words, other: Words): number {
  const at = placeOf(one, (word, place) => word !== other[place]);
  return at < 0 ? 0 : (one[at] as number) - (other[at] as number);
}

const valuesOf = <K, V>(of: Pairs<K, V>): Items<V> =>
  map(keysOf(of), (key) => get(of, key) as V);
