// The gate of last time, for the time until the server answers and where it cannot be reached.

import { loadGate } from "tollgate";

const KEY = "gate";

/** Puts the gate that was kept into the store, and keeps whatever comes next. */
export function startFromKept(store) {
  const kept = localStorage.getItem(KEY);
  try {
    if (kept) store.set(loadGate(kept));
  } catch {
    // It was kept by another version of the page.
  }
  store.subscribe((gate) => {
    if (gate) localStorage.setItem(KEY, JSON.stringify(gate.snapshot()));
    else localStorage.removeItem(KEY);
  });
}
