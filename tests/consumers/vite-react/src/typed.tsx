// What TypeScript makes of the binding: each line compiles, or is marked as one that must not.

import { loadPolicy } from "tollgate";
import type { Decision, Gate, RecordOf } from "tollgate";
import type { Pack as Alvys } from "tollgate/policies/alvys";
import metrics, { type Pack as Metrics } from "tollgate/policies/client-metrics";
import bundle from "tollgate/policies/client-metrics.json";
import { createGateBinding, Gated, GateProvider, useControl } from "tollgate/react";
import { useGate, useMaybeGate } from "tollgate/react";
import type { Control } from "tollgate/react";

const gate: Gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC" };

export function Right() {
  const own: Gate = useGate();
  const maybe: Gate | null = useMaybeGate();
  const edit: Control = useControl("row.edit", customer, { to: "ACTV" });
  return (
    <GateProvider
      gate={maybe ?? own ?? gate}
      onError={(error, about) => console.warn(error, about)}
      fallback="wait"
    >
      <tr {...edit.props} />
      <input {...edit.props} />
      <Gated control="row.edit" record={customer} fallback="no" always>
        {(control: Control) => <button {...control.props}>{control.message}</button>}
      </Gated>
      <Gated action="editCustomer" record={null} not>
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

// Two packs in one application.
const customers = createGateBinding<Metrics>();
const companies = createGateBinding<Alvys>();
const complete: RecordOf<Metrics, "Customer"> = {
  type: "Customer",
  status: "ACTV",
  informationComplete: true,
};
const typed = loadPolicy(metrics).gate({ id: "tom" });

export function TypedRight() {
  customers.useControl("row.edit", complete);
  customers.useControl("row.edit", undefined);
  customers.useControl("menu.customers");
  customers.useGate().can("editCustomer", complete);
  return (
    <customers.GateProvider gate={typed}>
      <customers.Gated control="row.edit" record={complete}>
        {({ props }) => <button {...props} />}
      </customers.Gated>
      <customers.Gated action="editCustomer" record={complete}>
        {({ message }) => message}
      </customers.Gated>
    </customers.GateProvider>
  );
}

export function TypedWrong() {
  // @ts-expect-error no such control
  customers.useControl("row.edi", complete);
  // @ts-expect-error a value that the schema does not have
  customers.useControl("row.edit", { type: "Customer", status: "actv" });
  // @ts-expect-error an attribute that the control reads
  customers.useControl("row.edit", { type: "Customer" });
  // @ts-expect-error a control of another pack
  companies.useControl("row.edit", complete);
  // @ts-expect-error no such action
  customers.useGate().can("editCustomr", complete);
  // @ts-expect-error where there may be no gate, that is asked first
  customers.useMaybeGate().can("editCustomer", complete);
  return (
    // @ts-expect-error a gate of another pack
    <companies.GateProvider gate={typed}>
      {/* @ts-expect-error no such control */}
      <customers.Gated control="row.edi">text</customers.Gated>
      {/* @ts-expect-error no such action */}
      <customers.Gated action="editCustomr">text</customers.Gated>
      {/* @ts-expect-error a record of another type */}
      <customers.Gated control="row.edit" record={{ type: "Company", status: "Active" }}>
        text
      </customers.Gated>
      {/* @ts-expect-error `always` is for controls */}
      <customers.Gated action="editCustomer" record={complete} always>
        text
      </customers.Gated>
    </companies.GateProvider>
  );
}
