// Where a table keeps the attributes of its records, and how it stores their values. As
// `crates/sql/src/columns.rs` says it natively.

/** A database: SQLite with texts in UTF-8, or PostgreSQL. */
export type Dialect = "sqlite" | "postgres";

/**
 * Where a value is: in a column of the table; in a JSON document, at a way of member names; or what
 * an expression comes to, with `?` for each bound value. Columns in an expression have to be
 * qualified by the table's name.
 */
export type Place<Expr = Expression> = string | { column: string; path: readonly string[] } | Expr;

/** SQL of one's own. */
export interface Expression {
  readonly sql: string;
  readonly values?: readonly unknown[];
}

/** How a value is stored. */
export type Stored =
  /** A text, a value of an enumeration or an id, as a text of any collation. */
  | "text"
  /** The same, as what becomes a text by a cast: a `uuid`, an `enum`, `citext`. */
  | "asText"
  /** An id, as the whole number whose decimal text it is. */
  | "id"
  /** A Boolean; in SQLite 0 or 1. */
  | "flag"
  /** A `Long`, as a whole number. */
  | "long"
  /** A `decimal`, as `numeric` of PostgreSQL. */
  | "numeric"
  /** A `decimal`, as a whole number of parts, of which one has this many: 100 for cents. */
  | { readonly parts: number }
  /** A `datetime`, as PostgreSQL's; what it has beyond the millisecond does not count. */
  | "timestamptz"
  /** A `datetime`, as PostgreSQL's `timestamp` in UTC, likewise. */
  | "timestamp"
  /** A `datetime`, as a whole number since 1970. */
  | "milliseconds"
  | "seconds"
  /** A `datetime`, as a text in UTC: `2026-01-31T12:00:00.000Z`, and without milliseconds. */
  | "isoText"
  | "isoTextSeconds"
  /** A `datetime`, as SQLite's `CURRENT_TIMESTAMP`: `2026-01-31 12:00:00`. */
  | "plainText"
  /** A `duration`, as a whole number. */
  | "durationMilliseconds"
  | "durationSeconds"
  /** An `ipaddr`, as `inet` or `cidr` of PostgreSQL. */
  | "inet"
  /** An `ipaddr`, as the text that `ipKey` writes. */
  | "ipKey";

/** A list of ids or texts. */
export type List<Expr = Expression> =
  /** A JSON array of texts, whole numbers, or objects with an `id`. */
  | { readonly json: Place<Expr> }
  /** An array of PostgreSQL. */
  | { readonly array: Place<Expr> }
  /** Rows of another table, one an item: never absent. */
  | { readonly links: Links }
  /** A column with one item, or with NULL for none: never absent. */
  | { readonly one: Place<Expr>; readonly stored?: Stored }
  /** Each type of its entries (`Folder::f1`) in a list of its own, of ids: never absent. */
  | { readonly types: Readonly<Record<string, List<Expr>>> };

/** A table that links records with the items of a list. */
export interface Links {
  readonly table: string;
  /** Its column that names the record. */
  readonly key: string;
  /** The column of the record's table that this is equal to. */
  readonly of: string;
  /** Its column with the item. */
  readonly item: string;
  readonly stored?: Stored;
}

/** What an attribute is kept in; by its name alone, a column with a text. */
export type Column<Expr = Expression> =
  | string
  | { readonly at: Place<Expr>; readonly stored: Stored }
  | List<Expr>;

/** The columns of a table by the attributes of the records that its rows are. */
export interface Columns<Expr = Expression, Attribute extends string = string> {
  /** The table, or what the query calls it. */
  readonly table: string;
  /** The one type of its records: what a filter says of others is about none of its rows. */
  readonly records?: string;
  /** By attribute; of one within others, `owner.department`. */
  readonly columns: { readonly [A in Attribute]?: Column<Expr> };
}

/** Columns of none but these attributes. */
export type Only<C extends { readonly columns: object }, Attribute> = C & {
  readonly columns: {
    readonly [N in keyof C["columns"]]: string extends N
      ? unknown
      : N extends Attribute
        ? unknown
        : never;
  };
};
