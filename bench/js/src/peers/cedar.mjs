// Cedar's own WebAssembly: the pack's policies and schema, parsed once, and a stateful call for
// each question. What a call says of principal and record goes along with it.

import init, * as cedar from "@cedar-policy/cedar-wasm/web";
import module from "../../node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm";
import customers from "../../../../policies/client-metrics/customers.cedar";
import metrics from "../../../../policies/client-metrics/metrics.cedar";
import schema from "../../../../policies/client-metrics/schema.cedarschema";
import status from "../../../../policies/client-metrics/status.cedar";

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

export async function enter(people) {
  await init({ module_or_path: module });
  const started = [
    cedar.preparseSchema(POLICIES, schema),
    cedar.preparsePolicySet(POLICIES, { staticPolicies: customers + metrics + status }),
  ];
  for (const { type, errors } of started) {
    if (type !== "success") throw new Error(`Cedar refuses the pack: ${JSON.stringify(errors)}`);
  }
  const can = (who, action, row) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: "User", id: people[who].id },
      action: { type: "Action", id: action },
      resource: { type: "Customer", id: row.id },
      context: {},
      preparsedSchemaName: POLICIES,
      preparsedPolicySetId: POLICIES,
      validateRequest: false,
      entities: entitiesOf(people[who], row),
    });
    if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
    return answer.response.decision === "allow";
  };
  return { can, slow: true };
}
