// Hand-written conditions, the practical limit: no policy, no explanation, nothing to load.

import { flags } from "../workload.mjs";

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

export async function enter(people) {
  const gates = people.map(flags);
  return {
    can: (who, action, row) => can(gates[who], action, row),
    predicate: (who, action) => (row) => can(gates[who], action, row),
  };
}
