// A first decision of Tollgate, engine and policy in one script: what a page does once, cold.

import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics";
import { FIRST, PERSON } from "./workload.mjs";

const opening = performance.now();
const policy = loadPolicy(bundle);
const load = performance.now() - opening;
const allowed = policy.gate(PERSON).can("editCustomer", FIRST);
globalThis.result = { allowed, first: performance.now() - globalThis.startedAt, load };
