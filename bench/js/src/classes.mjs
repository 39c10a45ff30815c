// One way of asking one pack, warm, in a process of its own.

import { do_not_optimize, measure } from "mitata";
import { loadPolicy } from "tollgate";

const TABLE_ROWS = 10_000;

/** Times that a sweep goes over the rows: a call has to outlast the clock. */
const TIMES = 64;

const WAYS = {
  can(gate, action, rows) {
    const call = () => {
      let yes = 0;
      for (let time = 0; time < TIMES; time++) for (const row of rows) yes += gate.can(action, row);
      return yes;
    };
    return { call, each: TIMES * rows.length };
  },

  check(gate, action, rows) {
    const call = () => {
      let length = 0;
      for (let time = 0; time < TIMES; time++) {
        for (const row of rows) length += gate.check(action, row).message.length;
      }
      return length;
    };
    return { call, each: TIMES * rows.length };
  },

  row(gate, action, rows) {
    const many = Array.from({ length: TABLE_ROWS }, (_, i) => (
      structuredClone(rows[i % rows.length])));
    const call = () => gate.table(many, [action]).column(action).reduce((sum, one) => sum + one, 0);
    return { call, each: TABLE_ROWS };
  },
};

/** The median time of one question, in nanoseconds. */
export async function warmClass(bundle, { action, principal, rows }, way, time) {
  const gate = loadPolicy(bundle).gate(principal);
  const allowed = rows.filter(gate.predicate(action)).length;
  if (allowed * 2 !== rows.length) throw new Error(`${allowed} of ${rows.length} are allowed`);
  const { call, each } = WAYS[way](gate, action, rows);
  const options = { min_cpu_time: time * 1e6, batch_threshold: 1e6, batch_samples: 64 };
  const used = () => do_not_optimize(call());
  // The first turn is for the compiler.
  await measure(used, options);
  const { p50 } = await measure(used, options);
  return { time: p50 / each };
}
