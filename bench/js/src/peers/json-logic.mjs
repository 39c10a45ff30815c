// json-logic-engine: a rule an action, compiled once. Compiling is `new Function`, which a page
// with a strict Content Security Policy refuses.

import { LogicEngine } from "json-logic-engine";
import { ACTIONS, flags } from "../workload.mjs";

const held = (name) => ({ var: `person.${name}` });
const works = { and: [held("view"), held("edit")] };
const status = { var: "row.status" };
const complete = { var: "row.informationComplete" };

const rules = {
  viewCustomer: held("view"),
  editCustomer: { and: [held("view"), held("edit"), { "!==": [status, "INAC"] }] },
  completeCustomer: { and: [held("view"), held("edit"), complete] },
  activateCustomer: { and: [held("view"), held("edit"), complete] },
  activatePartialCustomer: { and: [held("view"), held("edit"), { "!": complete }] },
  deactivateCustomer: works,
  openClientMetrics: works,
  scoreClientMetrics: {
    and: [
      held("view"),
      held("edit"),
      {
        or: [
          { "===": [status, "ACTV"] },
          { and: [{ "===": [status, "PAIN"] }, held("clientMetrics")] },
        ],
      },
    ],
  },
  linkIntegration: works,
};

export async function enter(people) {
  const engine = new LogicEngine();
  const built = Object.fromEntries(ACTIONS.map((action) => [action, engine.build(rules[action])]));
  const gates = people.map(flags);
  return {
    can: (who, action, row) => built[action]({ person: gates[who], row }),
    predicate: (who, action) => {
      const [rule, person] = [built[action], gates[who]];
      return (row) => rule({ person, row });
    },
  };
}
