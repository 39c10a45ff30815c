// Filters: the rows on which something is allowed, as conditions on the columns of a table. As
// `src/api/filter.rs` says them natively.

import { frozen } from "./answers.js";
import type { Draft } from "./answers.js";
import type { ConditionAnswer, FilterAnswer } from "./boundary.js";
import type { Attribute, Cut, ResourceType, Tie } from "./bundle.js";
import { Column, isPoint, referenceOf, textsOf } from "./column.js";
import type { Known, Knowns, Texts } from "./column.js";
import { fail } from "./error.js";
import { FILTER_CONDITIONS_MAX, FILTER_TEXTS } from "./generated/numbers.js";
import { tooManyAnswers } from "./generated/texts.js";
import { FILTER_KINDS, OPS } from "./generated/words.js";
import { bare, cut, define, each, every, filter, flatMap, freeze, get, has } from "./intrinsics.js";
import { join, List, map, pairs, placeOf, push, set, some } from "./intrinsics.js";
import type { Items } from "./intrinsics.js";
import type { Names } from "./names.js";
import { isMap, isNothing, valueAt } from "./read.js";
import type { Condition, Filter, FilterValue, Op } from "./types.js";
import { isInRange, matches, networkOf } from "./values.js";

/** A condition, and how it reads a row. */
interface Test {
  readonly condition: Draft<Condition>;
  readonly column: Column;
  /** What the value is compared with. */
  readonly known: Known;
  readonly pieces: ArrayLike<string>;
  readonly other: Column | undefined;
}

/** Tests of which all have to hold. */
type Way = ArrayLike<Test>;

const ofType = new Column(bare({ name: "type", kind: "string" }));

/** The engine's filter in words; where it is over several types, each with its own. */
export function filterOf(
  names: Names,
  answer: FilterAnswer,
  types: number | undefined,
  who: Knowns,
): Filter {
  const kind = FILTER_KINDS[answer.scope] as Filter["kind"];
  const several = (types ?? 0) > 1;
  const budget = { left: FILTER_CONDITIONS_MAX, inside: pairs<Column, Inside>() };
  const ways = flatMap<FilterAnswer["any"][number], Way>(answer.any, ({ type, all }) => {
    const { name, attributes = [] } = names.bundle.types[type] as ResourceType;
    const columns = names.columns(type) as ArrayLike<Column>;
    const writer = new Writer(attributes, columns, who, budget);
    const first: Way = several ? [writer.put(ofType, "eq", name)] : [];
    let ways: ArrayLike<Way> = [first];
    each(all, (condition) => {
      ways = writer.lengthen(ways, writer.alternatives(condition));
    });
    return map(ways, equal);
  });
  const alternatives = map(ways, (way) => ({ all: map(way, ({ condition }) => condition) }));
  const data = { kind, any: kind === "all" ? [{ all: [] }] : alternatives };
  const matched = (of: unknown): boolean => {
    const row = names.mapping.of(of);
    return (
      isMap(row) && (kind === "all" || some(ways, (way) => every(way, (test) => holds(test, row))))
    );
  };
  const read = { kind, any: frozen<Filter["any"]>(data.any) } as Filter;
  // Not among its members, so that it goes as JSON.
  return freeze(define(read, "matches", matched, false));
}

/** "No less than this and no more" as "this". */
function equal(way: Way): Way {
  const out = new List<Test>();
  each(way, (test) => {
    const { condition } = test;
    const last = out[out.length - 1];
    const same =
      last?.condition.op === "ge" &&
      condition.op === "le" &&
      last.condition.attribute === condition.attribute &&
      condition.value !== undefined &&
      last.condition.value === condition.value;
    if (same) out[out.length - 1] = { ...last, condition: { ...last.condition, op: "eq" } };
    else push(out, test);
  });
  return out;
}

/** Texts as so many conditions. */
const counted = ({ length }: { readonly length: number }): number =>
  (length - (length % FILTER_TEXTS)) / FILTER_TEXTS;

/** How much ways are of what a filter may be written with. */
function sizeOf(ways: ArrayLike<Way>): number {
  let size = 0;
  each(ways, (way) =>
    each(way, ({ condition: { value } }) => {
      size += 1 + (typeof value === "object" ? counted(value as ArrayLike<string>) : 0);
    }),
  );
  return size;
}

/** By network, as its bits: the largest networks in it, and all values in it that have a name. */
interface Inside {
  readonly inner: Map<string, Items<string>>;
  readonly named: Map<string, Items<string>>;
}

/** Writes the conditions of records of one type. */
class Writer {
  constructor(
    readonly attributes: ArrayLike<Attribute>,
    readonly columns: ArrayLike<Column>,
    readonly who: Knowns,
    /** Conditions that may still be written. */
    readonly budget: { left: number; readonly inside: Map<Column, Inside> },
  ) {}

  spend(conditions: number): void {
    this.budget.left -= conditions;
    if (this.budget.left < 0) fail("too_large", tooManyAnswers);
  }

  /** Each of the ways with each of the choices. */
  lengthen(ways: ArrayLike<Way>, choices: ArrayLike<Way>): ArrayLike<Way> {
    const copied = choices.length === 1 ? 0 : sizeOf(ways) * choices.length;
    this.spend(copied + sizeOf(choices) * ways.length);
    return flatMap(ways, (way) => map(choices, (more) => flatMap([way, more], (it) => it)));
  }

  /** A condition in words: alternatives, each several of them. */
  alternatives({ attribute, op, value, tie }: ConditionAnswer): ArrayLike<Way> {
    const of = this.attributes[attribute] as Attribute;
    const column = this.columns[attribute] as Column;
    const word = OPS[op] as Op;
    if (tie !== undefined) return this.#tied(column, word, of.ties?.[tie] as Tie);
    if (value === undefined) return [[this.put(column, word)]];
    if (word === "like") {
      return of.kind === "ip"
        ? this.#networks(column, of, value)
        : this.#unnamed(column, of, value);
    }
    if (column.line) return [[this.#bound(column, word, of.cuts?.[value - 1] as Cut)]];
    if (of.kind === "string" || of.kind === "ip") return [[this.#oneOf(column, of, word, value)]];
    return [[this.put(column, word, column.value(value))]];
  }

  /** A comparison with a value, which is compared as what is known by it. */
  put(column: Column, op: Op, value?: Draft<FilterValue>, known?: Known): Test {
    const plain =
      typeof value === "object"
        ? textsOf(map(value as ArrayLike<string>, (it) => column.plain(it)))
        : typeof value === "string"
          ? column.plain(value)
          : value;
    const entry = (text: string): string => column.prefix + text;
    const prefixed = typeof value === "object" ? map(value as ArrayLike<string>, entry) : value;
    return {
      // Entries have the prefix that a record writes before them.
      condition: {
        attribute: column.dottedPath,
        op,
        value: typeof prefixed === "string" ? entry(prefixed) : prefixed,
        other: undefined,
      },
      column,
      known: known ?? (typeof plain === "boolean" ? undefined : plain),
      pieces: [],
      other: undefined,
    };
  }

  /** That a value is no less than where a class begins, or that it is. */
  #bound(column: Column, op: Op, { at, after }: Cut): Test {
    const known = column.known(at) as Known;
    const strict = { ge: "gt", lt: "le" } as const;
    const exact = after ? strict[op as "ge" | "lt"] : op;
    return this.put(column, exact, valueOf(column, known), known);
  }

  /** That a text is one of the named ones of a class, or none of them. */
  #oneOf(column: Column, { texts = [] }: Attribute, op: Op, of: number): Test {
    const named = map(filter(texts, (it) => it.class === of), ({ text }) => text);
    if (named.length === 1) return this.put(column, op, named[0] as string);
    return this.put(column, op === "eq" ? "in" : "notIn", named);
  }

  /** That a text is of a class that has texts without a name. */
  #unnamed(column: Column, of: Attribute, wanted: number): ArrayLike<Way> {
    const { texts = [], like = [], patterns = [] } = of;
    const ways = new List<Way>();
    if (some(texts, (it) => it.class === wanted)) {
      push(ways, [this.#oneOf(column, of, "eq", wanted)]);
    }
    each(like, (it) => {
      if (it.class !== wanted) return;
      let matching: ArrayLike<Way> = [[]];
      each(patterns, (any, place) => {
        matching = this.#matching(column, matching, any, has(it.patterns ?? [], place));
      });
      // Those that have a name are of their own class.
      this.spend(counted(texts));
      const others = texts.length > 0
        ? [this.put(column, "notIn", map(texts, ({ text }) => text))]
        : [];
      each(matching, (way) => push(ways, flatMap([way, others], (part) => part)));
    });
    return ways;
  }

  /** The same ways, and that a text is one of some patterns, or none of them. */
  #matching(
    column: Column,
    ways: ArrayLike<Way>,
    any: ArrayLike<ArrayLike<string>>,
    matched: boolean,
  ): ArrayLike<Way> {
    const tests = map(any, (pieces): Test => {
      const op = matched ? "like" : "notLike";
      return { ...this.put(column, op, patternText(pieces)), pieces };
    });
    const longer = (way: Way, more: Way): Way => flatMap([way, more], (part) => part);
    if (matched && any.length > 1) {
      each(ways, (way) => this.spend((1 + way.length) * any.length));
      return flatMap(tests, (one) => map(ways, (way) => longer(way, [one])));
    }
    this.spend(ways.length * any.length);
    return map(ways, (way) => longer(way, tests));
  }

  /** What is in each network, found once a filter. */
  #inside(column: Column, { texts = [], networks = [] }: Attribute): Inside {
    const known = get(this.budget.inside, column);
    if (known) return known;
    const start = (text: string): string => networkOf(column.plain(text));
    const inner = pairs<string, Items<string>>();
    const named = pairs<string, Items<string>>();
    each(networks, ({ network }) => {
      set(inner, start(network), new List());
      set(named, start(network), new List());
    });
    each(networks, ({ network }) => {
      const whole = start(network);
      for (let length = whole.length - 1; length > 0; length--) {
        const around = get(inner, cut(whole, 0, length));
        if (around) {
          push(around, network);
          return;
        }
      }
    });
    each(texts, ({ text }) => {
      const whole = start(text);
      for (let length = whole.length; length > 0; length--) {
        const around = get(named, cut(whole, 0, length));
        if (around) push(around, text);
      }
    });
    const inside = { inner, named };
    set(this.budget.inside, column, inside);
    return inside;
  }

  /** That an IP value is of a class that has values without a name. */
  #networks(column: Column, of: Attribute, wanted: number): ArrayLike<Way> {
    const { texts = [], networks = [] } = of;
    this.spend(counted({ length: networks.length + texts.length }));
    const ways = new List<Way>();
    if (some(texts, (it) => it.class === wanted)) {
      push(ways, [this.#oneOf(column, of, "eq", wanted)]);
    }
    const start = (text: string): string => networkOf(column.plain(text));
    const { inner, named } = this.#inside(column, of);
    each(networks, ({ network, class: of }) => {
      if (of !== wanted) return;
      const networks = get(inner, start(network)) as Items<string>;
      const texts = get(named, start(network)) as Items<string>;
      this.spend(1 + networks.length + counted(texts));
      const way = new List<Test>();
      push(way, this.put(column, "inRange", network));
      each(networks, (one) => push(way, this.put(column, "notInRange", one)));
      // Those that have a name are of their own class.
      if (texts.length > 0) push(way, this.put(column, "notIn", texts));
      push(ways, way);
    });
    return ways;
  }

  /** A comparison with what an attribute is tied to. */
  #tied(column: Column, op: Op, tie: Tie): ArrayLike<Way> {
    const { attribute, text } = tie;
    if (attribute !== undefined) {
      const other = this.columns[attribute] as Column;
      const test = this.put(column, op);
      return [[{ ...test, condition: { ...test.condition, other: other.name }, other }]];
    }
    const known = text ?? this.who[referenceOf(tie)];
    if (op === "lacks" && typeof known === "object") {
      // A list that is there lacks all of nothing; one that is absent is no list.
      if (known.items.length === 0 && column.optional) return [[this.put(column, "present")]];
      return [map(known.items, (item) => this.put(column, "lacks", item))];
    }
    return [[this.put(column, op, valueOf(column, known), known)]];
  }
}

/** What is known as a value of a filter. */
function valueOf(column: Column, known: Known): Draft<FilterValue> | undefined {
  if (isPoint(known)) {
    return column.line === "long" ? known : (column.toSnapshot(known) as string);
  }
  return typeof known === "object" ? known.items : (known as string | undefined);
}

/** A pattern as Cedar writes it. */
function patternText(pieces: ArrayLike<string>): string {
  const escaped = (piece: string): string => {
    let text = "";
    for (let i = 0; i < piece.length; i++) {
      const one = piece[i] as string;
      text += one === "*" || one === "\\" ? "\\" + one : one;
    }
    return text;
  };
  return join(map(pieces, escaped), "*");
}

/** What of a value of a row is compared with others; of one of another type nothing. */
function compared(column: Column, value: unknown): Known {
  const { kind, isId } = column;
  if (isId || (kind !== "enum" && kind !== "string")) return column.read(value).known;
  return typeof value === "string" ? value : undefined;
}

const includes = (all: Known, one: Known): boolean =>
  typeof all === "object" && typeof one === "string" && has(all.items, one);

/** Whether a condition holds of a row; of a value of another type none does. */
function holds({ condition, column, known, pieces, other }: Test, row: object): boolean {
  const { op, value } = condition;
  const found = valueAt(row, column.path);
  if (op === "absent" || op === "present") return isNothing(found) === (op === "absent");
  if (typeof value === "boolean") {
    return typeof found === "boolean" && (found === value) === (op === "eq");
  }
  const one = compared(column, found);
  const two = other ? compared(other, valueAt(row, other.path)) : known;
  if (one === undefined || two === undefined) return false;
  switch (op) {
    case "eq":
      return one === two;
    case "ne":
      return one !== two;
    case "like":
    case "notLike":
      return typeof one === "string" && matches(pieces, one) === (op === "like");
    case "in":
      return includes(two, one);
    case "notIn":
      return typeof one === "string" && typeof two === "object" && !includes(two, one);
    case "inRange":
    case "notInRange":
      return (
        typeof one === "string" &&
        typeof two === "string" &&
        isInRange(one, two) === (op === "inRange")
      );
    case "contains":
      return includes(one, two);
    case "lacks":
      return typeof one === "object" && typeof two === "string" && !includes(one, two);
    case "containsAny":
      return placeOf((one as Texts).items ?? [], (item) => includes(two, item)) >= 0;
    case "containedBy":
    case "notContainedBy":
      return (
        typeof one === "object" &&
        typeof two === "object" &&
        every(one.items, (item) => includes(two, item)) === (op === "containedBy")
      );
  }
  if (!isPoint(one) || !isPoint(two)) return false;
  if (op === "lt") return one < two;
  if (op === "le") return one <= two;
  return op === "gt" ? one > two : one >= two;
}
