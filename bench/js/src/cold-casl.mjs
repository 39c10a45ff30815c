// A first decision of CASL, its rules in the same script.

import { ability } from "./peers/casl.mjs";
import { FIRST, PERSON } from "./workload.mjs";

const allowed = ability(PERSON).can("editCustomer", FIRST);
globalThis.result = { allowed, first: performance.now() - globalThis.startedAt };
