// A CommonJS module gets a pack's types as well.

import bundle = require("tollgate/policies/alvys");
import texts = require("tollgate/policies/alvys/es");
import type { Bundle, LoadPolicy } from "tollgate" with { "resolution-mode": "import" };

export const typed: Bundle<bundle.Pack> = bundle;

export const label: string | undefined = texts["group.Permission::createCompany"];
// @ts-expect-error a text may be missing
export const certain: string = texts["group.Permission::createCompany"];

export async function gate(loadPolicy: LoadPolicy): Promise<boolean> {
  const gate = loadPolicy(bundle).gate({ id: "u1", roles: ["Dispatcher"] });
  // @ts-expect-error there is no such action
  gate.can("viewCompanie");
  return gate.can("viewCompanies");
}
