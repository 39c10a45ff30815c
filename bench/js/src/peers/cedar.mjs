// Cedar's own WebAssembly: the pack's policies and schema, parsed once, and a stateful call for
// each question. What a call says of principal and record goes along with it.

import { ACTIONS } from "../workload.mjs";

export const name = "cedar-wasm";

const POLICIES = "client-metrics";

function entitiesOf({ id, permissions }, row) {
  const held = permissions.map((name) => ({ type: "Permission", id: name }));
  const status = { __entity: { type: "CustomerStatus", id: row.status } };
  return [
    { uid: { type: "User", id }, attrs: {}, parents: held },
    {
      uid: { type: "Customer", id: row.id },
      attrs: { status, informationComplete: row.informationComplete },
      parents: [],
    },
  ];
}

/** `cedar` is the module, started: how, differs between Node and a page. */
export async function enter({ people, cedar, policies, schema }) {
  const started = [
    cedar.preparseSchema(POLICIES, schema),
    cedar.preparsePolicySet(POLICIES, { staticPolicies: policies }),
  ];
  for (const { type, errors } of started) {
    if (type !== "success") throw new Error(`Cedar refuses the pack: ${JSON.stringify(errors)}`);
  }
  const ask = (person, action, row) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: "User", id: person.id },
      action: { type: "Action", id: action },
      resource: { type: "Customer", id: row.id },
      context: {},
      preparsedSchemaName: POLICIES,
      preparsedPolicySetId: POLICIES,
      validateRequest: false,
      entities: entitiesOf(person, row),
    });
    if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
    return answer.response.decision === "allow";
  };
  return {
    can: (who, action, row) => ask(people[who], action, row),

    sweep(rows) {
      let allowed = 0;
      for (const row of rows) {
        for (const action of ACTIONS) {
          for (const person of people) if (ask(person, action, row)) allowed++;
        }
      }
      return allowed;
    },
  };
}
