// What TypeScript makes of the binding: each line compiles, or is marked as one that must not.

import { loadPolicy } from "tollgate";
import type { Decision, Gate } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { Gated, GateProvider, useControl, useGate } from "tollgate/react";
import type { Control } from "tollgate/react";

const gate: Gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC" };

export function Right() {
  const own: Gate | null = useGate();
  const edit: Control = useControl("row.edit", customer, { to: "ACTV" });
  return (
    <GateProvider gate={own ?? gate} onError={(error, about) => console.warn(error, about)}>
      <tr {...edit.props} />
      <input {...edit.props} />
      <Gated control="row.edit" record={customer} fallback="no">
        {(control: Control) => <button {...control.props}>{control.message}</button>}
      </Gated>
      <Gated action="editCustomer" record={null}>
        {(decision: Decision) => decision.message}
      </Gated>
    </GateProvider>
  );
}

export function Wrong() {
  // @ts-expect-error a record says its type
  useControl("row.edit", { status: "INAC" });
  // @ts-expect-error a state is one of four
  useControl("row.edit").state === "off";
  return (
    // @ts-expect-error a provider has a gate, if only `null`
    <GateProvider>
      {/* @ts-expect-error a control or an action */}
      <Gated record={customer}>text</Gated>
      {/* @ts-expect-error not both */}
      <Gated control="row.edit" action="editCustomer">
        text
      </Gated>
    </GateProvider>
  );
}
