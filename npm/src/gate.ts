// A gate: a policy for one principal, and everything a screen asks.

import { frozen, Held } from "./held.js";
import { engine } from "./module.js";
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

  /** Whether the action is allowed on the record. */
  can(action: string, resource?: Resource | null, context?: Context | null): boolean {
    return this.#held.ask((id) => engine.can(id, action, resource, context) as boolean);
  }

  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate(action: string, context?: Context | null): (resource: Resource) => boolean {
    return (resource) => this.can(action, resource, context);
  }

  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check(action: string, resource?: Resource | null, context?: Context | null): Decision {
    return frozen(
      this.#held.ask((id) => engine.check(id, action, resource, context) as Decision),
    );
  }

  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope(action: string, context?: Context | null): Scope {
    return this.#held.ask((id) => engine.scope(id, action, context) as Scope);
  }

  /** How a control shows; without its record, how it shows over all records. */
  control(id: string, resource?: Resource | null, context?: Context | null): ControlState {
    return frozen(
      this.#held.ask((gate) => engine.control(gate, id, resource, context) as ControlState),
    );
  }

  /** Every control bound to the record's type, or those of pages without a record. */
  controls(resource?: Resource | null): Readonly<Record<string, ControlState>> {
    const states = this.#held.ask((id) => engine.controls(id, resource) as ControlState[]);
    return frozen(Object.fromEntries(states.map((state) => [state.id, state])));
  }

  /** The values of a choice, and whether each is allowed. */
  options(id: string, resource?: Resource | null): readonly ChoiceOption[] {
    return frozen(
      this.#held.ask((gate) => engine.options(gate, id, resource) as ChoiceOption[]),
    );
  }

  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions(resource: Resource): readonly TransitionState[] {
    return frozen(
      this.#held.ask((id) => engine.transitions(id, resource) as TransitionState[]),
    );
  }

  /** Whether a lifecycle step may be taken, and where it leads. */
  transition(name: string, resource: Resource): TransitionDecision {
    return frozen(
      this.#held.ask((id) => engine.transition(id, name, resource) as TransitionDecision),
    );
  }

  /** The rows on which the action is allowed, as conditions. */
  filter(action: string, context?: Context | null): Filter {
    const asked = copied(context);
    const filter = this.#held.ask((id) => engine.filter(id, action, asked) as Filter);
    const matches = (row: Resource): boolean =>
      this.#held.ask((id) => engine.matches(id, action, asked, row) as boolean);
    return frozen(Object.defineProperty(filter, "matches", { value: matches }));
  }

  /** Answers for many rows at once, as they are now; for every action that applies to one. */
  table(rows: readonly Resource[], actions?: readonly string[]): Table {
    return new Table(this.#held.ask((id) => engine.table(id, rows, actions) as Columns));
  }
}

/** A principal or context as it is now. What cannot be read is left for the engine to refuse. */
function copied<T>(given: T): T {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  try {
    const entries = Object.entries(given);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
    ) as T;
  } catch {
    return given;
  }
}
