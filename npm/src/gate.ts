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
import type { Draft } from "./answers.js";
import { isMap, itemsOf, NOBODY, nothing, own } from "./encode.js";
import { places, references, roomFor, subjectWords, typeOf } from "./encode.js";
import type { Column, Ids, Subject } from "./encode.js";
import { Verb } from "./engine.js";
import type { Reader } from "./engine.js";
import { fail } from "./error.js";
import type { TollgateError } from "./error.js";
import { fault, LISTS, noRecord } from "./failure.js";
import type { Asked } from "./failure.js";
import type { Names } from "./names.js";
import type { Question, Questions } from "./plan.js";
import { snapshot } from "./snapshot.js";
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

/** How the words of an answer are read. */
type Read<T> = (
  names: Names,
  answer: Reader,
  index: number,
  asked: Asked,
) => NoInfer<Draft<T>>;

/** What a verdict is kept as: so much more than it is, so that none is 0. */
const KEPT = 1;
const YES = 1 + KEPT;

/** What a screen asks for one principal. It owns nothing but what it was made of. */
export class Gate {
  readonly #names: Names;
  /** Groups and references, as the engine takes them. */
  readonly #principal: readonly number[];
  readonly #ids: Ids;
  readonly #asked: Questions;
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
    this.#asked = names.questions[Verb.Can] as Questions;
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
    const question = [
      Verb.Principal,
      ...LISTS.flatMap((list) => places(own(principal, list), names[list])),
      ...references(given),
    ];
    const answer = names.ask(question, { holder: principal, prefix: "principal." });
    return new Gate(names, ids, answer.rest(() => answer.word()));
  }

  /** Whether the action is allowed on the record. */
  can(action: string, resource?: Given<Resource>, context?: Given<Context>): boolean {
    const question = nothing(context) ? this.#asked.of(action) : undefined;
    const known = question && this.#verdicts[question.number(resource, this.#ids)];
    return known ? known === YES : this.#verdict(action, resource, context);
  }

  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate(action: string, context?: Given<Context>): (resource: Resource) => boolean {
    const question = this.#question(Verb.Can, action, context);
    const ids = this.#ids;
    if (question === undefined) return (resource) => this.#verdict(action, resource, context);
    return (resource) => {
      const known = this.#verdicts[question.number(resource, ids)];
      return known ? known === YES : this.#verdict(action, resource, context);
    };
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Given<Resource>, context?: Given<Context>): Decision {
    return this.#told(Verb.Check, decision, action, resource, context);
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(action: string, context?: Given<Context>): Scope {
    return this.#told(Verb.Scope, scope, action, null, context);
  }

  /** How a control shows; without its record, how it shows over all records. */
  control(id: string, resource?: Given<Resource>, context?: Given<Context>): ControlState {
    return this.#told(Verb.Control, control, id, resource, context);
  }

  /** Every control bound to the record's type, or those of pages without a record. */
  controls(resource?: Given<Resource>): Readonly<Record<string, ControlState>> {
    return this.#told(Verb.Controls, controls, "", resource);
  }

  /** The values of a choice, and whether each is allowed. */
  options(id: string, resource?: Given<Resource>): readonly ChoiceOption[] {
    return this.#told(Verb.Options, options, id, resource);
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    return this.#told(Verb.Transitions, transitions, "", resource);
  }

  /** Whether a lifecycle step may be taken, and where it leads. */
  transition(name: string, resource: Resource): TransitionDecision {
    return this.#told(Verb.Transition, decision, name, resource);
  }

  /** The rows on which the action is allowed, as conditions. */
  filter(action: string, context?: Given<Context>): Filter {
    return this.#told(Verb.Filter, filter, action, null, context);
  }

  /** Answers for many rows at once, as they are now; for every action that applies to one. */
  table(rows: readonly Resource[], actions?: readonly string[]): Rows {
    return askRows(this, this.#names, this.#ids, rows, actions);
  }

  /** This gate as plain JSON, for a page that is not to see the whole policy; see `loadGate`. */
  snapshot({ explain = true }: { explain?: boolean } = {}): object {
    const own = { explain: explain && this.#names.explain, ids: this.#ids };
    const answer = this.#ask(Verb.Snapshot, [0, 0, Number(own.explain), 0], {});
    return snapshot(this.#names, own, answer);
  }

  /** The least record on which nothing that this gate answers changes. */
  project(record: Resource): Record<string, unknown> {
    const named = typeOf(record);
    const type = this.#names.types.get(named as string);
    if (type === undefined) throw noRecord(this.#names, record);
    const columns = this.#names.columns[type] as readonly Column[];
    const all = columns.map((column) => [
      column.name,
      column.least(own(record, column.name), this.#ids),
    ]);
    const told = all.filter(([, value]) => value !== undefined && value !== null);
    return Object.fromEntries([["type", named], ...told]);
  }

  /** The answer to a question about a name, which is kept where no context plays a part. */
  #told<T>(verb: number, read: Read<T>, name: string, resource: unknown, context?: unknown): T {
    const question = this.#question(verb, name, context);
    const known = question && this.#answers.get(question.number(resource, this.#ids));
    return known ? (known as T) : this.#tell(question, verb, read, name, resource, context);
  }

  #tell<T>(
    question: Question | undefined,
    verb: number,
    read: Read<T>,
    name: string,
    resource: unknown,
    context: unknown,
  ): T {
    const subject = this.subject(resource);
    const index = this.#names.questions[verb]?.places.get(name) ?? NOBODY;
    const asked = { name, resource: subject.still, context, ids: this.#ids };
    const words = [...subjectWords(subject), ...this.#context(context), index, 0];
    const answer = this.#ask(verb, words, asked);
    const told = frozen<T>(read(this.#names, answer, index, asked));
    const number = question?.numberOf(subject);
    if (number) this.#answers.set(number, told);
    return told;
  }

  /** What the answers about a name are kept by, where no context plays a part. */
  #question(verb: number, name: string, context: unknown): Question | undefined {
    return nothing(context) ? this.#names.questions[verb]?.of(name) : undefined;
  }

  #verdict(action: string, resource: unknown, context: unknown): boolean {
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
    const numbers = actions.map(
      (action) => this.#question(Verb.Can, action, context)?.numberOf(subject) ?? 0,
    );
    const known = numbers.map((number) => this.#verdicts[number]);
    const names = this.#names;
    const unknown = actions.filter((_, i) => !known[i]);
    const open = unknown.map((name) => names.actions.get(name) ?? NOBODY);
    const question = [...subjectWords(subject), ...this.#context(context), 0, open.length, ...open];
    const asked = { resource: subject.still, context };
    const answer = open.length > 0 && this.#ask(Verb.Can, question, asked);
    return actions.map((name, i) => {
      if (!answer || known[i]) return known[i] === YES;
      const verdict = answer.word();
      if (verdict >= 2) return fault(names, answer, { ...asked, name }) as TollgateError;
      const number = numbers[i] as number;
      if (number > 0) {
        this.#verdicts = roomFor(number, this.#verdicts);
        this.#verdicts[number] = verdict + KEPT;
      }
      return verdict === 1;
    });
  }

  /**
   * A subject as it is now, of what the policy reads.
   * @internal
   */
  subject(resource: unknown): Subject {
    const { types, columns } = this.#names;
    const named = typeOf(resource);
    const type = types.get(named as string);
    const still = isMap(resource) ? { type: named } : resource;
    const values = (columns[type ?? NOBODY] ?? []).map((column) => {
      const read = own(resource as object, column.name);
      const value = itemsOf(read) ?? read;
      Object.defineProperty(still, column.name, { value });
      return column.word(value, this.#ids);
    });
    return { type, values, still };
  }

  /** Puts a question to the engine. */
  #ask(verb: number, question: readonly number[], asked: Asked): Reader {
    return this.#names.ask([verb, ...this.#principal, ...question], asked);
  }

  /** The context, as each action reads it that reads any. */
  #context(context: unknown): number[] {
    if (nothing(context)) return [0];
    if (!isMap(context)) return [1];
    const read = this.#names.contexts.map((columns, action) => {
      const words = columns.map((column) => column.word(own(context, column.name), this.#ids));
      return [action, words.length, ...words];
    });
    const some = read.filter(([, length]) => length);
    return [2, some.length, ...some.flat()];
  }
}
