// The panel for developers, on a page whose policy has no word for WebAssembly.

import { loadPolicy } from "./node_modules/tollgate/csp.js";
import { showDevtools } from "./node_modules/tollgate/devtools.dev.js";
import { gateDom } from "./node_modules/tollgate/dom.js";
import { explainer } from "./node_modules/tollgate/explain/csp.js";
import { createGateStore } from "./node_modules/tollgate/store.js";

const answer = await fetch("./node_modules/tollgate/policies/client-metrics.json");
const policy = loadPolicy(await answer.json());
const store = createGateStore(policy.gate({ id: "tom", roles: ["Commercial"] }));
showDevtools(store, { policy, explainer });
gateDom(document, store, { type: "Customer", status: "INAC", informationComplete: true });
