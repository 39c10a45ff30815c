// A loaded policy: the names of a bundle beside the engine that knows its numbers.

import { PERMISSION } from "./format.js";
import type { Bundle } from "./format.js";
import { itemsOf, NOBODY, places } from "./encode.js";
import type { Column } from "./encode.js";
import { Reader, Verb } from "./engine.js";
import { TollgateError } from "./error.js";
import { fail, Place } from "./failure.js";
import { Gate } from "./gate.js";
import { Names } from "./names.js";
import type { LoadPolicy } from "./pack.js";
import { Malformed } from "./program.js";
import type {
  Advice,
  Format,
  Help,
  Lifecycle,
  Options,
  Permission,
  Principal,
  StateValue,
} from "./types.js";

const FORMAT = 1;

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
    return new Gate(this.#names, principal);
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

/** A format that tells a text in English where the given one throws or tells none. */
const safe =
  (format: Format | undefined): Format =>
  (key, text, parameters) => {
    try {
      const told: unknown = format?.(key, text, parameters);
      return typeof told === "string" ? told : text;
    } catch {
      return text;
    }
  };

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((bundle: object | string, { format }: Options = {}) => {
  const parsed = parse(bundle);
  try {
    return new Policy(new Names(parsed, safe(format)));
  } catch (error) {
    if (error instanceof TollgateError) throw error;
    const what = error instanceof Malformed ? error.message : "a member is not what it should be";
    return fail("bad_bundle", `bad bundle: ${what}`, "bundle");
  }
}) as unknown as LoadPolicy;

/** A bundle that nobody else can change, of a format that is known. */
function parse(given: object | string): Bundle {
  let bundle: Bundle | undefined;
  try {
    bundle = JSON.parse(typeof given === "string" ? given : JSON.stringify(given)) as Bundle;
  } catch {
    // What has no text is no bundle.
  }
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    return fail("bad_bundle", "bad bundle at `bundle`: a bundle is an object", "bundle");
  }
  const { format, pack, fingerprint } = bundle;
  if (!Number.isInteger(format)) fail("bad_bundle", "`format` is no whole number", "format");
  if (format !== FORMAT) {
    const message = `the bundle has format ${format}, this engine reads format ${FORMAT}`;
    fail("unsupported_format", message, "format", [String(FORMAT)]);
  }
  for (const [name, text] of Object.entries({ pack, fingerprint })) {
    if (typeof text !== "string") fail("bad_bundle", `bad bundle at \`${name}\`: no string`, name);
  }
  return bundle;
}
