// A gate: a policy for one principal, and everything a screen asks.

import { control, controls, decision, filter, frozen, options, SCOPES } from "./answers.js";
import { encode, isMap, NOBODY, own, places, reference } from "./encode.js";
import type { Column, Ids } from "./encode.js";
import { Reader, Verb } from "./engine.js";
import { fail, noRecord, refuse, refusePrincipal } from "./failure.js";
import type { Names } from "./names.js";
import { snapshot } from "./snapshot.js";
import { Answers, Table } from "./plan.js";
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

/** What a screen asks for one principal. It owns nothing but what it was made of. */
export class Gate {
  readonly #names: Names;
  /** Groups and references, as the engine takes them. */
  readonly #principal: readonly number[];
  readonly #ids: Ids;
  readonly #verdicts = new Map<string, Answers<boolean>>();
  readonly #kept = new Map<string, Answers<unknown>>();
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
    const ask = (): boolean => this.#can(action, resource, context);
    if (context !== undefined && context !== null) return ask();
    const kept = this.#verdicts.get(action);
    return (kept ?? this.#verdictsOf(action)).about(resource, ask);
  }

  #verdictsOf(action: string): Answers<boolean> {
    const answers = new Answers<boolean>(this.#tables(action, "verdict"));
    // A name that nobody knows is an error each time, and not worth keeping.
    if (this.#names.actions.has(action)) this.#verdicts.set(action, answers);
    return answers;
  }

  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate(action: string, context?: Given<Context>): (resource: Resource) => boolean {
    if (context !== undefined && context !== null) {
      return (resource) => this.can(action, resource, context);
    }
    const kept = this.#verdicts.get(action) ?? this.#verdictsOf(action);
    return (resource) => kept.about(resource, () => this.#can(action, resource));
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Given<Resource>, context?: Given<Context>): Decision {
    const read = (answer: Reader): Decision => decision(this.#names, answer);
    const tables = this.#tables<Decision>(action, "decision");
    return this.#about(Verb.Check, action, resource, context, this.#names.actions, read, tables);
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(action: string, context?: Given<Context>): Scope {
    const read = (answer: Reader): Scope => SCOPES[answer.next()] as Scope;
    return this.#about(Verb.Scope, action, undefined, context, this.#names.actions, read);
  }

  /** How a control shows; without its record, how it shows over all records. */
  control(id: string, resource?: Given<Resource>, context?: Given<Context>): ControlState {
    const { controls } = this.#names;
    const read = (answer: Reader): ControlState =>
      frozen(control(this.#names, controls.get(id) as number, answer));
    return this.#about(Verb.Control, id, resource, context, controls, read);
  }

  /** Every control bound to the record's type, or those of pages without a record. */
  controls(resource?: Given<Resource>): Readonly<Record<string, ControlState>> {
    const read = (answer: Reader): Record<string, ControlState> =>
      controls(this.#names, answer, { resource });
    return this.#about(Verb.Controls, "", resource, null, undefined, read);
  }

  /** The values of a choice, and whether each is allowed. */
  options(id: string, resource?: Given<Resource>): readonly ChoiceOption[] {
    const { controls } = this.#names;
    const read = (answer: Reader): readonly ChoiceOption[] =>
      options(this.#names, controls.get(id) as number, answer);
    return this.#about(Verb.Options, id, resource, null, controls, read);
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    return this.#about(Verb.Transitions, "", resource, null, undefined, (answer) => {
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
    const read = (answer: Reader): TransitionDecision => decision(this.#names, answer);
    const { transitionPlaces } = this.#names;
    return this.#about(Verb.Transition, name, resource, null, transitionPlaces, read);
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
    return askRows(this, this.#names, rows, actions);
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
    read: (answer: Reader) => T,
    tables = this.#whole<T>,
  ): T {
    const ask = (): T => {
      const index = table ? (table.get(name) ?? NOBODY) : 0;
      const question = [...this.#subject(resource), ...this.#context(context), index, 0];
      return read(this.#ask(verb, question, { name, resource, context }));
    };
    const known = !table || table.has(name);
    if (!known || (context !== undefined && context !== null)) return ask();
    const key = `${verb} ${name}`;
    let kept = this.#kept.get(key) as Answers<T> | undefined;
    if (!kept) {
      kept = new Answers<T>(tables as (type: string) => Table<T> | undefined);
      this.#kept.set(key, kept as Answers<unknown>);
    }
    return kept.about(resource, ask);
  }

  /** Tables over what the answers of an action depend on. */
  #tables<T>(action: string, part: "verdict" | "decision"): (type: string) => Table<T> | undefined {
    return (type) => {
      const { actions, columns, rules, types } = this.#names;
      const place = types.get(type);
      const of = rules[actions.get(action) ?? NOBODY]?.find((rule) => rule.type === place);
      const all = columns[place as number] as readonly Column[];
      return (
        of &&
        Table.over<T>(
          of[part].map((index) => all[index] as Column),
          this.#ids,
        )
      );
    };
  }

  /** Tables over all that a record can tell. */
  readonly #whole = <T>(type: string): Table<T> | undefined => {
    const columns = this.#names.columns[this.#names.types.get(type) ?? NOBODY];
    return columns && Table.over<T>(columns, this.#ids);
  };

  #can(action: string, resource: unknown, context?: unknown): boolean {
    const index = this.#names.actions.get(action) ?? NOBODY;
    const question = [...this.#subject(resource), ...this.#context(context), 0, 1, index];
    const asked = { name: action, resource, context };
    const answer = this.#ask(Verb.Can, question, asked);
    const verdict = answer.next();
    if (verdict < 2) return verdict === 1;
    throw refuse(this.#names, answer.next(), answer, asked);
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
