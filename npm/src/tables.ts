// The tables of a bundle: of what shape they are, and whether they are those of the program. After
// this they are used as they stand.

import { isPermission, transitionNames, WORKSPACE } from "./bundle.js";
import type { Attribute, Bundle, Control, Lifecycle } from "./bundle.js";
import { numbered, presentValues, unnamed } from "./column.js";
import { Sheet } from "./encode.js";
import { fail } from "./error.js";
import { NAME_MAX, TEXT_MAX, UNKNOWN_NAME } from "./generated/numbers.js";
import { badBundleAt, bundleNameTwice, bundleTables } from "./generated/texts.js";
import { ATTRIBUTE_KINDS, CONTROL_KINDS, EFFECTS, RELATIONS } from "./generated/words.js";
import { countOf, each, entries, every, filter, flatMap, freeze, get } from "./intrinsics.js";
import { indexOf, List, map, placeOf, plain, push } from "./intrinsics.js";
import { anything, flag, isPlace, isText, list, maybe, object, option } from "./shape.js";
import { place, refuse, upTo, word } from "./shape.js";
import type { Reader } from "./shape.js";

const text = upTo(NAME_MAX);
const prose = upTo(TEXT_MAX);
/** What is no text to be told, or the host's own. */
const any = upTo(Infinity);
const texts = maybe(list(object({ id: text, text: prose })));
/** Values are handed out beside errors, which share them. */
const values: Reader<readonly string[]> = (value, at, of) =>
  freeze(plain(list(text)(value, at, of)));
const places = maybe(list(place));
const label = option(text);

const tie = object({
  relation: word(RELATIONS),
  principal: option(place),
  context: option(place),
  attribute: option(place),
  text: option(prose),
});

const attributes = list(
  object<Attribute>({
    name: text,
    path: maybe(list(text)),
    kind: word(ATTRIBUTE_KINDS),
    values: maybe(values),
    cuts: maybe(list(object({ at: text, after: maybe(flag) }))),
    texts: maybe(list(object({ text: prose, class: place }))),
    patterns: maybe(list(list(list(text)))),
    like: maybe(list(object({ patterns: places, class: place, examples: maybe(list(text)) }))),
    networks: maybe(list(object({ network: text, class: place, example: text }))),
    of: option(text),
    types: places,
    optional: maybe(flag),
    needed: maybe(flag),
    ties: maybe(list(tie)),
    label,
  }),
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
  groups: list(object({ name: text, type: label, label, category: label })),
  principal: object({
    types: maybe(
      list(
        object({
          name: text,
          groups: option(list(place)),
          in: maybe(list(text)),
          declared: maybe(list(text)),
        }),
      ),
    ),
    attributes,
    context: maybe(attributes),
  }),
  types: list(
    object({
      name: text,
      attributes: maybe(attributes),
      lifecycle: option(lifecycle),
      conditions: maybe(list(object({ attribute: place, text: prose }))),
    }),
  ),
  actions: list(
    object({ name: text, label, context: maybe(attributes), on: list(object(rule)) }),
  ),
  clusters: maybe(
    list(object({ type: option(place), action: option(place), attributes: list(place) })),
  ),
  policies: list(object({ id: text, effect: word(EFFECTS), reason: option(prose) })),
  roles: maybe(list(object({ name: text, label, groups: places }))),
  controls: maybe(list(control)),
  grantAdvice: texts,
  help: maybe(list(object({ question: prose, answer: prose }))),
  snapshot: option(object({ explain: flag, principal: list(anything) })),
});

const names = (all: ArrayLike<{ readonly name: string }>): ArrayLike<string> =>
  map(all, ({ name }) => name);
const ids = (all: ArrayLike<{ readonly id: string }>): ArrayLike<string> =>
  map(all, ({ id }) => id);

/** How many values of an attribute, the first, have none but names; see the bundle format. */
function namedValues(of: Attribute): number {
  const { kind } = of;
  if (kind === "enum" || kind === "bool") return presentValues(of);
  if (kind !== "string" && kind !== "ip") return 0;
  let named = presentValues(of);
  each(unnamed(of), (it, place) => (named = place && named < it.class ? named : it.class));
  return named;
}

/** The columns of a bundle: by type, by action, and those of the principal. */
export interface Sheets {
  readonly records: ArrayLike<Sheet>;
  readonly contexts: ArrayLike<Sheet>;
  readonly principal: Sheet;
  /** What of contexts records are compared with. */
  readonly contextual: Sheet;
}

/**
 * The columns of tables. Throws where these have a name twice, or are not those of the program with
 * that outline.
 */
export function checkTables(bundle: Bundle, outline: ArrayLike<number>): Sheets {
  const { actions, controls = [], groups, policies, principal, roles = [], types } = bundle;
  once("policies", ids(policies));
  const sheets = {
    records: map(types, ({ name, attributes: all }) => new Sheet(name, all, true)),
    contexts: map(actions, ({ name, context }) => new Sheet(name, context)),
    principal: new Sheet("principal", principal.attributes, true),
    contextual: new Sheet("principal", principal.context),
  };
  const tables = entries({
    policies: ids(policies),
    groups: names(groups),
    types: names(types),
    actions: names(actions),
    roles: names(roles),
    controls: ids(controls),
  });
  each(tables, (table) => once(table[0], table[1]));
  each(types, ({ name, attributes: all = [] }) => onceIn(name, all));
  each(actions, ({ name, context: all = [] }) => onceIn(name, all));
  once("principal", names(principal.attributes));
  const written = new TableOutline();
  each(tables, (table) => written.put(table[0], table[1].length));
  written.bundle(bundle);
  // Each list says how long it is: what is alike up to the end is as long.
  const differs = placeOf(written.numbers, (number, index) => number !== outline[index]);
  const at = written.places[differs] ?? (hasPrincipals(bundle) ? undefined : "principal");
  if (at !== undefined) fail("bad_bundle", badBundleAt(at, bundleTables(at)), at);
  return sheets;
}

/**
 * Whether a bundle says which types of principals there are, by an attribute where there are
 * several.
 */
function hasPrincipals({ groups, principal, snapshot }: Bundle): boolean {
  const { attributes, types = [] } = principal;
  const known = (group: number): boolean => group < groups.length;
  if (!every(types, (of) => every(of.groups ?? [], known))) return false;
  if (types.length < 2) return types.length === 1 || !!snapshot;
  const { kind, path = [], name, values = [] } = attributes[1] ?? ({} as Partial<Attribute>);
  const isType = path.length ? path.length === 1 && path[0] === "type" : name === "type";
  const same = values.length === types.length;
  return kind === "enum" && isType && same && every(types, (of, at) => of.name === values[at]);
}

function once(at: string, all: ArrayLike<string>): void {
  if (countOf(numbered(all)) === all.length) return;
  fail("bad_bundle", badBundleAt(at, bundleNameTwice(at)), at);
}

function onceIn(of: string, all: ArrayLike<Attribute>): void {
  once(of, names(all));
  each(all, ({ name, values = [] }) => once(name, values));
}

/**
 * What a bundle's tables say of what its program says too: the numbers of `src/engine/outline.rs`,
 * each with the place in the bundle that says it. `src/api/tables.rs` writes down the same.
 */
class TableOutline {
  readonly numbers = new List<number>();
  readonly places = new List<string>();

  put(at: string, ...all: readonly (number | boolean)[]): void {
    this.#all(at, all);
  }

  #all(at: string, all: ArrayLike<number | boolean>): void {
    each(all, (number) => {
      push(this.numbers, +number);
      push(this.places, at);
    });
  }

  bundle(bundle: Bundle): void {
    const { actions, clusters = [], controls = [], grantAdvice = [], groups, principal } = bundle;
    const { roles = [], snapshot, types } = bundle;
    const transitions = numbered(transitionNames(bundle));
    const known = (name: string): number => get(transitions, name) ?? UNKNOWN_NAME;
    this.put("grantAdvice", grantAdvice.length);
    this.put("types", countOf(transitions));
    each(groups, ({ name }) => this.put("groups", isPermission(name)));
    const { attributes, context = [] } = principal;
    this.#attributes("principal", flatMap([attributes, context], (it) => it));
    this.put("types", indexOf(names(types), WORKSPACE) + 1);
    this.put("clusters", clusters.length);
    each(clusters, ({ action, attributes: of }) => {
      this.put("clusters", action === undefined);
      this.#list("clusters", of);
    });
    each(types, ({ name, attributes: of, lifecycle: states, conditions = [] }) => {
      this.#attributes(name, of);
      this.#list(name, map(conditions, ({ attribute }) => attribute));
      if (states) this.#lifecycle(name, states, actions.length, known);
      else this.put(name, 0);
    });
    each(actions, ({ name, context, on }, at) => {
      this.#attributes(name, context);
      this.put(name, on.length);
      each(on, ({ type, verdict, decision, advice = [], policies }) => {
        this.put(name, type);
        this.#list(name, verdict);
        this.#list(name, decision);
        this.put(name, advice.length);
        if (!snapshot) this.#list(name, policies);
        const its = filter(clusters, (it) =>
          it.action === undefined ? it.type === type : it.type === undefined && it.action === at,
        );
        this.#list(name, map(its, (it) => indexOf(clusters, it)));
      });
    });
    each(roles, ({ name, groups: of }) => this.#list(name, of));
    each(controls, ({ id, type, view = 0, change = 0, transition, action, choice }) => {
      this.put(id, type);
      if (action !== undefined) this.put(id, 0, action, 0);
      else if (transition !== undefined) this.put(id, 1, known(transition), 0);
      else this.put(id, 2, view, change);
      if (choice) this.put(id, 1, choice.attribute, (choice.context ?? -1) + 1);
      else this.put(id, 0, 0, 0);
    });
  }

  #list(at: string, all: ArrayLike<number | boolean> = []): void {
    this.put(at, all.length);
    this.#all(at, all);
  }

  #attributes(of: string, all: ArrayLike<Attribute> = []): void {
    this.put(of, all.length);
    each(all, (it) => {
      const { name, kind, optional = false, values = [], ties = [] } = it;
      const others = kind === "enum" || kind === "strings" ? 0 : values.length;
      const listed = namedValues(it) + others;
      this.put(name, indexOf(ATTRIBUTE_KINDS, kind), optional, presentValues(it), listed);
      this.put(name, ties.length);
      each(ties, ({ relation, principal, context, attribute }, place) => {
        this.put(name, indexOf(RELATIONS, relation));
        if (principal !== undefined) this.put(name, 0, principal);
        else if (context !== undefined) this.put(name, 3, context);
        else if (attribute !== undefined) this.put(name, 1, attribute);
        else this.put(name, 2, place);
      });
    });
  }

  #lifecycle(at: string, of: Lifecycle, actions: number, known: (name: string) => number): void {
    const { attribute, initial, view, states, transitions } = of;
    const shown = view === undefined || view < actions;
    const length = states.length;
    this.put(at, 1, attribute, length, initial < length, shown, transitions.length);
    each(transitions, ({ name, to, guard, from }) => {
      this.put(at, known(name), to, guard);
      this.#list(at, from);
    });
  }
}
