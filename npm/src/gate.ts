// A gate: a policy for one principal, and everything a screen asks.

import { control, controls, decision, filter, frozen, options, SCOPES } from "./answers.js";
import { encode, isMap, itemsOf, NOBODY, own, places, reference } from "./encode.js";
import type { Column, Ids } from "./encode.js";
import { Reader, Verb } from "./engine.js";
import { fail, noRecord, refuse, refusePrincipal } from "./failure.js";
import type { Names } from "./names.js";
import { snapshot } from "./snapshot.js";
import { Answers } from "./plan.js";
import type { Columns } from "./plan.js";
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

/** What an answer is kept by: a record of a type that is known, or nothing. */
const kept = (still: unknown): Record<string, unknown> | null =>
  isMap(still) ? (still as Record<string, unknown>) : null;

/** What a screen asks for one principal. It owns nothing but what it was made of. */
export class Gate {
  readonly #names: Names;
  /** Groups and references, as the engine takes them. */
  readonly #principal: readonly number[];
  readonly #ids: Ids;
  readonly #verdicts = new Map<string, Answers<boolean>>();
  readonly #decisions = new Map<string, Answers<Decision>>();
  readonly #states = new Map<string, Answers<ControlState>>();
  readonly #steps = new Map<string, Answers<TransitionDecision>>();
  readonly #controls: Answers<Readonly<Record<string, ControlState>>>;
  readonly #transitions: Answers<readonly TransitionState[]>;
  /** All that a record can tell. */
  readonly #whole: Columns;
  /** The policy's fingerprint. */
  readonly fingerprint: string;

  /** @internal */
  constructor(names: Names, ids: Ids, principal: readonly number[]) {
    this.#names = names;
    this.#ids = ids;
    this.#principal = principal;
    this.fingerprint = names.bundle.fingerprint;
    this.#whole = (type) => names.columns[names.types.get(type) ?? NOBODY];
    this.#controls = new Answers(this.#whole, ids);
    this.#transitions = new Answers(this.#whole, ids);
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
    if (context === undefined || context === null) {
      const known = this.#verdicts.get(action)?.get(resource);
      if (known !== undefined) return known;
    }
    return this.#can(action, resource, context);
  }

  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate(action: string, context?: Given<Context>): (resource: Resource) => boolean {
    if (context !== undefined && context !== null) {
      return (resource) => this.#can(action, resource, context);
    }
    const kept = this.#verdictsOf(action);
    return (resource) => kept.get(resource) ?? this.#can(action, resource);
  }

  #verdictsOf(action: string): Answers<boolean> {
    const known = this.#verdicts.get(action);
    if (known) return known;
    const answers = new Answers<boolean>(this.#columns(action, "verdict"), this.#ids);
    // A name that nobody knows is an error each time, and not worth keeping.
    if (this.#names.actions.has(action)) this.#verdicts.set(action, answers);
    return answers;
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Given<Resource>, context?: Given<Context>): Decision {
    if (context === undefined || context === null) {
      const known = this.#decisions.get(action)?.get(resource);
      if (known !== undefined) return known;
    }
    const columns = this.#columns(action, "decision");
    const keep = this.#answersOf(this.#decisions, action, this.#names.actions, columns);
    return this.#about(Verb.Check, action, resource, context, this.#names.actions, keep, (answer) =>
      decision(this.#names, answer),
    );
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(action: string, context?: Given<Context>): Scope {
    const { actions } = this.#names;
    return this.#about(Verb.Scope, action, null, context, actions, undefined, (answer) => {
      return SCOPES[answer.next()] as Scope;
    });
  }

  /** How a control shows; without its record, how it shows over all records. */
  control(id: string, resource?: Given<Resource>, context?: Given<Context>): ControlState {
    if (context === undefined || context === null) {
      const known = this.#states.get(id)?.get(resource);
      if (known !== undefined) return known;
    }
    const { controls } = this.#names;
    const keep = this.#answersOf(this.#states, id, controls, this.#whole);
    return this.#about(Verb.Control, id, resource, context, controls, keep, (answer) =>
      frozen(control(this.#names, controls.get(id) as number, answer)),
    );
  }

  /** Every control bound to the record's type, or those of pages without a record. */
  controls(resource?: Given<Resource>): Readonly<Record<string, ControlState>> {
    const known = this.#controls.get(resource);
    if (known !== undefined) return known;
    const keep = this.#controls;
    return this.#about(Verb.Controls, "", resource, null, undefined, keep, (answer) =>
      controls(this.#names, answer, { resource }),
    );
  }

  /** The values of a choice, and whether each is allowed. */
  options(id: string, resource?: Given<Resource>): readonly ChoiceOption[] {
    const { controls } = this.#names;
    return this.#about(Verb.Options, id, resource, null, controls, undefined, (answer) =>
      options(this.#names, controls.get(id) as number, answer),
    );
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    const known = this.#transitions.get(resource);
    if (known !== undefined) return known;
    const keep = this.#transitions;
    return this.#about(Verb.Transitions, "", resource, null, undefined, keep, (answer) => {
      const all: TransitionState[] = [];
      while (answer.more) {
        const name = this.#names.transitions[answer.next()] as string;
        const step = decision(this.#names, answer);
        const to = step.to === undefined ? {} : { to: step.to };
        all.push({ name, ...to, allowed: step.allowed, decision: step });
      }
      return frozen(all);
    });
  }

  /** Whether a lifecycle step may be taken, and where it leads. */
  transition(name: string, resource: Resource): TransitionDecision {
    const known = this.#steps.get(name)?.get(resource);
    if (known !== undefined) return known;
    const places = this.#names.transitionPlaces;
    const keep = this.#answersOf(this.#steps, name, places, this.#whole);
    return this.#about(Verb.Transition, name, resource, null, places, keep, (answer) =>
      decision(this.#names, answer),
    );
  }

  /** The rows on which the action is allowed, as conditions. */
  filter(action: string, context?: Given<Context>): Filter {
    const { actions, bundle, types } = this.#names;
    const index = actions.get(action) ?? NOBODY;
    const words = this.#context(context);
    const asked = { name: action, context };
    const answer = this.#ask(Verb.Filter, [0, ...words, index, 0], asked);
    const found = filter(this.#names, index, this.#ids, answer);
    const on = bundle.actions[index]?.on ?? [];
    const matches = (row: Resource): boolean => {
      // Rows of an action on one type need not say which.
      const type = on.length === 1 ? on[0]?.type : types.get(own(Object(row), "type") as string);
      if (type === undefined || !isMap(row)) return false;
      const values = encode(this.#names.columns[type] as Column[], row, this.#ids);
      const subject = [2, type, values.length, ...values];
      return this.#ask(Verb.Matches, [...subject, ...words, index, 0], asked).next() === 1;
    };
    return frozen(Object.defineProperty(found, "matches", { value: matches }) as Filter);
  }

  /** Answers for many rows at once, as they are now; for every action that applies to one. */
  table(rows: readonly Resource[], actions?: readonly string[]): Rows {
    return askRows(this, this.#names, this.#ids, rows, actions);
  }

  /** This gate as plain JSON, for a page that is not to see the whole policy; see `loadGate`. */
  snapshot({ explain = true }: { explain?: boolean } = {}): object {
    const explained = explain && this.#names.explain;
    const answer = this.#ask(Verb.Snapshot, [0, 0, Number(explained), 0], {});
    const [words, groups, policies] = [answer.numbers(), answer.numbers(), answer.numbers()];
    return snapshot(
      this.#names.bundle,
      { explain: explained, ids: this.#ids, program: words },
      groups,
      policies,
    );
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

  /** The answer to a question, kept where no context plays a part. */
  #about<T>(
    verb: number,
    name: string,
    resource: unknown,
    context: unknown,
    table: ReadonlyMap<string, number> | undefined,
    keep: Answers<T> | undefined,
    read: (answer: Reader) => T,
  ): T {
    const still = this.still(resource);
    const index = table ? (table.get(name) ?? NOBODY) : 0;
    const question = [...this.#subject(still), ...this.#context(context), index, 0];
    const answer = read(this.#ask(verb, question, { name, resource: still, context }));
    if (context === undefined || context === null) keep?.keep(kept(still), answer);
    return answer;
  }

  /** The answers that are kept for a name, where somebody has it. */
  #answersOf<T>(
    all: Map<string, Answers<T>>,
    name: string,
    names: ReadonlyMap<string, number>,
    columns: Columns,
  ): Answers<T> | undefined {
    const known = all.get(name);
    if (known || !names.has(name)) return known;
    const answers = new Answers<T>(columns, this.#ids);
    all.set(name, answers);
    return answers;
  }

  /** What the answers of an action depend on. */
  #columns(action: string, part: "verdict" | "decision"): Columns {
    return (type) => {
      const { actions, columns, rules, types } = this.#names;
      const place = types.get(type);
      const of = rules[actions.get(action) ?? NOBODY]?.find((rule) => rule.type === place);
      const all = columns[place as number] as readonly Column[];
      return of?.[part].map((index) => all[index] as Column);
    };
  }

  #can(action: string, resource: unknown, context?: unknown): boolean {
    const still = this.still(resource);
    const index = this.#names.actions.get(action) ?? NOBODY;
    const question = [...this.#subject(still), ...this.#context(context), 0, 1, index];
    const asked = { name: action, resource: still, context };
    const answer = this.#ask(Verb.Can, question, asked);
    const verdict = answer.next();
    if (verdict >= 2) throw refuse(this.#names, answer.next(), answer, asked);
    const free = context === undefined || context === null;
    if (free) this.#verdictsOf(action).keep(kept(still), verdict === 1);
    return verdict === 1;
  }

  /**
   * A record as it is now, of what the policy reads: whatever it is asked later, it says the same.
   * @internal
   */
  still(resource: unknown): unknown {
    if (!isMap(resource)) return resource;
    const type = own(resource, "type");
    const columns = this.#names.columns[this.#names.types.get(type as string) ?? NOBODY];
    if (!columns) return { type };
    const still: Record<string, unknown> = { type };
    for (const { name } of columns) {
      const value = own(resource, name);
      const given = itemsOf(value) ?? value;
      Object.defineProperty(still, name, { value: given, enumerable: true });
    }
    return still;
  }

  /** Puts a question to the engine. */
  #ask(verb: number, question: readonly number[], asked: object): Reader {
    const words = this.#names.engine.ask([verb, ...this.#principal, ...question]);
    const answer = new Reader(words);
    const code = answer.next();
    if (code > 0) throw refuse(this.#names, code, answer, asked);
    return answer;
  }

  /** What is asked about: nothing, no record of a type that is known, or a record. */
  #subject(resource: unknown): number[] {
    if (resource === undefined || resource === null) return [0];
    const { columns, types } = this.#names;
    const type = isMap(resource) ? types.get(own(resource, "type") as string) : undefined;
    if (type === undefined) return [1];
    const values = encode(columns[type] as Column[], resource as object, this.#ids);
    return [2, type, values.length, ...values];
  }

  /** The context, as each action reads it that reads any. */
  #context(context: unknown): number[] {
    if (context === undefined || context === null) return [0];
    if (!isMap(context)) return [1];
    const read = this.#names.contexts.flatMap((columns, action) => {
      if (columns.length === 0) return [];
      return [[action, columns.length, ...encode(columns, context, this.#ids)]];
    });
    return [2, read.length, ...read.flat()];
  }
}
