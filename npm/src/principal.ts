// The principal: who asks, read from what the host knows of it. As `src/api/principal.rs` reads it.

import type { Numbers } from "./boundary.js";
import type { PrincipalType } from "./bundle.js";
import { numbered, owned } from "./column.js";
import type { Column, Found, Known, Knowns } from "./column.js";
import { nameNumbers } from "./encode.js";
import { fail, named } from "./error.js";
import { noSuchFor } from "./failure.js";
import { ABSENT, STATES_MAX, UNKNOWN_NAME } from "./generated/numbers.js";
import { attributeMustBe, cannotBe, mustBe, mustBeNames } from "./generated/texts.js";
import { mustBeObject, mustBeObjectWithId, tooManyAnswers } from "./generated/texts.js";
import { unknownName } from "./generated/texts.js";
import { LIKE_A_LIST, PRINCIPAL_LISTS } from "./generated/words.js";
import { cut, each, every, filter, flatMap, get, has, keys, keysOf } from "./intrinsics.js";
import { List, map, match, pairs, push, set, some } from "./intrinsics.js";
import type { Pairs } from "./intrinsics.js";
import type { Names } from "./names.js";
import { isMap, isNothing, itemsOf, readOwn, stringsOf } from "./read.js";
import { Cluster, Tries } from "./states.js";

/** A principal's facts, and what its attributes are compared by. */
export class Who {
  /** Its groups. */
  readonly groups: Numbers;
  /** A word for its id and for each of its attributes. */
  readonly attributes: Numbers;
  /** What these are. */
  readonly known: Knowns;
  /** Its roles that nobody has, which were let through. */
  unknownRoles: ArrayLike<string> = [];
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
    const tries = new Tries();
    const clusters = (values: Knowns): ArrayLike<Cluster> =>
      map(names.clusters, (members) => new Cluster(members, values, tries));
    const who = new Who(groups, attributes, known, clusters);
    let most = 0;
    each(who.#clusters, (it) => (most += it.mostTries));
    // Where that takes few tries it is left until something asks for it.
    if (most > STATES_MAX && !every(who.#clusters, (it) => it.states() !== undefined)) {
      fail("too_large", tooManyAnswers, "principal");
    }
    return who;
  }

  /**
   * The same, asked with a context that was read: what of it records are compared with counts as
   * the principal's.
   */
  asking(names: Names, context: unknown): Who {
    if (names.contextual.columns.length === 0 || !isMap(context)) return this;
    const values = map(names.contextual.lookIn(context), ({ known }) => known);
    const words = map(values, (known) => (known === undefined ? ABSENT : 0));
    const tries = new Tries();
    const clusters = (known: Knowns): ArrayLike<Cluster> =>
      map(names.clusters, (members, at) => {
        const compares = some(members, (it) => it.comparesContext);
        return compares ? new Cluster(members, known, tries) : (this.#clusters[at] as Cluster);
      });
    const all = <T>(first: ArrayLike<T>, more: ArrayLike<T>): ArrayLike<T> =>
      flatMap([first, more], (it) => it);
    return new Who(this.groups, all(this.attributes, words), all(this.known, values), clusters);
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

/** The names that a principal may have in its lists. */
export type ListNames = Pick<Names, "roles" | "permissions" | "groups">;

/** A principal, which the engine resolves; roles that nobody has may be let through. */
export function resolve(names: Names, principal: unknown, ignoresRoles: boolean): Who {
  if (!isMap(principal)) {
    return fail("wrong_type", mustBe("principal", mustBeObjectWithId), "principal");
  }
  const sheet = names.principal;
  const copy = sheet.copy(principal);
  const kind = typeIn(names, copy);
  const found = map(sheet.columns, (column) =>
    column.isOf(kind) ? column.lookIn(copy) : column.lacking,
  );
  const nobody = new List<Known>();
  const attributes = map(sheet.columns, (column, at) => column.word(found[at] as Found, nobody));
  const lists = namesFor(names, kind);
  const list = (name: keyof ListNames): Numbers | undefined =>
    nameNumbers(readOwn(principal, name), lists[name]);
  const named = list("roles");
  const isUnknown = (number: number): boolean => ignoresRoles && number === UNKNOWN_NAME;
  const roles = named && filter(named, (number) => !isUnknown(number));
  const permissions = list("permissions");
  const groups = list("groups");
  const resolved = names.ask(
    (engine, policy) => engine.principal(policy, roles, permissions, groups, attributes),
    {
      holder: principal,
      attributes: copy,
      prefix: "principal.",
      lists,
      type: typeName(names, kind),
    },
  );
  checkType(names, principal);
  checkAncestors(names, kind, principal);
  checkMembers(names, kind, principal);
  const who = Who.of(names, resolved, attributes, map(found, ({ known }) => known));
  const roleNames = stringsOf(readOwn(principal, "roles")) ?? [];
  who.unknownRoles = filter(roleNames, (_, at) => isUnknown(named?.[at] as number));
  return who;
}

/** The principal that a snapshot tells; nothing where it tells none. */
export function principalFromSnapshot(names: Names, all: ArrayLike<unknown>): Who | undefined {
  const { columns } = names.principal;
  const known = map(columns, (column, at) => column.known(all[at]));
  const lacks = all.length !== columns.length || all[0] === null || has(known, false);
  if (lacks) return undefined;
  const attributes = map(known, (it) => (it === undefined ? ABSENT : 0));
  // What its groups decided is decided in the program.
  return Who.of(names, [], attributes, known as ArrayLike<Known>);
}

/** The number of the type that a principal says to be of; -1 where it says none that there is. */
function typeIn({ bundle, principal: { columns } }: Names, copy: object): number {
  const count = (bundle.principal.types ?? []).length;
  if (count < 2) return count - 1;
  const { word } = (columns[1] as Column).lookIn(copy);
  return word < count ? word : -1;
}

/** A type's name, where there are several. */
const typeName = ({ bundle }: Names, type: number): string | undefined => {
  const { types = [] } = bundle.principal;
  return types.length > 1 ? types[type]?.name : undefined;
};

/** The names that principals of a type can have. */
function namesFor(names: Names, type: number): ListNames {
  const { principal, roles = [] } = names.bundle;
  const allowed = principal.types?.[type]?.groups;
  if (!allowed) return names;
  const of = (
    table: Pairs<string, number>,
    groups: (number: number) => ArrayLike<number>,
  ): Pairs<string, number> => {
    const some = pairs<string, number>();
    each(keysOf(table), (name) => {
      const number = get(table, name) as number;
      if (every(groups(number), (group) => has(allowed, group))) set(some, name, number);
    });
    return some;
  };
  return {
    roles: of(names.roles, (role) => roles[role]?.groups ?? []),
    permissions: of(names.permissions, (group) => [group]),
    groups: of(names.groups, (group) => [group]),
  };
}

/** Checks that a principal of the only type there is is of no other. */
function checkType({ bundle }: Names, principal: object): void {
  const { types = [] } = bundle.principal;
  const { name, declared = [] } = types[0] as PrincipalType;
  const value = readOwn(principal, "type");
  if (types.length > 1 || isNothing(value) || has(declared, "type")) return;
  const at = "principal.type";
  if (typeof value !== "string") return fail("wrong_type", mustBe(at, attributeMustBe.enum), at);
  if (value !== name) fail("unknown_value", cannotBe(at, named(value)), at, [name]);
}

/** Checks that what a principal is in are groups of types that there are. */
function checkAncestors(names: Names, type: number, principal: object): void {
  const { types: all = [] } = names.bundle.principal;
  const types = all[type]?.in ?? [];
  const ancestors = readOwn(principal, "in");
  if (!some(all, (of) => (of.in ?? []).length > 0) || isNothing(ancestors)) return;
  const at = "principal.in";
  const wrong = (): never => fail("wrong_type", mustBe(at, mustBeNames), at);
  each(itemsOf(ancestors) ?? wrong(), (entry) => {
    if (typeof entry !== "string") return wrong();
    const isOf = (of: string): boolean => cut(entry, 0, of.length + 2) === `${of}::`;
    if (!some(types, isOf)) throw noSuchFor("group", entry, types, at, typeName(names, type));
  });
}

/** Checks that no member is nearly one of a principal's own, and that links are of templates. */
function checkMembers(names: Names, type: number, principal: object): void {
  const { attributes, types = [] } = names.bundle.principal;
  const { declared = [] } = types[type] as PrincipalType;
  each(membersOf(principal), (name) => {
    if (readOwn(principal, name) === undefined) return;
    if (match(LIKE_A_LIST, name) && !has(PRINCIPAL_LISTS, name) && !has(declared, name)) {
      const at = `principal.${name}`;
      fail("unknown_member", unknownName("member", named(name)), at, PRINCIPAL_LISTS);
    }
  });
  const linked = filter(attributes, ({ path }) => path?.length === 2 && path[0] === "links");
  const links = readOwn(principal, "links");
  if (linked.length === 0 || isNothing(links)) return;
  const at = "principal.links";
  if (!isMap(links)) return fail("wrong_type", mustBe(at, mustBeObject), at);
  const applicable = filter(linked, (it) => !it.types?.length || has(it.types, type));
  // One that links to two types is two attributes.
  const templates = keysOf(numbered(map(applicable, ({ path }) => path?.[1] as string)));
  each(membersOf(links), (name) => {
    if (has(templates, name)) return;
    const of = typeName(names, type);
    throw noSuchFor("template", name, templates, `${at}.${name}`, of, "unknown_member");
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
