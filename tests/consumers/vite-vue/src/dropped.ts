// Components that drop the props of a control, and one that passes them on.

import { createApp, h } from "vue";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { Gated, GateProvider } from "tollgate/vue";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const record = { type: "Customer", status: "INAC", informationComplete: true };

const Dropping = { inheritAttrs: false, render: () => h("button", "Edit") };
const Passing = { render: () => h("button", "Reliability") };

createApp(() =>
  h(GateProvider, { gate }, () => [
    h(Gated, { control: "row.edit", record }, () => h(Dropping)),
    h(Gated, { control: "slider.reliability", record }, () => h(Passing)),
    h(Gated, { control: "row.reactivate", record }, () => h(Dropping)),
  ]),
).mount("#app");
