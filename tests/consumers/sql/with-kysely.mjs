// Expenses that somebody may see, as a query of Kysely, on PostgreSQL and on SQLite.

import assert from "node:assert/strict";
import { Kysely, PostgresDialect, sql, SqliteDialect } from "kysely";
import Database from "libsql";
import pg from "pg";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/expenses";
import { toSql } from "tollgate/sql";
import { start } from "./postgres.mjs";

const gate = loadPolicy(bundle).gate({ id: "7", roles: ["Employee"], in: ["Team::t1"] });
const columns = {
  table: "expenses",
  records: "Expense",
  columns: { owner: { at: "owner_id", stored: "id" }, team: "team_id" },
};

async function check(database, dialect) {
  const table = database.schema.createTable("expenses").addColumn("id", "integer");
  const named = table.addColumn("owner_id", "integer").addColumn("team_id", "text");
  await named.addColumn("amount", "integer").execute();
  const rows = [
    { id: 1, owner_id: 7, team_id: null, amount: 60 },
    { id: 2, owner_id: 8, team_id: "t1", amount: 3000 },
    { id: 3, owner_id: 8, team_id: null, amount: 4000 },
    { id: 4, owner_id: 7, team_id: "t2", amount: 2000 },
  ];
  await database.insertInto("expenses").values(rows).execute();
  const { strings, values } = toSql(gate.filter("viewExpense"), columns, { dialect });

  const seen = await database
    .selectFrom("expenses")
    .selectAll()
    .where("amount", ">", 1000)
    .where(sql(strings, ...values))
    .execute();

  assert.deepEqual(seen.map(({ id }) => id), [2, 4]);
  await database.destroy();
}

const cluster = await start();
try {
  const pool = new pg.Pool({ host: cluster.folder, user: "tollgate", database: "postgres" });
  await check(new Kysely({ dialect: new PostgresDialect({ pool }) }), "postgres");
  const lite = new Database(":memory:");
  await check(new Kysely({ dialect: new SqliteDialect({ database: lite }) }), "sqlite");
} finally {
  cluster.end();
}
console.log("queried");
