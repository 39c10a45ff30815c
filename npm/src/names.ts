// The names of a bundle, beside the engine that knows its numbers.

import type { Boundary } from "./boundary.js";
import { isPermission, PERMISSION, transitionNames, WORKSPACE } from "./bundle.js";
import type { Attribute, Bundle, Group, Lifecycle, Rule } from "./bundle.js";
import { Column, numbered } from "./encode.js";
import { open } from "./engine.js";
import type { OpenPolicy } from "./engine.js";
import { errorOf, noProgram, unopened } from "./failure.js";
import type { Subject } from "./failure.js";
import { UNKNOWN_NAME } from "./generated/numbers.js";
import { Bytes, codeAt, cut, decode64, each, encode64, filter, flatMap } from "./intrinsics.js";
import { get, map, pairs, seek, set } from "./intrinsics.js";
import type { Pairs } from "./intrinsics.js";
import { numbers, Questions } from "./plan.js";
import type { Columns } from "./plan.js";
import { checkTables } from "./tables.js";
import type { Advice, Format, StateValue } from "./types.js";
import type { VerbName } from "./verbs.js";

const columnsOf = (attributes: ArrayLike<Attribute> = []): ArrayLike<Column> =>
  map(attributes, (attribute, place) => new Column(attribute, place));

const names = (list: ArrayLike<{ readonly name: string }> = []): ArrayLike<string> =>
  map(list, ({ name }) => name);

function opened(bundle: Bundle): OpenPolicy {
  let text = "";
  try {
    text = decode64(bundle.program);
  } catch {
    // It is no base64.
  }
  // There is one way to write bytes.
  if (encode64(text) !== bundle.program) throw noProgram();
  const bytes = new Bytes(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = codeAt(text, i);
  try {
    return open(bundle.fingerprint, bytes);
  } catch (error) {
    throw unopened(error);
  }
}

/** The names of a bundle. */
export class Names {
  readonly #policy: OpenPolicy;
  /** Whether a denial says what would unlock it. */
  readonly explain: boolean;
  readonly #format: Format | undefined;
  /** How often the format threw. */
  unsaid = 0;
  /** By type, its attributes. */
  readonly columns: ArrayLike<ArrayLike<Column>>;
  /** By action, the attributes of its context. */
  readonly contexts: ArrayLike<ArrayLike<Column>>;
  readonly types: Pairs<string, number>;
  readonly actions: Pairs<string, number>;
  readonly controls: Pairs<string, number>;
  readonly groups: Pairs<string, number>;
  readonly roles: Pairs<string, number>;
  /** The group of each permission. */
  readonly permissions: Pairs<string, number>;
  readonly transitions: Pairs<string, number>;
  /** The type that needs no record; `-1` where there is none. */
  readonly workspace: number;
  /** The principal's id, then its attributes. */
  readonly references: ArrayLike<string>;
  /** What can be asked, by its verb, then by what it is asked for. */
  readonly questions: Readonly<Record<VerbName, Questions>>;

  constructor(
    readonly bundle: Bundle,
    format: Format | undefined,
  ) {
    const { actions, controls = [], groups, principal, roles, snapshot, types } = bundle;
    this.#policy = opened(bundle);
    checkTables(
      bundle,
      this.#policy.ask((engine, policy) => engine.outline(policy, !!snapshot)),
    );
    this.explain = !snapshot || snapshot.explain === true;
    this.#format = format;
    this.groups = numbered(names(groups));
    this.types = numbered(names(types));
    this.actions = numbered(names(actions));
    this.roles = numbered(names(roles));
    this.controls = numbered(map(controls, ({ id }) => id));
    this.columns = map(types, (type) => columnsOf(type.attributes));
    this.contexts = map(actions, (action) => columnsOf(action.context));
    const permissions = pairs<string, number>();
    each(groups, ({ name }, group) => {
      if (isPermission(name)) set(permissions, cut(name, PERMISSION.length), group);
    });
    this.permissions = permissions;
    this.transitions = numbered(transitionNames(bundle));
    this.workspace = get(this.types, WORKSPACE) ?? -1;
    this.references = flatMap([["id"], names(principal.attributes)], (list) => list);
    this.questions = this.#questions();
  }

  #questions(): Record<VerbName, Questions> {
    const allot = numbers();
    const whole: Columns = (type) => this.columns[get(this.types, type) ?? UNKNOWN_NAME];
    const of = (
      table: Pairs<string, number>,
      columns: (name: string) => Columns = () => whole,
    ): Questions => new Questions(table, columns, allot);
    const one = numbered([""]);
    return {
      can: of(this.actions, (action) => this.reads([action], "verdict")),
      check: of(this.actions, (action) => this.reads([action], "decision")),
      scope: of(this.actions),
      filter: of(this.actions),
      control: of(this.controls),
      controls: of(one),
      options: of(this.controls),
      transition: of(this.transitions),
      transitions: of(one),
    };
  }

  /** Puts a question to the engine; what is wrong with it is thrown in words. */
  ask<T>(
    question: (engine: Boundary, policy: number) => T | undefined,
    subject: Subject = {},
  ): T {
    try {
      return this.#policy.ask(question);
    } catch (error) {
      throw errorOf(this, error, subject);
    }
  }

  /** A text as the format says it; one that throws, or tells no text, leaves the English. */
  readonly format: Format = (key, text, parameters) => {
    try {
      const formatted: unknown = this.#format?.(key, text, parameters);
      return typeof formatted === "string" ? formatted : text;
    } catch {
      this.unsaid++;
      return text;
    }
  };

  /** The rules of an action, which may be nobody's. */
  rulesOf(action: string): ArrayLike<Rule> {
    return this.bundle.actions[get(this.actions, action) ?? UNKNOWN_NAME]?.on ?? [];
  }

  /** What the answers of actions depend on. */
  reads(actions: ArrayLike<string>, part: "verdict" | "decision"): Columns {
    return (type) => {
      const of = get(this.types, type);
      if (of === undefined) return undefined;
      const columns = this.columns[of] as ArrayLike<Column>;
      const read = map(columns, () => false);
      each(actions, (action) => {
        each(this.rulesOf(action), (rule) => {
          if (rule.type === of) each(rule[part] ?? [], (place) => (read[place] = true));
        });
      });
      return filter(columns, ({ place }) => read[place] as boolean);
    };
  }

  /** The actions that a control asks about. */
  actionsOf(control: number): ArrayLike<number> {
    const { controls, types } = this.bundle;
    const of = controls?.[control];
    if (!of) return [];
    const { action, view, change, choice, transition } = of;
    const steps = flatMap(types, ({ lifecycle }) => lifecycle?.transitions ?? []);
    const guards = filter(steps, ({ name }) => name === transition);
    const named = [action, view, change, choice?.context];
    return flatMap<ArrayLike<number | undefined>, number>(
      [named, map(guards, ({ guard }) => guard)],
      (some) => some as ArrayLike<number>,
    );
  }

  /** A state of a type. */
  state(type: number, value: number): StateValue {
    const { attribute } = this.bundle.types[type]?.lifecycle as Lifecycle;
    return (this.columns[type]?.[attribute] as Column).value(value);
  }

  /** A group's label, or its name without the type. */
  label(group: number): string {
    const { name, label } = this.bundle.groups[group] as Group;
    return this.format(`group.${name}`, label ?? cut(name, seek(name, "::") + 2));
  }

  /** The category of a group, where it has one. */
  category(group: number): string | undefined {
    const { category } = this.bundle.groups[group] as Group;
    return category && this.format(`category.${category}`, category);
  }

  /** An advice as the format says it. */
  advice({ id, text }: Advice): Advice {
    return { id, text: this.format(`advice.${id}`, text) };
  }
}
