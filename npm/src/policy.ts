// A loaded policy: the names of a bundle beside the engine that knows its numbers.

import { frozen } from "./answers.js";
import type { Boundary } from "./boundary.js";
import { nameNumbers } from "./encode.js";
import { fail } from "./error.js";
import { noType } from "./failure.js";
import { Gate } from "./gate.js";
import { NO_NAME, UNKNOWN_NAME } from "./generated/numbers.js";
import { mustBe, mustBeStrings } from "./generated/texts.js";
import type { Names } from "./names.js";
import type { Advice, Help, Lifecycle, Permission, Principal, StateValue } from "./types.js";

/** A policy. Cheap to keep; loading the same bundle twice shares it. */
export class Policy {
  readonly #names: Names;
  /** The pack's name. */
  readonly pack: string;
  /** SHA-256 of the bundle; two policies are the same exactly when these are equal. */
  readonly fingerprint: string;
  readonly actions: readonly string[];
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly help: readonly Help[];

  /** @internal */
  constructor(names: Names) {
    const { bundle, format } = names;
    this.#names = names;
    this.pack = bundle.pack;
    this.fingerprint = bundle.fingerprint;
    this.actions = frozen([...names.actions.keys()]);
    this.roles = frozen([...names.roles.keys()]);
    this.permissions = frozen(
      [...names.permissions].map(([name, group]) => ({
        name,
        label: names.label(group),
        category: names.category(group),
      })),
    );
    this.help = frozen(
      (bundle.help ?? []).map(({ question, answer }, index) => ({
        question: format(`help.${index}.question`, question),
        answer: format(`help.${index}.answer`, answer),
      })),
    );
  }

  /** A gate for who is asking. Throws when the principal is not one of this policy's. */
  gate(principal: Principal): Gate {
    return Gate.of(this.#names, principal);
  }

  /** The states of a record type; `null` for a type without a lifecycle. */
  lifecycle(type: string): Lifecycle | null {
    const names = this.#names;
    const index = names.types.get(type);
    if (index === undefined) throw noType(names, type);
    const lifecycle = names.bundle.types[index]?.lifecycle;
    if (!lifecycle) return null;
    const value = (place: number): StateValue => names.state(index, place);
    return frozen({
      attribute: names.columns[index]?.[lifecycle.attribute]?.name as string,
      states: lifecycle.states.map((_, place) => value(place)),
      initial: value(lifecycle.initial),
      transitions: lifecycle.transitions.map(({ name, from, to, guard }) => ({
        name,
        from: from.map(value),
        to: value(to),
        guard: names.bundle.actions[guard]?.name as string,
      })),
    });
  }

  /** The permissions that users of these roles start with. */
  roleDefaults(roles: readonly string[]): readonly string[] {
    const groups = this.#ask(roles, undefined, (engine, policy, numbers) =>
      engine.roleDefaults(policy, numbers),
    );
    const permissions = [...this.#names.permissions].filter(([, group]) => groups.includes(group));
    return frozen(permissions.map(([name]) => name));
  }

  /** What to tell before giving a permission or role (bare name) to a user of those roles. */
  grantAdvice(grant: string, roles: readonly string[]): readonly Advice[] {
    const names = this.#names;
    const table = names.permissions.size > 0 ? names.permissions : names.roles;
    const number = table.get(grant) ?? UNKNOWN_NAME;
    const advice = this.#ask(roles, grant, (engine, policy, numbers) =>
      engine.grantAdvice(policy, number, numbers),
    );
    return frozen(advice.map((index) => names.advice(names.bundle.grantAdvice?.[index] as Advice)));
  }

  /** Puts a question about roles. */
  #ask(
    roles: readonly string[],
    name: string | undefined,
    question: (engine: Boundary, policy: number, roles: number[]) => readonly number[] | undefined,
  ): readonly number[] {
    const names = this.#names;
    const numbers = nameNumbers(roles, names.roles);
    if (!numbers || numbers.includes(NO_NAME)) {
      return fail("wrong_type", mustBe("roles", mustBeStrings), "roles");
    }
    const subject = { name, holder: { roles } };
    return names.ask((engine, policy) => question(engine, policy, numbers), subject);
  }
}
