// A bundle as the words that the engine reads; `docs/program.md` says how they are laid out. The
// crate has the twin of this file. What is no bundle throws, whatever it is.

import { MODES, PERMISSION, transitionNames, WORKSPACE } from "./format.js";
import type { Action, Attribute, Bundle, Clause, Group, Guard, Literal, Rule } from "./format.js";

const KINDS = ["enum", "bool", "entity", "set", "other"];
const LITERALS = [
  "in",
  "out",
  "has",
  "lacks",
  "is",
  "tied",
  "untied",
  "contextIs",
  "contextTied",
  "contextUntied",
];

/** A member of a bundle that is not what it should be; the message says which and what. */
export class Malformed extends Error {}

export const malformed = (what: string): never => {
  throw new Malformed(what);
};

/** A list of a bundle, where absent is empty. */
export function listOf<T>(list: readonly T[] | undefined, what: string): readonly T[] {
  return Array.isArray(list ?? []) ? (list ?? []) : malformed(`\`${what}\` is no array`);
}

/** That names are strings, each there once. */
export function unique(names: readonly unknown[], what: string): void {
  for (const name of names) if (typeof name !== "string") malformed(`\`${what}\` lacks a name`);
  if (new Set(names).size < names.length) malformed(`\`${what}\` has a name twice`);
}

/** The guards of a snapshot as actions past those with a name, and the groups that they ask for. */
function unnamed(bundle: Bundle, guards: readonly Guard[]): [Omit<Action, "name">[], Group[]] {
  const nameless: Group[] = [];
  const literal = (of: Literal): Literal => {
    const [kind, place] = of;
    if (LITERALS.indexOf(kind) > 1) return of;
    // Numbered as mentioned, so that there are no more of them than literals.
    if (place === nameless.length) nameless.push({ name: "", offered: false });
    if (!nameless[place]) malformed("`guards` are not numbered in order");
    return [kind, bundle.groups.length + place];
  };
  const clauses = (all: Guard["permits"]): Clause[] =>
    listOf(all, "guards").map((literals) => ({ policy: 0, all: literals.map(literal) }));
  const actions = guards.map(({ action, type, permits, forbids }) => {
    const { context = [], on } = bundle.actions[action] as Action;
    const rule = on.find((each) => each.type === type) as Rule;
    const own = { ...rule, permits: clauses(permits), forbids: clauses(forbids), advice: [] };
    return { context, on: [own] };
  });
  return [actions, nameless];
}

export function program(bundle: Bundle): Uint32Array<ArrayBuffer> {
  const out: number[] = [];
  const put = (word: unknown): void => {
    const sound = Number.isInteger(word) && (word as number) >= 0 && (word as number) < 2 ** 32;
    out.push(sound ? (word as number) : malformed(`a number is expected, not \`${String(word)}\``));
  };
  const list = <T>(
    items: readonly T[] | undefined,
    what: string,
    each: (item: T, place: number) => void,
  ): void => {
    const found = listOf(items, what);
    out.push(found.length);
    found.forEach(each);
  };
  const word = (words: readonly string[], text: string): void => {
    const index = words.indexOf(text);
    put(index < 0 ? malformed(`\`${text}\` is none of ${words.join(", ")}`) : index);
  };
  const numbers = (items: readonly number[] | undefined, what: string): void =>
    list(items, what, (item) => put(item));
  const attribute = (of: Attribute): void => {
    word(KINDS, of.kind);
    unique(listOf(of.values, "values"), "values");
    out.push(of.values?.length ?? 0, Number(of.optional === true) | (of.offered === false ? 0 : 2));
    numbers(of.ties, "ties");
  };
  const attributes = (of: readonly Attribute[] | undefined): void => {
    unique(
      listOf(of, "attributes").map((each) => each.name),
      "attributes",
    );
    list(of, "attributes", attribute);
  };
  const literal = ([kind, index, operands]: Literal): void => {
    word(LITERALS, kind);
    put(index);
    numbers(typeof operands === "number" ? [operands] : operands, kind);
  };
  const clause = (of: Clause): void => {
    put(of.policy);
    list(of.all, "all", literal);
  };

  const guards = listOf(bundle.snapshot?.guards, "guards");
  const [anybody, nameless] = unnamed(bundle, guards);
  const categories: string[] = [];
  const groups = [...listOf(bundle.groups, "groups"), ...nameless];
  list(groups, "groups", ({ name, category, offered }) => {
    if (category !== undefined && !categories.includes(category)) categories.push(category);
    const number = category === undefined ? 0 : categories.indexOf(category) + 1;
    out.push((offered === false ? 0 : 1) | (name.startsWith(PERMISSION) ? 2 : 0) | (number << 2));
  });
  out.push(nameless.length);
  list(bundle.principal.attributes, "principal", (each) => put(Number(each.optional === true)));
  const transitions = transitionNames(bundle);
  out.push(bundle.policies.length, transitions.length);
  out.push(bundle.types.findIndex((type) => type.name === WORKSPACE) + 1);
  list(bundle.types, "types", ({ attributes: own, lifecycle }, type) => {
    attributes(own);
    put(lifecycle ? lifecycle.attribute + 1 : 0);
    const state = lifecycle && own?.[lifecycle.attribute];
    const states = state && (state.kind === "bool" ? 2 : (state.values?.length ?? 0));
    if (states !== lifecycle?.states.length) malformed("`states` has one entry for each value");
    list(lifecycle?.transitions, "transitions", ({ name, from, to, guard }) => {
      put(transitions.indexOf(name));
      numbers(from, "from");
      put(to);
      put(guard);
      const place = guards.findIndex((each) => each.action === guard && each.type === type);
      put(place < 0 ? 0 : bundle.actions.length + place + 1);
    });
  });
  list([...bundle.actions, ...anybody], "actions", ({ context, on }) => {
    attributes(context);
    list(on, "on", (rule) => {
      put(rule.type);
      numbers(rule.mentions, "mentions");
      list(rule.permits, "permits", clause);
      list(rule.forbids, "forbids", clause);
      list(rule.advice, "advice", ({ when }) => list(when, "when", literal));
    });
  });
  list(bundle.roles, "roles", ({ groups }) => numbers(groups, "groups"));
  list(bundle.grantAdvice, "grantAdvice", ({ permission, role, unlessRoles }) => {
    put((permission ?? -1) + 1);
    put((role ?? -1) + 1);
    numbers(unlessRoles, "unlessRoles");
  });
  list(bundle.controls, "controls", (of) => {
    put(of.type);
    word(MODES, of.ungranted);
    word(MODES, of.blocked);
    put(Number(of.page === true));
    const { action, transition, view, change, chooses, choosesContext } = of;
    if (transition !== undefined) [1, transitions.indexOf(transition), 0].forEach(put);
    else if (view !== undefined) [2, view, change].forEach(put);
    else if (chooses !== undefined) [3, action, chooses].forEach(put);
    else if (choosesContext !== undefined) [4, action, choosesContext].forEach(put);
    else [0, action, 0].forEach(put);
  });
  return Uint32Array.from(out);
}
