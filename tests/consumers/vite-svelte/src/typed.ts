// What TypeScript makes of the binding for an application that has registered its pack: each line
// compiles, or is marked as one that must not.

import { loadPolicy } from "tollgate";
import type { Gate } from "tollgate";
import alvys, { type Pack as Alvys } from "tollgate/policies/alvys";
import metrics, { type Pack } from "tollgate/policies/client-metrics";
import type { Pack as Expenses } from "tollgate/policies/expenses";
import { createGateStore } from "tollgate/store";
import { createGateBinding, provideGate, useControl, useGate, useMaybeGate } from "tollgate/svelte";
import type { Control } from "tollgate/svelte";

declare module "tollgate/svelte" {
  interface Register {
    pack: Pack;
  }
}

const gate = loadPolicy(metrics).gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC", informationComplete: true } as const;
provideGate(gate);
provideGate(createGateStore(gate));
provideGate(() => null, { onError: (error, about) => console.warn(error, about) });
// @ts-expect-error a gate answers
provideGate({ can: () => true });

export const edit: Control = useControl("row.edit", customer);
useControl(
  () => "row.view" as const,
  () => customer,
);
useControl("row.edit", undefined);
// @ts-expect-error no such control
useControl("row.typo", customer);
// @ts-expect-error a record says its type
useControl("row.edit", { status: "INAC" });
// @ts-expect-error a value that the schema does not have
useControl("row.edit", { type: "Customer", status: "inac" });

export const own: Gate<Pack> = useGate().current;
export const maybe: Gate<Pack> | null = useMaybeGate().current;
// @ts-expect-error no such action
own.can("editCustomr", customer);

// One more pack in the same application.
const companies = createGateBinding<Alvys>();
companies.useControl("menu.companies");
// @ts-expect-error a control of another pack
companies.useControl("row.edit", customer);
// @ts-expect-error a gate of another pack
companies.provideGate(gate);
// @ts-expect-error a store of another pack's gate
companies.provideGate(createGateStore(gate));
companies.provideGate(loadPolicy(alvys).gate({ id: "u1" }));

// Records that are loading, and records of other types.
const loading = undefined as typeof customer | undefined;
const company = { type: "Company", companyType: "Shipper", status: "Active" } as const;
useControl("row.edit", loading);
useControl("row.edit", () => loading);
// @ts-expect-error an action is asked about a record that is there
own.can("editCustomer", loading);
// @ts-expect-error there may be no gate
maybe.can("editCustomer", customer);
// @ts-expect-error a company is no customer
useControl("row.edit", company);
// @ts-expect-error
useControl("row.edit", () => company);
// @ts-expect-error an attribute that the control reads
useControl("row.edit", { type: "Customer" });

// Contexts.
const expenses = createGateBinding<Expenses>();
const now = new Date();
expenses.useControl("button.export", null, { now });
expenses.useControl("button.export", null, () => ({ now }));
// @ts-expect-error a context is needed
expenses.useControl("button.export");
// @ts-expect-error of another type
expenses.useControl("button.export", null, { now: 7 });
// @ts-expect-error a misspelt member
expenses.useControl("button.export", null, () => ({ nwo: now }));
