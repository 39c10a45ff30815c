// The principal: who asks, read from what the host knows of it. As `src/api/principal.rs` reads it.

import type { Numbers } from "./boundary.js";
import { numbered, owned } from "./column.js";
import type { Found, Known, Knowns } from "./column.js";
import { nameNumbers } from "./encode.js";
import { fail, named } from "./error.js";
import { noSuch } from "./failure.js";
import { ABSENT } from "./generated/numbers.js";
import { mustBe, mustBeNames, mustBeObject, mustBeObjectWithId } from "./generated/texts.js";
import { tooManyAnswers, unknownName } from "./generated/texts.js";
import { MISTAKEN_MEMBER, PRINCIPAL_LISTS } from "./generated/words.js";
import { cut, each, filter, flatMap, has, keys, keysOf, List, map, match } from "./intrinsics.js";
import { push, some } from "./intrinsics.js";
import type { Names } from "./names.js";
import { isMap, isNothing, itemsOf, readOwn } from "./read.js";
import { Cluster } from "./states.js";

/** A principal's facts, and what its attributes are compared by. */
export class Who {
  /** Its groups. */
  readonly groups: Numbers;
  /** A word for its id and for each of its attributes. */
  readonly attributes: Numbers;
  /** What these are. */
  readonly known: Knowns;
  readonly #clusters: ArrayLike<Cluster>;
  #states: { readonly states: Numbers; readonly stateClusters: Numbers } | undefined;

  private constructor(
    groups: Numbers,
    attributes: Numbers,
    known: Knowns,
    clusters: (known: Knowns) => ArrayLike<Cluster>,
  ) {
    this.groups = groups;
    this.attributes = attributes;
    this.known = map(known, owned);
    this.#clusters = clusters(this.known);
  }

  static of(names: Names, groups: Numbers, attributes: Numbers, known: Knowns): Who {
    const clusters = (own: Knowns): ArrayLike<Cluster> =>
      map(names.clusters, (members) => new Cluster(members, own));
    const who = new Who(groups, attributes, known, clusters);
    if (some(who.#clusters, (it) => !it.isSmall && !it.states())) {
      fail("too_large", tooManyAnswers, "principal");
    }
    return who;
  }

  /**
   * The same, asked with a context that was read: what of it records are compared with counts as
   * the principal's.
   */
  asking(names: Names, context: unknown): Who {
    if (names.asked.columns.length === 0 || !isMap(context)) return this;
    const said = map(names.asked.lookIn(context), ({ known }) => known);
    const words = map(said, (known) => (known === undefined ? ABSENT : 0));
    const clusters = (known: Knowns): ArrayLike<Cluster> =>
      map(names.clusters, (members, at) => {
        const isAsked = some(members, (it) => it.isAsked);
        return isAsked ? new Cluster(members, known) : (this.#clusters[at] as Cluster);
      });
    const all = <T>(own: ArrayLike<T>, more: ArrayLike<T>): ArrayLike<T> =>
      flatMap([own, more], (it) => it);
    return new Who(this.groups, all(this.attributes, words), all(this.known, said), clusters);
  }

  /** What attributes that depend on each other can be, worked out when it is first asked for. */
  get states(): { readonly states: Numbers; readonly stateClusters: Numbers } {
    if (this.#states) return this.#states;
    const states = new List<number>();
    const stateClusters = new List<number>();
    each(this.#clusters, (of, cluster) =>
      each(of.states() ?? fail("too_large", tooManyAnswers), (words) => {
        push(stateClusters, cluster);
        each(words, (word) => push(states, word));
      }),
    );
    return (this.#states = { states, stateClusters });
  }
}

/** A principal, which the engine resolves. */
export function resolve(names: Names, principal: unknown): Who {
  if (!isMap(principal)) {
    return fail("wrong_type", mustBe("principal", mustBeObjectWithId), "principal");
  }
  const sheet = names.principal;
  const copy = sheet.copy(principal);
  const found = sheet.lookIn(copy);
  const nobody = new List<Known>();
  const attributes = map(sheet.columns, (column, at) => column.word(found[at] as Found, nobody));
  const list = (name: "roles" | "permissions" | "groups"): Numbers | undefined =>
    nameNumbers(readOwn(principal, name), names[name]);
  const roles = list("roles");
  const permissions = list("permissions");
  const groups = list("groups");
  const resolved = names.ask(
    (engine, policy) => engine.principal(policy, roles, permissions, groups, attributes),
    { holder: principal, attributes: copy, prefix: "principal." },
  );
  checkAncestors(names, principal);
  checkMembers(names, principal);
  return Who.of(names, resolved, attributes, map(found, ({ known }) => known));
}

/** The principal that a snapshot tells; nothing where it tells none. */
export function told(names: Names, all: ArrayLike<unknown>): Who | undefined {
  const { columns } = names.principal;
  const known = map(columns, (column, at) => column.known(all[at]));
  const lacks = all.length !== columns.length || all[0] === null || has(known, false);
  if (lacks) return undefined;
  const attributes = map(known, (it) => (it === undefined ? ABSENT : 0));
  // What its groups decided is decided in the program.
  return Who.of(names, [], attributes, known as ArrayLike<Known>);
}

/** Checks that what a principal is in are groups of types that there are. */
function checkAncestors({ bundle }: Names, principal: object): void {
  const types = bundle.principal.in ?? [];
  const all = readOwn(principal, "in");
  if (types.length === 0 || isNothing(all)) return;
  const at = "principal.in";
  const wrong = (): never => fail("wrong_type", mustBe(at, mustBeNames), at);
  each(itemsOf(all) ?? wrong(), (entry) => {
    if (typeof entry !== "string") return wrong();
    const isOf = (type: string): boolean => cut(entry, 0, type.length + 2) === `${type}::`;
    if (!some(types, isOf)) throw noSuch("group", entry, types, at);
  });
}

/** Checks that no member is nearly one of a principal's own, and that links are of templates. */
function checkMembers({ bundle }: Names, principal: object): void {
  const { attributes, declared = [] } = bundle.principal;
  const unknown = (what: string, name: string, known: ArrayLike<string>, at: string): never =>
    fail("unknown_member", unknownName(what, named(name)), at, known);
  each(membersOf(principal), (name) => {
    if (readOwn(principal, name) === undefined) return;
    if (match(MISTAKEN_MEMBER, name) && !has(declared, name)) {
      unknown("member", name, PRINCIPAL_LISTS, `principal.${name}`);
    }
  });
  const linked = filter(attributes, ({ path }) => path?.length === 2 && path[0] === "links");
  // One that links to two types is two attributes.
  const templates = keysOf(numbered(map(linked, ({ path }) => path?.[1] as string)));
  const links = readOwn(principal, "links");
  if (templates.length === 0 || isNothing(links)) return;
  const at = "principal.links";
  if (!isMap(links)) return fail("wrong_type", mustBe(at, mustBeObject), at);
  each(membersOf(links), (name) => {
    if (!has(templates, name)) unknown("template", name, templates, `${at}.${name}`);
  });
}

/** The names of an object's own members; of what cannot be read there are none. */
function membersOf(of: object): ArrayLike<string> {
  try {
    return keys(of);
  } catch {
    return [];
  }
}
