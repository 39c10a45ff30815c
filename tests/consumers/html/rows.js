// Many records on a page: each element is asked about the record of the row that it is in.

import { loadPolicy } from "tollgate";
import { gateDom } from "tollgate/dom";
import { createGateStore } from "tollgate/store";

const bundle = await (await fetch("./node_modules/tollgate/policies/client-metrics.json")).json();
const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });

const customers = {
  c1: { type: "Customer", id: "c1", status: "ACTV", informationComplete: true },
  c2: { type: "Customer", id: "c2", status: "INAC", informationComplete: true },
  c3: { type: "Customer", id: "c3", status: "gone", informationComplete: true },
  c4: { type: "Customer", id: "c4", status: "INAC", informationComplete: true },
};
const errors = [];

const before = document.body.innerHTML;
const recordOf = (element) => customers[element.closest("[id]")?.id];
const store = createGateStore(gate);
const screen = gateDom(document.body, store, recordOf, {
  onError: (error, control) => errors.push({ control, code: error.code }),
});
Object.assign(globalThis, { before, errors, gate, screen, store });
