// What TypeScript makes of the binding for an application that has registered its pack: each line
// compiles, or is marked as one that must not.

import { loadPolicy } from "tollgate";
import type { Gate } from "tollgate";
import type { Pack as Alvys } from "tollgate/policies/alvys";
import metrics, { type Pack } from "tollgate/policies/client-metrics";
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
