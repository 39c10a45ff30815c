// What both pages have: a gate, a customer who is inactive until a button says otherwise, and the
// reasons beside what is off.

import { useState } from "react";
import { createRoot } from "react-dom/client";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { GateProvider } from "tollgate/react";
import { Reasons } from "tollgate/react/tooltip";
import "tollgate/style.css";
import "./page.css";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const acme = { type: "Customer", id: "c1", status: "INAC", informationComplete: true };

function Page({ Screen }) {
  const [customer, setCustomer] = useState(acme);
  return (
    <GateProvider gate={gate}>
      <Reasons />
      <h1>Acme</h1>
      <p id="status">{customer.status}</p>
      <Screen customer={customer} />
      <p>
        <button onClick={() => setCustomer({ ...acme, status: "ACTV" })}>Make active</button>
      </p>
    </GateProvider>
  );
}

export function show(Screen) {
  createRoot(document.getElementById("app")).render(<Page Screen={Screen} />);
}
