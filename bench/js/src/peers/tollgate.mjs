// Tollgate, asked as its README has it.

import { loadPolicy } from "tollgate";
import { ACTIONS } from "../workload.mjs";

export const name = "Tollgate";

export async function enter({ people, bundle }) {
  const policy = loadPolicy(bundle);
  const gates = people.map((person) => policy.gate(person));
  const predicates = gates.map((gate) => ACTIONS.map((action) => gate.predicate(action)));
  return {
    policy,
    gates,
    can: (who, action, row) => gates[who].can(action, row),

    sweep(rows) {
      let allowed = 0;
      for (const row of rows) {
        for (const action of ACTIONS) {
          for (const gate of gates) if (gate.can(action, row)) allowed++;
        }
      }
      return allowed;
    },

    predicates(rows) {
      let allowed = 0;
      for (const each of predicates) {
        for (const predicate of each) {
          for (const row of rows) if (predicate(row)) allowed++;
        }
      }
      return allowed;
    },

    /** All the answers, read by column. */
    table(rows, who) {
      const table = gates[who].table(rows);
      let allowed = 0;
      for (const action of ACTIONS) {
        const column = table.column(action);
        for (let row = 0; row < column.length; row++) allowed += column[row];
      }
      return allowed;
    },

    /** All the answers, read one by one. */
    tableByCell(rows, who) {
      const table = gates[who].table(rows);
      let allowed = 0;
      for (const action of ACTIONS) {
        for (let row = 0; row < rows.length; row++) if (table.can(row, action)) allowed++;
      }
      return allowed;
    },

    gate: (person) => policy.gate(person),
  };
}
