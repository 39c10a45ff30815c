// What TypeScript makes of maps of columns, by the tables of Drizzle and a client of Prisma's: each
// line compiles, or is marked as one that must not.

import type { Prisma, PrismaClient } from ".prisma/sqlite";
import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";
import { loadPolicy } from "tollgate";
import type { AttributeName } from "tollgate";
import { toDrizzle } from "tollgate/drizzle";
import type { Columns } from "tollgate/drizzle";
import bundle, { type Pack } from "tollgate/policies/expenses";
import { toPrisma } from "tollgate/prisma";

const who = { id: "7", roles: ["Manager"], department: "Sales", limit: 800 } as const;
const filter = loadPolicy(bundle).gate(who).filter("viewExpense");

// Drizzle.
const expenses = pgTable("expenses", {
  ownerId: integer("owner_id").notNull(),
  teamId: text("team_id").notNull(),
  amount: bigint("amount", { mode: "number" }).notNull(),
});
const postgres = { dialect: "postgres" } as const;
const seen: SQL = toDrizzle(
  filter,
  {
    table: "expenses",
    records: "Expense",
    columns: {
      owner: { at: expenses.ownerId, stored: "id" },
      "owner.department": { at: sql`upper(department)`, stored: "text" },
      team: { at: expenses.teamId, stored: "text" },
      labels: { links: { table: "labels", key: "expense", of: "id", item: "label" } },
    },
  },
  postgres,
);
export const byType: Columns<AttributeName<Pack, "Expense">> = {
  table: "expenses",
  columns: { amount: { at: expenses.amount, stored: "long" } },
};
const owner = { at: expenses.ownerId, stored: "id" } as const;
// @ts-expect-error no such attribute
toDrizzle(filter, { table: "expenses", columns: { ownr: owner } }, postgres);
// @ts-expect-error no such attribute of the owner
toDrizzle(filter, { table: "expenses", columns: { "owner.departmnt": owner } }, postgres);
const elsewhere = { table: "expenses", columns: { owner, teem: expenses.teamId } };
// @ts-expect-error no such attribute, in a map that is made elsewhere
toDrizzle(filter, elsewhere, postgres);
// @ts-expect-error no such column
toDrizzle(filter, { table: "expenses", columns: { owner: expenses.owner } }, postgres);
// @ts-expect-error nothing is stored so
toDrizzle(filter, { table: "expenses", columns: { owner: { ...owner, stored: "int" } } }, postgres);
// @ts-expect-error no such database
toDrizzle(filter, { table: "expenses", columns: { owner } }, { dialect: "mysql" });
// @ts-expect-error the table is named
toDrizzle(filter, { columns: { owner } }, postgres);
export const wrong: Columns<AttributeName<Pack, "Expense">> = {
  table: "expenses",
  // @ts-expect-error no such attribute
  columns: { amuont: { at: expenses.amount, stored: "long" } },
};

// Prisma.
declare const prisma: PrismaClient;
const { expense, user } = prisma;
const sqlite = { provider: "sqlite" } as const;
const where = toPrisma<Prisma.ExpenseWhereInput>(
  filter,
  {
    records: "Expense",
    columns: {
      owner: { at: expense.fields.ownerId, stored: "id", required: true },
      "owner.department": { relation: "owner", at: user.fields.department },
      team: expense.fields.teamId,
    },
  },
  sqlite,
);
declare const anyNull: typeof Prisma.AnyNull;
toPrisma(
  filter,
  { columns: { labels: { array: { json: prisma.doc.fields.document, path: ["labels"] } } } },
  { ...sqlite, anyNull },
);
prisma.expense.findMany({ where: { AND: [where, { amount: { gt: 1000 } }] } });
// @ts-expect-error what is said of expenses is not said of users
prisma.user.findMany({ where });
const { ownerId, amount } = expense.fields;
// @ts-expect-error no such attribute
toPrisma(filter, { columns: { ownr: ownerId } }, sqlite);
// @ts-expect-error no such field
toPrisma(filter, { columns: { owner: expense.fields.owner } }, sqlite);
// @ts-expect-error a field, not its name
toPrisma(filter, { columns: { owner: "ownerId" } }, sqlite);
// @ts-expect-error a field that is no list
toPrisma(filter, { columns: { labels: { array: amount } } }, sqlite);
// @ts-expect-error a document, where a way in it is given
toPrisma(filter, { columns: { labels: { array: { json: amount, path: ["x"] } } } }, sqlite);
// @ts-expect-error what the client has for that, not a null of its own
toPrisma(filter, { columns: {} }, { ...sqlite, anyNull: null });
// @ts-expect-error nothing is stored so
toPrisma(filter, { columns: { owner: { at: ownerId, stored: "int" } } }, sqlite);
// @ts-expect-error no such database
toPrisma(filter, { columns: { owner: ownerId } }, { provider: "mysql" });
export { seen };
