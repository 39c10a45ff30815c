// The tables of a bundle: of what shape they are, and whether they are those of the program. After
// this they are used as they stand.

import { PERMISSION, transitionNames, WORKSPACE } from "./bundle.js";
import type { Attribute, Bundle, Control, Lifecycle } from "./bundle.js";
import { numbered } from "./encode.js";
import { fail } from "./error.js";
import { NAME_MAX, TEXT_MAX, UNKNOWN_NAME } from "./generated/numbers.js";
import { badBundleAt, bundleNameTwice, bundleTables } from "./generated/texts.js";
import { ATTRIBUTE_KINDS, CONTROL_KINDS, EFFECTS } from "./generated/words.js";
import { anything, flag, isPlace, isText, list, maybe, object, option } from "./shape.js";
import { place, refuse, upTo, word } from "./shape.js";
import type { Reader } from "./shape.js";

const text = upTo(NAME_MAX);
const prose = upTo(TEXT_MAX);
/** What is no text to be told, or the host's own. */
const any = upTo(Infinity);
const texts = maybe(list(object({ id: text, text: prose })));
const places = maybe(list(place));
const label = option(text);

const attributes = maybe(
  list(
    object<Attribute>({
      name: text,
      kind: word(ATTRIBUTE_KINDS),
      values: maybe(list(text)),
      optional: maybe(flag),
      ties: places,
      label,
    }),
  ),
);

const lifecycle = object<Lifecycle>({
  attribute: place,
  initial: place,
  view: option(place),
  states: list(label),
  transitions: list(object({ name: text, label, from: list(place), to: place, guard: place })),
});

const rule = { type: place, verdict: places, decision: places, policies: places, advice: texts };

const unbound = object<Control>({
  id: text,
  kind: word(CONTROL_KINDS),
  label,
  type: place,
  choice: option(object({ attribute: place, context: option(place) })),
  view: anything,
  change: anything,
  transition: anything,
  action: anything,
});

/** A control, with the first of what it may do that it says. */
const control: Reader<unknown> = (value, at, of) => {
  const read = unbound(value, at, of);
  const { view, change, transition, action } = read;
  const none = { view: undefined, change: undefined, transition: undefined, action: undefined };
  if (isPlace(view) && isPlace(change)) return { ...read, ...none, view, change };
  if (isText(transition)) return { ...read, ...none, transition };
  return isPlace(action) ? { ...read, ...none, action } : refuse(undefined, at, at);
};

/** Reads a bundle or a snapshot. */
export const readBundle = object<Bundle>({
  format: place,
  pack: text,
  fingerprint: text,
  program: any,
  groups: list(object({ name: text, label, category: label })),
  principal: object({
    type: text,
    attributes: maybe(list(object({ name: text, optional: maybe(flag) }))),
  }),
  types: list(object({ name: text, attributes, lifecycle: option(lifecycle) })),
  actions: list(object({ name: text, label, context: attributes, on: list(object(rule)) })),
  policies: list(object({ id: text, effect: word(EFFECTS), reason: option(prose) })),
  roles: maybe(list(object({ name: text, label, groups: places }))),
  controls: maybe(list(control)),
  grantAdvice: texts,
  help: maybe(list(object({ question: prose, answer: prose }))),
  snapshot: option(object({ explain: flag, ids: list(option(any)) })),
});

const names = (all: readonly { readonly name: string }[]): string[] => all.map(({ name }) => name);
const ids = (all: readonly { readonly id: string }[]): string[] => all.map(({ id }) => id);

/** Throws where tables have a name twice, or are not those of the program with that outline. */
export function checkTables(bundle: Bundle, outline: readonly number[]): void {
  const { actions, controls = [], groups, policies, roles = [], types } = bundle;
  const tables = Object.entries({
    policies: ids(policies),
    groups: names(groups),
    types: names(types),
    actions: names(actions),
    roles: names(roles),
    controls: ids(controls),
  });
  for (const [at, all] of tables) once(at, all);
  for (const { name, attributes: all = [] } of types) onceIn(name, all);
  for (const { name, context: all = [] } of actions) onceIn(name, all);
  const said = new Said();
  for (const [at, all] of tables) said.put(at, all.length);
  said.bundle(bundle);
  // Each list says how long it is: what is alike up to the end is as long.
  const at = said.places[said.numbers.findIndex((number, index) => number !== outline[index])];
  if (at !== undefined) fail("bad_bundle", badBundleAt(at, bundleTables(at)), at);
}

function once(at: string, all: readonly string[]): void {
  if (new Set(all).size < all.length) fail("bad_bundle", badBundleAt(at, bundleNameTwice(at)), at);
}

function onceIn(of: string, all: readonly Attribute[]): void {
  once(of, names(all));
  for (const { name, values = [] } of all) once(name, values);
}

/**
 * What a bundle's tables say of what its program says too: the numbers of `src/engine/outline.rs`,
 * each with the place in the bundle that says it. `src/api/tables.rs` writes down the same.
 */
class Said {
  readonly numbers: number[] = [];
  readonly places: string[] = [];

  put(at: string, ...all: readonly (number | boolean)[]): void {
    for (const number of all) {
      this.numbers.push(Number(number));
      this.places.push(at);
    }
  }

  bundle(bundle: Bundle): void {
    const { actions, controls = [], grantAdvice = [], groups, principal, roles = [] } = bundle;
    const { snapshot, types } = bundle;
    const transitions = numbered(transitionNames(bundle));
    const known = (name: string): number => transitions.get(name) ?? UNKNOWN_NAME;
    this.put("grantAdvice", grantAdvice.length);
    this.put("types", transitions.size);
    this.put("groups", ...groups.map(({ name }) => name.startsWith(PERMISSION)));
    this.#list("principal", principal.attributes?.map(({ optional = false }) => optional));
    this.put("types", names(types).indexOf(WORKSPACE) + 1);
    for (const { name, attributes: of, lifecycle: states } of types) {
      this.#attributes(name, of);
      if (states) this.#lifecycle(name, states, actions.length, known);
      else this.put(name, 0);
    }
    for (const { name, context, on } of actions) {
      this.#attributes(name, context);
      this.put(name, on.length);
      for (const { type, verdict, decision, advice = [], policies } of on) {
        this.put(name, type);
        this.#list(name, verdict);
        this.#list(name, decision);
        this.put(name, advice.length);
        if (!snapshot) this.#list(name, policies);
      }
    }
    for (const { name, groups: of } of roles) this.#list(name, of);
    for (const { id, type, view = 0, change = 0, transition, action, choice } of controls) {
      this.put(id, type);
      if (action !== undefined) this.put(id, 0, action, 0);
      else if (transition !== undefined) this.put(id, 1, known(transition), 0);
      else this.put(id, 2, view, change);
      this.put(id, ...(choice ? [1, choice.attribute, (choice.context ?? -1) + 1] : [0, 0, 0]));
    }
  }

  #list(at: string, all: readonly (number | boolean)[] = []): void {
    this.put(at, all.length, ...all);
  }

  #attributes(of: string, all: readonly Attribute[] = []): void {
    this.put(of, all.length);
    for (const { name, kind, optional = false, values = [], ties } of all) {
      const least = kind === "bool" ? 2 : 1;
      const present = kind === "enum" ? values.length : least;
      const number = ATTRIBUTE_KINDS.indexOf(kind);
      this.put(name, number, optional, present, values.length || present);
      this.#list(name, ties);
    }
  }

  #lifecycle(at: string, of: Lifecycle, actions: number, known: (name: string) => number): void {
    const { attribute, initial, view, states, transitions } = of;
    const shown = view === undefined || view < actions;
    const length = states.length;
    this.put(at, 1, attribute, length, initial < length, shown, transitions.length);
    for (const { name, to, guard, from } of transitions) {
      this.put(at, known(name), to, guard);
      this.#list(at, from);
    }
  }
}
