// In a web worker: which of many rows can be edited.

import { loadGate } from "tollgate";

let gate = null;

addEventListener("message", ({ data: { snapshot, rows }, ports: [port] }) => {
  if (snapshot !== undefined) gate = snapshot && loadGate(snapshot);
  else port.postMessage(gate && gate.table(rows, ["editCustomer"]).column("editCustomer"));
});
