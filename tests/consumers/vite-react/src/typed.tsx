// What TypeScript makes of the binding: each line compiles, or is marked as one that must not.

import { loadPolicy } from "tollgate";
import type { Decision, Gate, RecordOf } from "tollgate";
import alvys, { type Pack as Alvys } from "tollgate/policies/alvys";
import metrics, { type Pack as Metrics } from "tollgate/policies/client-metrics";
import type { Pack as Expenses } from "tollgate/policies/expenses";
import bundle from "tollgate/policies/client-metrics.json";
import { createGateBinding, Gated, GateProvider, useControl } from "tollgate/react";
import { useGate, useMaybeGate } from "tollgate/react";
import type { Control } from "tollgate/react";
import { createGateStore } from "tollgate/store";

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

// Records that are loading, and records of other types.
const companyGate = loadPolicy(alvys).gate({ id: "u1", permissions: ["editCompany"] });
const company = { type: "Company", companyType: "Shipper", status: "Active" } as const;

export function RecordsRight(props: { readonly customer: typeof complete | undefined }) {
  customers.useControl("row.edit", props.customer);
  return (
    <customers.GateProvider gate={createGateStore(typed)}>
      <customers.Gated control="row.edit" record={props.customer}>
        <button />
      </customers.Gated>
      <customers.Gated action="editCustomer" record={props.customer}>
        text
      </customers.Gated>
    </customers.GateProvider>
  );
}

export function RecordsWrong() {
  const gate = customers.useGate();
  // @ts-expect-error an action is asked about a record that is there
  gate.can("editCustomer", undefined);
  // @ts-expect-error a company is no customer
  gate.can("editCustomer", company);
  // @ts-expect-error
  customers.useControl("row.edit", company);
  // @ts-expect-error a row that says no type
  customers.useControl("row.edit", { status: "ACTV" });
  return (
    // @ts-expect-error a store of another pack's gate
    <customers.GateProvider gate={createGateStore(companyGate)}>
      {/* @ts-expect-error */}
      <customers.Gated action="editCustomer" record={company}>
        text
      </customers.Gated>
      {/* @ts-expect-error an attribute that the action reads */}
      <customers.Gated action="editCustomer" record={{ type: "Customer" }}>
        text
      </customers.Gated>
      {/* @ts-expect-error what a control is given, where an action is asked */}
      <customers.Gated action="editCustomer" record={complete}>
        {({ props }: Control) => <button {...props} />}
      </customers.Gated>
    </customers.GateProvider>
  );
}

// Contexts.
const expenses = createGateBinding<Expenses>();
const now = new Date();

export function ContextsRight() {
  expenses.useControl("button.export", null, { now });
  return (
    <>
      <expenses.Gated control="button.export" context={{ now: "2026-01-31" }}>
        <button />
      </expenses.Gated>
      <companies.Gated
        action="changeCompanyType"
        record={company}
        context={{ to: "Warehouse" }}
      >
        text
      </companies.Gated>
    </>
  );
}

export function ContextsWrong() {
  // @ts-expect-error a context is needed
  expenses.useControl("button.export");
  // @ts-expect-error
  expenses.useControl("button.export", null, {});
  // @ts-expect-error of another type
  expenses.useControl("button.export", null, { now: 7 });
  // @ts-expect-error a misspelt member
  expenses.useControl("button.export", null, { nwo: now });
  // @ts-expect-error
  expenses.useGate().can("exportExpenses", null, { nwo: now });
  return (
    <>
      {/* @ts-expect-error of another type */}
      <expenses.Gated control="button.export" context={{ now: 7 }}>
        <button />
      </expenses.Gated>
      {/* @ts-expect-error no such value */}
      <companies.Gated action="changeCompanyType" record={company} context={{ to: "Warehose" }}>
        text
      </companies.Gated>
    </>
  );
}
