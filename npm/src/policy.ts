// A loaded policy: the names of a bundle beside the engine that knows its numbers.

import { PERMISSION } from "./format.js";
import { itemsOf, NOBODY, places } from "./encode.js";
import type { Column } from "./encode.js";
import { Reader, Verb } from "./engine.js";
import { fail, Place } from "./failure.js";
import { Gate } from "./gate.js";
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
    this.actions = Object.freeze([...names.actions.keys()]);
    this.roles = Object.freeze([...names.roles.keys()]);
    this.permissions = Object.freeze(
      [...names.permissions.keys()].map((name) => {
        const group = PERMISSION + name;
        const { label, category } = bundle.groups[names.groups.get(group) as number] ?? {};
        const told = { name, label: format(`group.${group}`, label ?? name) };
        if (category === undefined) return Object.freeze(told);
        return Object.freeze({ ...told, category: format(`category.${category}`, category) });
      }),
    );
    this.help = Object.freeze(
      (bundle.help ?? []).map(({ question, answer }, index) =>
        Object.freeze({
          question: format(`help.${index}.question`, question),
          answer: format(`help.${index}.answer`, answer),
        }),
      ),
    );
  }

  /** A gate for who is asking. Throws when the principal is not one of this policy's. */
  gate(principal: Principal): Gate {
    return Gate.of(this.#names, principal);
  }

  /** The states of a record type; `null` for a type without a lifecycle. */
  lifecycle(type: string): Lifecycle | null {
    const names = this.#names;
    const index =
      names.types.get(type) ??
      fail("wrong_resource", `there is no resource type \`${type}\``, "type", names.types);
    const lifecycle = names.bundle.types[index]?.lifecycle;
    if (!lifecycle) return null;
    const column = names.columns[index]?.[lifecycle.attribute] as Column;
    const value = (place: number): StateValue => names.value(column, place);
    return Object.freeze({
      attribute: column.name,
      states: Object.freeze(lifecycle.states.map((_, place) => value(place))),
      initial: value(lifecycle.initial),
      transitions: Object.freeze(
        lifecycle.transitions.map(({ name, from, to, guard }) =>
          Object.freeze({
            name,
            from: Object.freeze(from.map(value)),
            to: value(to),
            guard: names.bundle.actions[guard]?.name as string,
          }),
        ),
      ),
    });
  }

  /** The permissions that users of these roles start with. */
  roleDefaults(roles: readonly string[]): readonly string[] {
    const permissions = [...this.#names.permissions.keys()];
    const answer = this.#roles([Verb.Roles], roles);
    return Object.freeze(answer.map((place) => permissions[place] as string));
  }

  /** What to tell before giving a permission or role (bare name) to a user of those roles. */
  grantAdvice(grant: string, roles: readonly string[]): readonly Advice[] {
    const { bundle, permissions, roles: all, format } = this.#names;
    const place = (permissions.size > 0 ? permissions : all).get(grant) ?? NOBODY;
    const answer = this.#roles([Verb.Grant, place], roles, grant);
    return Object.freeze(
      answer.map((index) => {
        const { id, text } = bundle.grantAdvice?.[index] as Advice;
        return Object.freeze({ id, text: format(`advice.${id}`, text) });
      }),
    );
  }

  #roles(question: number[], roles: readonly string[], grant?: string): number[] {
    const names = this.#names;
    const [, ...listed] = places(roles, names.roles);
    if (listed.length === 0) fail("wrong_type", "`roles` must be an array of strings", "roles");
    const answer = new Reader(names.engine.ask([...question, ...listed]));
    const code = answer.next();
    if (code === 0) return answer.numbers();
    const [place, index] = [answer.next(), answer.next()];
    if (place === Place.Roles)
      return fail(
        "unknown_role",
        `there is no role \`${itemsOf(roles)?.[index]}\``,
        "roles",
        names.roles,
      );
    const [what, table] =
      names.permissions.size > 0
        ? (["permission", names.permissions] as const)
        : (["role", names.roles] as const);
    return fail(`unknown_${what}`, `there is no ${what} \`${grant}\``, `${what}s`, table);
  }
}
