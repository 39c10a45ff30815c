// Filters as `where` of Prisma, for SQLite and PostgreSQL; as `sql.ts` says them in text.

import type { Column, Columns, Field, Options } from "./prisma/columns.js";
import { Conditions } from "./prisma/condition.js";
import { all, any, whereOf } from "./prisma/logic.js";
import type { Where } from "./prisma/logic.js";
import { oneOfThese, translate, waysOf } from "./sql/ways.js";
import type { FilterData } from "./sql/ways.js";

export { ipKey } from "./sql/compare.js";
export type { FilterData } from "./sql/ways.js";
export type { Column, Columns, Field, List, Member, One, Place } from "./prisma/columns.js";
export type { Options as PrismaOptions } from "./prisma/columns.js";
export type { Provider, Stored } from "./prisma/columns.js";

/**
 * The condition that holds of exactly those rows that a filter matches, as the `WhereInput` of the
 * model. Throws `unmapped_attribute` where the filter reads an attribute that has no field, and
 * `inexpressible` where Prisma cannot say exactly what is compared.
 */
export function toPrisma<
  Input extends object = Where,
  Model extends string = string,
  Attribute extends string = string,
>(
  filter: FilterData<Attribute>,
  columns: Columns<Model, NoInfer<Attribute>>,
  options: Options,
): Input {
  const provider = oneOfThese("provider", options?.provider, ["sqlite", "postgresql"]);
  const conditions = new Conditions({ ...options, provider });
  const map: Columns = columns;
  const ways = waysOf(filter, map.records).map((way) => {
    const parts = way.map((of) =>
      translate(filter, map.columns, of, (mine, its) => conditions.where(of, mine, its)),
    );
    return all(parts);
  });
  return whereOf(any(ways), listable(Object.values(map.columns))) as Input;
}

/** A field of the model that can be asked whether it is in a list. */
function listable(columns: readonly (Column | undefined)[]): string | undefined {
  const places = columns.map((it) => (it && "at" in it && !("relation" in it) ? it.at : it));
  const field = places.find(
    (it): it is Field =>
      it !== undefined && "modelName" in it && !/^(Json|Boolean|Bytes)$|]$/.test(it.typeName),
  );
  return field?.name;
}
