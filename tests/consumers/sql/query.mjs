// Expenses that somebody may approve, as a query.

import assert from "node:assert/strict";
import { loadPolicy } from "tollgate";
import expenses from "tollgate/policies/expenses";
import { toSql } from "tollgate/sql";

const who = { id: "u7", roles: ["Manager"], department: "Sales", limit: 800 };
const gate = loadPolicy(expenses).gate(who);

const columns = {
  table: "expenses",
  records: "Expense",
  columns: {
    id: { at: "id", stored: "id" },
    status: "status",
    owner: { at: "owner_id", stored: "id" },
    "owner.department": { at: { column: "owner", path: ["department"] }, stored: "text" },
    amount: { at: "amount", stored: "long" },
    budget: { at: "budget", stored: "long" },
    category: "category",
    country: "country",
    receipt: "receipt",
    team: { at: "team_id", stored: "id" },
    periodClosed: { at: "period_closed", stored: "flag" },
    labels: { links: { table: "labels", key: "expense_id", of: "id", item: "label" } },
  },
};

// What can be approved now: the step, so that the states that it starts from count too.
const filter = gate.filter({ transition: "approve" });
const condition = toSql(filter, columns, { dialect: "postgres" });
const query = `SELECT * FROM expenses WHERE ${condition.text}`;

assert.match(query, /"expenses"\."amount" <= \$\d+/);
assert.ok(condition.values.includes(800));
console.log("queried");
