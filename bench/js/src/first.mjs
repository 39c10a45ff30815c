// A first decision and a first table: what nothing has warmed up for. Runs once in a fresh process
// or page; `enter` gives the entry's module.

import { LIST_ROWS, PEOPLE, customers } from "./workload.mjs";

/** View and Edit. */
const PERSON = PEOPLE[3];

/**
 * Times to a verdict, and of the first table, in nanoseconds. The clock starts before `enter`, or
 * where the entry says that it is being evaluated: what came before that was fetching.
 */
export async function first(enter) {
  // An active customer, which this person may edit.
  const [, row] = customers(2);
  const called = performance.now();
  const { module, bundle } = await enter();
  const gate = await module.gate(PERSON, bundle);
  const start = globalThis.evaluatedAt ?? called;
  const verdict = gate.can("editCustomer", row);
  const decided = performance.now();
  if (verdict !== true) throw new Error("the first decision is wrong");
  const rows = customers(LIST_ROWS);
  const before = performance.now();
  const allowed = module.table(gate, rows);
  const answered = performance.now();
  return { first: (decided - start) * 1e6, table: (answered - before) * 1e6, allowed };
}
