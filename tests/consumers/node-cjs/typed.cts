// What TypeScript makes of the package in a CommonJS module.

import bundle = require("tollgate/policies/client-metrics.json");
import { loadPolicy } from "tollgate";
import type { Decision, Gate } from "tollgate";
import { gateDom } from "tollgate/dom";

const gate: Gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
export const decision: Decision = gate.check("editCustomer", { type: "Customer" });
export const screen = gateDom(document.body, gate, { type: "Customer" });
// @ts-expect-error a gate is needed, if only `null`
gateDom(document.body);
