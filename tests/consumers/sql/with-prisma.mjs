// Expenses that somebody may see, as a query of Prisma.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/expenses";
import { toPrisma } from "tollgate/prisma";
import { toSql } from "tollgate/sql";

const { Prisma, PrismaClient } = createRequire(import.meta.url)(".prisma/sqlite");
const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: "file:prisma/docs.db" }) });
for (const table of [
  "User (id integer PRIMARY KEY, department text)",
  "Expense (id integer PRIMARY KEY, ownerId integer, teamId text, amount integer)",
]) {
  await prisma.$executeRawUnsafe(`CREATE TABLE ${table}`);
}
await prisma.user.createMany({ data: [{ id: 7, department: "Sales" }, { id: 8 }] });
await prisma.expense.createMany({
  data: [
    { id: 1, ownerId: 7, amount: 60 },
    { id: 2, ownerId: 8, teamId: "t1", amount: 3000 },
    { id: 3, ownerId: 8, teamId: "t2", amount: 40 },
    { id: 4, ownerId: 7, amount: 2000 },
  ],
});

const who = { id: "9", roles: ["Manager"], department: "Sales", in: ["Team::t1"] };
const gate = loadPolicy(bundle).gate(who);

const { expense, user } = prisma;
const columns = {
  records: "Expense",
  columns: {
    owner: { at: expense.fields.ownerId, stored: "id", required: true },
    "owner.department": { relation: "owner", at: user.fields.department },
    team: expense.fields.teamId,
    amount: { at: expense.fields.amount, required: true },
  },
};

const seen = toPrisma(gate.filter("viewExpense"), columns, { provider: "sqlite" });
const large = await prisma.expense.findMany({ where: { AND: [seen, { amount: { gt: 1000 } }] } });

assert.deepEqual(large.map(({ id }) => id), [2, 4]);

const names = {
  table: "Expense",
  records: "Expense",
  columns: {
    owner: { at: "ownerId", stored: "id" },
    "owner.department": {
      at: { sql: `(SELECT department FROM "User" WHERE id = "Expense"."ownerId")` },
      stored: "text",
    },
    team: "teamId",
  },
};

const { strings, values } = toSql(gate.filter("viewExpense"), names, { dialect: "sqlite" });
const where = Prisma.sql(strings, ...values);
const rows = await prisma.$queryRaw`SELECT id FROM "Expense" WHERE ${where} ORDER BY id`;

assert.deepEqual(rows.map(({ id }) => Number(id)), [1, 2, 4]);
await prisma.$disconnect();
console.log("queried");
