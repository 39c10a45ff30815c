// The page's side of the worker, which has the gate that the page has.

import { store } from "./session.js";

const worker = new Worker(new URL("./rows.js", import.meta.url), { type: "module" });
store.subscribe((gate) => worker.postMessage({ snapshot: gate && gate.snapshot() }));

/** 1 for each row that can be edited; `null` while nobody is signed in. */
export function editable(rows) {
  return new Promise((resolve) => {
    // Each question has a channel of its own, so that answers find their questions.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(data);
    };
    worker.postMessage({ rows }, [port2]);
  });
}
