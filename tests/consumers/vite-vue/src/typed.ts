// What TypeScript makes of the binding for an application that has registered its gate: each line
// compiles, or is marked as one that must not.

import { computed, h, ref } from "vue";
import type { ComputedRef } from "vue";
import { loadPolicy } from "tollgate";
import type { Gate } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { Gated, GateProvider, provideGate, useControl, useGate } from "tollgate/vue";
import type { Control } from "tollgate/vue";

type Answer = ReturnType<Gate["control"]>;
type Narrow = Omit<Gate, "control"> & {
  control(id: "row.edit" | "row.view", ...about: unknown[]): Answer;
};

declare module "tollgate/vue" {
  interface Register {
    gate: Narrow;
  }
}

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const customer = ref({ type: "Customer", status: "INAC" });
provideGate(gate);
provideGate(() => null, { onError: (error, about) => console.warn(error, about) });
provideGate(computed(() => gate));
// @ts-expect-error a gate answers
provideGate({ can: () => true });

export const edit: ComputedRef<Control> = useControl("row.edit", customer);
useControl(() => "row.view", () => customer.value);
// @ts-expect-error no such control
useControl("row.typo", customer);
// @ts-expect-error a record says its type
useControl("row.edit", { status: "INAC" });

export const state: "enabled" | "disabled" | "readonly" | "hidden" = edit.value.state;
export const own: ComputedRef<Narrow | null> = useGate();
h(GateProvider, { gate });
h(Gated, { control: "row.edit", record: customer.value });
// @ts-expect-error no such control
h(Gated, { control: "row.typo" });
