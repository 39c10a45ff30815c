// Tollgate for React: a gate for the tree below, and how each control shows.
//
// Owns nothing: every render asks the gate anew, so that a new gate or record shows at once, and
// the first render in a browser equals the server's.

import { Children, cloneElement, createContext, createElement, Fragment } from "react";
import { isValidElement, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useSyncExternalStore } from "react";
import type { Context as ReactContext, ReactElement, ReactNode } from "react";
import type { AboutControl, ActionName, AnyPack, ContextFor, ContextOfControl } from "./pack.js";
import type { ControlId, Gate, RecordOfAction, RecordOfControl, Registered } from "./pack.js";
import { marked, newMark, warnDropped } from "./dropped.js";
import type { Mark } from "./dropped.js";
import { watchAt, watchPage } from "./lock.js";
import type { About, AnyGate, Flags, GateOf, OnError, Shown } from "./shown.js";
import { aboutOf, decided, propsOf, report, shown, unprovided } from "./shown.js";
import { isStore } from "./store.js";
import type { GateStore } from "./store.js";
import type { Decision } from "./types.js";

export type { AnyGate, OnError } from "./shown.js";

/**
 * The application's own pack, for names and records that are checked:
 * `declare module "tollgate/react" { interface Register { pack: Pack } }`.
 */
export interface Register {}
type AppPack = Registered<Register>;

/** Attributes for the element that is the control; empty when it is enabled. */
export type ControlProps = ReturnType<typeof propsOf<"readOnly">>;

/** How a control shows, and what to spread on its element. */
export interface Control extends Flags {
  readonly props: ControlProps;
}

/** What `<GateProvider>` takes. */
export interface GateProviderProps<P extends AnyPack = AppPack> {
  /** A gate, or a store of one; while there is none (`null`) every control is hidden. */
  readonly gate: GateOf<P> | GateStore<GateOf<P>> | null | undefined;
  /** Hears of what cannot be answered; `console.error` unless it is given. */
  readonly onError?: OnError | undefined;
  /** Shown instead while there is no gate: then there is always one below. */
  readonly fallback?: ReactNode;
  /** Where the tree below is, when that is a closed shadow root or in another window. */
  readonly root?: Node | null | undefined;
  readonly children?: ReactNode;
}

interface GatedAny {
  /** Shown instead; nothing when it is not given. */
  readonly fallback?: ReactNode;
  /** Turns it round: the children are there when it is not enabled, or not allowed. */
  readonly not?: boolean;
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
  /** Calls a function for what is hidden, too. */
  readonly always?: boolean;
  /** Elements, which are given the control's props, or a function of the control. */
  readonly children?: ReactNode | ((control: Control) => ReactNode);
}

/** What `<Gated>` takes for an action. */
export interface GatedActionProps<P extends AnyPack, A extends ActionName<P>> extends GatedAny {
  readonly action: A;
  readonly control?: never;
  readonly record?: RecordOfAction<P, A>;
  readonly context?: ContextFor<P, A> | null | undefined;
  /** Shown when the action is allowed; a function is always asked, with the decision. */
  readonly children?: ReactNode | ((decision: Decision) => ReactNode);
}

/** The parts of the binding, for gates of one pack. */
export interface GateBinding<P extends AnyPack> {
  /** Gives a gate, or what a store holds, to everything below. */
  GateProvider(props: GateProviderProps<P>): ReactElement;
  /** The gate of the nearest provider; throws while there is none. */
  useGate(): Gate<P>;
  /** The same; `null` while there is none. */
  useMaybeGate(): Gate<P> | null;
  /**
   * How a control shows on a record; `undefined` or `null` is one that is not there yet. Without
   * that argument it answers over all records.
   */
  useControl<C extends ControlId<P>>(id: C, ...about: AboutControl<P, C>): Control;
  /** Shows its children as a control shows, or only when an action is allowed. */
  Gated<A extends ActionName<P>>(props: GatedActionProps<P, A>): ReactElement;
  Gated<C extends ControlId<P>>(props: GatedControlProps<P, C>): ReactElement;
  // The last one is what TypeScript holds what is wrong against, and takes nothing more.
  Gated<C extends ControlId<P>, A extends ActionName<P>>(
    props: GatedControlProps<P, C> | GatedActionProps<P, A>,
  ): ReactElement;
}

interface Provided {
  readonly gate: AnyGate | null;
  readonly onError: OnError | undefined;
}
type Provision = ReactContext<Provided | null>;

/** The parts of the binding for one more pack: its providers and hooks know only each other. */
export function createGateBinding<P extends AnyPack = AnyPack>(): GateBinding<P> {
  const provision: Provision = createContext<Provided | null>(null);
  const useMaybeGate = () => useProvided(provision).gate;
  const binding = {
    GateProvider: (props: Parameters<typeof provide>[1]) => provide(provision, props),
    useMaybeGate,
    useGate() {
      const gate = useMaybeGate();
      if (!gate) throw unprovided();
      return gate;
    },
    useControl(id: string, ...about: About) {
      const { error, ...flags } = useShown(useProvided(provision), id, about);
      return { ...flags, props: propsOf(flags, "readOnly") };
    },
    Gated: (props: AnyGated) => useGated(useProvided(provision), props),
  };
  return binding as unknown as GateBinding<P>;
}

/** The application's: of the registered pack, or of any. */
type App = GateBinding<AppPack>;
const app: App = /* @__PURE__ */ createGateBinding();
export const GateProvider: App["GateProvider"] = app.GateProvider;
export const useGate: App["useGate"] = app.useGate;
export const useMaybeGate: App["useMaybeGate"] = app.useMaybeGate;
export const useControl: App["useControl"] = app.useControl;
export const Gated: App["Gated"] = app.Gated;

function provide(provision: Provision, props: GateProviderProps<AnyPack>): ReactElement {
  const { onError, children, fallback = children, root } = props;
  const gate = useStored(props.gate);
  const value = useMemo(() => ({ gate, onError }), [gate, onError]);
  useEffect(() => {
    if (root) watchAt(root);
  }, [root]);
  return createElement(provision.Provider, { value }, gate ? children : fallback);
}

/** The gate that a store holds; another is itself. */
function useStored(source: AnyGate | GateStore<AnyGate> | null | undefined): AnyGate | null {
  const store = isStore<AnyGate>(source) ? source : undefined;
  const subscribe = useCallback(
    (changed: () => void) => store?.subscribe(changed) ?? (() => {}),
    [store],
  );
  const held = (): AnyGate | null => (store ? store.get() : ((source as AnyGate) ?? null));
  return useSyncExternalStore(subscribe, held, held);
}

/** The gate, and how to tell what a render met. */
function useProvided(provision: Provision): Provided {
  const provided = useContext(provision);
  useReport(provided ? undefined : unprovided(), "gate", undefined);
  return provided ?? { gate: null, onError: undefined };
}

/** Tells after the render; at once on a server, where there is no after. */
function useReport(error: unknown, about: string, onError: OnError | undefined): void {
  const tell = () => report(error, about, onError);
  useEffect(tell);
  if (typeof document === "undefined") tell();
}

function useShown({ gate, onError }: Provided, id: string, about: About): Shown {
  const answer = shown(gate, id, about);
  const { readOnly } = answer;
  useReport(answer.error, id, onError);
  // Props have no element to ask where it is.
  useEffect(() => {
    if (readOnly) watchPage();
  }, [readOnly]);
  return answer;
}

type AnyGated = GatedControlProps<AnyPack, string> | GatedActionProps<AnyPack, string>;
type Child = (of: object) => ReactNode;

function useGated(provided: Provided, props: AnyGated): ReactNode {
  const { control, fallback = null, not = false } = props;
  const children = props.children as ReactNode | Child;
  const filled = (of: object) => (typeof children === "function" ? children(of) : children);
  const about = aboutOf("record" in props, props.record, props.context);
  const mark = __DEV__ ? useMark(control) : undefined;
  if (control === undefined) {
    const { decision, error } = decided(provided.gate, props.action, about);
    useReport(error, props.action, provided.onError);
    if (!decision) return fallback;
    const shows = decision.allowed !== not || (typeof children === "function" && !not);
    return shows ? filled(decision) : fallback;
  }
  const { error, ...flags } = useShown(provided, control, about);
  const of = { ...flags, props: propsOf(flags, "readOnly") };
  const on = flags.state === "enabled";
  // What is not known is neither on nor off.
  if (not) return on || !flags.kind || flags.pending ? fallback : filled(of);
  if (typeof children === "function") {
    return flags.hidden && !props.always ? fallback : children(of);
  }
  if (flags.hidden) return fallback;
  if (!on && !Children.toArray(children).some(isValidElement)) return fallback;
  // What is on is cloned, too: else React would take it for another element.
  return alike(children, __DEV__ && mark && !on ? marked(mark, of.props) : of.props);
}

/** Gives every element the same props. */
function alike(children: ReactNode, props: object): ReactNode {
  return Children.map(children, (each) => {
    if (!isValidElement<{ children?: ReactNode }>(each)) return each;
    return each.type === Fragment ? alike(each.props.children, props) : cloneElement(each, props);
  });
}

/** While developing: what tells of a control whose child does not pass its props on. */
function useMark(control: string | undefined): Mark | undefined {
  const [mark, setMark] = useState<Mark>();
  if (mark) mark.applied = false;
  // Not before the first effect: a server's render has none.
  useEffect(() => setMark(newMark()), []);
  useEffect(() => {
    if (mark?.applied) warnDropped(mark, control as string);
  });
  return mark;
}
