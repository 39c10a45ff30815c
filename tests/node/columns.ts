// Right and wrong maps of columns.

import { loadPolicy } from "tollgate";
import type { AttributeName } from "tollgate";
import expenses, { type Pack } from "tollgate/policies/expenses";
import { toPrisma } from "tollgate/prisma";
import type { Columns as Fields } from "tollgate/prisma";
import { toSql } from "tollgate/sql";
import type { Columns } from "tollgate/sql";

const who = { id: "u7", roles: ["Manager"], department: "Sales", limit: 800 } as const;
const gate = loadPolicy(expenses).gate(who);
const filter = gate.filter("viewExpense");
const postgres = { dialect: "postgres" } as const;

"owner.department" satisfies AttributeName<Pack, "Expense">;
// @ts-expect-error no such attribute
"owner.departmnt" satisfies AttributeName<Pack, "Expense">;

const typed: Columns<AttributeName<Pack, "Expense">> = {
  table: "expenses",
  records: "Expense",
  columns: {
    owner: { at: "owner_id", stored: "id" },
    "owner.department": { at: { sql: '"expenses"."owner" ->> ?', values: ["d"] }, stored: "text" },
    team: "team_id",
  },
};
toSql(filter, typed, postgres);
toSql(gate.filter({ transition: "submit" }), typed, postgres);
toSql(JSON.parse(JSON.stringify(filter)), typed, postgres);
toSql(filter, { table: "expenses", columns: { owner: "owner_id", type: "kind" } }, postgres);
toSql(filter, { table: "expenses", columns: {} } as Columns, postgres);
// @ts-expect-error no such attribute
toSql(filter, { table: "expenses", columns: { ownr: "owner_id" } }, postgres);
const loose = { table: "expenses", columns: { owner: "owner_id", teem: "team_id" } };
// @ts-expect-error no such attribute, in a map that is made elsewhere
toSql(filter, loose, postgres);
// @ts-expect-error nothing is stored so
toSql(filter, { table: "expenses", columns: { owner: { at: "owner", stored: "int" } } }, postgres);
export const wrong: Columns<AttributeName<Pack, "Expense">> = {
  table: "expenses",
  // @ts-expect-error no such attribute
  columns: { amuont: "amount" },
};

// The same for Prisma.
declare const owner: Exclude<NonNullable<Fields["columns"]["owner"]>, string | { at: unknown }>;
toPrisma(filter, { columns: { owner } }, { provider: "sqlite" });
export const fields: Fields<string, AttributeName<Pack, "Expense">> = { columns: { owner } };
// @ts-expect-error no such attribute
toPrisma(filter, { columns: { ownr: owner } }, { provider: "sqlite" });
// @ts-expect-error no such attribute
export const bad: Fields<string, AttributeName<Pack, "Expense">> = { columns: { amuont: owner } };
