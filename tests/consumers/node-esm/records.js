// Asks about records as an application has them.

import assert from "node:assert/strict";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/expenses.json" with { type: "json" };
import { toSql } from "tollgate/sql";

// A class of the application's, which knows nothing of the pack.
class Claim {
  constructor(state, author, lines) {
    Object.assign(this, { state, author, lines });
  }

  get closed() {
    return this.state === "paid";
  }
}

const policy = loadPolicy(bundle, {
  records: {
    Expense: {
      from: Claim,
      attributes: {
        status: "state",
        owner: "author",
        periodClosed: "closed",
        amount: (claim) => claim.lines.reduce((sum, line) => sum + line.amount, 0),
      },
    },
  },
});
const gate = policy.gate({ id: "7", roles: ["Employee"], department: "Sales" });

const claim = new Claim("draft", { id: 7, department: "Sales" }, [{ amount: 90 }, { amount: 35 }]);
assert.equal(gate.can("editExpense", claim), true);
assert.equal(gate.control("row.edit", claim).state, "enabled");

// Rows of a table are all of one type, and need not say it.
const rows = [
  { state: "draft", author: 7, closed: false },
  { state: "draft", author: 8, closed: false },
];
const table = gate.table(rows, ["editExpense"], { type: "Expense" });
assert.deepEqual([...table.column("editExpense")], [1, 0]);

// One row as the pack's own record, for whoever has no mapping: a server, a worker.
const record = gate.record("Expense", rows[0]);
assert.deepEqual([record.type, record.status, record.owner], ["Expense", "draft", 7]);
assert.equal(gate.can("editExpense", record), true);

// What a function makes of a record is an expression of the database.
const columns = {
  table: "claims",
  records: "Expense",
  columns: {
    owner: { at: "author_id", stored: "id" },
    "owner.department": { at: { column: "author", path: ["department"] }, stored: "text" },
    team: { at: "team_id", stored: "id" },
    amount: {
      at: { sql: "(SELECT sum(amount) FROM lines WHERE lines.claim = claims.id)" },
      stored: "long",
    },
  },
};
const seen = toSql(gate.filter("viewExpense"), columns, { dialect: "sqlite" });
assert.match(seen.text, /"claims"\."author_id"/);

// What a function throws is an error of the attribute, where a question reads it.
const half = new Claim("draft", 7, undefined);
assert.equal(gate.can("editExpense", half), true);
assert.throws(() => gate.can("submitExpense", half), { code: "wrong_type", at: "amount" });

// A mapping is held against the pack where it is loaded.
assert.throws(
  () => loadPolicy(bundle, { records: { Expense: { attributes: { state: "state" } } } }),
  { code: "unknown_member", at: "records.Expense.attributes.state" },
);
console.log("asked about an application's own records");
