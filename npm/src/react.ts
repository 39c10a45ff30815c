// Tollgate for React: a gate for the tree below, and how each control shows.
//
// Owns nothing: every render asks the gate anew, so that a new gate or record shows at once, and
// the first render in a browser equals the server's.

import { cloneElement, createContext, createElement, Fragment, isValidElement } from "react";
import { useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactElement, ReactNode, SyntheticEvent } from "react";
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
 * `declare module "tollgate/react" { interface Register { gate: Gate<MyPack> } }`.
 */
export interface Register {}

/** The gate that hooks give: the registered type, or one of any pack. */
export type AppGate = Register extends { gate: infer G extends AnyGate } ? G : Gate;
type ControlName = Parameters<AppGate["control"]>[0];
type ActionName = Parameters<AppGate["check"]>[0];

/** Attributes and handlers for the element that is the control; empty when it is enabled. */
export interface ControlProps {
  readonly hidden?: true;
  readonly readOnly?: true;
  readonly title?: string;
  readonly "aria-disabled"?: true;
  readonly "aria-readonly"?: true;
  readonly "aria-description"?: string;
  readonly onClickCapture?: Handler;
  readonly onMouseDownCapture?: Handler;
  readonly onKeyDownCapture?: Handler;
  readonly onChangeCapture?: Handler;
  readonly onSubmitCapture?: Handler;
}
type Handler = (event: SyntheticEvent) => void;

/** How a control shows, and what to spread on its element. */
export interface Control extends Flags {
  readonly props: ControlProps;
}

interface Provided {
  readonly gate: AnyGate | null | undefined;
  readonly onError: OnError | undefined;
}

const Provision = createContext<Provided | null>(null);

/**
 * Gives a gate, or what a store holds, to everything below; while there is none (`null`) every
 * control is hidden.
 */
export function GateProvider(props: {
  gate: AnyGate | GateStore<AnyGate> | null | undefined;
  onError?: OnError | undefined;
  children?: ReactNode;
}): ReactElement {
  const { onError, children } = props;
  const gate = useStored(props.gate);
  const value = useMemo(() => ({ gate, onError }), [gate, onError]);
  return createElement(Provision.Provider, { value }, children);
}

/** The gate that a store holds; another is itself. */
function useStored(given: AnyGate | GateStore<AnyGate> | null | undefined): AnyGate | null {
  const store = isStore<AnyGate>(given) ? given : undefined;
  const subscribe = useCallback(
    (changed: () => void) => store?.subscribe(changed) ?? (() => {}),
    [store],
  );
  const held = (): AnyGate | null => (store ? store.get() : ((given as AnyGate) ?? null));
  return useSyncExternalStore(subscribe, held, held);
}

/** The gate, and how to tell what a render met. */
function useProvided(): Provided {
  const provided = useContext(Provision);
  useReport(provided ? undefined : unprovided("<GateProvider gate={gate}>"), "gate", undefined);
  return provided ?? { gate: null, onError: undefined };
}

/** Tells after the render; at once on a server, where there is no after. */
function useReport(error: unknown, about: string, onError: OnError | undefined): void {
  const tell = () => {
    if (error !== undefined) report(error, about, onError);
  };
  useEffect(tell);
  if (typeof document === "undefined") tell();
}

/** The gate of the nearest provider; `null` while there is none. */
export function useGate<G extends AnyGate = AppGate>(): G | null {
  return (useProvided().gate as G | undefined) ?? null;
}

/**
 * How a control shows on a record; `undefined` or `null` is one that is not there yet. Without that
 * argument it answers over all records.
 */
export function useControl(id: ControlName, ...about: About): Control {
  const { gate, onError } = useProvided();
  const { error, ...flags } = shown(gate, id, about);
  useReport(error, id, onError);
  return { ...flags, props: propsOf(flags) };
}

function propsOf(flags: Flags): ControlProps {
  if (flags.state === "enabled") return {};
  const held = lockOf(flags.kind) as Handler;
  return {
    onClickCapture: held,
    onMouseDownCapture: held,
    onKeyDownCapture: held,
    onChangeCapture: held,
    onSubmitCapture: held,
    ...(flags.hidden && { hidden: true }),
    ...(flags.disabled && { "aria-disabled": true }),
    ...(flags.state === "readonly" && flags.kind !== "form" && { "aria-readonly": true }),
    ...(/^(field|slider|choice|status)$/.test(flags.kind ?? "") && { readOnly: true }),
    ...(flags.message && { title: flags.message, "aria-description": flags.message }),
  };
}

/** What `<Gated>` takes: a control or an action, a record, and what stands for it when hidden. */
export type GatedProps = {
  /** `undefined` or `null` is a record that is not there yet; without it, all records are meant. */
  readonly record?: MaybeRecord;
  readonly context?: MaybeContext;
  /** Shown instead; nothing when it is not given. */
  readonly fallback?: ReactNode;
} & (
  | {
      readonly control: ControlName;
      readonly action?: never;
      /** One element, which is given the control's props, or a function of the control. */
      readonly children?: ReactNode | ((control: Control) => ReactNode);
    }
  | {
      readonly action: ActionName;
      readonly control?: never;
      /** Shown when the action is allowed; a function is always asked, with the decision. */
      readonly children?: ReactNode | ((decision: Decision) => ReactNode);
    }
);

/** Shows its children as a control shows, or only when an action is allowed. */
export function Gated(props: GatedProps): ReactElement {
  return props.control === undefined
    ? createElement(GatedAction, props)
    : createElement(GatedControl, props);
}

const aboutProps = (props: GatedProps): About =>
  aboutOf("record" in props, props.record, props.context);

function GatedControl(props: GatedProps & { control?: ControlName }): ReactNode {
  const { children, fallback = null } = props;
  const control = useControl(props.control as ControlName, ...aboutProps(props));
  if (control.hidden) return fallback;
  if (typeof children === "function") return (children as (of: Control) => ReactNode)(control);
  if (control.state === "enabled") return children;
  const element = isValidElement(children) && children.type !== Fragment;
  return element ? cloneElement(children, control.props) : fallback;
}

function GatedAction(props: GatedProps & { action?: ActionName }): ReactNode {
  const { children, fallback = null } = props;
  const { gate, onError } = useProvided();
  const action = props.action as ActionName;
  const { decision, error } = decided(gate, action, aboutProps(props));
  useReport(error, action, onError);
  if (!decision) return fallback;
  if (typeof children === "function") return (children as (of: Decision) => ReactNode)(decision);
  return decision.allowed ? children : fallback;
}
