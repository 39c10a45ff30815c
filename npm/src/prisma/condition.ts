// A condition of a filter on the fields of a model: lists, and two attributes of a record.

import { holdsList, notStoredAlike, sqliteArrays } from "../generated/sql-texts.js";
import { idsOf, Inexpressible } from "../sql/ways.js";
import type { Condition, FilterValue, Op } from "../types.js";
import type { Column, Field, List, Member, One, Options, Place } from "./columns.js";
import { all, any, not } from "./logic.js";
import type { Predicate } from "./logic.js";
import { Comparisons, NUMBERS, other, WORDS } from "./single.js";

/** A column with one value; nothing of a list. */
function oneOfColumn(column: Column): One | undefined {
  const isPlace = "modelName" in column || "json" in column;
  if (isPlace || ("relation" in column && "at" in column)) return { at: column as Place };
  return "at" in column ? column : undefined;
}

const oneOfItem = (item: One | Place): One => oneOfColumn(item) as One;

/** Says conditions of fields, those of one model. */
export class Conditions {
  readonly #compare: Comparisons;
  #model: string | undefined;

  constructor({ provider, anyNull }: Options) {
    this.#compare = new Comparisons(provider, anyNull);
  }

  /** What a condition says of the columns of its attributes. */
  where({ op, value }: Condition, mine: Column, its: Column | undefined): Predicate {
    this.#checkModel(mine);
    if (its !== undefined) {
      this.#checkModel(its);
      return this.#both(mine, op, its);
    }
    const one = oneOfColumn(mine);
    if (op === "absent" || op === "present") {
      const absent = op === "absent";
      if (one) return absent ? this.#compare.absent(one) : this.#compare.there(one);
      const none = "array" in mine && this.#noArray(mine.array);
      return absent ? none : not(none);
    }
    // What is compared with nothing is false.
    if (value === undefined) return false;
    return one ? this.#compare.single(one, op, value) : this.#listed(mine as List, op, value);
  }

  /** A field of another model has a name that means something else here. */
  #checkModel(column: Column): void {
    const list = oneOfColumn(column) ? undefined : (column as List);
    if (list && "types" in list) {
      for (const inner of Object.values(list.types)) this.#checkModel(inner);
      return;
    }
    if (list && "one" in list) return this.#checkModel(list.one);
    const place = list ? "array" in list && list.array : oneOfItem(column as One | Place).at;
    if (!place || "relation" in place) return;
    const field = "json" in place ? place.json : place;
    this.#model ??= field.modelName;
    if (this.#model !== field.modelName) {
      throw new Inexpressible(
        `\`${field.name}\` is of \`${field.modelName}\`, not of \`${this.#model}\``,
      );
    }
  }

  #noArray(array: Field | Member): Predicate {
    return "json" in array ? this.#compare.noMember(array) : { [array.name]: { equals: null } };
  }

  #listed(list: List, op: Op, value: FilterValue): Predicate {
    const texts = typeof value === "string" ? [value] : (value as readonly string[]);
    const text = typeof value === "string";
    const many = typeof value === "object";
    if ((text && op === "contains") || (many && op === "containsAny")) {
      return this.#hasAny(list, true, texts);
    }
    if (text && op === "lacks") return this.#lacks(list, texts, false);
    if (many && op === "containedBy") return this.#hasOnly(list, texts);
    if (many && op === "notContainedBy") return this.#hasAny(list, false, texts);
    throw new Inexpressible(holdsList);
  }

  /** That a list has some of these, or something else than them. */
  #hasAny(list: List, ofThese: boolean, texts: readonly string[]): Predicate {
    const op = ofThese ? "in" : "notIn";
    if ("array" in list) {
      if (!ofThese) throw new Inexpressible("Prisma does not say what else an array has");
      return this.#hasSome(list.array, texts);
    }
    if ("one" in list) return this.#compare.single(oneOfItem(list.one), op, texts);
    if ("types" in list) {
      return any(byType(list, texts, (at, mine) => this.#hasAny(at, ofThese, mine)));
    }
    const inner = this.#compare.single(oneOfItem(list.item), op, texts);
    return inner !== false && { [list.relation]: { some: inner === true ? {} : inner } };
  }

  #hasSome(array: Field | Member, texts: readonly string[]): Predicate {
    if ("json" in array) return any(this.#compare.has(array, texts));
    if (this.#compare.sqlite) throw new Inexpressible(sqliteArrays);
    const stored = NUMBERS.includes(array.typeName) ? "id" : undefined;
    const values = this.#compare.valuesOf(array, this.#compare.storedOf(array, stored), texts);
    return values.length > 0 && { [array.name]: { hasSome: values } };
  }

  /** That there is an array, which has none of these. */
  #hasNone(array: Field | Member, texts: readonly string[]): Predicate {
    if (!("json" in array)) {
      const some = this.#hasSome(array, texts);
      return not(some === false ? this.#noArray(array) : some);
    }
    // Of what is no list, Prisma says that it has nothing, and that it lacks nothing.
    const each = this.#compare.has(array, texts).map(not);
    return each.length > 0 ? all(each) : this.#compare.isList(array);
  }

  /** That there is a list that has none of these. */
  #lacks(list: List, texts: readonly string[], absentToo: boolean): Predicate {
    if ("array" in list) {
      const lacks = this.#hasNone(list.array, texts);
      return absentToo ? any([this.#noArray(list.array), lacks]) : lacks;
    }
    if ("one" in list) {
      const one = oneOfItem(list.one);
      return any([this.#compare.absent(one), this.#compare.single(one, "notIn", texts)]);
    }
    if ("types" in list) return all(byType(list, texts, (at, mine) => this.#lacks(at, mine, true)));
    const inner = this.#compare.single(oneOfItem(list.item), "in", texts);
    return inner === false || { [list.relation]: { none: inner } };
  }

  /** That a list has nothing but these. */
  #hasOnly(list: List, texts: readonly string[]): Predicate {
    if ("array" in list) throw new Inexpressible("Prisma does not say what else an array has");
    if ("one" in list) {
      const one = oneOfItem(list.one);
      return any([this.#compare.absent(one), this.#compare.single(one, "in", texts)]);
    }
    if ("types" in list) return all(byType(list, texts, (at, mine) => this.#hasOnly(at, mine)));
    const inner = this.#compare.single(oneOfItem(list.item), "notIn", texts);
    return inner === false || { [list.relation]: { none: inner === true ? {} : inner } };
  }

  /** Two attributes of a record. */
  #both(mine: Column, op: Op, its: Column): Predicate {
    const [left, right] = [oneOfColumn(mine), oneOfColumn(its)];
    if (left && right) return this.#two(left, op, right);
    const one = left ?? right;
    const list = left ? its : mine;
    const fits = left ? op === "in" || op === "notIn" : op === "contains" || op === "lacks";
    if (!one || !fits || !("array" in list)) {
      throw new Inexpressible("Prisma does not compare these two");
    }
    const [field, array]: [Field, Field | Member] = [fieldOf(one), list.array];
    if ("json" in array) throw new Inexpressible("Prisma compares two fields of one model");
    const texts = field.typeName === "String" && array.typeName === "String" && !one.stored;
    if (!texts || this.#compare.sqlite) throw other();
    const has: Predicate = { [array.name]: { has: field } };
    if (op === "in" || op === "contains") return has;
    // Of an empty array PostgreSQL says that even NULL is not in it.
    return all([this.#compare.hasValue(field, one), not(has)]);
  }

  #two(left: One, op: Op, right: One): Predicate {
    const [mine, its] = [fieldOf(left), fieldOf(right)];
    const stored = this.#compare.storedOf(mine, left.stored);
    const alike = JSON.stringify(left.stored) === JSON.stringify(right.stored);
    if (!alike || mine.typeName !== its.typeName || !Object.hasOwn(WORDS, op)) {
      throw new Inexpressible(notStoredAlike);
    }
    if (stored === "timestamptz") {
      throw new Inexpressible("two dates may differ within a millisecond");
    }
    if (op === "ne") return not({ [mine.name]: { equals: its } });
    return { [mine.name]: { [WORDS[op as keyof typeof WORDS]]: its } };
  }
}

function fieldOf({ at }: One): Field {
  if ("relation" in at || "json" in at) {
    throw new Inexpressible("Prisma compares two fields of one model");
  }
  return at;
}

/** What is said of each type of entry. */
function byType(
  { types }: Extract<List, { types: unknown }>,
  texts: readonly string[],
  say: (list: List, ids: readonly string[]) => Predicate,
): Predicate[] {
  const prefixes = Object.keys(types).map((kind) => `${kind}::`);
  return Object.entries(types).map(([kind, list]) =>
    say(list, idsOf(`${kind}::`, prefixes, texts)),
  );
}
