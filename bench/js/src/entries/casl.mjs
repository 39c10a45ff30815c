// The least a page needs of CASL for a first decision.

import { ability } from "../peers/casl.mjs";
import { ACTIONS } from "../workload.mjs";

export const gate = (person) => ability(person);

/** All the answers for the rows. */
export function table(gate, rows) {
  let allowed = 0;
  for (const action of ACTIONS) {
    for (const row of rows) if (gate.can(action, row)) allowed++;
  }
  return allowed;
}
