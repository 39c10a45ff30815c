// The customer screen with `tollgate/devtools`: what is built for production has no trace of it.

import { createRoot } from "react-dom/client";
import { loadPolicy } from "tollgate";
import { showDevtools } from "tollgate/devtools";
import bundle from "tollgate/policies/client-metrics.json";
import debug from "tollgate/policies/client-metrics.debug.json";
import { GateProvider } from "tollgate/react";
import { createGateStore } from "tollgate/store";
import { Customer } from "./Customer";

const policy = loadPolicy(bundle);
const tom = { id: "tom", roles: ["Commercial"] };
const vera = { id: "vera", permissions: ["view"] };
const store = createGateStore(policy.gate(tom));
const end = showDevtools(store, { policy, debug, principals: [vera] });
const customers = ["c7", "c8"].map((id) => ({ type: "Customer", id }) as const);

createRoot(document.getElementById("root")!).render(
  <GateProvider gate={store}>
    <button onClick={() => store.set(policy.gate(vera))}>Vera signs in</button>
    <button onClick={end}>End the panel</button>
    <button onClick={() => customers.filter(store.get()!.predicate("deactivateCustomer"))}>
      Look for those to deactivate
    </button>
    <Customer />
  </GateProvider>,
);
