// A gate: a policy for one principal, and everything a screen asks.

import { frozen, Held } from "./held.js";
import { engine, Verb } from "./module.js";
import { Table } from "./table.js";
import type { Columns } from "./table.js";
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

/** What a screen asks for one principal. It owns nothing but what it was made of. */
export class Gate {
  readonly #held: Held;
  /** The policy's fingerprint. */
  readonly fingerprint: string;

  /** @internal */
  constructor(policy: Held, fingerprint: string, principal: Principal) {
    const kept = copied(principal);
    this.#held = new Held(() => policy.ask((id) => engine.gate(id, kept) as number));
    this.fingerprint = fingerprint;
  }

  #ask<T>(verb: Verb, name?: unknown, record?: unknown, context?: unknown): T {
    return this.#held.ask((id) => engine.ask(id, verb, name, record, context) as T);
  }

  /** Whether the action is allowed on the record. */
  can(action: string, resource?: Resource | null, context?: Context | null): boolean {
    return this.#ask(Verb.Can, action, resource, context);
  }

  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate(action: string, context?: Context | null): (resource: Resource) => boolean {
    return (resource) => this.can(action, resource, context);
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Resource | null, context?: Context | null): Decision {
    return frozen(this.#ask<Decision>(Verb.Check, action, resource, context));
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(action: string, context?: Context | null): Scope {
    return this.#ask(Verb.Scope, action, undefined, context);
  }

  /** How a control shows; without its record, how it shows over all records. */
  control(id: string, resource?: Resource | null, context?: Context | null): ControlState {
    return frozen(this.#ask<ControlState>(Verb.Control, id, resource, context));
  }

  /** Every control bound to the record's type, or those of pages without a record. */
  controls(resource?: Resource | null): Readonly<Record<string, ControlState>> {
    const states = this.#ask<ControlState[]>(Verb.Controls, undefined, resource);
    return frozen(Object.fromEntries(states.map((state) => [state.id, state])));
  }

  /** The values of a choice, and whether each is allowed. */
  options(id: string, resource?: Resource | null): readonly ChoiceOption[] {
    return frozen(this.#ask<ChoiceOption[]>(Verb.Options, id, resource));
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    return frozen(this.#ask<TransitionState[]>(Verb.Transitions, undefined, resource));
  }

  /** Whether a lifecycle step may be taken, and where it leads. */
  transition(name: string, resource: Resource): TransitionDecision {
    return frozen(this.#ask<TransitionDecision>(Verb.Transition, name, resource));
  }

  /** The rows on which the action is allowed, as conditions. */
  filter(action: string, context?: Context | null): Filter {
    const asked = copied(context);
    const filter = this.#ask<Filter>(Verb.Filter, action, undefined, asked);
    const matches = (row: Resource): boolean => this.#ask(Verb.Matches, action, row, asked);
    return frozen(Object.defineProperty(filter, "matches", { value: matches }));
  }

  /** Answers for many rows at once, as they are now; for every action that applies to one. */
  table(rows: readonly Resource[], actions?: readonly string[]): Table {
    return new Table(this.#ask<Columns>(Verb.Table, actions, rows));
  }
}

/** Longer lists are not copied: the engine refuses them. */
const ITEMS_MAX = 2 ** 20;

/** A principal or context as it is now. What cannot be read is left for the engine to refuse. */
function copied<T>(given: T): T {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const kept = (value: unknown): unknown =>
    Array.isArray(value) && value.length <= ITEMS_MAX ? [...value] : value;
  try {
    const entries = Object.entries(given);
    return Object.fromEntries(entries.map(([name, value]) => [name, kept(value)])) as T;
  } catch {
    return given;
  }
}
