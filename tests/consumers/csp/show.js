// An inactive customer, whose Edit is off and says why.

import { gateDom } from "./node_modules/tollgate/dom.js";

export async function show(loadPolicy, explain) {
  const answer = await fetch("./node_modules/tollgate/policies/client-metrics.json");
  const gate = loadPolicy(await answer.json()).gate({ id: "tom", roles: ["Commercial"] });
  const customer = { type: "Customer", status: "INAC", informationComplete: true };
  gateDom(document, gate, customer);
  const [{ policy }] = gate.check("editCustomer", customer).determining;
  document.querySelector("#why").textContent = policy;
  const { policies } = explain(gate, "row.edit", customer);
  const held = policies.filter(({ holds }) => holds === "yes").map((each) => each.policy);
  document.querySelector("#explained").textContent = held.join(" ");
}
