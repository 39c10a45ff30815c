// accesscontrol: roles with grants. It knows no conditions on a record, so the half that depends on
// a customer's state is code beside it, as its documentation advises.

import { AccessControl } from "accesscontrol";
import { ACTIONS, flags } from "../workload.mjs";

export const name = "accesscontrol";

/** What it cannot express, for the report. */
export const limits = "conditions on the record are written in code beside it";

const WORK = ACTIONS.filter((action) => action !== "viewCustomer");

/** Roles grant alternatively, never together: each useful set of permissions is a role. */
function grants() {
  const control = new AccessControl();
  control.grant("nobody");
  control.grant("viewer").readAny("viewCustomer");
  control.grant("editor").extend("viewer");
  for (const action of WORK) control.grant("editor").updateAny(action);
  control.grant("administrator").extend("editor");
  return control.lock();
}

function roleOf(person) {
  const held = flags(person);
  if (!held.view) return "nobody";
  if (!held.edit) return "viewer";
  return held.clientMetrics ? "administrator" : "editor";
}

const states = {
  editCustomer: (_, row) => row.status !== "INAC",
  completeCustomer: (_, row) => row.informationComplete,
  activateCustomer: (_, row) => row.informationComplete,
  activatePartialCustomer: (_, row) => !row.informationComplete,
  scoreClientMetrics: (role, row) =>
    row.status === "ACTV" || (row.status === "PAIN" && role === "administrator"),
};

export async function enter({ people }) {
  const control = grants();
  const gates = people.map(roleOf);
  const ask = (role, action, row) => {
    const query = control.can(role);
    const permission = action === "viewCustomer" ? query.readAny(action) : query.updateAny(action);
    return permission.granted && (states[action]?.(role, row) ?? true);
  };
  return {
    can: (who, action, row) => ask(gates[who], action, row),

    sweep(rows) {
      let allowed = 0;
      for (const row of rows) {
        for (const action of ACTIONS) {
          for (const role of gates) if (ask(role, action, row)) allowed++;
        }
      }
      return allowed;
    },
  };
}
