// Says the engine's answers, which are numbers, in words: decisions, controls and filters as the
// plain objects that people and programs read.

import type {
  ControlAnswer,
  Kinded,
  OptionAnswer,
  RefusalAnswer,
  TransitionAnswer,
  UnlockAnswer,
  VerdictAnswer,
} from "./boundary.js";
import type { Action, Control, Policy } from "./bundle.js";
import type { Column } from "./column.js";
import type { Failure, TollgateError } from "./error.js";
import { say } from "./failure.js";
import type { Subject } from "./failure.js";
import {
  CHANGE_KINDS,
  CONTROL_MODES,
  DENIALS,
  SCOPES,
} from "./generated/words.js";
import { each, freeze, isArray } from "./intrinsics.js";
import { assign, isFrozen, keys, keysOf, map, placeOf, plain } from "./intrinsics.js";
import { message } from "./message.js";
import type { Names } from "./names.js";
import { readOwn } from "./read.js";
import type {
  Advice,
  Change,
  ChoiceOption,
  ControlMode,
  ControlState,
  Denial,
  Scope,
  TransitionDecision,
  TransitionState,
} from "./types.js";

/** What becomes an answer: a member that tells nothing may be `undefined`. */
export type Draft<T> = T extends readonly (infer I)[]
  ? ArrayLike<Draft<I>>
  : T extends object
  ? { [M in keyof T]: Draft<T[M]> | (object extends Pick<T, M> ? undefined : never) }
  : T;

/** A copy without the members that tell nothing; what is frozen is left as it is. */
export function copy(draft: unknown, seal: <O>(object: O) => O = (object) => object): unknown {
  // What is no object counts as frozen.
  if (isFrozen(draft)) return draft;
  if (isArray(draft)) return seal(plain(map(draft, (item) => copy(item, seal))));
  const members = {};
  each(keys(draft as object), (name) => {
    const value = (draft as Record<string, unknown>)[name];
    if (value !== undefined) assign(members, name, copy(value, seal));
  });
  return seal(members);
}

/** An answer without the members that tell nothing, frozen all the way down. */
export const frozen = <T>(draft: NoInfer<Draft<T>>): T => copy(draft, freeze) as T;

export function decision(names: Names, answer: VerdictAnswer): Draft<TransitionDecision> {
  const { bundle, explain } = names;
  const { action, type, denial, to, determining } = answer;
  const allowed = denial === undefined;
  // What writes messages is shown it, and is not to change it.
  const unlock = frozen<Change[][]>(unlocks(names, type, answer.explanation.unlock));
  const { name, on } = bundle.actions[action] as Action;
  const rule = on[placeOf(on, (rule) => rule.type === type)];
  return {
    allowed,
    action: name,
    to: to === undefined ? undefined : names.state(type, to),
    denial: allowed ? null : (DENIALS[denial] as Denial),
    determining: map(determining, (index) => {
      const policy = bundle.policies[index] as Policy;
      return { policy: policy.id, effect: policy.effect, reason: reasonOf(names, policy) };
    }),
    unlock: explain || allowed ? unlock : null,
    advice: map(answer.advice, (index) => names.advice(rule?.advice?.[index] as Advice)),
    message: message(names, type, answer.explanation.message, unlock),
  };
}

export function transitions(
  names: Names,
  answer: ArrayLike<TransitionAnswer>,
): Draft<readonly TransitionState[]> {
  const steps = keysOf(names.transitions);
  return map(answer, ({ name, verdict }) => {
    const step = decision(names, verdict);
    return { name: steps[name] as string, to: step.to, allowed: step.allowed, decision: step };
  });
}

export const scope = (_: Names, answer: number): Scope => SCOPES[answer] as Scope;

/** The reason of a policy, where it has one. */
export const reasonOf = ({ format }: Names, { id, reason }: Policy): string | undefined =>
  reason && format(`policy.${id}`, reason);

/** The attribute of which a choice chooses a value. */
export function chosen(names: Names, { type, choice }: Control): Column {
  const { attribute, context } = choice as NonNullable<Control["choice"]>;
  const sheet = context === undefined ? names.records[type] : names.contexts[context];
  return sheet?.columns[attribute] as Column;
}

/** The alternatives that would unlock what was asked about a type. */
function unlocks(names: Names, type: number, all: UnlockAnswer): Draft<Change[][]> {
  const { groups, types } = names.bundle;
  const change = ({ kind, index }: Kinded): Change => {
    switch (CHANGE_KINDS[kind]) {
      case "grant":
        return { grant: groups[index]?.name as string };
      case "relate":
        return { relate: names.columns(type)?.[index]?.dottedPath as string };
      default: {
        const step = types[type]?.lifecycle?.transitions[index];
        return { transition: step?.name as string, to: names.state(type, step?.to as number) };
      }
    }
  };
  return map(all, (changes) => map(changes, change));
}

/** Why not, as a sentence. */
function why(names: Names, answer: RefusalAnswer | undefined): string | undefined {
  if (!answer) return undefined;
  const { type, explanation } = answer;
  return message(names, type, explanation.message, unlocksOf(names, answer));
}

/** What would unlock a refusal. */
export const unlocksOf = (names: Names, { type, explanation }: RefusalAnswer): Change[][] =>
  frozen<Change[][]>(unlocks(names, type, explanation.unlock));

export function control(names: Names, answer: ControlAnswer): Draft<ControlState> {
  const { id, kind } = names.bundle.controls?.[answer.control] as Control;
  const state = CONTROL_MODES[answer.mode] as ControlMode;
  return { id, kind, state, message: why(names, answer.why), pending: answer.pending || undefined };
}

/** An error as plain data: of what it may lack, only its own. */
const failureOf = (error: TollgateError): Draft<Failure> => ({
  code: error.code,
  message: error.message,
  at: readOwn(error, "at") as string | undefined,
  allowed: readOwn(error, "allowed") as ArrayLike<string> | undefined,
});

export function controls(
  names: Names,
  answer: ArrayLike<ControlAnswer>,
  subject: Subject,
): Draft<Record<string, ControlState>> {
  const all: Record<string, Draft<ControlState>> = {};
  each(answer, (shown) => {
    const state = control(names, shown);
    const error = shown.fault && failureOf(say(names, shown.fault, subject));
    assign(all, state.id, { ...state, error });
  });
  return all;
}

export function options(
  names: Names,
  answer: ArrayLike<OptionAnswer>,
  index: number,
): Draft<readonly ChoiceOption[]> {
  const column = chosen(names, names.bundle.controls?.[index] as Control);
  return map(answer, ({ why: refusal, pending }, place) => {
    const message = why(names, refusal);
    const allowed = refusal === undefined && !pending;
    return { value: column.value(place), allowed, message, pending: pending || undefined };
  });
}
