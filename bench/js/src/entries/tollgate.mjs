// The least a page needs of Tollgate for a first decision.

import { loadPolicy } from "tollgate";
import { ACTIONS } from "../workload.mjs";

export const gate = (person, bundle) => loadPolicy(bundle).gate(person);

/** All the answers for the rows. */
export function table(gate, rows) {
  const table = gate.table(rows);
  let allowed = 0;
  for (const action of ACTIONS) {
    const column = table.column(action);
    for (let row = 0; row < column.length; row++) allowed += column[row];
  }
  return allowed;
}
