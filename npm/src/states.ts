// Which values attributes can have together that are compared with each other, such as an amount
// and a budget. They are found by trying, as `src/api/states.rs` does it, which says which values
// count.

import { blank, holds, isPoint, listed, nothing, pointAfter } from "./column.js";
import { referenceOf, textsOf } from "./column.js";
import type { Column, Found, Known, Knowns } from "./column.js";
import { ABSENT, MISSING, STATES_MAX, TIES, TRIES_MAX, TRY_WORDS } from "./generated/numbers.js";
import { countOf, each, filter, flatMap, get, keysOf, List } from "./intrinsics.js";
import { map, pairs, placeOf, push, set, some, sort, symbol } from "./intrinsics.js";
import type { Items, Pairs } from "./intrinsics.js";
import { classOf } from "./values.js";
import type { Point, PointKind } from "./values.js";

/** Words of attributes together. */
type Words = ArrayLike<number>;

/** What a member may be, with its word but for its ties to other members. */
interface Option extends Found {
  readonly all: number;
}

/** What the members up to one can be together. */
interface Way {
  readonly words: Words;
  /**
   * By member: what it is, as long as another is still to be held against it; then none. Ways that
   * are alike so far go on alike.
   */
  readonly open: ArrayLike<number>;
}

/** What may still be tried, of `TRIES_MAX`. */
export class Tries {
  #left = TRIES_MAX;

  /** Whether so many were left. */
  spend(tries: number): boolean {
    this.#left -= tries;
    return this.#left >= 0;
  }
}

/** Attributes that depend on each other, for one principal. */
export class Cluster {
  readonly #members: ArrayLike<Column>;
  readonly #who: Knowns;
  readonly #tries: Tries;
  /** Texts without a name, by their class and number. */
  readonly #unnamed = pairs<string, symbol>();
  #states: ArrayLike<Words> | undefined | null = null;

  constructor(members: ArrayLike<Column>, who: Knowns, tries: Tries) {
    this.#members = members;
    this.#who = who;
    this.#tries = tries;
  }

  /** Whether what they can be depends on the principal or the context; else the program knows. */
  get #asks(): boolean {
    return some(this.#members, ({ ties }) => some(ties, (tie) => referenceOf(tie) >= 0));
  }

  /** No more tries than this are needed. */
  get mostTries(): number {
    if (!this.#asks) return 0;
    const { length } = this.#members;
    let marks = 1;
    each(this.#members, ({ ties, line, cuts, named }) => {
      marks += line ? cuts.length : countOf(named);
      each(ties, (tie) => {
        const known = this.#who[referenceOf(tie)];
        marks += typeof known === "object" ? known.items.length : 1;
      });
    });
    let tries = length * length;
    each(this.#members, ({ line, holdsText, isList, like, present }) => {
      let options = present;
      if (line) options = marks * (length + 1) + length;
      else if (holdsText) options = marks + length * (countOf(like) + 1);
      // Each item is in it or is not.
      else if (isList) options = length > 1 ? Infinity : marks;
      tries *= options + 1;
    });
    return tries;
  }

  /** What the attributes can be; `undefined` where that is too many, or too much to try. */
  states(): ArrayLike<Words> | undefined {
    return this.#states === null ? (this.#states = this.#find()) : this.#states;
  }

  #find(): ArrayLike<Words> | undefined {
    if (!this.#asks) return [];
    const list = this.#members[0] as Column;
    let found: Items<Words> | undefined;
    if (this.#members.length === 1 && list.isList) {
      found = map(keysOf(this.#itemTexts(list)), (word) => [word]);
      if (!this.#tries.spend(found.length)) return undefined;
    } else {
      found = this.#combine();
    }
    return found && found.length <= STATES_MAX ? sort(found, byWords) : undefined;
  }

  /** Encodes what the members may be together, one member after the other. */
  #combine(): Items<Words> | undefined {
    const members = this.#members;
    const all = map(members, (_, at) => this.#options(at));
    let ways: ArrayLike<Way> = [{ words: [], open: [] }];
    let apart = pairs<string, Words>();
    for (let at = 0; at < members.length; at++) {
      const options = all[at] as ArrayLike<Option>;
      // A try copies a word for each member.
      const tries = ways.length * options.length * (1 + ((at / TRY_WORDS) | 0));
      if (!this.#tries.spend(tries)) return undefined;
      const linked = filter(map(members, (_, it) => it), (it) => it < at && this.#isLinked(it, at));
      const isOpen = map(members, (_, it) =>
        some(members, (_, later) => later > at && this.#isLinked(it, later)),
      );
      const longer = pairs<string, Way>();
      apart = pairs();
      each(ways, (way) =>
        each(options, (_, option) => {
          const words = this.#words(way, option, all, linked);
          if (!words) return;
          const open = map(words, (_, it) => (isOpen[it] ? (way.open[it] ?? option) : 0));
          const name = listed(words);
          const whole = `${name};${listed(open)}`;
          if (get(longer, whole)) return;
          set(longer, whole, { words, open });
          set(apart, name, words);
        }),
      );
      if (countOf(apart) > STATES_MAX) return undefined;
      ways = valuesOf(longer);
    }
    return valuesOf(apart);
  }

  /** Whether what one member is goes by what another is. */
  #isLinked(one: number, other: number): boolean {
    const goesBy = ({ parent, ties }: Column, { place }: Column): boolean =>
      parent === place || some(ties, ({ attribute }) => attribute === place);
    const first = this.#members[one] as Column;
    const second = this.#members[other] as Column;
    return goesBy(first, second) || goesBy(second, first);
  }

  /** The options of a member; where no other goes by it, one for each word. */
  #options(at: number): ArrayLike<Option> {
    const column = this.#members[at] as Column;
    const isLinked = some(
      this.#members,
      (_, other) => other !== at && this.#isLinked(at, other),
    );
    const options = new List<Option>();
    const apart = pairs<number, true>();
    each(this.#mayBe(column), ({ word, known }) => {
      const valueAt = (place: number): Known => (place === column.place ? known : undefined);
      const all = column.word({ word, known }, this.#who, valueAt);
      if (!isLinked && get(apart, all)) return;
      set(apart, all, true);
      push(options, { word, known, all });
    });
    return options;
  }

  /**
   * The words of a way with an option of the next member; nothing where something would be there
   * of what is not there.
   */
  #words(
    { words, open }: Way,
    option: number,
    all: ArrayLike<ArrayLike<Option>>,
    linked: ArrayLike<number>,
  ): Words | undefined {
    const at = words.length;
    const column = this.#members[at] as Column;
    const one = all[at]?.[option] as Option;
    const longer = map(words, (word) => word);
    push(longer, one.all);
    for (let i = 0; i < linked.length; i++) {
      const before = linked[i] as number;
      const outer = this.#members[before] as Column;
      const other = all[before]?.[open[before] as number] as Option;
      if (isOrphan(column, one, outer, other) || isOrphan(outer, other, column, one)) {
        return undefined;
      }
      longer[at] = tiedTo(longer[at] as number, column, one, outer, other);
      longer[before] = tiedTo(longer[before] as number, outer, other, column, one);
    }
    return longer;
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
      if (!this.#tries.spend(countOf(found))) return;
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

/** Whether an attribute is there of what is not there. */
const isOrphan = ({ parent }: Column, one: Found, { place }: Column, outer: Found): boolean =>
  parent === place && outer.word === ABSENT && one.word !== ABSENT;

/** A word with the ties that what a member is has to what another is. */
function tiedTo(of: number, { ties }: Column, one: Found, { place }: Column, other: Found): number {
  let word = of;
  if (one.word >= MISSING) return word;
  each(ties, (tie, at) => {
    const is = tie.attribute === place && referenceOf(tie) < 0;
    if (is && holds(tie, one.known, other.known)) word |= 1 << (TIES + at);
  });
  return word >>> 0;
}

const byOrder = (one: Point, other: Point): number => (one < other ? -1 : +(one > other));

/** As the engine has them natively: it takes the first that does. */
function byWords(one: Words, other: Words): number {
  const at = placeOf(one, (word, place) => word !== other[place]);
  return at < 0 ? 0 : (one[at] as number) - (other[at] as number);
}

const valuesOf = <K, V>(of: Pairs<K, V>): Items<V> =>
  map(keysOf(of), (key) => get(of, key) as V);
