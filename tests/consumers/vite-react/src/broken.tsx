// Questions that cannot be answered, on a page that lives on.

import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { Gated, GateProvider, useControl } from "tollgate/react";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const gone = { type: "Customer", status: "gone", informationComplete: true };

function Typo() {
  return (
    <Gated control="row.typo">
      <button>Typo</button>
    </Gated>
  );
}

function Slider() {
  const { state } = useControl("slider.reliability", gone);
  return <p id="slider">{state}</p>;
}

function Note() {
  const [status, setStatus] = useState("ACTV");
  return (
    <>
      <Gated control="row.edit" record={{ type: "Customer", status, informationComplete: true }}>
        <input aria-label="Note" />
      </Gated>
      <button onClick={() => setStatus("ACTV")}>Make active</button>
      <button onClick={() => setStatus("INAC")}>Make inactive</button>
      <p id="status">{status}</p>
    </>
  );
}

function Page() {
  const [pressed, setPressed] = useState(0);
  return (
    <>
      <Typo />
      <Typo />
      <Slider />
      <Note />
      <button onClick={() => setPressed(pressed + 1)}>Again</button>
      <p id="pressed">{pressed}</p>
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Typo />
    <GateProvider gate={gate}>
      <Page />
    </GateProvider>
  </StrictMode>,
);
