// Which fields of a Prisma schema keep the attributes of records.

/** A database as the schema names it, with texts in the collation that Prisma gives to columns. */
export type Provider = "sqlite" | "postgresql";

/** A field, as a client has it in `prisma.expense.fields`. */
export interface Field<Model extends string = string, Type extends string = string> {
  readonly modelName: Model;
  readonly name: string;
  readonly typeName: Type;
}

/** A text, a Boolean or a list in a document, at a way of member names. */
export interface Member<Model extends string = string> {
  readonly json: Field<Model, "Json">;
  readonly path: readonly string[];
}

/** Where a value is: in a field of the model, or of the one record that a relation leads to. */
export type Place<Model extends string = string> =
  | Field<Model>
  | Member<Model>
  | { readonly relation: string; readonly at: Place };

/** What a field holds beyond what its type says. */
export type Stored =
  /** An id, as the whole number whose decimal text it is. */
  | "id"
  /** An `ipaddr`, as the text that `ipKey` writes. */
  | "ipKey"
  /** A `decimal`, as a whole number of parts, of which one has this many: 100 for cents. */
  | { readonly parts: number }
  /** A `datetime`, as a whole number since 1970. */
  | "milliseconds"
  | "seconds"
  /** A `duration`, as a whole number. */
  | "durationMilliseconds"
  | "durationSeconds";

/** A field with one value. */
export interface One<Model extends string = string> {
  readonly at: Place<Model>;
  readonly stored?: Stored;
  /** Whether the schema has no `?` behind the field's type. */
  readonly required?: boolean;
}

/** A list of ids or texts. */
export type List<Model extends string = string> =
  /**
   * A list of PostgreSQL: `String[]`, `Int[]`; or there in a document, of texts, whole numbers or
   * objects with an `id`.
   */
  | { readonly array: Field<Model, `${string}[]`> | Member<Model> }
  /** Records that a relation leads to, one an item: never absent. */
  | { readonly relation: string; readonly item: One | Place }
  /** A field with one item, or with NULL for none: never absent. */
  | { readonly one: One<Model> | Place<Model> }
  /** Each type of its entries (`Folder::f1`) in a list of its own, of ids: never absent. */
  | { readonly types: Readonly<Record<string, List<Model>>> };

export type Column<Model extends string = string> = Place<Model> | One<Model> | List<Model>;

/** The fields of a model by the attributes of the records that its rows are. */
export interface Columns<Model extends string = string, Attribute extends string = string> {
  /** The one type of its records: what a filter says of others is about none of its rows. */
  readonly records?: string;
  /** By attribute; of one within others, `owner.department`. */
  readonly columns: { readonly [A in Attribute]?: Column<Model> };
}

/** How a filter is said. */
export interface Options {
  readonly provider: Provider;
  /** `Prisma.AnyNull` of the client, by which it says what documents lack. */
  readonly anyNull?: object | undefined;
}
