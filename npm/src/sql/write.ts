// Pieces of SQL, and values as they are read off rows. As `crates/sql/src/sql.rs` natively.

import { sqliteMember, sqliteType } from "../generated/sql-texts.js";
import type { Columns, Dialect, Expression, Place, Stored } from "./columns.js";
import { Inexpressible } from "./ways.js";

/** A piece: SQL as it is, a name, a value to bind, or what another library has for SQL. */
export type Piece =
  | string
  | { readonly name: readonly string[] }
  | { readonly value: unknown }
  | { readonly foreign: unknown };

export type Sql = readonly Piece[];

/** A value of a row: NULL, or not as its guard says, where there is none of its type. */
export interface Value {
  readonly expr: Sql;
  readonly guard?: Sql | undefined;
  /** Whether it is a text, which is compared by its bytes. */
  readonly text: boolean;
  /** The column itself where there may be an index of it, in an order that is not by bytes. */
  readonly indexed?: Sql | undefined;
}

type Read = "text" | "asText" | "whole" | "flag" | "numeric" | "timestamptz" | "timestamp" | "inet";

const READS: Readonly<Record<Exclude<Stored, object>, Read>> = {
  text: "text",
  ipKey: "text",
  isoText: "text",
  isoTextSeconds: "text",
  plainText: "text",
  asText: "asText",
  id: "whole",
  long: "whole",
  milliseconds: "whole",
  seconds: "whole",
  durationMilliseconds: "whole",
  durationSeconds: "whole",
  flag: "flag",
  numeric: "numeric",
  timestamptz: "timestamptz",
  timestamp: "timestamp",
  inet: "inet",
};

export const readOf = (stored: Stored): Read =>
  typeof stored === "object" ? "whole" : READS[stored];

/** SQL with a part in place of each `?`. */
export function put(sql: string, ...parts: readonly Sql[]): Sql {
  return sql.split("?").flatMap((text, at): Piece[] => [text, ...(parts[at] ?? [])]);
}

export const bound = (value: unknown): Sql => [{ value }];

export const column = (table: string, name: string): Sql => [{ name: [table, name] }];

/** What holds of every row, or of none. */
export const always = (holds: boolean): Sql => [holds ? "1 = 1" : "1 = 0"];

export const joined = (word: string, parts: readonly Sql[]): Sql =>
  put(`(${parts.map(() => "?").join(word)})`, ...parts);

/** Texts as a text that PostgreSQL reads as an array. */
export const array = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/[\\"]/g, "\\$&")}"`).join(",")}}`;

/** A way of names as SQLite reads one. */
const way = (path: readonly string[]): string => ["$", ...path.map((it) => `."${it}"`)].join("");

/** Writes SQL for rows of a table. */
export class Writer<Expr = Expression> {
  readonly sqlite: boolean;

  constructor(
    readonly dialect: Dialect,
    readonly columns: Columns<Expr>,
    readonly foreign: (expr: Expr) => Sql,
  ) {
    this.sqlite = dialect === "sqlite";
  }

  /** That it is the value, and what its guard says. */
  guarded(value: Value, is: Sql): Sql {
    return value.guard ? put("(? AND ?)", value.guard, is) : is;
  }

  /** A value with the order in which it is compared. */
  ordered({ text, expr }: Value): Sql {
    if (!text) return expr;
    return put(this.sqlite ? "? COLLATE BINARY" : '? COLLATE "C"', expr);
  }

  compared(value: Value, op: string, other: Sql): Sql {
    return this.guarded(value, put(`? ${op} ?`, this.ordered(value), other));
  }

  isThere(value: Value): Sql {
    return this.guarded(value, put("? IS NOT NULL", value.expr));
  }

  /** Whether there is nothing at a place. */
  isAbsent(place: Place<Expr>): Sql {
    if (typeof place === "object" && place !== null && "path" in place) {
      return this.noDocument(place);
    }
    return put("? IS NULL", this.#plain(place));
  }

  /** Whether there is no document at a place, or one that is null. */
  noDocument(place: Place<Expr>): Sql {
    const sql = this.sqlite
      ? "COALESCE(json_type(?, ?), 'null') = 'null'"
      : "COALESCE(jsonb_typeof(?), 'null') = 'null'";
    return put(sql, ...this.#document(place));
  }

  #plain(place: Place<Expr>): Sql {
    return typeof place === "string"
      ? column(this.columns.table, place)
      : this.foreign(place as Expr);
  }

  /** The document at a place; in SQLite the one of a column, and the way within it. */
  #document(place: Place<Expr>): Sql[] {
    const inner = typeof place === "object" && place !== null && "path" in place;
    const path = inner ? place.path : [];
    const document = inner ? column(this.columns.table, place.column) : this.#plain(place);
    if (this.sqlite) return [document, bound(way(path))];
    if (path.length === 0) return [put("CAST(? AS jsonb)", document)];
    return [put("(CAST(? AS jsonb) #> CAST(? AS text[]))", document, bound(array(path)))];
  }

  /** The list in a document as what has its items; NULL where there is none. */
  jsonList(place: Place<Expr>): Sql[] {
    const [document, path] = this.#document(place) as [Sql, Sql];
    if (this.sqlite) {
      return [put("CASE json_type(?, ?) WHEN 'array' THEN ? END", document, path, document), path];
    }
    return [put("CASE jsonb_typeof(?) WHEN 'array' THEN ? END", document, document)];
  }

  /** The value at a place. */
  value(place: Place<Expr>, stored: Stored): Value {
    const read = readOf(stored);
    if (typeof place === "object" && place !== null && "path" in place) {
      const at = this.#document(place);
      if (!this.sqlite) return postgresJson(at[0] as Sql, read);
      // SQLite has no way to write such a name.
      if (place.path.some((name) => /["\\]/.test(name))) {
        throw new Inexpressible(sqliteMember);
      }
      return sqliteJson(at, read);
    }
    const expr = this.#plain(place);
    const value = this.read(expr, read);
    const indexed = typeof place === "string" && read === "text" && !this.sqlite;
    return indexed ? { ...value, indexed: expr } : value;
  }

  /** What an expression comes to. */
  read(expr: Sql, read: Read): Value {
    const text = read === "text" || read === "asText";
    if (!this.sqlite) return { expr: text ? put("CAST(? AS text)", expr) : expr, text };
    const is = (kind: string): Sql => put(`typeof(?) = '${kind}'`, expr);
    if (read === "text") return { expr, guard: is("text"), text };
    if (read === "asText") return { expr: put("CAST(? AS TEXT)", expr), text };
    if (read === "whole" || read === "flag") return { expr, guard: is("integer"), text };
    throw new Inexpressible(sqliteType);
  }
}

function sqliteJson(at: readonly Sql[], read: Read): Value {
  const kinds: Partial<Record<Read, string>> = {
    text: "WHEN 'text' THEN json_extract(?, ?)",
    asText: "WHEN 'text' THEN json_extract(?, ?)",
    whole: "WHEN 'integer' THEN json_extract(?, ?)",
    flag: "WHEN 'true' THEN 1 WHEN 'false' THEN 0",
  };
  const sql = kinds[read];
  if (sql === undefined) throw new Inexpressible(sqliteType);
  const parts = read === "flag" ? at : [...at, ...at];
  const text = read === "text" || read === "asText";
  return { expr: put(`CASE json_type(?, ?) ${sql} END`, ...parts), text };
}

function postgresJson(at: Sql, read: Read): Value {
  const kinds: Record<Read, readonly [string, string]> = {
    text: ["'string'", "text"],
    asText: ["'string'", "text"],
    whole: ["'number'", "numeric"],
    numeric: ["'number', 'string'", "numeric"],
    flag: ["'boolean'", "boolean"],
    timestamptz: ["'string'", "timestamptz"],
    timestamp: ["'string'", "timestamp"],
    inet: ["'string'", "inet"],
  };
  const [kind, cast] = kinds[read];
  const sql = `CASE WHEN jsonb_typeof(?) IN (${kind}) THEN CAST(? #>> '{}' AS ${cast}) END`;
  return { expr: put(sql, at, at), text: cast === "text" };
}
