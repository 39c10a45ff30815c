// A bundle as the words that the engine reads; `docs/program.md` says how they are laid out. The
// crate has the twin of this file. What is no bundle throws, whatever it is.

import { malformed } from "./error.js";
import { KINDS, LITERALS, MODES, PERMISSION, transitionNames, WORKSPACE } from "./format.js";
import type { Action, Attribute, Bundle, Clause, Control } from "./format.js";
import type { Group, Guard, Lifecycle, Literal, Own, Rule } from "./format.js";

/** What is in a list, where there is one. */
type Item<L> = L extends readonly (infer I)[] ? I : never;

/** A list of a bundle, where absent is empty. */
export function listOf<O, K extends keyof O & string>(of: O, key: K): readonly Item<O[K]>[] {
  const list = of[key] ?? [];
  return Array.isArray(list) ? list : malformed(`\`${key}\` is no array`);
}

/** The names in such a list, or of what is in it: strings, each there once. */
export function namesIn<O>(of: O, key: keyof O & string, member?: "name" | "id"): string[] {
  const names = listOf(of, key).map((each) =>
    member ? (each as Record<string, unknown>)[member] : each,
  );
  if (names.some((name) => typeof name !== "string")) malformed(`\`${key}\` lacks a name`);
  if (new Set(names).size < names.length) malformed(`\`${key}\` has a name twice`);
  return names as string[];
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
  const clauses = (guards: Guard["permits"]): Clause[] =>
    listOf({ guards }, "guards").map((all) => ({ policy: 0, all: all.map(literal) }));
  const actions = guards.map(({ action, type, permits, forbids }) => {
    const { context = [], on } = bundle.actions[action] as Action;
    const rule = on.find((each) => each.type === type) as Rule;
    const own = { ...rule, permits: clauses(permits), forbids: clauses(forbids), advice: [] };
    return { context, on: [own] };
  });
  return [actions, nameless];
}

/** What a control does, by the kind of it. */
function deed(of: Control, transitions: readonly string[]): unknown[] {
  const { action, transition, view, change, chooses, choosesContext } = of;
  if (transition !== undefined) return [1, transitions.indexOf(transition), 0];
  if (view !== undefined) return [2, view, change];
  if (chooses !== undefined) return [3, action, chooses];
  if (choosesContext !== undefined) return [4, action, choosesContext];
  return [0, action, 0];
}

export function program(bundle: Bundle): Uint32Array<ArrayBuffer> {
  const out: number[] = [];
  const put = (word: unknown): void => {
    const sound = Number.isInteger(word) && (word as number) >= 0 && (word as number) < 2 ** 32;
    out.push(sound ? (word as number) : malformed(`a number is expected, not \`${String(word)}\``));
  };
  const all = <T>(items: readonly T[], each: (item: T, place: number) => void): void => {
    out.push(items.length);
    items.forEach(each);
  };
  const list = <O, K extends keyof O & string>(
    of: O,
    key: K,
    each: (item: Item<O[K]>, place: number) => void,
  ): void => all(listOf(of, key), each);
  const word = (words: readonly string[], text: string): void => {
    const index = words.indexOf(text);
    put(index < 0 ? malformed(`\`${text}\` is none of ${words.join(", ")}`) : index);
  };
  const numbers = <O>(of: O, key: keyof O & string): void => list(of, key, put);
  const flag = (member: boolean | undefined): void => put(Number(member === true));
  const attribute = (of: Attribute): void => {
    word(Object.keys(KINDS), of.kind);
    put(namesIn(of, "values").length);
    put(Number(of.optional === true) | (Number(of.offered !== false) << 1));
    numbers(of, "ties");
  };
  const attributes = (attributes: readonly Attribute[] | undefined): void => {
    const of = { attributes };
    namesIn(of, "attributes", "name");
    list(of, "attributes", attribute);
  };
  const literal = ([kind, index, operands]: Literal): void => {
    word(LITERALS, kind);
    put(index);
    all(typeof operands === "number" ? [operands] : listOf({ operands }, "operands"), put);
  };
  const clause = (of: Clause): void => {
    put(of.policy);
    list(of, "all", literal);
  };

  const guards = listOf((bundle.snapshot ?? {}) as Own, "guards");
  const [anybody, nameless] = unnamed(bundle, guards);
  const categories: (string | undefined)[] = [undefined];
  const groups = [...listOf(bundle, "groups"), ...nameless];
  all(groups, ({ name, category, offered }) => {
    if (!categories.includes(category)) categories.push(category);
    const permission = Number(name.startsWith(PERMISSION));
    put(Number(offered !== false) | (permission << 1) | (categories.indexOf(category) << 2));
  });
  put(nameless.length);
  list({ principal: bundle.principal.attributes }, "principal", (each) => flag(each.optional));
  const transitions = transitionNames(bundle);
  put(listOf(bundle, "policies").length);
  put(transitions.length);
  put(bundle.types.findIndex((type) => type.name === WORKSPACE) + 1);
  list(bundle, "types", ({ attributes: own, lifecycle }, type) => {
    attributes(own);
    put(lifecycle ? lifecycle.attribute + 1 : 0);
    const state = lifecycle && own?.[lifecycle.attribute];
    const states = state && (state.kind === "bool" ? 2 : (state.values?.length ?? 0));
    if (states !== lifecycle?.states.length) malformed("`states` has one entry for each value");
    list((lifecycle ?? {}) as Lifecycle, "transitions", (step) => {
      put(transitions.indexOf(step.name));
      numbers(step, "from");
      put(step.to);
      put(step.guard);
      const place = guards.findIndex((each) => each.action === step.guard && each.type === type);
      put(place < 0 ? 0 : bundle.actions.length + place + 1);
    });
  });
  all([...bundle.actions, ...anybody], (action) => {
    attributes(action.context);
    list(action, "on", (rule) => {
      put(rule.type);
      numbers(rule, "mentions");
      list(rule, "permits", clause);
      list(rule, "forbids", clause);
      list(rule, "advice", (each) => list(each, "when", literal));
    });
  });
  list(bundle, "roles", (role) => numbers(role, "groups"));
  list(bundle, "grantAdvice", (each) => {
    put((each.permission ?? -1) + 1);
    put((each.role ?? -1) + 1);
    numbers(each, "unlessRoles");
  });
  list(bundle, "controls", (control) => {
    put(control.type);
    word(MODES, control.ungranted);
    word(MODES, control.blocked);
    flag(control.page);
    deed(control, transitions).forEach(put);
  });
  return Uint32Array.from(out);
}
