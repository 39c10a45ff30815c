// The functions of the engine's module and what they answer, as `src/wasm/` has them in Rust. All
// is numbers: of a name in its table of the bundle, or of a word in `generated/words.ts`. Its
// objects and lists inherit nothing.

import { getPrototypeOf, hasOwn, objectOf } from "./intrinsics.js";

/** Numbers as the module takes them. */
export type Numbers = ArrayLike<number>;

/** What a module throws where a question is wrong. */
export interface Fault {
  /** An `ErrorCode`. */
  readonly code: number;
  /** A `Place`. */
  readonly place: number;
  /** Which attribute, name or action, as the place says. */
  readonly index?: number;
  /** The action whose context it is in. */
  readonly of?: number;
}

/** Whether what a module threw is its own. */
export const isFault = (thrown: unknown): thrown is Fault =>
  getPrototypeOf(objectOf(thrown)) === null && hasOwn(objectOf(thrown), "place");

/** Whether an action is allowed, or what is wrong with the question. */
export interface CanAnswer {
  readonly allowed: boolean;
  readonly fault?: Fault;
}

/** A change or a part of a message. */
export interface Kinded {
  /** A `ChangeKind` or a `TokenKind`. */
  readonly kind: number;
  /** Which of its kind. */
  readonly index: number;
}

/** Alternatives, each of several changes. */
export type UnlockAnswer = ArrayLike<ArrayLike<Kinded>>;

/** What a denied person is told, and what would unlock it. */
export interface Explanation {
  readonly message: ArrayLike<Kinded>;
  readonly unlock: UnlockAnswer;
}

/** The answer to `check` and `transition`. */
export interface VerdictAnswer {
  readonly action: number;
  readonly type: number;
  /** A `Denial`; none where it is allowed. */
  readonly denial?: number;
  readonly to?: number;
  readonly determining: ArrayLike<number>;
  readonly advice: ArrayLike<number>;
  readonly explanation: Explanation;
}

export interface TransitionAnswer {
  readonly name: number;
  readonly verdict: VerdictAnswer;
}

/** Why something may not be done. */
export interface RefusalAnswer {
  /** A `Denial`. */
  readonly denial: number;
  readonly type: number;
  readonly explanation: Explanation;
}

export interface ControlAnswer {
  readonly control: number;
  /** A `ControlMode`. */
  readonly mode: number;
  readonly why?: RefusalAnswer;
  /** Whether it waits for its record. */
  readonly pending: boolean;
  readonly fault?: Fault;
}

/** One value of a choice; allowed where nothing says why not, and it does not wait. */
export interface OptionAnswer {
  readonly why?: RefusalAnswer;
  readonly pending: boolean;
}

export interface ConditionAnswer {
  readonly attribute: number;
  /** An `Op`. */
  readonly op: number;
  /** A value, or the class of numbers or texts that it speaks of. */
  readonly value?: number;
  /** Which tie of the attribute. */
  readonly tie?: number;
}

export interface FilterAnswer {
  /** A `Scope`. */
  readonly scope: number;
  readonly any: ArrayLike<{ readonly type: number; readonly all: ArrayLike<ConditionAnswer> }>;
}

export interface SnapshotAnswer {
  readonly groups: ArrayLike<number>;
  readonly policies: ArrayLike<number>;
  /** By rule, over all actions: the advice that can still be said. */
  readonly advice: ArrayLike<ArrayLike<number>>;
  /** The reduced program. */
  readonly program: Uint8Array;
}

/** Who asks, and what about. */
export interface QuestionNumbers {
  readonly policy: number;
  /** The groups of the principal. */
  readonly groups: Numbers;
  /** A word for its id and for each of its attributes. */
  readonly attributes: Numbers;
  /**
   * What attributes that depend on each other can be for this principal: a word for each, one such
   * state after another. Whether something is allowed is known without.
   */
  readonly states: Numbers;
  /** By state, the cluster whose attributes it is of. */
  readonly stateClusters: Numbers;
  /** The record's type; `undefined` where there is no record, `PENDING` where it is to come. */
  readonly resource: number | undefined;
  /** A word for each attribute of the record. */
  readonly values: Numbers;
  /** The words of the contexts of all actions; none where there is no context. */
  readonly context: Numbers;
}

/** A module that has started. A question about a policy it does not know answers `undefined`. */
export interface Boundary {
  /** Opens the policy of a program and gives its number. */
  open(program: Uint8Array): number;
  /** What the tables beside the policy's program have to say too, as numbers in a row. */
  outline(policy: number, snapshot: boolean): ArrayLike<number> | undefined;
  roleDefaults(policy: number, roles: Numbers): ArrayLike<number> | undefined;
  grantAdvice(policy: number, grant: number, roles: Numbers): ArrayLike<number> | undefined;
  /** The groups of a principal. */
  principal(
    policy: number,
    roles: Numbers | undefined,
    permissions: Numbers | undefined,
    groups: Numbers | undefined,
    attributes: Numbers,
  ): ArrayLike<number> | undefined;
  can(question: QuestionNumbers, actions: Numbers): ArrayLike<CanAnswer> | undefined;
  check(question: QuestionNumbers, action: number): VerdictAnswer | undefined;
  scope(question: QuestionNumbers, action: number): number | undefined;
  filter(question: QuestionNumbers, action: number): FilterAnswer | undefined;
  scopeTransition(question: QuestionNumbers, name: number): number | undefined;
  filterTransition(question: QuestionNumbers, name: number): FilterAnswer | undefined;
  control(question: QuestionNumbers, control: number): ControlAnswer | undefined;
  controls(question: QuestionNumbers): ArrayLike<ControlAnswer> | undefined;
  options(question: QuestionNumbers, control: number): ArrayLike<OptionAnswer> | undefined;
  transition(question: QuestionNumbers, name: number): VerdictAnswer | undefined;
  transitions(question: QuestionNumbers): ArrayLike<TransitionAnswer> | undefined;
  snapshot(question: QuestionNumbers, explain: boolean): SnapshotAnswer | undefined;
}

/** A clause, with its literals in their order. */
export interface ClauseAnswer {
  readonly policy: number;
  /** A `Holds`, as each literal's. */
  readonly holds: number;
  readonly literals: ArrayLike<number>;
}

/** What an answer was held against. */
export interface Explained {
  readonly action: number;
  readonly type: number;
  /** Of a choice, the value that decides. */
  readonly value?: number;
  /** The clauses of the action, permits first; none where the state lacks the step. */
  readonly clauses: ArrayLike<ClauseAnswer>;
}

/** Nothing where the answer waits for its record. */
export interface ExplainAnswer {
  readonly against?: Explained;
}

/** The module of `tollgate/explain`, which explains too. */
export interface Explaining extends Boundary {
  /** What the answer to something of a `TargetKind` was held against. */
  explain(question: QuestionNumbers, kind: number, index: number): ExplainAnswer | undefined;
}
