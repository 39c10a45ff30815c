// React Native: the entry that needs no WebAssembly, which Hermes lacks.

import { loadPolicy } from "tollgate/csp";
import bundle from "tollgate/policies/client-metrics.json";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });

/** For `<Pressable {...pressable("row.edit", customer)} onPress={edit}>`. */
export function pressable(control, customer) {
  const { state, message } = gate.control(control, customer);
  return { disabled: state !== "enabled", accessibilityHint: message };
}
