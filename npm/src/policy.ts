// A loaded policy: the names of a bundle beside the engine that knows its numbers.

import { frozen } from "./answers.js";
import type { Boundary, Numbers } from "./boundary.js";
import { nameNumbers } from "./encode.js";
import { fail, whole } from "./error.js";
import { noType } from "./failure.js";
import { Gate } from "./gate.js";
import { NO_NAME, UNKNOWN_NAME } from "./generated/numbers.js";
import { mustBe, mustBeStrings } from "./generated/texts.js";
import { countOf, filter, get, has, keysOf, map } from "./intrinsics.js";
import { optionsOf } from "./mapping.js";
import type { Names } from "./names.js";
import { resolve } from "./principal.js";
import { readOwn } from "./read.js";
import type { Advice, GateOptions, Help, Lifecycle, Permission } from "./types.js";
import type { Principal, StateValue } from "./types.js";

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
    this.actions = frozen(keysOf(names.actions));
    this.roles = frozen(keysOf(names.roles));
    this.permissions = frozen(
      map(keysOf(names.permissions), (name) => {
        const group = get(names.permissions, name) as number;
        return { name, label: names.label(group), category: names.category(group) };
      }),
    );
    this.help = frozen(
      map(bundle.help ?? [], ({ question, answer }, index) => ({
        question: format(`help.${index}.question`, question),
        answer: format(`help.${index}.answer`, answer),
      })),
    );
  }

  /** A gate for who is asking. Throws when the principal is not one of this policy's. */
  gate(principal: Principal, options?: GateOptions): Gate {
    return whole(() => {
      const unknown = readOwn(optionsOf(options, ["unknownRoles"]), "unknownRoles");
      return new Gate(this.#names, resolve(this.#names, principal, unknown === "ignore"));
    });
  }

  /** The states of a record type; `null` for a type without a lifecycle. */
  lifecycle(type: string): Lifecycle | null {
    return whole(() => this.#lifecycle(type));
  }

  #lifecycle(type: string): Lifecycle | null {
    const names = this.#names;
    const index = get(names.types, type);
    if (index === undefined) throw noType(names, type);
    const lifecycle = names.bundle.types[index]?.lifecycle;
    if (!lifecycle) return null;
    const value = (place: number): StateValue => names.state(index, place);
    return frozen({
      attribute: names.columns(index)?.[lifecycle.attribute]?.name as string,
      states: map(lifecycle.states, (_, place) => value(place)),
      initial: value(lifecycle.initial),
      transitions: map(lifecycle.transitions, ({ name, from, to, guard }) => ({
        name,
        from: map(from, value),
        to: value(to),
        guard: names.bundle.actions[guard]?.name as string,
      })),
    });
  }

  /** The permissions that users of these roles start with. */
  roleDefaults(roles: readonly string[]): readonly string[] {
    const { permissions } = this.#names;
    return whole(() => {
      const groups = this.#ask(roles, undefined, (engine, policy, numbers) =>
        engine.roleDefaults(policy, numbers),
      );
      const isDefault = (name: string): boolean => has(groups, get(permissions, name) as number);
      return frozen(filter(keysOf(permissions), isDefault));
    });
  }

  /** What to tell before giving a permission or role (bare name) to a user of those roles. */
  grantAdvice(grant: string, roles: readonly string[]): readonly Advice[] {
    const names = this.#names;
    const table = countOf(names.permissions) > 0 ? names.permissions : names.roles;
    const number = get(table, grant) ?? UNKNOWN_NAME;
    const text = (index: number): Advice =>
      names.advice(names.bundle.grantAdvice?.[index] as Advice);
    return whole(() => {
      const advice = this.#ask(roles, grant, (engine, policy, numbers) =>
        engine.grantAdvice(policy, number, numbers),
      );
      return frozen(map(advice, text));
    });
  }

  /** Puts a question about roles. */
  #ask(
    roles: readonly string[],
    name: string | undefined,
    question: (engine: Boundary, policy: number, roles: Numbers) => Numbers | undefined,
  ): Numbers {
    const names = this.#names;
    const numbers = nameNumbers(roles, names.roles);
    if (!numbers || has(numbers, NO_NAME)) {
      return fail("wrong_type", mustBe("roles", mustBeStrings), "roles");
    }
    const subject = { name, holder: { roles } };
    return names.ask((engine, policy) => question(engine, policy, numbers), subject);
  }
}
