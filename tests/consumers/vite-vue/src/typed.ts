// What TypeScript makes of the binding for an application that has registered its pack: each line
// compiles, or is marked as one that must not.

import { computed, h, ref } from "vue";
import type { ComputedRef } from "vue";
import { loadPolicy } from "tollgate";
import type { Gate } from "tollgate";
import alvys, { type Pack as Alvys } from "tollgate/policies/alvys";
import metrics, { type Pack } from "tollgate/policies/client-metrics";
import type { Pack as Expenses } from "tollgate/policies/expenses";
import { createGateStore } from "tollgate/store";
import { createGateBinding, Gated, GateProvider, provideGate } from "tollgate/vue";
import { useControl, useGate, useMaybeGate } from "tollgate/vue";
import type { Control } from "tollgate/vue";

declare module "tollgate/vue" {
  interface Register {
    pack: Pack;
  }
}

const gate = loadPolicy(metrics).gate({ id: "tom", roles: ["Commercial"] });
const customer = ref({ type: "Customer", status: "INAC", informationComplete: true } as const);
provideGate(gate);
provideGate(() => null, { onError: (error, about) => console.warn(error, about) });
provideGate(computed(() => gate));
// @ts-expect-error a gate answers
provideGate({ can: () => true });

export const edit: ComputedRef<Control> = useControl("row.edit", customer);
useControl(() => "row.view" as const, () => customer.value);
useControl("row.edit", undefined);
// @ts-expect-error no such control
useControl("row.typo", customer);
// @ts-expect-error a record says its type
useControl("row.edit", { status: "INAC" });
// @ts-expect-error a value that the schema does not have
useControl("row.edit", { type: "Customer", status: "inac" });

export const state: "enabled" | "disabled" | "readonly" | "hidden" = edit.value.state;
export const own: ComputedRef<Gate<Pack>> = useGate();
export const maybe: ComputedRef<Gate<Pack> | null> = useMaybeGate();
// @ts-expect-error no such action
own.value.can("editCustomr", customer.value);
h(GateProvider, { gate });
h(Gated, { control: "row.edit", record: customer.value, not: true });
// @ts-expect-error no such control
h(Gated, { control: "row.typo" });

// One more pack in the same application.
const companies = createGateBinding<Alvys>();
companies.useControl("menu.companies");
// @ts-expect-error a control of another pack
companies.useControl("row.edit", customer);
// @ts-expect-error a gate of another pack
companies.provideGate(gate);
// @ts-expect-error a store of another pack's gate
companies.provideGate(createGateStore(gate));

// Records that are loading, and records of other types.
const loading = ref<typeof customer.value>();
const company = { type: "Company", companyType: "Shipper", status: "Active" } as const;
useControl("row.edit", loading);
h(Gated, { control: "row.edit", record: loading.value });
// @ts-expect-error an action is asked about a record that is there
own.value.can("editCustomer", loading.value);
// @ts-expect-error there may be no gate
maybe.value.can("editCustomer", customer.value);
// @ts-expect-error a company is no customer
useControl("row.edit", company);
// @ts-expect-error
useControl("row.edit", () => company);
// A template is read as a call.
Gated({ control: "row.edit", record: loading.value });
// @ts-expect-error
Gated({ control: "row.edit", record: company });
// @ts-expect-error
Gated({ action: "editCustomer", record: company });
// @ts-expect-error no such action
h(Gated, { action: "editCustomr", record: customer.value });
// @ts-expect-error not both
h(Gated, { control: "row.edit", action: "editCustomer" });
companies.provideGate(loadPolicy(alvys).gate({ id: "u1" }));

// Contexts.
const expenses = createGateBinding<Expenses>();
const now = new Date();
expenses.useControl("button.export", null, { now });
expenses.useControl("button.export", null, () => ({ now }));
expenses.Gated({ control: "button.export", context: { now } });
companies.Gated({ action: "changeCompanyType", record: company, context: { to: "Warehouse" } });
// @ts-expect-error a context is needed
expenses.useControl("button.export");
// @ts-expect-error of another type
expenses.useControl("button.export", null, { now: 7 });
// @ts-expect-error a misspelt member
expenses.useControl("button.export", null, () => ({ nwo: now }));
// @ts-expect-error of another type
expenses.Gated({ control: "button.export", context: { now: 7 } });
// @ts-expect-error no such value
companies.Gated({ action: "changeCompanyType", record: company, context: { to: "Warehose" } });
