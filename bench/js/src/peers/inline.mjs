// Hand-written conditions, the practical limit: no policy, no explanation, nothing to load.

import { ACTIONS, flags } from "../workload.mjs";

export const name = "inline JavaScript";

function can(person, action, row) {
  switch (action) {
    case "viewCustomer":
      return person.view;
    case "editCustomer":
      return person.view && person.edit && row.status !== "INAC";
    case "completeCustomer":
    case "activateCustomer":
      return person.view && person.edit && row.informationComplete;
    case "activatePartialCustomer":
      return person.view && person.edit && !row.informationComplete;
    case "scoreClientMetrics":
      return (
        person.view &&
        person.edit &&
        (row.status === "ACTV" || (row.status === "PAIN" && person.clientMetrics))
      );
    case "deactivateCustomer":
    case "openClientMetrics":
    case "linkIntegration":
      return person.view && person.edit;
    default:
      throw new Error(`no such action: ${action}`);
  }
}

export async function enter({ people }) {
  const gates = people.map(flags);
  return {
    can: (who, action, row) => can(gates[who], action, row),

    sweep(rows) {
      let allowed = 0;
      for (const row of rows) {
        for (const action of ACTIONS) {
          for (const gate of gates) if (can(gate, action, row)) allowed++;
        }
      }
      return allowed;
    },

    predicates(rows) {
      let allowed = 0;
      for (const gate of gates) {
        for (const action of ACTIONS) {
          for (const row of rows) if (can(gate, action, row)) allowed++;
        }
      }
      return allowed;
    },

    table(rows, who) {
      const gate = gates[who];
      let allowed = 0;
      for (const action of ACTIONS) {
        for (const row of rows) if (can(gate, action, row)) allowed++;
      }
      return allowed;
    },
  };
}
