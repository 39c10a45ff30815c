// What TypeScript makes of the package: each line compiles, or is marked as one that must not.

import { loadPolicy, TollgateError } from "tollgate";
import type { Change, ControlState, Decision, Gate, Lifecycle, Policy } from "tollgate";
import bundle from "tollgate/policies/alvys.json" with { type: "json" };

const policy: Policy = loadPolicy(bundle);
loadPolicy(JSON.stringify(bundle));
// @ts-expect-error a bundle is an object or its text
loadPolicy(1);

const gate: Gate = policy.gate({ id: "u1", roles: ["Dispatcher"], customer: "acme" });
// @ts-expect-error a principal has an id
policy.gate({ roles: [] });

interface Company {
  type: "Company";
  id: string;
  status: "Active" | "Disabled";
}
const rows: readonly Company[] = [{ type: "Company", id: "k1", status: "Active" }];
const shown: Company[] = rows.filter(gate.predicate("viewCompany"));
const allowed: boolean = gate.can("viewCompany", shown[0]);
gate.can("setUp", null, { to: "Active" });
// @ts-expect-error a record says its type
gate.can("viewCompany", { id: "k1" });

const decision: Decision = gate.check("viewCompany", shown[0]);
// @ts-expect-error a decision is frozen
decision.allowed = allowed;

export function described(change: Change): string {
  if ("grant" in change) return change.grant;
  if ("relate" in change) return change.relate;
  return `${change.transition} to ${change.to}`;
}
export const unlocks: string[][] = (decision.unlock ?? []).map((changes) => changes.map(described));

export const scope: "always" | "never" | "depends" = gate.scope("viewCompany");
export const states: ControlState[] = Object.values(gate.controls());
export const kept: boolean = gate.filter("viewCompany").matches({ type: "Company" });
export const column: Uint8Array = gate.table(rows, ["viewCompany"]).column("viewCompany");
export const lifecycle: Lifecycle | null = policy.lifecycle("Company");

try {
  gate.check("typo");
} catch (error) {
  if (error instanceof TollgateError && error.code === "unknown_action") error.at?.length;
  // @ts-expect-error codes are a closed list
  if (error instanceof TollgateError && error.code === "unknown") throw error;
}

interface User {
  id: string;
  roles: string[];
  email: string;
}
declare const user: User;
export const ofUser: Gate = policy.gate(user);
export const literal: boolean = gate.can("viewCompany", { type: "Company", status: "Active" });
