// The questions of a gate: how each is put to the engine, and how its answer is read.

import * as answers from "./answers.js";
import type { Draft } from "./answers.js";
import type {
  Boundary,
  ControlAnswer,
  FilterAnswer,
  OptionAnswer,
  QuestionNumbers,
  TransitionAnswer,
  VerdictAnswer,
} from "./boundary.js";
import { numbered } from "./column.js";
import type { Knowns } from "./column.js";
import { typesWith } from "./failure.js";
import type { Subject } from "./failure.js";
import { filterOf } from "./filter.js";
import { get } from "./intrinsics.js";
import type { Pairs } from "./intrinsics.js";
import type { Names } from "./names.js";
import { numbers, Questions } from "./plan.js";
import type { Columns } from "./plan.js";
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
  | "scopeTransition"
  | "filterTransition"
  | "control"
  | "controls"
  | "options"
  | "transition"
  | "transitions";

/** A question in numbers, but for the policy's. */
export interface Question {
  readonly numbers: Omit<QuestionNumbers, "policy">;
  /** What is asked for: an action, a control or a transition. */
  readonly index: number;
  /** What is known of the principal, and what the question was in words. */
  readonly who: Knowns;
  readonly subject: Subject;
}

/** The questions of a policy, by which answers are kept: those of a name, of its table. */
export function questionsOf(names: Names): Record<VerbName, Questions> {
  const { actions, controls, mapping, transitions } = names;
  const allot = numbers();
  const whole: Columns = (type) => names.columns(get(names.types, type));
  const of = (
    table: Pairs<string, number>,
    columns: (name: string) => Columns = () => whole,
  ): Questions => new Questions(table, columns, allot, mapping);
  const one = numbered([""]);
  return {
    can: of(actions, (action) => names.reads([action], "verdict")),
    check: of(actions, (action) => names.reads([action], "decision")),
    scope: of(actions),
    filter: of(actions),
    scopeTransition: of(transitions),
    filterTransition: of(transitions),
    control: of(controls),
    controls: of(one),
    options: of(controls),
    transition: of(transitions),
    transitions: of(one),
  };
}

/** How something is asked and answered. */
export interface Verb<T> {
  readonly name: VerbName;
  answer(names: Names, question: Question): Draft<T>;
}

/** A verb of what the module answers and how that is read. */
const verb = <A, T>(
  name: VerbName,
  put: (engine: Boundary, numbers: QuestionNumbers, index: number) => A | undefined,
  read: (names: Names, answer: A, question: Question) => Draft<T>,
): Verb<T> => ({
  name,
  answer(names, question) {
    const { numbers, index, subject } = question;
    const answer = names.ask(
      (engine, policy) => put(engine, { ...numbers, policy }, index),
      subject,
    );
    return read(names, answer, question);
  },
});

export const check = verb<VerdictAnswer, Decision>(
  "check",
  (engine, numbers, action) => engine.check(numbers, action),
  answers.decision,
);

export const scope = verb<number, Scope>(
  "scope",
  (engine, numbers, action) => engine.scope(numbers, action),
  answers.scope,
);

export const filter = verb<FilterAnswer, Filter>(
  "filter",
  (engine, numbers, action) => engine.filter(numbers, action),
  (names, answer, { index, who }) =>
    filterOf(names, answer, names.bundle.actions[index]?.on.length, who),
);

export const scopeTransition = verb<number, Scope>(
  "scopeTransition",
  (engine, numbers, name) => engine.scopeTransition(numbers, name),
  answers.scope,
);

export const filterTransition = verb<FilterAnswer, Filter>(
  "filterTransition",
  (engine, numbers, name) => engine.filterTransition(numbers, name),
  (names, answer, { subject, who }) =>
    filterOf(names, answer, typesWith(names.bundle, subject.name).length, who),
);

export const control = verb<ControlAnswer, ControlState>(
  "control",
  (engine, numbers, id) => engine.control(numbers, id),
  answers.control,
);

export const controls = verb<ArrayLike<ControlAnswer>, Record<string, ControlState>>(
  "controls",
  (engine, numbers) => engine.controls(numbers),
  (names, answer, { subject }) => answers.controls(names, answer, subject),
);

export const options = verb<ArrayLike<OptionAnswer>, readonly ChoiceOption[]>(
  "options",
  (engine, numbers, id) => engine.options(numbers, id),
  (names, answer, { index }) => answers.options(names, answer, index),
);

export const transition = verb<VerdictAnswer, TransitionDecision>(
  "transition",
  (engine, numbers, name) => engine.transition(numbers, name),
  answers.decision,
);

export const transitions = verb<ArrayLike<TransitionAnswer>, readonly TransitionState[]>(
  "transitions",
  (engine, numbers) => engine.transitions(numbers),
  answers.transitions,
);
