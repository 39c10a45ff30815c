// Who may sign in, and the customer that they meet.

import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";

const policy = loadPolicy(bundle);
export const gates = {
  tom: policy.gate({ id: "tom", roles: ["Commercial"] }),
  vera: policy.gate({ id: "vera", permissions: ["view"] }),
};

export const acme = { type: "Customer", id: "c1", status: "INAC", informationComplete: true };

/** The policies that decide whether it may be edited. */
export const why = (gate, customer) =>
  gate.check("editCustomer", customer).determining.map(({ policy }) => policy).join();
