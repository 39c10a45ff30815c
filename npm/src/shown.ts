// What every binding makes of a gate's answer: one set of flags for a control, and a way to say
// what could not be answered. Nothing is decided here, and nothing here throws.

import { MARK, markOf, watch } from "./lock.js";
import type { ActionName, AnyPack, Gate } from "./pack.js";
import type { Context, ControlKind, ControlMode, ControlState } from "./types.js";
import type { Decision, Resource } from "./types.js";

/** A gate of any entry, and of any pack: `any` takes whatever the pack's types let it be asked. */
export interface AnyGate {
  control(...question: any): ControlState;
  controls(...question: any): object;
  check(...question: any): Decision;
}

/** A gate of a pack; of no pack that is known, any gate. */
export type GateOf<P extends AnyPack> = string extends ActionName<P> ? AnyGate : Gate<P>;

/** A record; `null` and `undefined` while it is not there yet. */
export type MaybeRecord = Resource | null | undefined;
export type MaybeContext = Context | null | undefined;

/** What is asked about: with no record among them, a control answers over all records. */
export type About = readonly [record?: MaybeRecord, context?: MaybeContext];

/** A record and a context, each passed or not. */
export const aboutOf = (
  hasRecord: boolean,
  record: MaybeRecord,
  context?: MaybeContext,
): About => (hasRecord || context ? [record, context] : []);

/** Hears of a question that could not be answered, once for each distinct error. */
export type OnError = (error: unknown, about: string) => void;

/** How a control shows. A flag includes the stronger ones, so that one alone never shows more. */
export interface Flags {
  readonly id: string;
  /** Absent when there is no gate, or none that knows the control. */
  readonly kind?: ControlKind;
  readonly state: ControlMode;
  /** Not there for this person. */
  readonly hidden: boolean;
  /** Not to be used: disabled or hidden. */
  readonly disabled: boolean;
  /** Not to be changed: read-only, disabled or hidden. */
  readonly readOnly: boolean;
  /** Waiting for its record. */
  readonly pending: boolean;
  /** Why, as a sentence; empty when enabled, and when there is nothing to say. */
  readonly message: string;
}

/** Flags, and why the question failed when it did. */
export interface Shown extends Flags {
  readonly error?: unknown;
}

/** How a control shows, by a gate or, while there is none, hidden. */
export function shown(gate: AnyGate | null | undefined, id: string, about: About): Shown {
  if (!gate) return flags(id);
  try {
    return flags(id, gate.control(id, ...about));
  } catch (error) {
    return { ...flags(id, ungranted(gate, id, about)), error };
  }
}

function flags(id: string, answer?: ControlState | undefined): Shown {
  const state = answer?.state ?? "hidden";
  const hidden = state === "hidden";
  const disabled = hidden || state === "disabled";
  const readOnly = disabled || state === "readonly";
  const message = (readOnly && answer?.message) || "";
  const kind = answer && { kind: answer.kind };
  const pending = answer?.pending ?? false;
  return { id, ...kind, state, hidden, disabled, readOnly, pending, message };
}

/** What the element of a control is given by a framework; nothing while it is enabled. */
export type ControlProps = {
  readonly hidden?: true;
  readonly title?: string;
  readonly "aria-disabled"?: true;
  readonly "aria-readonly"?: true;
  readonly "aria-description"?: string;
  readonly "data-off"?: string;
  readonly "data-pending"?: true;
  /** While developing: which control it is, and how it shows. */
  readonly "data-tollgate"?: string;
};

/** While developing: the attribute that says of an element which control it is. */
export const TAG = "data-tollgate";
export const tagOf = ({ id, pending, state }: Flags): string =>
  `${id} ${state}${pending ? " pending" : ""}`;

/** Kinds of what holds a value; the others are pressed, and cannot be said to be read-only. */
const HOLDS_VALUE = /^(field|slider|choice|status)$/;

/** The props of a control; `readonly` is what a framework calls that attribute. */
export function propsOf<R extends string>(
  flags: Flags,
  readonly: R,
): ControlProps & { readonly [K in R]?: true } {
  if (flags.state === "enabled") return (__DEV__ ? { [TAG]: tagOf(flags) } : {}) as never;
  const { kind, message, disabled } = flags;
  const isSet = HOLDS_VALUE.test(kind ?? "");
  watch(globalThis.window);
  const props = {
    [MARK]: markOf(kind),
    ...(flags.pending && { "data-pending": true }),
    ...(flags.hidden && { hidden: true }),
    // Of a row it would be said of all that is in it, too.
    ...(kind !== "row" &&
      (disabled || kind !== "form") && {
        [disabled || !isSet ? "aria-disabled" : "aria-readonly"]: true,
      }),
    ...(isSet && { [readonly]: true }),
    ...(message && { title: message, "aria-description": message }),
  };
  return (__DEV__ ? { ...props, [TAG]: tagOf(flags) } : props) as never;
}

/** The ungranted state, which `controls` gives where a question fails. */
function ungranted(gate: AnyGate, id: string, about: About): ControlState | undefined {
  try {
    const controls = gate.controls(...about.slice(0, 1));
    const state = (controls as Record<string, ControlState | undefined>)[id];
    return state?.error && state;
  } catch {
    return undefined;
  }
}

/** A decision; none while there is no gate, or when the question fails. */
export function decided(
  gate: AnyGate | null | undefined,
  action: string,
  about: About,
): { decision?: Decision; error?: unknown } {
  try {
    return gate ? { decision: gate.check(action, ...about) } : {};
  } catch (error) {
    // A record that is not there yet is nothing to tell of.
    const waits = about.length > 0 && about[0] == null;
    return waits && (error as { code?: string }).code === "wrong_resource" ? {} : { error };
  }
}

const toConsole: OnError = (error) => console.error(error);

/** The errors that each listener has heard, as far as they are kept. */
const heard = new WeakMap<OnError, Set<string>>();
const HEARD_MAX = 200;

/** Tells a listener of an error, where there is one that it has not heard already. */
export function report(error: unknown, about: string, onError: OnError = toConsole): void {
  if (error === undefined) return;
  const text = `${about}: ${error instanceof Error ? error.message : typeof error}`;
  let known = heard.get(onError);
  if (!known || known.size >= HEARD_MAX) heard.set(onError, (known = new Set()));
  if (known.has(text)) return;
  known.add(text);
  onError(error, about);
}

/** What is told where no gate is, or none yet. */
export const unprovided = (): Error => new Error("no gate is provided");
