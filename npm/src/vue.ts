// Tollgate for Vue: a gate for the components below, and how each control shows.
//
// Gate, id and record may be values, refs or getters; what is read of a reactive record is tracked.

import { cloneVNode, computed, defineComponent, getCurrentInstance, inject, isProxy } from "vue";
import { onScopeDispose, provide, shallowRef, toRaw, toValue, watchEffect } from "vue";
import type { ComputedRef, InjectionKey, MaybeRefOrGetter, PropType, SlotsType, VNode } from "vue";
import type { Gate } from "./pack.js";
import { lockOf } from "./lock.js";
import type { About, AnyGate, Flags, MaybeContext, MaybeRecord, OnError } from "./shown.js";
import { aboutOf, decided, report, shown, unprovided } from "./shown.js";
import { isStore } from "./store.js";
import type { GateStore } from "./store.js";
import type { Decision } from "./types.js";

export type { AnyGate, OnError } from "./shown.js";

/**
 * The application's own gate type, for names that are checked:
 * `declare module "tollgate/vue" { interface Register { gate: Gate<MyPack> } }`.
 */
export interface Register {}

/** The gate that composables give: the registered type, or one of any pack. */
export type AppGate = Register extends { gate: infer G extends AnyGate } ? G : Gate;
type ControlName = Parameters<AppGate["control"]>[0];
type ActionName = Parameters<AppGate["check"]>[0];

/** Attributes and handlers for the element that is the control; empty when it is enabled. */
export type ControlProps = Readonly<Record<string, unknown>>;

/** How a control shows, and what to bind to its element with `v-bind`. */
export interface Control extends Flags {
  readonly props: ControlProps;
}

type MaybeGate = AnyGate | null | undefined;

interface Provided {
  gate(): MaybeGate;
  onError(): OnError | undefined;
}

const KEY: InjectionKey<Provided> = Symbol("tollgate");

/**
 * Gives a gate, or what a store holds, to every component below; without one (`null`) every control
 * is hidden.
 */
export function provideGate(
  gate: MaybeRefOrGetter<MaybeGate> | GateStore<AnyGate>,
  options: { readonly onError?: OnError | undefined } = {},
): void {
  const given = isStore<AnyGate>(gate) ? stored(gate) : (gate as MaybeRefOrGetter<MaybeGate>);
  // A gate is immutable: a reactive wrapper around it would only stand in its way.
  provide(KEY, { gate: () => toRaw(toValue(given)), onError: () => options.onError });
}

/** What a store holds, for as long as whoever asks is there. */
function stored(store: GateStore<AnyGate>): MaybeRefOrGetter<MaybeGate> {
  const gate = shallowRef<MaybeGate>(null);
  onScopeDispose(store.subscribe((next) => (gate.value = next)));
  return gate;
}

/** `provideGate` as a component. */
export const GateProvider = defineComponent({
  name: "GateProvider",
  props: {
    gate: { type: Object as PropType<MaybeGate | GateStore<AnyGate>>, default: null },
    onError: { type: Function as PropType<OnError> },
  },
  setup(props, { slots }) {
    const store = toRaw(props.gate);
    provideGate(isStore<AnyGate>(store) ? store : () => props.gate as MaybeGate, props);
    return () => slots["default"]?.();
  },
});

function provided(): Provided {
  const found = inject(KEY, null);
  if (found) return found;
  report(unprovided("<GateProvider :gate>"), "gate");
  return { gate: () => null, onError: () => undefined };
}

/** The gate that is provided; `null` while there is none. */
export function useGate<G extends AnyGate = AppGate>(): ComputedRef<G | null> {
  const { gate } = provided();
  return computed(() => (gate() as G | undefined) ?? null);
}

/**
 * How a control shows on a record; `undefined` or `null` is one that is not there yet. Without that
 * argument it answers over all records.
 */
export function useControl(
  id: MaybeRefOrGetter<ControlName>,
  ...about: [record?: MaybeRefOrGetter<MaybeRecord>, context?: MaybeRefOrGetter<MaybeContext>]
): ComputedRef<Control> {
  const isRecordGiven = about.length > 0;
  return controlOf(id, () => aboutOf(isRecordGiven, read(about[0]), read(about[1])));
}

function controlOf(id: MaybeRefOrGetter<ControlName>, about: () => About): ComputedRef<Control> {
  const { gate, onError } = provided();
  const answer = computed(() => shown(gate(), toValue(id), about()));
  watchEffect(() => {
    const { error, id } = answer.value;
    if (error !== undefined) report(error, id, onError());
  });
  return computed(() => {
    const { error, ...flags } = answer.value;
    return { ...flags, props: propsOf(flags) };
  });
}

/** A value as it is now. A proxy is read through, so that a change of any attribute is noticed. */
function read<T>(source: MaybeRefOrGetter<T>): T {
  const value = toValue(source);
  if (!isProxy(value)) return value;
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([name, member]) => [name, Array.isArray(member) ? [...member] : member]),
  ) as T;
}

function propsOf(flags: Flags): ControlProps {
  if (flags.state === "enabled") return {};
  const held = lockOf(flags.kind);
  return {
    onClickCapture: held,
    onMousedownCapture: held,
    onTouchstartCapture: held,
    onKeydownCapture: held,
    onBeforeinputCapture: held,
    onInputCapture: held,
    onChangeCapture: held,
    onSubmitCapture: held,
    ...(flags.hidden && { hidden: true }),
    ...(flags.disabled && { "aria-disabled": true }),
    ...(flags.state === "readonly" && flags.kind !== "form" && { "aria-readonly": true }),
    ...(/^(field|slider|choice|status)$/.test(flags.kind ?? "") && { readonly: true }),
    ...(flags.message && { title: flags.message, "aria-description": flags.message }),
  };
}

/** What the slot of `<Gated>` is given: a control's answer, or an action's decision. */
export type GatedSlot = Control & Decision;

/**
 * Shows its slot as a control shows, or only when an action is allowed; else the slot `fallback`.
 * A slot that reads what it is given binds the props itself; another is one element, which gets
 * them.
 */
export const Gated = defineComponent({
  name: "Gated",
  props: {
    control: String as PropType<ControlName>,
    action: String as PropType<ActionName>,
    record: Object as PropType<MaybeRecord>,
    context: Object as PropType<MaybeContext>,
  },
  slots: Object as SlotsType<{ default?: GatedSlot; fallback?: object }>,
  setup(props, { slots }) {
    const filled = (of: object): VNode[] => slots.default?.(of as GatedSlot) ?? [];
    const instead = () => slots.fallback?.({});
    const instance = getCurrentInstance();
    const about = (): About => {
      const isRecordGiven = "record" in (instance?.vnode.props ?? {});
      return aboutOf(isRecordGiven, read(props.record), read(props.context));
    };
    if (props.control === undefined) {
      const decision = useDecision(() => props.action ?? "", about);
      return () => (decision.value?.allowed ? filled(decision.value) : instead());
    }
    const control = controlOf(() => props.control as ControlName, about);
    return () => {
      const { value } = control;
      if (value.hidden) return instead();
      let read = false;
      const get = (from: Control, name: keyof Control) => ((read = true), from[name]);
      const nodes = filled(new Proxy(value, { get }));
      const [only, ...others] = nodes;
      if (read || value.state === "enabled") return nodes;
      const element = only && !others.length && typeof only.type !== "symbol";
      return element ? cloneVNode(only, value.props) : instead();
    };
  },
});

/** The decision on an action; none while there is no gate, or when the question fails. */
function useDecision(action: () => string, about: () => About) {
  const { gate, onError } = provided();
  const answer = computed(() => decided(gate(), action(), about()));
  watchEffect(() => {
    if (answer.value.error !== undefined) report(answer.value.error, action(), onError());
  });
  return computed(() => answer.value.decision);
}
