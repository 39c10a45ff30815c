// While developing: a panel on the page that says who asks by which policy, what is asked and what
// the answers are, and why; that lets somebody act as another principal, and shows what is hidden.
// What is built for production has none of it: there the entry does nothing.

import type { DebugInfo, explainer } from "./explain.js";
import type { Gate } from "./gate.js";
import { watchStore } from "./panel.js";
import type { AnyGate } from "./shown.js";
import type { GateStore } from "./store.js";
import type { Principal } from "./types.js";

/** A policy of any pack, of which the panel makes gates for others. */
export interface AnyPolicy {
  readonly pack: string;
  readonly roles: readonly string[];
  gate(principal: any): AnyGate;
}

export interface DevtoolsOptions {
  /** The policy, to act as other principals; without it one cannot. */
  readonly policy?: AnyPolicy;
  /** Whom to offer to act as, beside a principal of each role. */
  readonly principals?: readonly Principal[];
  /** The debug file of the policy's bundle, for explanations in words. */
  readonly debug?: DebugInfo | object | string;
  /** That of `tollgate/explain/csp`, on a page that cannot compile WebAssembly. */
  readonly explainer?: typeof explainer;
  /** Where the panel is put; the page's own document unless it is given. */
  readonly page?: Document;
}

/**
 * Shows the panel for the gate that a store holds; what it returns takes the panel away and puts
 * the application's own gate back.
 */
export function showDevtools(store: GateStore<any>, options: DevtoolsOptions = {}): () => void {
  return __DEV__ ? watchStore(store as GateStore<Gate>, options) : () => {};
}
