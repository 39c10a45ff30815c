// What TypeScript makes of the package in a CommonJS module.

import bundle = require("tollgate/policies/client-metrics.json");
import { loadPolicy } from "tollgate";
import type { Decision, Gate } from "tollgate";
import { showDevtools } from "tollgate/devtools";
import { gateDom } from "tollgate/dom";
import { createGateStore } from "tollgate/store";
import { showReasons } from "tollgate/tooltip";

const gate: Gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
export const decision: Decision = gate.check("editCustomer", { type: "Customer" });
export const screen = gateDom(document.body, gate, { type: "Customer" });
// @ts-expect-error a gate is needed, if only `null`
gateDom(document.body);
// @ts-expect-error elements are under one, not under a selector
gateDom("body", gate);
// @ts-expect-error a gate answers
gateDom(document.body, { can: () => true });
// @ts-expect-error a record says its type
gateDom(document.body, gate, { status: "ACTV" });
gateDom(document.body, gate, undefined, { native: true });
gateDom(document.body, createGateStore(gate), (element) => element.id ? null : { type: "Customer" });
// @ts-expect-error no such option
gateDom(document.body, gate, undefined, { natve: true });
// @ts-expect-error another record, not its type
screen.update(gate, "Customer");

export const end: () => void = showDevtools(createGateStore(gate), { policy: loadPolicy(bundle) });
// @ts-expect-error a store, in which the panel puts the gates of others
showDevtools(gate);
// @ts-expect-error no such option
showDevtools(createGateStore(gate), { polcy: loadPolicy(bundle) });

showReasons();
// @ts-expect-error a page
showReasons(document.body);
