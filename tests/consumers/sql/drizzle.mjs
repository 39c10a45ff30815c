// Rows by Drizzle, whose columns stand in the map in place of names.

import { drizzle as ofPostgres } from "drizzle-orm/node-postgres";
import * as postgres from "drizzle-orm/pg-core";
import { drizzle as ofSqlite } from "drizzle-orm/sql-js";
import * as sqlite from "drizzle-orm/sqlite-core";
import { toDrizzle } from "tollgate/drizzle";

/** A function from a filter and a map to the numbers of the rows that match, in their order. */
export function rowsBy(dialect, client, names) {
  const { integer, text } = dialect === "sqlite" ? sqlite : postgres;
  const columns = Object.fromEntries(names.map((name) => [name, text(name)]));
  const table = dialect === "sqlite" ? sqlite.sqliteTable : postgres.pgTable;
  const docs = table("docs", { n: integer("n"), ...columns });
  const database = dialect === "sqlite" ? ofSqlite(client) : ofPostgres(client);
  const place = (at) => (typeof at === "string" ? docs[at] : at);
  const mapColumn = (column) =>
    Object.fromEntries(
      Object.entries(column).map(([key, at]) => [key, key === "stored" ? at : place(at)]),
    );
  return async (filter, map) => {
    const mapped = Object.entries(map.columns).map(([name, column]) => [name, mapColumn(column)]);
    const columns = { ...map, columns: Object.fromEntries(mapped) };
    const condition = toDrizzle(filter, columns, { dialect });
    const rows = await database.select({ n: docs.n }).from(docs).where(condition).orderBy(docs.n);
    return rows.map(({ n }) => n);
  };
}
