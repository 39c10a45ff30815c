// The names of a bundle, beside the engine that knows its numbers.

import { PERMISSION, transitionNames, WORKSPACE } from "./format.js";
import type { Attribute, Bundle } from "./format.js";
import { Column } from "./encode.js";
import { Opened, Reader, Verb } from "./engine.js";
import { listOf, malformed, unique } from "./program.js";
import type { Format, StateValue } from "./types.js";

const columnsOf = (attributes: readonly Attribute[] | undefined): readonly Column[] =>
  (attributes ?? []).map((attribute) => new Column(attribute));

const byName = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, place) => [name, place]));

/** What a rule's answers depend on. */
export interface RuleColumns {
  readonly type: number;
  /** For whether it is allowed. */
  readonly verdict: readonly number[];
  /** For all that a decision says. */
  readonly decision: readonly number[];
}

/** The names of a bundle. */
export class Names {
  readonly engine: Opened;
  readonly format: Format;
  readonly columns: readonly (readonly Column[])[];
  readonly contexts: readonly (readonly Column[])[];
  readonly types: ReadonlyMap<string, number>;
  readonly actions: ReadonlyMap<string, number>;
  readonly controls: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  readonly roles: ReadonlyMap<string, number>;
  readonly permissions: ReadonlyMap<string, number>;
  readonly transitions: readonly string[];
  readonly transitionPlaces: ReadonlyMap<string, number>;
  /** The type that needs no record; `-1` where there is none. */
  readonly workspace: number;
  /** The principal's attributes, and its id before them. */
  readonly keys: readonly string[];
  /** By action. */
  readonly rules: readonly (readonly RuleColumns[])[];

  constructor(
    readonly bundle: Bundle,
    words: Uint32Array,
    format: Format | undefined,
    /** Whether a denial says what would unlock it. */
    readonly explain = true,
  ) {
    // A format that throws, or tells no text, leaves the English.
    this.format = (key, text, parameters) => {
      try {
        const told: unknown = format?.(key, text, parameters);
        return typeof told === "string" ? told : text;
      } catch {
        return text;
      }
    };
    const list = listOf;
    for (const table of ["groups", "types", "actions", "roles"] as const) {
      unique(
        list<{ name: string }>(bundle[table], table).map((each) => each.name),
        table,
      );
    }
    unique(
      list(bundle.controls, "controls").map((each) => each.id),
      "controls",
    );
    unique(
      list(bundle.policies, "policies").map((each) => each.id),
      "policies",
    );
    this.engine = Opened.of(bundle.fingerprint, words);
    this.columns = bundle.types.map((type) => columnsOf(type.attributes));
    this.contexts = bundle.actions.map((action) => columnsOf(action.context));
    this.types = byName(bundle.types.map((each) => each.name));
    this.actions = byName(bundle.actions.map((each) => each.name));
    this.controls = byName((bundle.controls ?? []).map((each) => each.id));
    const groups = bundle.groups.map((each) => each.name);
    this.groups = byName(groups);
    this.roles = byName((bundle.roles ?? []).map((each) => each.name));
    const permissions = groups.filter((name) => name.startsWith(PERMISSION));
    this.permissions = byName(permissions.map((name) => name.slice(PERMISSION.length)));
    this.transitions = transitionNames(bundle);
    this.transitionPlaces = byName(this.transitions);
    this.workspace = this.types.get(WORKSPACE) ?? -1;
    this.keys = ["id", ...(bundle.principal.attributes ?? []).map((each) => each.name)];
    this.rules = this.#rules();
  }

  #rules(): RuleColumns[][] {
    const { actions, controls, groups, policies, types } = this.bundle;
    const rules: RuleColumns[][] = actions.map(() => []);
    const answer = new Reader(this.engine.ask([Verb.Rules]));
    answer.next();
    const named = [groups, policies, controls ?? [], types, this.transitions];
    const counted = answer.numbers();
    const parts = types.flatMap(({ attributes, lifecycle }) => [
      attributes?.length ?? 0,
      lifecycle?.transitions.length ?? 0,
    ]);
    const expected = [...named.map((list) => list.length), ...parts];
    if (String(counted) !== String(expected)) malformed("its names do not go with its numbers");
    while (answer.more) {
      const action = answer.next();
      const rule = { type: answer.next(), verdict: answer.numbers(), decision: answer.numbers() };
      // A snapshot has guards that nobody asks by name.
      rules[action]?.push(rule);
    }
    const on = (action: number): string => String(actions[action]?.on.map((rule) => rule.type));
    const sound = rules.every((of, action) => String(of.map((rule) => rule.type)) === on(action));
    return sound ? rules : malformed("its actions do not go with its numbers");
  }

  /** A value of an attribute. */
  value(column: Column | undefined, place: number): StateValue {
    return column?.kind === "bool" ? place === 1 : (column?.values[place] as string);
  }
}
