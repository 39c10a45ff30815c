// What Node.js prints of a control, in a component that a server renders.

import { inspect } from "node:util";
import { render } from "svelte/server";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics";
import { provideGate, useControl } from "tollgate/svelte";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC", informationComplete: true };

/** As Svelte compiles one for a server. */
function Page() {
  provideGate(gate);
  console.log(inspect(useControl("row.edit", customer)));
}

render(Page).body;
