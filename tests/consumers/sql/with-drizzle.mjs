// Expenses that somebody may see, as a query of Drizzle.

import assert from "node:assert/strict";
import { and, gt } from "drizzle-orm";
import { bigint, integer, PgDialect, pgTable, text } from "drizzle-orm/pg-core";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/expenses";
import { toDrizzle } from "tollgate/drizzle";

const gate = loadPolicy(bundle).gate({ id: "7", roles: ["Employee"], in: ["Team::t1"] });

const expenses = pgTable("expenses", {
  id: integer("id").primaryKey(),
  ownerId: integer("owner_id").notNull(),
  teamId: text("team_id").notNull(),
  amount: bigint("amount", { mode: "number" }).notNull(),
});

const columns = {
  table: "expenses",
  records: "Expense",
  columns: {
    owner: { at: expenses.ownerId, stored: "id" },
    team: { at: expenses.teamId, stored: "text" },
  },
};

const seen = toDrizzle(gate.filter("viewExpense"), columns, { dialect: "postgres" });
const large = and(gt(expenses.amount, 1000), seen); // database.select().from(expenses).where(large)

const { sql, params } = new PgDialect().sqlToQuery(large);
assert.match(sql, /"expenses"\."team_id"/);
assert.ok(params.includes(1000) && params.some((value) => /t1/.test(value)));
console.log("queried");
