// Filters as SQL with bound values, for SQLite and PostgreSQL. The rows are exactly those on which
// the gate allows the action: what a column cannot say exactly is an error.

import type { Columns as ColumnsOf, Dialect, Expression, Only } from "./sql/columns.js";
import { conditionOf } from "./sql/condition.js";
import type { FilterData } from "./sql/ways.js";
import type { Piece, Sql } from "./sql/write.js";

export { ipKey } from "./sql/compare.js";
export type { FilterData } from "./sql/ways.js";
export type {
  Column,
  Dialect,
  Expression,
  Links,
  List,
  Place,
  Stored,
} from "./sql/columns.js";

/** The columns of a table, of records with such attributes. */
export type Columns<Attribute extends string = string> = ColumnsOf<Expression, Attribute>;

/** A condition: its text, with `?` or `$1` for each value, and the values to bind. */
export interface BoundSql {
  readonly text: string;
  readonly values: readonly unknown[];
  /** What stands between the values, as a template's tag takes it: `sql(strings, ...values)`. */
  readonly strings: TemplateStringsArray;
}

export interface SqlOptions {
  readonly dialect: Dialect;
  /** The number of the first `$1`, where the query has values before; 1 unless it is given. */
  readonly from?: number;
}

/**
 * The condition that holds of exactly those rows that a filter matches. Throws `unmapped_attribute`
 * where the filter reads an attribute that has no column, and `inexpressible` where a column cannot
 * say exactly what is compared.
 */
export function toSql<Attribute extends string, Map extends Columns>(
  filter: FilterData<Attribute>,
  columns: Only<Map, Attribute>,
  options: SqlOptions,
): BoundSql {
  const { dialect, from = 1 }: Partial<SqlOptions> = options ?? {};
  const values: unknown[] = [];
  const parts = [""];
  for (const piece of conditionOf(filter, columns, dialect, expression)) {
    if (typeof piece === "string") parts[values.length] += piece;
    else if ("name" in piece) parts[values.length] += piece.name.map(quoted).join(".");
    else parts[values.push("value" in piece ? piece.value : piece.foreign)] = "";
  }
  const mark = (at: number): string => (dialect === "sqlite" ? "?" : `$${from + at}`);
  const text = parts.map((part, at) => (at > 0 ? mark(at - 1) + part : part)).join("");
  return { text, values, strings: Object.assign(parts, { raw: parts }) };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** SQL of one's own, with its values. */
function expression({ sql, values = [] }: Expression): Sql {
  return sql.split("?").flatMap((text, at): Piece[] => {
    return at < values.length ? [text, { value: values[at] }] : [text];
  });
}
