// A gate: a policy for one principal, and everything a screen asks.

import { copy, frozen } from "./answers.js";
import type { CanAnswer, Numbers, QuestionNumbers } from "./boundary.js";
import type { Column } from "./column.js";
import { aboutOf, contextWords, pending, readContext, roomFor, typeNumber } from "./encode.js";
import type { EncodedRecord } from "./encode.js";
import { fail, named, whole } from "./error.js";
import type { TollgateError } from "./error.js";
import type { Explanation } from "./explanation.js";
import { noRecord, say } from "./failure.js";
import { UNKNOWN_NAME } from "./generated/numbers.js";
import { mustBe, mustBeExplain } from "./generated/texts.js";
import { bare, Bytes, cut, define, filter, get, inspect, map } from "./intrinsics.js";
import { pairs, quoted, set } from "./intrinsics.js";
import { optionsOf } from "./mapping.js";
import type { Names } from "./names.js";
import type { Question, Questions } from "./plan.js";
import type { Who } from "./principal.js";
import { leastOf } from "./project.js";
import { isMap, isNothing, readOwn } from "./read.js";
import { snapshot, snapshotPrincipal } from "./snapshot.js";
import { ask as askRows } from "./table.js";
import type { Table as Rows } from "./table.js";
import type {
  ChoiceOption,
  Context,
  ControlState,
  Decision,
  Filter,
  Resource,
  Scope,
  TableOptions,
  TransitionDecision,
  TransitionState,
} from "./types.js";
import * as verbs from "./verbs.js";
import type { Verb, VerbName } from "./verbs.js";

type Maybe<T> = T | null | undefined;

/** Verdicts as they are kept: denied is 1 and allowed is 2, for 0 is not known yet. */
const KEPT = 1;
const YES = 1 + KEPT;

/** Whether something is allowed is known without states. */
const NO_STATES: Who["states"] = { states: [], stateClusters: [] };

/** A lifecycle step in place of an action. */
interface TransitionRef {
  readonly transition: string;
}

const transitionOf = (operation: unknown): string | undefined => {
  const name = isMap(operation) ? readOwn(operation, "transition") : undefined;
  return (name ?? undefined) as string | undefined;
};

/** A policy for one principal. It holds nothing in the engine, so there is nothing to free. */
export class Gate {
  readonly #names: Names;
  readonly #who: Who;
  readonly #actions: Questions;
  /** Verdicts by the number of the question; 0 is none. */
  #verdicts = new Bytes(0);
  /** Other answers by the number of the question. */
  readonly #answers = pairs<number, unknown>();
  /** The policy's fingerprint. */
  readonly fingerprint: string;
  /** The principal's roles that the pack lacks, where they were let through. */
  readonly unknownRoles: readonly string[];

  /** @internal */
  constructor(names: Names, who: Who) {
    this.#names = names;
    this.#who = who;
    this.#actions = names.questions.can;
    this.fingerprint = names.bundle.fingerprint;
    this.unknownRoles = frozen(who.unknownRoles);
  }

  /** Who asks, and by which policy; nothing else that is known of them. */
  toString(): string {
    const { bundle, principal } = this.#names;
    const id = (principal.columns[0] as Column).toSnapshot(this.#who.known[0]);
    return `Gate of ${quoted(named(id))} (${bundle.pack} ${cut(this.fingerprint, 0, 8)})`;
  }

  /** @internal */
  [inspect](): string {
    return `${this}`;
  }

  /** Whether the action is allowed on the record. */
  can(action: string, resource?: Maybe<Resource>, context?: Maybe<Context>): boolean {
    const question = isNothing(context) ? this.#actions.of(action) : undefined;
    const known = question && this.#verdicts[question.number(resource, this.#who.known)];
    return known ? known === YES : this.#verdict(question, action, resource, context);
  }

  /** `can` for one action, or a step, to be asked of many records: `rows.filter(may)`. */
  predicate(
    operation: string | TransitionRef,
    context?: Maybe<Context>,
  ): (resource: Resource) => boolean {
    const step = transitionOf(operation);
    if (step !== undefined) return (resource) => this.transition(step, resource).allowed;
    const action = operation as string;
    const question = this.#question("can", action, context);
    const who = this.#who.known;
    return (resource) => {
      const known = question && this.#verdicts[question.number(resource, who)];
      return known ? known === YES : this.#verdict(question, action, resource, context);
    };
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Maybe<Resource>, context?: Maybe<Context>): Decision {
    return this.#answer(verbs.check, action, resource, context);
  }

  /** Why an answer is what it is, as what the policy was loaded with explains. */
  explain(
    question: string | object,
    resource?: Maybe<Resource>,
    context?: Maybe<Context>,
  ): Explanation {
    const { explains } = this.#names;
    if (typeof explains !== "function") {
      return fail("wrong_type", mustBe("options.explain", mustBeExplain), "options.explain");
    }
    const explain = explains as (...args: unknown[]) => Explanation;
    if (arguments.length < 2) return explain(this, question);
    return explain(this, question, resource, context);
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(operation: string | TransitionRef, context?: Maybe<Context>): Scope {
    const step = transitionOf(operation);
    if (step !== undefined) return this.#answer(verbs.scopeTransition, step, null, context);
    return this.#answer(verbs.scope, operation as string, null, context);
  }

  /**
   * How a control shows. Asked about nothing it answers over all records; asked about `undefined`
   * or `null` it waits for its record.
   */
  control(id: string, resource?: Maybe<Resource>, context?: Maybe<Context>): ControlState {
    return this.#answer(verbs.control, id, aboutOf(arguments.length > 1, resource), context);
  }

  /**
   * Every control bound to the record's type; asked about nothing, those of pages without a record;
   * asked about `undefined` or `null`, all of them, of which those that need a record wait for it.
   */
  controls(
    resource?: Maybe<Resource>,
    context?: Maybe<Context>,
  ): Readonly<Record<string, ControlState>> {
    return this.#answer(verbs.controls, "", aboutOf(arguments.length > 0, resource), context);
  }

  /** The values of a choice, and whether each is allowed; of a record, as `control` has it. */
  options(id: string, resource?: Maybe<Resource>): readonly ChoiceOption[] {
    return this.#answer(verbs.options, id, aboutOf(arguments.length > 1, resource));
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    return this.#answer(verbs.transitions, "", resource);
  }

  /** Whether a lifecycle step may be taken, and where it leads. */
  transition(name: string, resource: Resource): TransitionDecision {
    return this.#answer(verbs.transition, name, resource);
  }

  /** The rows on which the action is allowed, or with which a step may be taken, as conditions. */
  filter(operation: string | TransitionRef, context?: Maybe<Context>): Filter {
    const step = transitionOf(operation);
    if (step !== undefined) return this.#answer(verbs.filterTransition, step, null, context);
    return this.#answer(verbs.filter, operation as string, null, context);
  }

  /**
   * Answers for many rows at once, as they are now; for every action that applies to one. With a
   * type, the rows are its records.
   */
  table(rows: readonly object[], actions?: readonly string[], options?: TableOptions): Rows {
    return whole(() => {
      const type = readOwn(optionsOf(options, ["type"]), "type") as string | undefined;
      return askRows(this, this.#names, this.#who.known, rows, actions, type);
    });
  }

  /** A row as a record of a type, as it is now, with what the policy reads of it. */
  record(type: string, row: object): Resource {
    return whole(() => this.#names.mapping.read(type, row)) as Resource;
  }

  /** This gate as plain JSON, for a page that is not to see the whole policy; see `loadGate`. */
  snapshot(options?: { explain?: boolean }): object {
    return whole(() => {
      const explain = readOwn(optionsOf(options, ["explain"]), "explain");
      const explains = (explain === undefined || explain === true) && this.#names.explain;
      const numbers = this.#numbers(this.#who, this.encode(null), [], NO_STATES);
      const answer = this.#names.ask((engine, policy) =>
        engine.snapshot({ ...numbers, policy }, explains),
      );
      const principal = snapshotPrincipal(this.#names, this.#who.known);
      return snapshot(this.#names.bundle, answer, { explain: explains, principal });
    });
  }

  /** The least record on which nothing that this gate answers changes. */
  project(record: Resource): Record<string, unknown> {
    return whole(() => {
      const { bundle, mapping } = this.#names;
      const read = this.encode(mapping.of(record));
      const of = bundle.types[read.type ?? UNKNOWN_NAME];
      if (!of) throw noRecord(this.#names, read.copy);
      const columns = this.#names.columns(read.type) as ArrayLike<Column>;
      const least = copy(leastOf(of, columns, read, this.#who.known));
      return mapping.known(least as Record<string, unknown>);
    });
  }

  /**
   * Puts the questions of `tollgate/explain`, which are not kept.
   * @internal
   */
  ask<T>(verb: Verb<T>, name: string, hasRecord: boolean, resource: unknown, context: unknown): T {
    const about = aboutOf(hasRecord, resource);
    return whole(() => this.#ask(undefined, verb, name, about, context));
  }

  /** The answer to a question about a name, which is kept where no context plays a part. */
  #answer<T>(verb: Verb<T>, name: string, resource: unknown, context?: unknown): T {
    const question = this.#question(verb.name, name, context);
    const kept = question && get(this.#answers, question.number(resource, this.#who.known));
    if (kept) return kept as T;
    return whole(() => {
      const record = this.#names.mapping.of(resource);
      const read = question && get(this.#answers, question.numberRead(record, this.#who.known));
      return (read as T | undefined) ?? this.#ask(question, verb, name, record, context);
    });
  }

  #ask<T>(
    question: Question | undefined,
    verb: Verb<T>,
    name: string,
    resource: unknown,
    context: unknown,
  ): T {
    const names = this.#names;
    const index = get(names.questions[verb.name].numbers, name) ?? UNKNOWN_NAME;
    const actions = names.actionsOf(verb.name, index);
    const contextCopy = readContext(context, names.contexts, actions);
    const who = this.#who.asking(names, contextCopy);
    const record = this.encode(resource, who);
    const inNumbers = {
      numbers: this.#numbers(who, record, actions, who.states, contextCopy),
      index,
      who: who.known,
      subject: {
        name,
        resource: record.copy === pending ? undefined : record.copy,
        context: contextCopy,
      },
    } as const;
    const { failures } = names;
    const answer = frozen<T>(verb.answer(names, inNumbers));
    const number = question?.numberOf(record);
    // What the format failed to say this time it may say the next.
    if (number && failures === names.failures) set(this.#answers, number, answer);
    return answer;
  }

  /** Who asks and what about, as the engine takes it, with the context of the actions asked. */
  #numbers(
    { groups, attributes, known }: Who,
    record: EncodedRecord,
    actions: Numbers,
    states: Who["states"],
    context?: unknown,
  ): Omit<QuestionNumbers, "policy"> {
    return {
      ...states,
      groups,
      attributes,
      resource: typeNumber(record),
      values: record.values,
      context: contextWords(context, this.#names.contexts, actions, known),
    };
  }

  /** What the answers about a name are kept by, where no context plays a part. */
  #question(verb: VerbName, name: string, context: unknown): Question | undefined {
    return isNothing(context) ? this.#names.questions[verb].of(name) : undefined;
  }

  #verdict(
    question: Question | undefined,
    action: string,
    resource: unknown,
    context: unknown,
  ): boolean {
    const record = this.#names.mapping.of(resource);
    const known = question && this.#verdicts[question.numberRead(record, this.#who.known)];
    if (known) return known === YES;
    const one = (): ArrayLike<boolean | TollgateError> =>
      this.verdicts([action], this.encode(record), context);
    const verdict = whole(one)[0] as boolean | TollgateError;
    if (typeof verdict === "boolean") return verdict;
    throw verdict;
  }

  /**
   * Whether each of some actions is allowed on what was read, or why that cannot be told; what is
   * not known yet is one question to the engine.
   * @internal
   */
  verdicts(
    actions: ArrayLike<string>,
    record: EncodedRecord,
    context?: unknown,
  ): ArrayLike<boolean | TollgateError> {
    const names = this.#names;
    const numbers = map(
      actions,
      (action) => this.#question("can", action, context)?.numberOf(record) ?? 0,
    );
    const kept = map(numbers, (number) => this.#verdicts[number]);
    const open = filter(actions, (_, i) => !kept[i]);
    const indices = map(open, (name) => get(names.actions, name) ?? UNKNOWN_NAME);
    const contextCopy = readContext(context, names.contexts, indices);
    const who = this.#who.asking(names, contextCopy);
    const again = who === this.#who ? record : this.encode(record.copy, who);
    const question = this.#numbers(who, again, indices, NO_STATES, contextCopy);
    const subject = { resource: record.copy, context: contextCopy };
    const answers =
      open.length > 0
        ? names.ask((engine, policy) => engine.can({ ...question, policy }, indices), subject)
        : [];
    let next = 0;
    return map(actions, (name, i) => {
      if (kept[i]) return kept[i] === YES;
      const { allowed, fault } = answers[next++] as CanAnswer;
      if (fault) return say(names, fault, { ...subject, name });
      this.#keep(numbers[i] as number, allowed);
      return allowed;
    });
  }

  #keep(number: number, allowed: boolean): void {
    if (number === 0) return;
    this.#verdicts = roomFor(number, this.#verdicts, Bytes);
    this.#verdicts[number] = +allowed + KEPT;
  }

  /**
   * A record as the pack has it, as it is now, of what the policy reads.
   * @internal
   */
  encode(resource: unknown, who: Who = this.#who): EncodedRecord {
    const { types, records } = this.#names;
    if (!isMap(resource)) return { type: undefined, values: [], copy: resource };
    const named = readOwn(resource, "type");
    const type = get(types, named as string);
    const sheet = records[type ?? UNKNOWN_NAME];
    if (!sheet) return { type: undefined, values: [], copy: bare({ type: named }) };
    const copy = sheet.copy(resource);
    const values = sheet.words(sheet.lookIn(copy), who.known);
    return { type, values, copy: define(copy, "type", named) };
  }
}
