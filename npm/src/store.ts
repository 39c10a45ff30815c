// A place for the gate of whoever is signed in: it comes and goes while the page stays, and all
// bindings follow it.

/** Holds a gate, and tells who listens when it is another. `null` while nobody is signed in. */
export interface GateStore<G> {
  /** The gate. */
  get(): G | null;
  /** Puts another gate in its place. */
  set(gate: G | null): void;
  /** Calls `listener` with the gate, now and at every change; what it returns ends that. */
  subscribe(listener: (gate: G | null) => void): () => void;
}

/** A store that holds a gate, or none yet. */
export function createGateStore<G extends object>(gate: G | null = null): GateStore<G> {
  let held = gate;
  const listeners = new Set<{ readonly tell: (gate: G | null) => void }>();
  return {
    get: () => held,
    set(next) {
      if (next === held) return;
      held = next;
      // One that listens from now on has been told already.
      for (const listener of [...listeners]) if (listeners.has(listener)) listener.tell(held);
    },
    subscribe(tell) {
      const listener = { tell };
      listeners.add(listener);
      tell(held);
      return () => void listeners.delete(listener);
    },
  };
}

/** Whether what a binding takes a gate from is a store. */
export const isStore = <G>(value: unknown): value is GateStore<G> =>
  typeof (value as { subscribe?: unknown } | null | undefined)?.subscribe === "function";
