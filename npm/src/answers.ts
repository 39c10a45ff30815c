// The engine's answers in words: decisions, controls and filters as the plain objects that people
// and programs read.

import { MODES } from "./format.js";
import { kindOf, numberOf } from "./engine.js";
import type { Reader } from "./engine.js";
import { failureOf } from "./error.js";
import { refuse } from "./failure.js";
import type { Asked } from "./failure.js";
import { isMap, itemsOf, nothing, own } from "./encode.js";
import type { Ids } from "./encode.js";
import { message } from "./message.js";
import type { Names } from "./names.js";
import type {
  Change,
  ChoiceOption,
  Condition,
  ControlKind,
  ControlState,
  Decision,
  Denial,
  Filter,
  Scope,
  StateValue,
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

/** Freezes an answer, all the way down. */
export function frozen<T>(answer: T): T {
  if (typeof answer !== "object" || answer === null || Object.isFrozen(answer)) return answer;
  Object.values(answer).forEach(frozen);
  return Object.freeze(answer);
}

/** Kinds of changes, as the engine numbers them; the third is a step. */
const GRANT = 1;
const TIE = 2;

export function decision(names: Names, answer: Reader): TransitionDecision {
  const { bundle, explain, format } = names;
  const [action, type] = [answer.next(), answer.next()];
  const denial = DENIALS[answer.next()] as Denial | null;
  const to = answer.next();
  const [determining, advised, tokens] = [answer.numbers(), answer.numbers(), answer.numbers()];
  const unlock = unlocks(names, type, answer);
  const advice = bundle.actions[action]?.on.find((rule) => rule.type === type)?.advice ?? [];
  return {
    allowed: denial === null,
    action: bundle.actions[action]?.name as string,
    ...(to > 0 && { to: stateOf(names, type, to - 1) }),
    denial,
    determining: determining.flatMap((index) => {
      const policy = bundle.policies[index];
      if (!policy) return [];
      const { id, effect, reason } = policy;
      const told = { policy: id, effect };
      return reason === undefined ? told : { ...told, reason: format(`policy.${id}`, reason) };
    }),
    unlock: explain || denial === null ? unlock : null,
    advice: advised.map((index) => {
      const { id, text } = advice[index] as { id: string; text: string };
      return { id, text: format(`advice.${id}`, text) };
    }),
    message: message(names, type, tokens, unlock),
  } satisfies Decision;
}

export function transitions(names: Names, answer: Reader): readonly TransitionState[] {
  const all: TransitionState[] = [];
  while (answer.more) {
    const name = names.transitions[answer.next()] as string;
    const step = decision(names, answer);
    const to = step.to === undefined ? {} : { to: step.to };
    all.push({ name, ...to, allowed: step.allowed, decision: step });
  }
  return all;
}

export const scope = (_: Names, answer: Reader): Scope => SCOPES[answer.next()] as Scope;

/** A state of a type, by its place. */
const stateOf = (names: Names, type: number, place: number): StateValue =>
  names.value(
    names.columns[type]?.[names.bundle.types[type]?.lifecycle?.attribute as number],
    place,
  );

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
      return { transition: step?.name as string, to: stateOf(names, type, step?.to as number) };
    }),
  );
}

/** Why not: one more than a type, then a message about it and what would unlock it; or zero. */
function why(names: Names, answer: Reader): string | undefined {
  const type = answer.next() - 1;
  if (type < 0) return undefined;
  return message(names, type, answer.numbers(), unlocks(names, type, answer));
}

export function control(names: Names, answer: Reader, index: number): ControlState {
  const { id, kind } = names.bundle.controls?.[index] as { id: string; kind: ControlKind };
  const state = MODES[answer.next()] as ControlState["state"];
  const message = why(names, answer);
  return { id, kind, state, ...(message !== undefined && { message }) };
}

export function controls(
  names: Names,
  answer: Reader,
  _: number,
  asked: Asked,
): Readonly<Record<string, ControlState>> {
  const all: [string, ControlState][] = [];
  while (answer.more) {
    const state = control(names, answer, answer.next());
    const code = answer.next();
    const wrong = code > 0 && { error: failureOf(refuse(names, code, answer, asked)) };
    all.push([state.id, { ...state, ...wrong }]);
  }
  // Not by assignment, to which `__proto__` would be no member.
  return Object.fromEntries(all);
}

export function options(names: Names, answer: Reader, index: number): readonly ChoiceOption[] {
  const { type, action, chooses, choosesContext } = names.bundle.controls?.[index] ?? { type: 0 };
  const column =
    choosesContext === undefined
      ? names.columns[type]?.[chooses as number]
      : names.contexts[action as number]?.[choosesContext];
  const all: ChoiceOption[] = [];
  while (answer.more) {
    const value = names.value(column, all.length);
    const message = why(names, answer);
    all.push(message === undefined ? { value, allowed: true } : { value, allowed: false, message });
  }
  return all;
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

export function filter(names: Names, action: number, ids: Ids, answer: Reader): Filter {
  const kind = KINDS[answer.next()] as Filter["kind"];
  const several = (names.bundle.actions[action]?.on.length ?? 0) > 1;
  const any: { all: Condition[] }[] = kind === "all" ? [{ all: [] }] : [];
  while (answer.more) {
    const type = answer.next();
    const all = answer.list((): Condition => {
      const column = names.columns[type]?.[answer.next()];
      const op = OPS[answer.next()] as Condition["op"];
      const operand = answer.next();
      const attribute = column?.name as string;
      if (op === "absent" || op === "present") return { attribute, op };
      const tie = column?.ties[operand];
      const value = tie === undefined ? names.value(column, operand) : (ids[tie] as string);
      return { attribute, op, value };
    });
    const value = names.bundle.types[type]?.name as string;
    any.push({ all: several ? [{ attribute: "type", op: "eq", value }, ...all] : all });
  }
  const matches = (row: object): boolean =>
    isMap(row) &&
    any.some(({ all }) => all.every((each) => holds(each, own(row, each.attribute))));
  return frozen(Object.defineProperty({ kind, any, matches }, "matches", { enumerable: false }));
}
