// Tollgate, asked as its README has it.

import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics";
import { ACTIONS } from "../workload.mjs";

export async function enter(people) {
  const policy = loadPolicy(bundle);
  const gates = people.map((person) => policy.gate(person));
  return {
    can: (who, action, row) => gates[who].can(action, row),
    predicate: (who, action) => gates[who].predicate(action),
    check: (who, action, row) => gates[who].check(action, row),
    gate: (person) => policy.gate(person),

    /** How many controls of a row are enabled. */
    controls(who, row) {
      const states = gates[who].controls(row);
      let enabled = 0;
      for (const id in states) if (states[id].state === "enabled") enabled++;
      return enabled;
    },

    /** How many answers for the rows are yes, read by column. */
    columns(who, rows) {
      const table = gates[who].table(rows);
      let yes = 0;
      for (const action of ACTIONS) {
        const column = table.column(action);
        for (let row = 0; row < column.length; row++) yes += column[row];
      }
      return yes;
    },

    /** The same, read one by one. */
    cells(who, rows) {
      const table = gates[who].table(rows);
      let yes = 0;
      for (const action of ACTIONS) {
        for (let row = 0; row < rows.length; row++) if (table.can(row, action)) yes++;
      }
      return yes;
    },
  };
}
