// Filters as conditions of Drizzle, for SQLite and PostgreSQL; as `sql.ts` says them in text.

import { sql } from "drizzle-orm";
import type { SQL, SQLWrapper } from "drizzle-orm";
import type { Columns as ColumnsOf, Dialect, Only } from "./sql/columns.js";
import { conditionOf } from "./sql/condition.js";
import type { FilterData } from "./sql/ways.js";
import type { Piece } from "./sql/write.js";

export { ipKey } from "./sql/compare.js";
export type { FilterData } from "./sql/ways.js";
export type { Dialect, Links, Stored } from "./sql/columns.js";

/** The columns of a table; a place may be a column of Drizzle's, or SQL of its making. */
export type Columns<Attribute extends string = string> = ColumnsOf<SQLWrapper, Attribute>;

export interface DrizzleOptions {
  readonly dialect: Dialect;
}

/**
 * The condition that holds of exactly those rows that a filter matches, for `where`. Throws
 * `unmapped_attribute` where the filter reads an attribute that has no column, and `inexpressible`
 * where a column cannot say exactly what is compared.
 */
export function toDrizzle<Attribute extends string, Map extends Columns>(
  filter: FilterData<Attribute>,
  columns: Only<Map, Attribute>,
  options: DrizzleOptions,
): SQL {
  const foreignPiece = (foreign: SQLWrapper): readonly Piece[] => [{ foreign }];
  return sql.join(conditionOf(filter, columns, options?.dialect, foreignPiece).map(chunkOf));
}

function chunkOf(piece: Piece): SQLWrapper {
  if (typeof piece === "string") return sql.raw(piece);
  if ("value" in piece) return sql`${sql.param(piece.value)}`;
  if ("foreign" in piece) return piece.foreign as SQLWrapper;
  const names = piece.name.map((name) => sql.identifier(name));
  return sql.join(names, sql.raw("."));
}
