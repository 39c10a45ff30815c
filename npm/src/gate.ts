// A gate: a policy for one principal, and everything a screen asks.

import {
  control,
  controls,
  decision,
  filter,
  frozen,
  options,
  scope,
  transitions,
} from "./answers.js";
import {
  encode,
  isMap,
  itemsOf,
  NOBODY,
  nothing,
  own,
  places,
  reference,
  subjectWords,
} from "./encode.js";
import type { Column, Ids, Subject } from "./encode.js";
import { Reader, Verb } from "./engine.js";
import type { TollgateError } from "./error.js";
import { fail, noRecord, refuse, refusePrincipal } from "./failure.js";
import type { Asked } from "./failure.js";
import type { Names } from "./names.js";
import { snapshot } from "./snapshot.js";
import type { Question } from "./plan.js";
import { ask as askRows } from "./table.js";
import type { Table as Rows } from "./table.js";
import type {
  ChoiceOption,
  Context,
  ControlState,
  Decision,
  Filter,
  Principal,
  Resource,
  Scope,
  TransitionDecision,
  TransitionState,
} from "./types.js";

type Given<T> = T | null | undefined;

/** What is kept of a verdict. */
const NO = 1;
const YES = 2;

/** What a screen asks for one principal. It owns nothing but what it was made of. */
export class Gate {
  readonly #names: Names;
  /** Groups and references, as the engine takes them. */
  readonly #principal: readonly number[];
  readonly #ids: Ids;
  /** Verdicts by the number of the question; 0 is none. */
  #verdicts = new Uint8Array(0);
  /** Other answers by the number of the question. */
  readonly #answers = new Map<number, unknown>();
  /** The policy's fingerprint. */
  readonly fingerprint: string;

  /** @internal */
  constructor(names: Names, ids: Ids, principal: readonly number[]) {
    this.#names = names;
    this.#ids = ids;
    this.#principal = principal;
    this.fingerprint = names.bundle.fingerprint;
  }

  /**
   * The gate of a principal, which the engine resolves.
   * @internal
   */
  static of(names: Names, principal: Principal): Gate {
    if (!isMap(principal)) {
      fail("wrong_type", "`principal` must be an object with an `id`", "principal");
    }
    const given = names.keys.map((key) => own(principal, key));
    const ids = given.map((id) => (typeof id === "string" ? id : undefined));
    const answer = new Reader(
      names.engine.ask([
        Verb.Principal,
        ...places(own(principal, "roles"), names.roles),
        ...places(own(principal, "permissions"), names.permissions),
        ...places(own(principal, "groups"), names.groups),
        given.length,
        ...given.map((id) => reference(id, given)),
      ]),
    );
    const code = answer.next();
    if (code > 0) refusePrincipal(names, code, answer, principal);
    return new Gate(names, ids, Array.from(answer.words).slice(1));
  }

  /** Whether the action is allowed on the record. */
  can(action: string, resource?: Given<Resource>, context?: Given<Context>): boolean {
    if (nothing(context)) {
      const question = this.#names.verdicts.of(action);
      if (question !== undefined) {
        const verdict = this.#verdicts[question.number(resource, this.#ids)];
        if (verdict) return verdict === YES;
      }
    }
    return this.#verdict(action, resource, context);
  }

  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate(action: string, context?: Given<Context>): (resource: Resource) => boolean {
    const question = this.#names.verdicts.of(action);
    if (question === undefined || !nothing(context)) {
      return (resource) => this.#verdict(action, resource, context);
    }
    const ids = this.#ids;
    return (resource) => {
      const verdict = this.#verdicts[question.number(resource, ids)];
      if (verdict) return verdict === YES;
      return this.#verdict(action, resource);
    };
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Given<Resource>, context?: Given<Context>): Decision {
    const { actions, decisions } = this.#names;
    const question = decisions.of(action);
    return this.#told(Verb.Check, decision, action, actions, question, resource, context);
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(action: string, context?: Given<Context>): Scope {
    return this.#told(Verb.Scope, scope, action, this.#names.actions, undefined, null, context);
  }

  /** How a control shows; without its record, how it shows over all records. */
  control(id: string, resource?: Given<Resource>, context?: Given<Context>): ControlState {
    const { controls, states } = this.#names;
    return this.#told(Verb.Control, control, id, controls, states.of(id), resource, context);
  }

  /** Every control bound to the record's type, or those of pages without a record. */
  controls(resource?: Given<Resource>): Readonly<Record<string, ControlState>> {
    const { allStates } = this.#names;
    return this.#told(Verb.Controls, controls, "", undefined, allStates, resource);
  }

  /** The values of a choice, and whether each is allowed. */
  options(id: string, resource?: Given<Resource>): readonly ChoiceOption[] {
    return this.#told(Verb.Options, options, id, this.#names.controls, undefined, resource);
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    const { allSteps } = this.#names;
    return this.#told(Verb.Transitions, transitions, "", undefined, allSteps, resource);
  }

  /** Whether a lifecycle step may be taken, and where it leads. */
  transition(name: string, resource: Resource): TransitionDecision {
    const { steps, transitionPlaces } = this.#names;
    return this.#told(Verb.Transition, decision, name, transitionPlaces, steps.of(name), resource);
  }

  /** The rows on which the action is allowed, as conditions. */
  filter(action: string, context?: Given<Context>): Filter {
    const index = this.#names.actions.get(action) ?? NOBODY;
    const words = this.#context(context);
    const asked = { name: action, context };
    const answer = this.#ask(Verb.Filter, [0, ...words, index, 0], asked);
    return filter(this.#names, index, this.#ids, answer);
  }

  /** Answers for many rows at once, as they are now; for every action that applies to one. */
  table(rows: readonly Resource[], actions?: readonly string[]): Rows {
    return askRows(this, this.#names, this.#ids, rows, actions);
  }

  /** This gate as plain JSON, for a page that is not to see the whole policy; see `loadGate`. */
  snapshot({ explain = true }: { explain?: boolean } = {}): object {
    const explained = explain && this.#names.explain;
    const answer = this.#ask(Verb.Snapshot, [0, 0, Number(explained), 0], {});
    const { bundle, rules } = this.#names;
    return snapshot(bundle, rules, { explain: explained, ids: this.#ids }, answer);
  }

  /** The least record on which nothing that this gate answers changes. */
  project(record: Resource): Record<string, unknown> {
    const type = isMap(record) ? this.#names.types.get(own(record, "type") as string) : undefined;
    if (type === undefined) throw noRecord(this.#names, record);
    const columns = this.#names.columns[type] as readonly Column[];
    const all = columns.map((column) => [
      column.name,
      column.least(own(record, column.name), this.#ids),
    ]);
    const told = all.filter(([, value]) => value !== undefined && value !== null);
    return Object.fromEntries([["type", own(record, "type")], ...told]);
  }

  /** The answer to a question about a name, which is kept where no context plays a part. */
  #told<T>(
    verb: number,
    read: (names: Names, answer: Reader, index: number, asked: Asked) => T,
    name: string,
    table: ReadonlyMap<string, number> | undefined,
    question: Question | undefined,
    resource?: unknown,
    context?: unknown,
  ): T {
    const free = question !== undefined && nothing(context);
    const known = free && this.#answers.get(question.number(resource, this.#ids));
    if (known) return known as T;
    const subject = this.subject(resource);
    const index = table ? (table.get(name) ?? NOBODY) : 0;
    const words = [...subjectWords(subject), ...this.#context(context), index, 0];
    const asked = { name, resource: subject.still, context };
    const answer = frozen(read(this.#names, this.#ask(verb, words, asked), index, asked));
    const number = free ? question.numberOf(subject) : 0;
    if (number > 0) this.#answers.set(number, answer);
    return answer;
  }

  #verdict(action: string, resource: unknown, context?: unknown): boolean {
    const [told] = this.verdicts([action], this.subject(resource), context);
    if (typeof told === "boolean") return told;
    throw told;
  }

  /**
   * Whether each of some actions is allowed on what was read, or why that cannot be told; what is
   * not known yet is one question to the engine.
   * @internal
   */
  verdicts(
    actions: readonly string[],
    subject: Subject,
    context?: unknown,
  ): (boolean | TollgateError)[] {
    const names = this.#names;
    const numbers = actions.map((action) =>
      nothing(context) ? (names.verdicts.of(action)?.numberOf(subject) ?? 0) : 0,
    );
    const known = numbers.map((number) => this.#verdicts[number]);
    const open = actions.filter((_, i) => !known[i]).map((name) => names.actions.get(name));
    const words = [...subjectWords(subject), ...this.#context(context), 0, open.length];
    const asked = { resource: subject.still, context };
    const answer =
      open.length > 0 &&
      this.#ask(Verb.Can, [...words, ...open.map((index) => index ?? NOBODY)], asked);
    return actions.map((name, i) => {
      if (!answer || known[i]) return known[i] === YES;
      const verdict = answer.next();
      if (verdict >= 2) return refuse(names, answer.next(), answer, { ...asked, name });
      const number = numbers[i] as number;
      if (number > 0) this.#keep(number, verdict === 1 ? YES : NO);
      return verdict === 1;
    });
  }

  #keep(number: number, verdict: number): void {
    if (number >= this.#verdicts.length) {
      const more = new Uint8Array(2 * number);
      more.set(this.#verdicts);
      this.#verdicts = more;
    }
    this.#verdicts[number] = verdict;
  }

  /**
   * A subject as it is now, of what the policy reads.
   * @internal
   */
  subject(resource: unknown): Subject {
    if (!isMap(resource)) return { type: undefined, values: [], still: resource };
    const named = own(resource, "type");
    const type = this.#names.types.get(named as string);
    const still: Record<string, unknown> = { type: named };
    const values = (this.#names.columns[type ?? NOBODY] ?? []).map((column) => {
      const read = own(resource, column.name);
      const value = itemsOf(read) ?? read;
      Object.defineProperty(still, column.name, { value });
      return column.word(value, this.#ids);
    });
    return { type, values, still };
  }

  /** Puts a question to the engine. */
  #ask(verb: number, question: readonly number[], asked: object): Reader {
    const words = this.#names.engine.ask([verb, ...this.#principal, ...question]);
    const answer = new Reader(words);
    const code = answer.next();
    if (code > 0) throw refuse(this.#names, code, answer, asked);
    return answer;
  }

  /** The context, as each action reads it that reads any. */
  #context(context: unknown): number[] {
    if (nothing(context)) return [0];
    if (!isMap(context)) return [1];
    const read = this.#names.contexts.flatMap((columns, action) => {
      if (columns.length === 0) return [];
      return [[action, columns.length, ...encode(columns, context, this.#ids)]];
    });
    return [2, read.length, ...read.flat()];
  }
}
