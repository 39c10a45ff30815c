// A filter as a condition, and comparisons of lists. As `crates/sql/src/condition.rs` and
// `crates/sql/src/list.rs` say them natively.

import { holdsList, listByTypes, sqliteArrays, twoLists } from "../generated/sql-texts.js";
import type { Condition, FilterValue, Op } from "../types.js";
import type { Column, Columns, Dialect, Expression, List, Stored } from "./columns.js";
import { asText, oneOf, single, two } from "./compare.js";
import { idsOf, Inexpressible, oneOfThese, translate, waysOf } from "./ways.js";
import type { FilterData } from "./ways.js";
import { always, column, joined, put, readOf, Writer } from "./write.js";
import type { Sql, Value } from "./write.js";

/** A list, item by item. */
interface Items {
  /** What follows `FROM` and stands before the test of an item; without it there is one item. */
  readonly from?: Sql;
  readonly item: Value;
  readonly stored: Stored;
  /** What an entry begins with that can be in it. */
  readonly prefix: string;
}

const ITEM = "tollgate_item";

/** The condition that holds of exactly those rows that a filter matches. */
export function conditionOf<Expr = Expression>(
  filter: FilterData,
  columns: Columns<Expr>,
  dialect: Dialect | undefined,
  foreign: (expr: Expr) => Sql,
): Sql {
  const spoken = oneOfThese("dialect", dialect, ["sqlite", "postgres"]);
  const writer = new Writer(spoken, columns, foreign) as unknown as Writer<never>;
  const one = (of: Condition): Sql =>
    translate(filter, writer.columns.columns, of, (mine, its) =>
      its === undefined ? compared(writer, mine, of.op, of.value) : both(writer, mine, of.op, its),
    );
  const ways = waysOf(filter, columns.records).map((way) => {
    const parts = way.map((it) => put("(?)", one(it)));
    return parts.length > 0 ? joined(" AND ", parts) : always(true);
  });
  return any(ways);
}

type OneColumn = { readonly at: never; readonly stored: Stored };

/** A column with one value; nothing of a list. */
function oneOfColumn(of: Column<never>): OneColumn | undefined {
  if (typeof of === "string") return { at: of as never, stored: "text" };
  return "at" in of ? (of as OneColumn) : undefined;
}

/** A comparison with what is bound, or with nothing. */
function compared(
  writer: Writer<never>,
  of: Column<never>,
  op: Op,
  value: FilterValue | undefined,
): Sql {
  const plain = oneOfColumn(of);
  if (op === "absent" || op === "present") {
    const absent = plain ? writer.isAbsent(plain.at) : noList(writer, of as List<never>);
    return op === "absent" ? absent : put("NOT (?)", absent);
  }
  // What is compared with nothing is false.
  if (value === undefined) return always(false);
  if (plain) {
    return single(writer, writer.value(plain.at, plain.stored), plain.stored, op, value);
  }
  return listed(writer, of as List<never>, op, value);
}

function listed(writer: Writer<never>, list: List<never>, op: Op, value: FilterValue): Sql {
  const texts = typeof value === "string" ? [value] : (value as readonly string[]);
  const text = typeof value === "string";
  const many = typeof value === "object";
  if ((text && op === "contains") || (many && op === "containsAny")) {
    return hasAny(writer, list, true, texts);
  }
  if (text && op === "lacks") return lacks(writer, list, hasAny(writer, list, true, texts));
  if (many && op === "containedBy") return lacks(writer, list, hasAny(writer, list, false, texts));
  if (many && op === "notContainedBy") return hasAny(writer, list, false, texts);
  throw new Inexpressible(holdsList);
}

/** Two attributes of a row. */
function both(writer: Writer<never>, mine: Column<never>, op: Op, its: Column<never>): Sql {
  const [left, right] = [oneOfColumn(mine), oneOfColumn(its)];
  const read = ({ at, stored }: OneColumn): Value => writer.value(at, stored);
  if (left && right) {
    return two(writer, [read(left), left.stored], op, [read(right), right.stored]);
  }
  const item = left ?? right;
  const list = (left ? its : mine) as List<never>;
  const fits = left ? op === "in" || op === "notIn" : op === "contains" || op === "lacks";
  if (!item || !fits) throw new Inexpressible(twoLists);
  const value = read(item);
  const found = has(writer, list, value, item.stored);
  if (op === "in" || op === "contains") return found;
  return joined(" AND ", [writer.isThere(value), lacks(writer, list, found)]);
}

/** That a list has some of these, or something else than them. */
function hasAny(
  writer: Writer<never>,
  list: List<never>,
  ofThese: boolean,
  texts: readonly string[],
): Sql {
  const types = "types" in list ? Object.keys(list.types).map((kind) => `${kind}::`) : [];
  const ways = itemsOf(writer, list).map((items) => {
    const mine = idsOf(items.prefix, types, texts);
    return exists(items, oneOf(writer, items.item, items.stored, ofThese, mine));
  });
  return any(ways);
}

/** That a list has a value of the row. */
function has(writer: Writer<never>, list: List<never>, of: Value, stored: Stored): Sql {
  if ("types" in list) throw new Inexpressible(listByTypes);
  const value = asText(of, stored);
  const ways = itemsOf(writer, list).map((items) => {
    const test = writer.compared(asText(items.item, items.stored), "=", value.expr);
    return exists(items, writer.guarded(value, test));
  });
  return any(ways);
}

const any = (ways: readonly Sql[]): Sql =>
  ways.length > 0 ? joined(" OR ", ways) : always(false);

const exists = ({ from }: Items, test: Sql): Sql =>
  from ? put("EXISTS (SELECT 1 FROM ? ?)", from, test) : test;

/** That there is a list of which something does not hold. */
function lacks(writer: Writer<never>, list: List<never>, has: Sql): Sql {
  let there = always(true);
  if ("json" in list) there = put("? IS NOT NULL", writer.jsonList(list.json)[0] as Sql);
  if ("array" in list) there = put("NOT ?", writer.isAbsent(list.array));
  return put("(? AND ? IS NOT TRUE)", there, has);
}

function noList(writer: Writer<never>, list: List<never>): Sql {
  if ("json" in list) return writer.noDocument(list.json);
  return "array" in list ? writer.isAbsent(list.array) : always(false);
}

function itemsOf(writer: Writer<never>, list: List<never>): Items[] {
  const text = "text" as const;
  if ("json" in list) {
    const from = put(
      writer.sqlite
        ? `json_each(?, ?) AS ${ITEM} WHERE`
        : `jsonb_array_elements(?) AS ${ITEM}(item) WHERE`,
      ...writer.jsonList(list.json),
    );
    const item: Value = writer.sqlite
      ? {
          expr: [
            `CAST(CASE ${ITEM}.type WHEN 'object' THEN json_extract(${ITEM}.value, '$.id')`,
            ` ELSE ${ITEM}.atom END AS TEXT)`,
          ],
          guard: [`${ITEM}.type IN ('text', 'integer', 'object')`],
          text: true,
        }
      : {
          expr: [
            `CASE jsonb_typeof(${ITEM}.item) WHEN 'object' THEN ${ITEM}.item ->> 'id'`,
            ` ELSE ${ITEM}.item #>> '{}' END`,
          ],
          text: true,
        };
    return [{ from, item, stored: text, prefix: "" }];
  }
  if ("array" in list) {
    if (writer.sqlite) throw new Inexpressible(sqliteArrays);
    const { expr } = writer.value(list.array, "long");
    const from = put(`unnest(CAST(? AS text[])) AS ${ITEM}(item) WHERE`, expr);
    return [{ from, item: { expr: [`${ITEM}.item`], text: true }, stored: text, prefix: "" }];
  }
  if ("links" in list) {
    const { table, key, of, item, stored = text } = list.links;
    const ref = column(writer.columns.table, of);
    const from = put(`? AS ${ITEM} WHERE ? = ? AND`, [{ name: [table] }], column(ITEM, key), ref);
    const value = writer.read(column(ITEM, item), readOf(stored));
    return [{ from, item: value, stored, prefix: "" }];
  }
  if ("one" in list) {
    const { one, stored = text } = list;
    return [{ item: writer.value(one, stored), stored, prefix: "" }];
  }
  return Object.entries(list.types).flatMap(([kind, inner]) =>
    itemsOf(writer, inner).map((items) => ({ ...items, prefix: `${kind}::${items.prefix}` })),
  );
}
