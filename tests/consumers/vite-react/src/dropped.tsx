// Components that drop the props of a control, and one that passes them on.

import { createRoot } from "react-dom/client";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { Gated, GateProvider } from "tollgate/react";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const acme = { type: "Customer", status: "INAC", informationComplete: true };

const Dropping = () => <button>Edit</button>;
const Passing = (props: object) => <button {...props}>Reliability</button>;

createRoot(document.getElementById("root")!).render(
  <GateProvider gate={gate}>
    <Gated control="row.edit" record={acme}>
      <Dropping />
    </Gated>
    <Gated control="slider.reliability" record={acme}>
      <Passing />
    </Gated>
    <Gated control="row.reactivate" record={acme}>
      <Dropping />
    </Gated>
  </GateProvider>,
);
