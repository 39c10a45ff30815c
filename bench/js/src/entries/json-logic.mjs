// The least a page needs of json-logic-engine for a first decision.

import { enter } from "../peers/json-logic.mjs";

export async function gate(person) {
  const { can, table } = await enter({ people: [person] });
  return { can: (action, row) => can(0, action, row), table };
}

/** All the answers for the rows. */
export const table = (gate, rows) => gate.table(rows, 0);
