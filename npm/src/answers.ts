// The engine's answers in words: decisions, controls and filters as the plain objects that people
// and programs read.

import { MODES } from "./format.js";
import type { Action, Control, Policy } from "./format.js";
import { kindOf, numberOf } from "./engine.js";
import type { Reader } from "./engine.js";
import type { Failure, TollgateError } from "./error.js";
import { fault } from "./failure.js";
import type { Asked } from "./failure.js";
import { isMap, itemsOf, nothing, own } from "./encode.js";
import type { Column } from "./encode.js";
import { message } from "./message.js";
import type { Names } from "./names.js";
import type {
  Advice,
  Change,
  ChoiceOption,
  Condition,
  ControlState,
  Denial,
  Filter,
  Scope,
  TransitionDecision,
  TransitionState,
} from "./types.js";

const DENIALS = [
  null,
  "blocked",
  "unavailable",
  "ungranted",
] as const satisfies readonly (Denial | null)[];
const KINDS = ["all", "none", "some"] as const;
const OPS = ["eq", "ne", "contains", "lacks", "absent", "present"] as const;
const SCOPES = ["always", "never", "depends"] as const;

/** What becomes an answer: a member that tells nothing may be `undefined`. */
export type Draft<T> = T extends object
  ? { [M in keyof T]: Draft<T[M]> | (object extends Pick<T, M> ? undefined : never) }
  : T;

/** An answer without the members that tell nothing, frozen all the way down. */
export function frozen<T>(draft: NoInfer<Draft<T>>): T {
  // What is no object counts as frozen.
  if (Object.isFrozen(draft)) return draft as T;
  if (Array.isArray(draft)) return Object.freeze(draft.map((each) => frozen(each))) as T;
  const told = Object.entries(draft as object).filter(([, value]) => value !== undefined);
  return Object.freeze(Object.fromEntries(told.map(([name, value]) => [name, frozen(value)]))) as T;
}

/** Kinds of changes, as the engine numbers them; the third is a step. */
const GRANT = 1;
const TIE = 2;

export function decision(names: Names, answer: Reader): Draft<TransitionDecision> {
  const { bundle, explain, format } = names;
  const [action, type] = [answer.word(), answer.word()];
  const denial = DENIALS[answer.word()] as Denial | null;
  const to = answer.word();
  const [determining, advised, tokens] = [answer.numbers(), answer.numbers(), answer.numbers()];
  const unlock = unlocks(names, type, answer);
  const { name, on } = bundle.actions[action] as Action;
  const rule = on.find((each) => each.type === type);
  return {
    allowed: denial === null,
    action: name,
    to: to > 0 ? names.state(type, to - 1) : undefined,
    denial,
    determining: determining.map((index) => {
      const { id, effect, reason } = bundle.policies[index] as Policy;
      return { policy: id, effect, reason: reason && format(`policy.${id}`, reason) };
    }),
    unlock: explain || denial === null ? unlock : null,
    advice: advised.map((index) => names.advice(rule?.advice?.[index] as Advice)),
    message: message(names, type, tokens, unlock),
  };
}

export function transitions(names: Names, answer: Reader): Draft<TransitionState>[] {
  const steps = [...names.transitions.keys()];
  return answer.rest(() => {
    const name = steps[answer.word()] as string;
    const step = decision(names, answer);
    return { name, to: step.to, allowed: step.allowed, decision: step };
  });
}

export const scope = (_: Names, answer: Reader): Scope => SCOPES[answer.word()] as Scope;

/** The alternatives that would unlock what was asked about a type. */
function unlocks(names: Names, type: number, answer: Reader): Change[][] {
  const { groups, types } = names.bundle;
  return answer.list(() =>
    answer.numbers().map((word): Change => {
      const index = numberOf(word);
      if (kindOf(word) === GRANT) return { grant: groups[index]?.name as string };
      if (kindOf(word) === TIE) {
        return { relate: names.columns[type]?.[index >> 8]?.name as string };
      }
      const step = types[type]?.lifecycle?.transitions[index];
      return { transition: step?.name as string, to: names.state(type, step?.to as number) };
    }),
  );
}

/** Why not: one more than a type, then a message about it and what would unlock it; or zero. */
function why(names: Names, answer: Reader): string | undefined {
  const type = answer.word() - 1;
  if (type < 0) return undefined;
  return message(names, type, answer.numbers(), unlocks(names, type, answer));
}

export function control(names: Names, answer: Reader, index: number): Draft<ControlState> {
  const { id, kind } = names.bundle.controls?.[index] as Control;
  const state = MODES[answer.word()] as ControlState["state"];
  return { id, kind, state, message: why(names, answer) };
}

/** An error as plain data. */
const failureOf = ({ code, message, at, allowed }: TollgateError): Draft<Failure> => ({
  code,
  message,
  at,
  allowed,
});

export function controls(
  names: Names,
  answer: Reader,
  _: number,
  asked: Asked,
): Draft<Record<string, ControlState>> {
  const all = answer.rest((): [string, Draft<ControlState>] => {
    const state = control(names, answer, answer.word());
    const wrong = fault(names, answer, asked);
    return [state.id, { ...state, error: wrong && failureOf(wrong) }];
  });
  // Not by assignment, to which `__proto__` would be no member.
  return Object.fromEntries(all);
}

export function options(names: Names, answer: Reader, index: number): Draft<ChoiceOption>[] {
  const { type, action, chooses, choosesContext } = names.bundle.controls?.[index] as Control;
  const column =
    choosesContext === undefined
      ? names.columns[type]?.[chooses as number]
      : names.contexts[action as number]?.[choosesContext];
  return answer.rest((place) => {
    const message = why(names, answer);
    return { value: (column as Column).value(place), allowed: message === undefined, message };
  });
}

/** Whether a condition holds of a value; of one of another type none does. */
function holds({ op, value }: Condition, of: unknown): boolean {
  if (op === "absent" || op === "present") return nothing(of) === (op === "absent");
  if (op === "eq" || op === "ne") {
    return typeof of === typeof value && (of === value) === (op === "eq");
  }
  const items = itemsOf(of);
  return items !== undefined && items.includes(value) === (op === "contains");
}

export function filter(
  names: Names,
  answer: Reader,
  action: number,
  { ids = [] }: Asked,
): Draft<Filter> {
  const { actions, types } = names.bundle;
  const kind = KINDS[answer.word()] as Filter["kind"];
  const several = (actions[action]?.on.length ?? 0) > 1;
  const some = answer.rest(() => {
    const type = answer.word();
    const all = answer.list((): Draft<Condition> => {
      const column = names.columns[type]?.[answer.word()] as Column;
      const op = OPS[answer.word()] as Condition["op"];
      const operand = answer.word();
      const tie = column.ties[operand];
      const value = tie === undefined ? column.value(operand) : (ids[tie] as string);
      const alone = op === "absent" || op === "present";
      return { attribute: column.name, op, value: alone ? undefined : value };
    });
    const value = types[type]?.name;
    return { all: several ? [{ attribute: "type", op: "eq", value } as const, ...all] : all };
  });
  const any = frozen<Filter["any"]>(kind === "all" ? [{ all: [] }] : some);
  const matches = (row: unknown): boolean =>
    isMap(row) &&
    any.some(({ all }) => all.every((each) => holds(each, own(row, each.attribute))));
  const told = { kind, any } as Filter;
  return Object.freeze(Object.defineProperty(told, "matches", { value: matches }));
}
