// While developing: a gate that reports what it is asked and what it answers, and that shows what
// is hidden as disabled where that is wanted: never as more than that.

import type { Gate } from "./gate.js";
import type { ControlState } from "./types.js";

/** A question that was put, and its answer. */
export interface Observation {
  readonly verb: string;
  /** A control's id, an action or a step; empty where all are asked about. */
  readonly name: string;
  /** The record and the context that were given. */
  readonly about: readonly unknown[];
  readonly answer: string;
}

const verdict = (allowed: boolean): string => (allowed ? "allowed" : "denied");

/** What an answer comes to, by verb. */
const ANSWERS: Record<string, (answer: any) => string> = {
  can: verdict,
  predicate: verdict,
  check: ({ allowed, denial }) => (allowed ? "allowed" : denial),
  control: ({ state, pending }: ControlState) => (pending ? `${state}, pending` : state),
  controls: (all) => `${Object.keys(all).length} controls`,
  options: (all) => `${all.filter((it: { allowed: boolean }) => it.allowed).length} allowed`,
  transition: ({ allowed, denial }) => (allowed ? "allowed" : denial),
  transitions: (all) => `${all.length} steps`,
  scope: String,
  filter: ({ kind }) => kind,
  table: () => "a table",
};

/** Verbs about a name, which is their first argument. */
const UNNAMED = /^(controls|transitions|table)$/;

const originals = new WeakMap<object, Gate>();

/** The gate that is observed; another is itself. */
export const gateOf = (gate: Gate): Gate => originals.get(gate) ?? gate;
export const isObserved = (gate: object): boolean => originals.has(gate);

/** A gate that answers as another does, and reports; whether a control is revealed is asked. */
export function observed(
  gate: Gate,
  reveals: (id: string) => boolean,
  report: (observation: Observation) => void,
): Gate {
  const proxy = new Proxy(gate, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member, target);
      if (typeof value !== "function") return value;
      const ask: (...args: unknown[]) => unknown = value.bind(target);
      const verb = String(member);
      if (verb === "predicate") {
        return (operation: unknown, context: unknown) => {
          const may = ask(operation, context) as (record: unknown) => unknown;
          const name = nameOf(operation);
          return (record: unknown) =>
            observe({ verb, name, about: [record, context] }, () => may(record), report);
        };
      }
      if (!Object.hasOwn(ANSWERS, verb)) return ask;
      return (...args: unknown[]) => {
        const [name, about] = UNNAMED.test(verb) ? ["", args] : [args[0], args.slice(1)];
        const answer = observe({ verb, name: nameOf(name), about }, () => ask(...args), report);
        return revealed(verb, answer, reveals);
      };
    },
  });
  originals.set(proxy, gate);
  return proxy;
}

/** The answer to a question, which is reported. */
function observe(
  question: Omit<Observation, "answer">,
  ask: () => unknown,
  report: (observation: Observation) => void,
): unknown {
  try {
    const answer = ask();
    report({ ...question, answer: (ANSWERS[question.verb] ?? String)(answer) });
    return answer;
  } catch (error) {
    report({ ...question, answer: `error: ${(error as Error).message}` });
    throw error;
  }
}

const nameOf = (question: unknown): string =>
  typeof question === "object" && question !== null
    ? String((question as { transition?: string }).transition)
    : String(question);

/** What is hidden as disabled, where that is to be shown. */
function revealed(verb: string, answer: unknown, reveals: (id: string) => boolean): unknown {
  const shown = (control: ControlState): ControlState =>
    control.state === "hidden" && reveals(control.id) ? { ...control, state: "disabled" } : control;
  if (verb === "control") return shown(answer as ControlState);
  if (verb !== "controls") return answer;
  const all = Object.entries(answer as Record<string, ControlState>);
  return Object.fromEntries(all.map(([id, state]) => [id, shown(state)]));
}
