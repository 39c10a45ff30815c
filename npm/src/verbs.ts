// The questions of a gate: how each is put to the engine, and how its answer is read.

import * as answers from "./answers.js";
import type { Draft } from "./answers.js";
import type {
  Boundary,
  ControlAnswer,
  FilterAnswer,
  Numbers,
  RefusalAnswer,
  TransitionAnswer,
  VerdictAnswer,
} from "./boundary.js";
import type { Ids } from "./encode.js";
import type { Subject } from "./failure.js";
import type { Names } from "./names.js";
import type {
  ChoiceOption,
  ControlState,
  Decision,
  Filter,
  Scope,
  TransitionDecision,
  TransitionState,
} from "./types.js";

/** What can be asked about a name. */
export type VerbName =
  | "can"
  | "check"
  | "scope"
  | "filter"
  | "control"
  | "controls"
  | "options"
  | "transition"
  | "transitions";

/** A question in numbers. */
export interface Question {
  readonly who: readonly [groups: Numbers, references: Numbers];
  readonly record: readonly [resource: number | undefined, values: Numbers];
  readonly context: Numbers | undefined;
  /** What is asked for: an action, a control or a transition. */
  readonly index: number;
  /** The ids of the principal, and what the question was in words. */
  readonly ids: Ids;
  readonly subject: Subject;
}

/** How something is asked and answered. */
export interface Verb<T> {
  readonly name: VerbName;
  answer(names: Names, question: Question): Draft<T>;
}

/** A verb of what the module answers and how that is read. */
const verb = <A, T>(
  name: VerbName,
  put: (engine: Boundary, policy: number, question: Question) => A | undefined,
  read: (names: Names, answer: A, question: Question) => Draft<T>,
): Verb<T> => ({
  name,
  answer(names, question) {
    const { subject } = question;
    const answer = names.ask((engine, policy) => put(engine, policy, question), subject);
    return read(names, answer, question);
  },
});

export const check = verb<VerdictAnswer, Decision>(
  "check",
  (engine, policy, { who, record, context, index }) =>
    engine.check(policy, ...who, ...record, context, index),
  answers.decision,
);

export const scope = verb<number, Scope>(
  "scope",
  (engine, policy, { who, context, index }) => engine.scope(policy, ...who, context, index),
  answers.scope,
);

export const filter = verb<FilterAnswer, Filter>(
  "filter",
  (engine, policy, { who, context, index }) => engine.filter(policy, ...who, context, index),
  (names, answer, { index, ids }) => answers.filter(names, answer, index, ids),
);

export const control = verb<ControlAnswer, ControlState>(
  "control",
  (engine, policy, { who, record, context, index }) =>
    engine.control(policy, ...who, ...record, context, index),
  answers.control,
);

export const controls = verb<readonly ControlAnswer[], Record<string, ControlState>>(
  "controls",
  (engine, policy, { who, record, context }) =>
    engine.controls(policy, ...who, ...record, context),
  (names, answer, { subject }) => answers.controls(names, answer, subject),
);

export const options = verb<
  readonly (RefusalAnswer | undefined)[],
  readonly ChoiceOption[]
>(
  "options",
  (engine, policy, { who, record, context, index }) =>
    engine.options(policy, ...who, ...record, context, index),
  (names, answer, { index }) => answers.options(names, answer, index),
);

export const transition = verb<VerdictAnswer, TransitionDecision>(
  "transition",
  (engine, policy, { who, record, index }) => engine.transition(policy, ...who, ...record, index),
  answers.decision,
);

export const transitions = verb<
  readonly TransitionAnswer[],
  readonly TransitionState[]
>(
  "transitions",
  (engine, policy, { who, record }) => engine.transitions(policy, ...who, ...record),
  answers.transitions,
);
