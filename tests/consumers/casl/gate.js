// The same rules as a pack, compiled ahead: a gate is what an ability was.

import { loadPolicy } from "tollgate";
import bundle from "./articles/bundle.json" with { type: "json" };

const policy = loadPolicy(bundle);

export function gateOf(user) {
  return policy.gate(user);
}
