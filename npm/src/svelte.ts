// Tollgate for Svelte: a gate for the components below, and how each control shows.
//
// Gate, id and record may be values or functions; what these read of `$state` is tracked, since a
// control is asked anew whenever a template reads it.

import { getContext, setContext, untrack } from "svelte";
import { createAttachmentKey } from "svelte/attachments";
import { createSubscriber } from "svelte/reactivity";
import { watchAt } from "./lock.js";
import type { AboutControl, AnyPack, ControlId, Gate, Registered } from "./pack.js";
import type { AnyGate, Flags, GateOf, MaybeContext, MaybeRecord, OnError } from "./shown.js";
import { aboutOf, propsOf, report, shown, unprovided } from "./shown.js";
import { isStore } from "./store.js";
import type { GateStore } from "./store.js";

export type { AnyGate, OnError } from "./shown.js";

/**
 * The application's own pack, for names and records that are checked:
 * `declare module "tollgate/svelte" { interface Register { pack: Pack } }`.
 */
export interface Register {}
type AppPack = Registered<Register>;

type MaybeGate = AnyGate | null | undefined;

/** A value, or a function that finds it. */
type Source<T> = T | (() => T);
type Sources<T extends readonly unknown[]> = { [I in keyof T]: Source<T[I]> };

/** Attributes for the element that is the control; empty when it is enabled. */
export type ControlProps = ReturnType<typeof propsOf<"readonly">>;

/** How a control shows, as often as it is read, and what to spread on its element. */
export interface Control extends Flags {
  readonly props: ControlProps;
}

/** The parts of the binding, for gates of one pack. */
export interface GateBinding<P extends AnyPack> {
  /**
   * Gives a gate, or what a store holds, to the components below; without one (`null`) every
   * control is hidden.
   */
  provideGate(
    gate: Source<GateOf<P> | null | undefined> | GateStore<GateOf<P>>,
    options?: { readonly onError?: OnError | undefined },
  ): void;
  /** The gate that is provided, as `current`; reading it throws while there is none. */
  useGate(): { readonly current: Gate<P> };
  /** The same; `null` while there is none. */
  useMaybeGate(): { readonly current: Gate<P> | null };
  /**
   * How a control shows on a record; `undefined` or `null` is one that is not there yet. Without
   * that argument it answers over all records.
   */
  useControl<C extends ControlId<P>>(id: Source<C>, ...about: Sources<AboutControl<P, C>>): Control;
}

interface Provided {
  gate(): MaybeGate;
  readonly onError?: OnError | undefined;
}

/** The parts of the binding for one more pack: its components know only each other. */
export function createGateBinding<P extends AnyPack = AnyPack>(): GateBinding<P> {
  const key = Symbol("tollgate");
  const provided = () => getContext<Provided | undefined>(key) ?? missing();
  const binding = {
    provideGate(source: unknown, options?: object) {
      setContext(key, { gate: gateOf(source), ...options });
    },
    useMaybeGate() {
      const { gate } = provided();
      return {
        get current() {
          return gate() ?? null;
        },
      };
    },
    useGate() {
      const { gate } = provided();
      return {
        get current() {
          const current = gate();
          if (!current) throw unprovided();
          return current;
        },
      };
    },
    useControl: (id: Source<string>, ...about: Source<unknown>[]) => {
      const { gate, onError } = provided();
      return lively(() => {
        const [record, context] = about.map((each) => plain(now(each)));
        const question = aboutOf(about.length > 0, record as MaybeRecord, context as MaybeContext);
        const { error, ...flags } = shown(gate(), now(id), question);
        untrack(() => report(error, flags.id, onError));
        const props = propsOf(flags, "readonly");
        return { ...flags, props: flags.readOnly ? { ...props, ...HELD } : props };
      });
    },
  };
  return binding as unknown as GateBinding<P>;
}

/** The application's: of the registered pack, or of any. */
type App = GateBinding<AppPack>;
const app: App = /* @__PURE__ */ createGateBinding();
export const provideGate: App["provideGate"] = app.provideGate;
export const useGate: App["useGate"] = app.useGate;
export const useMaybeGate: App["useMaybeGate"] = app.useMaybeGate;
export const useControl: App["useControl"] = app.useControl;

function missing(): Provided {
  report(unprovided(), "gate");
  return { gate: () => null };
}

/** Holds an element where it is. */
const HELD = { [createAttachmentKey()]: watchAt };

const now = <T>(source: Source<T>): T =>
  typeof source === "function" ? (source as () => T)() : source;

/** What finds the gate; what a store holds is followed for as long as somebody reads it. */
function gateOf(source: unknown): () => MaybeGate {
  if (!isStore<AnyGate>(source)) return () => now(source as Source<MaybeGate>);
  const follow = createSubscriber((changed) => {
    // A store tells at once what it holds, which is what is being read.
    let subscribed = false;
    return source.subscribe(() => (subscribed ? changed() : (subscribed = true)));
  });
  return () => {
    follow();
    return source.get();
  };
}

/** A copy, in the making of which every attribute is read where `$state` notices it. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, member]) => [name, Array.isArray(member) ? [...member] : member]),
  );
}

const NAMES = "id kind state hidden disabled readOnly pending message props".split(" ");

/** A control that asks whenever it is read, and when Node.js prints it. */
const lively = (ask: () => Control): Control =>
  Object.defineProperties(
    { [Symbol.for("nodejs.util.inspect.custom")]: ask },
    Object.fromEntries(
      NAMES.map((name) => [name, { enumerable: true, get: () => ask()[name as keyof Control] }]),
    ),
  ) as unknown as Control;
