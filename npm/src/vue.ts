// Tollgate for Vue: a gate for the components below, and how each control shows.
//
// Gate, id and record may be values, refs or getters; what is read of a reactive record is tracked.

import { cloneVNode, computed, Fragment, inject } from "vue";
import { onScopeDispose, provide, shallowRef, toRaw, toValue } from "vue";
import type { ComputedRef, InjectionKey, MaybeRefOrGetter, Slot, VNode } from "vue";
import type { AboutControl, ActionName, AnyPack, ContextFor, ContextOfControl } from "./pack.js";
import type { ControlId, Gate, RecordOfAction, RecordOfControl, Registered } from "./pack.js";
import { warnOf } from "./dropped.js";
import { MARK, watchAt } from "./lock.js";
import type { About, AnyGate, Flags, GateOf, MaybeContext } from "./shown.js";
import type { MaybeRecord, OnError } from "./shown.js";
import { aboutOf, decided, propsOf, report, shown, unprovided } from "./shown.js";
import { isStore } from "./store.js";
import type { GateStore } from "./store.js";
import type { Decision } from "./types.js";

export type { AnyGate, OnError } from "./shown.js";

/**
 * The application's own pack, for names and records that are checked:
 * `declare module "tollgate/vue" { interface Register { pack: Pack } }`.
 */
export interface Register {}
type AppPack = Registered<Register>;

/** Attributes for the element that is the control; empty when it is enabled. */
export type ControlProps = ReturnType<typeof propsOf<"readonly">>;

/** How a control shows, and what to bind to its element with `v-bind`. */
export interface Control extends Flags {
  readonly props: ControlProps;
}

type MaybeGate = AnyGate | null | undefined;
/** Each a value, a ref or a getter. */
type Sources<T extends readonly unknown[]> = { [I in keyof T]: MaybeRefOrGetter<T[I]> };

/** The parts of the binding, for gates of one pack. */
export interface GateBinding<P extends AnyPack> {
  /**
   * Gives a gate, or what a store holds, to every component below; without one (`null`) every
   * control is hidden.
   */
  provideGate(
    gate: MaybeRefOrGetter<GateOf<P> | null | undefined> | GateStore<GateOf<P>>,
    options?: { readonly onError?: OnError | undefined },
  ): void;
  /** `provideGate` as a component; its slot `fallback` stands for the other while there is none. */
  readonly GateProvider: new () => {
    readonly $props: GateProviderProps<P>;
    readonly $slots: { default?(): VNode[]; fallback?(): VNode[] };
  };
  /** The gate that is provided; reading it throws while there is none. */
  useGate(): ComputedRef<Gate<P>>;
  /** The same; `null` while there is none. */
  useMaybeGate(): ComputedRef<Gate<P> | null>;
  /**
   * How a control shows on a record; `undefined` or `null` is one that is not there yet. Without
   * that argument it answers over all records.
   */
  useControl<C extends ControlId<P>>(
    id: MaybeRefOrGetter<C>,
    ...about: Sources<AboutControl<P, C>>
  ): ComputedRef<Control>;
  /**
   * Shows its slot as a control shows, or only when an action is allowed; else the slot `fallback`.
   * A slot that reads what it is given binds the props itself; else its elements get them.
   */
  Gated<C extends ControlId<P>, A extends ActionName<P>>(
    props: GatedControlProps<P, C> | GatedActionProps<P, A>,
    of?: GatedSlots,
  ): VNode[] | undefined;
}

/** What `<GateProvider>` takes. */
export interface GateProviderProps<P extends AnyPack = AppPack> {
  readonly gate: GateOf<P> | GateStore<GateOf<P>> | null | undefined;
  /** Hears of what cannot be answered; `console.error` unless it is given. */
  readonly onError?: OnError | undefined;
}

interface GatedAny {
  /** Turns it round: the slot is there when it is not enabled, or not allowed. */
  readonly not?: boolean | "";
}

/** What `<Gated>` takes for a control. */
export interface GatedControlProps<P extends AnyPack, C extends ControlId<P>> extends GatedAny {
  readonly control: C;
  readonly action?: never;
  /**
   * `undefined` or `null` is one that is not there yet, and so is none beside a `context`. Without
   * both, all records are meant.
   */
  readonly record?: RecordOfControl<P, C>;
  readonly context?: ContextOfControl<P, C> | null | undefined;
  /** Calls a slot that reads what it is given for what is hidden, too. */
  readonly always?: boolean | "";
}

/** What `<Gated>` takes for an action. */
export interface GatedActionProps<P extends AnyPack, A extends ActionName<P>> extends GatedAny {
  readonly action: A;
  readonly control?: never;
  readonly record?: RecordOfAction<P, A>;
  readonly context?: ContextFor<P, A> | null | undefined;
}
type AnyGated = GatedControlProps<AnyPack, string> | GatedActionProps<AnyPack, string>;

/** What the slot of `<Gated>` is given: a control's answer, or an action's decision. */
export type GatedSlot = Control & Decision;
interface GatedSlots {
  readonly slots: { default?(of: GatedSlot): VNode[]; fallback?(): VNode[] };
}

interface Provided {
  gate(): MaybeGate;
  readonly options: { readonly onError?: OnError | undefined };
}
type Key = InjectionKey<Provided>;

/** The parts of the binding for one more pack: they know only each other. */
export function createGateBinding<P extends AnyPack = AnyPack>(): GateBinding<P> {
  const key: Key = Symbol("tollgate");
  const gateIn = (isNeeded: boolean) => () => {
    const { gate } = provided(key);
    return computed(() => {
      const found = gate() ?? null;
      if (isNeeded && !found) throw unprovided();
      return found;
    });
  };
  const binding = {
    provideGate: (gate: unknown, options?: object) => void provideIn(key, gate, options),
    GateProvider: providerOf(key),
    useGate: gateIn(true),
    useMaybeGate: gateIn(false),
    useControl(id: MaybeRefOrGetter<string>, ...about: MaybeRefOrGetter<unknown>[]) {
      const from = provided(key);
      const [record, context] = about as Sources<[MaybeRecord, MaybeContext]>;
      return computed(() =>
        ask(from, toValue(id), aboutOf(about.length > 0, read(record), read(context))),
      );
    },
    Gated: (props: AnyGated, { slots }: { slots: Readonly<Record<string, Slot>> }) =>
      gated(key, props, slots),
  };
  return binding as unknown as GateBinding<P>;
}

/** The application's: of the registered pack, or of any. */
type App = GateBinding<AppPack>;
const app: App = /* @__PURE__ */ createGateBinding();
export const provideGate: App["provideGate"] = app.provideGate;
export const GateProvider: App["GateProvider"] = app.GateProvider;
export const useGate: App["useGate"] = app.useGate;
export const useMaybeGate: App["useMaybeGate"] = app.useMaybeGate;
export const useControl: App["useControl"] = app.useControl;
export const Gated: App["Gated"] = app.Gated;

/** Provides a gate or the store of one, and returns how to read it. */
function provideIn(key: Key, source: unknown, options: Provided["options"] = {}) {
  let held = source as MaybeRefOrGetter<MaybeGate>;
  if (isStore<AnyGate>(source)) {
    const gate = (held = shallowRef<MaybeGate>());
    onScopeDispose(source.subscribe((next) => (gate.value = next)));
  }
  // A gate is immutable: a reactive wrapper around it would only stand in its way.
  const gate = () => toRaw(toValue(held));
  provide(key, { gate, options });
  return gate;
}

function providerOf(key: Key) {
  return {
    props: ["gate", "onError"],
    setup(props: GateProviderProps<AnyPack>, { slots }: { slots: Readonly<Record<string, Slot>> }) {
      const gate = provideIn(key, isStore(props.gate) ? props.gate : () => props.gate, props);
      return () => ((gate() ? undefined : slots["fallback"]) ?? slots["default"])?.();
    },
  };
}

function provided(key: Key): Provided {
  const found = inject(key, null);
  if (found) return found;
  report(unprovided(), "gate");
  return { gate: () => undefined, options: {} };
}

/** How a control shows now; what could not be answered is told of. */
function ask({ gate, options }: Provided, id: string, about: About): Control {
  const { error, ...flags } = shown(gate(), id, about);
  report(error, id, options.onError);
  const props = propsOf(flags, "readonly");
  return { ...flags, props: flags.readOnly ? { ...props, ...HELD } : props };
}

/** Holds an element where it is. */
const hold = ({ el }: VNode): void => watchAt(el as Node);
const HELD = { onVnodeMounted: hold, onVnodeUpdated: hold };

/** A copy of a value, so that a change of any attribute of what is reactive is noticed. */
function read<T>(source: MaybeRefOrGetter<T>): T {
  const value = toValue(source);
  const entries = Object.entries(value ?? {});
  const copies = entries.map(([name, member]) => [
    name,
    Array.isArray(member) ? [...member] : member,
  ]);
  return value && (Object.fromEntries(copies) as T);
}

/** A function, so that every render asks anew. */
function gated(key: Key, props: AnyGated, slots: Readonly<Record<string, Slot | undefined>>) {
  const from = provided(key);
  const { control, action = "", record, context } = props;
  const turned = isSet(props.not);
  const about = aboutOf("record" in props, read(record), read(context));
  const instead = () => slots["fallback"]?.();
  const filled = (of: object) => slots["default"]?.(of) ?? [];
  if (control !== undefined) {
    const always = isSet(props.always);
    return showing(ask(from, control, about), { not: turned, always }, filled, instead);
  }
  const { decision, error } = decided(from.gate(), action, about);
  report(error, action, from.options.onError);
  return decision && decision.allowed !== turned ? filled(decision) : instead();
}

/** An attribute without a value is an empty text. */
const isSet = (attribute: unknown): boolean => attribute === "" || !!attribute;

function showing(
  control: Control,
  { not, always }: { readonly not: boolean; readonly always: boolean },
  filled: (of: object) => VNode[],
  instead: () => VNode[] | undefined,
): VNode[] | undefined {
  const on = control.state === "enabled";
  // What is not known is neither on nor off.
  if (not ? on || !control.kind || control.pending : control.hidden && !always) return instead();
  let read = false;
  const get = (from: Control, name: keyof Control) => ((read = true), from[name]);
  const nodes = filled(new Proxy(control, { get }));
  if (read || not) return nodes;
  if (on) return __DEV__ ? alike(nodes, control.props) : nodes;
  const all = alike(nodes, __DEV__ ? watched(control) : control.props);
  return !control.hidden && all.some(isElement) ? all : instead();
}

/** Children may be texts, and nothing. */
const isElement = (node: VNode | null): unknown => node?.type && typeof node.type !== "symbol";

/** Gives every element the same props. */
const alike = (nodes: VNode[], props: Record<string, unknown>): VNode[] =>
  nodes.flatMap((node) =>
    node?.type === Fragment
      ? alike(node.children as VNode[], props)
      : isElement(node)
        ? cloneVNode(node, props)
        : node,
  );

/** While developing: props that tell of a component which drops them. */
function watched({ id, props }: Control): Record<string, unknown> {
  const look = (node: VNode) => {
    hold(node);
    const element = node.el as Element | null;
    // What renders nothing at all leaves a comment.
    if (element && element.nodeType !== 8 && !element.matches?.(`[${MARK}]`)) warnOf(id);
  };
  return { ...props, onVnodeMounted: look, onVnodeUpdated: look };
}
