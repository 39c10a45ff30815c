// The names of a bundle, beside the engine that knows its numbers.

import type { Boundary } from "./boundary.js";
import { PERMISSION, transitionNames, WORKSPACE } from "./bundle.js";
import type { Attribute, Bundle, Group, Lifecycle, Rule } from "./bundle.js";
import { Column, numbered } from "./encode.js";
import { open } from "./engine.js";
import type { OpenPolicy } from "./engine.js";
import { errorOf, noProgram, unopened } from "./failure.js";
import type { Subject } from "./failure.js";
import { NAME_MAX, TEXT_MAX, UNKNOWN_NAME } from "./generated/numbers.js";
import { numbers, Questions } from "./plan.js";
import type { Columns } from "./plan.js";
import { checkTables } from "./tables.js";
import type { Advice, Format, StateValue } from "./types.js";
import type { VerbName } from "./verbs.js";

const columnsOf = (attributes: readonly Attribute[] | undefined): readonly Column[] =>
  (attributes ?? []).map((attribute, place) => new Column(attribute, place));

const names = (list: readonly { readonly name: string }[] = []): string[] =>
  list.map(({ name }) => name);

function opened(bundle: Bundle): OpenPolicy {
  let text = "";
  try {
    text = atob(bundle.program);
  } catch {
    // It is no base64.
  }
  // There is one way to write bytes.
  if (btoa(text) !== bundle.program) throw noProgram();
  const bytes = Uint8Array.from(text, (byte) => byte.charCodeAt(0));
  try {
    return open(bundle.fingerprint, bytes);
  } catch (error) {
    throw unopened(error);
  }
}

/** How long the text of a key may be. */
const textMax = (key: string): number =>
  /^(policy|advice|help)\./.test(key) ? TEXT_MAX : NAME_MAX;

/** The names of a bundle. */
export class Names {
  readonly #policy: OpenPolicy;
  /** Whether a denial says what would unlock it. */
  readonly explain: boolean;
  readonly #format: Format | undefined;
  /** How often the format threw. */
  unsaid = 0;
  /** By type, its attributes. */
  readonly columns: readonly (readonly Column[])[];
  /** By action, the attributes of its context. */
  readonly contexts: readonly (readonly Column[])[];
  readonly types: ReadonlyMap<string, number>;
  readonly actions: ReadonlyMap<string, number>;
  readonly controls: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  readonly roles: ReadonlyMap<string, number>;
  /** The group of each permission. */
  readonly permissions: ReadonlyMap<string, number>;
  readonly transitions: ReadonlyMap<string, number>;
  /** The type that needs no record; `-1` where there is none. */
  readonly workspace: number;
  /** The principal's id, then its attributes. */
  readonly references: readonly string[];
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
    this.controls = numbered(controls.map(({ id }) => id));
    this.columns = types.map((type) => columnsOf(type.attributes));
    this.contexts = actions.map((action) => columnsOf(action.context));
    const permissions = [...this.groups].filter(([name]) => name.startsWith(PERMISSION));
    this.permissions = new Map(
      permissions.map(([name, group]) => [name.slice(PERMISSION.length), group]),
    );
    this.transitions = numbered(transitionNames(bundle));
    this.workspace = this.types.get(WORKSPACE) ?? -1;
    this.references = ["id", ...names(principal.attributes)];
    this.questions = this.#questions();
  }

  #questions(): Record<VerbName, Questions> {
    const allot = numbers();
    const whole: Columns = (type) => this.columns[this.types.get(type) ?? UNKNOWN_NAME];
    const of = (
      table: ReadonlyMap<string, number>,
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

  /** A text as the format says it; one that throws, or tells none within bounds, leaves English. */
  readonly format: Format = (key, text, parameters) => {
    try {
      const formatted: unknown = this.#format?.(key, text, parameters);
      // Whole sentences alone have parameters.
      const max = parameters ? Infinity : textMax(key);
      return typeof formatted === "string" && formatted.length <= max ? formatted : text;
    } catch {
      this.unsaid++;
      return text;
    }
  };

  /** The rules of an action, which may be nobody's. */
  rulesOf(action: string): readonly Rule[] {
    return this.bundle.actions[this.actions.get(action) ?? UNKNOWN_NAME]?.on ?? [];
  }

  /** What the answers of actions depend on. */
  reads(actions: readonly string[], part: "verdict" | "decision"): Columns {
    return (type) => {
      const of = this.types.get(type) ?? UNKNOWN_NAME;
      const rules = actions.flatMap((action) => this.rulesOf(action));
      const read = rules.flatMap((rule) => (rule.type === of ? (rule[part] ?? []) : []));
      return this.columns[of]?.filter(({ place }) => read.includes(place));
    };
  }

  /** A state of a type. */
  state(type: number, value: number): StateValue {
    const { attribute } = this.bundle.types[type]?.lifecycle as Lifecycle;
    return (this.columns[type]?.[attribute] as Column).value(value);
  }

  /** A group's label, or its name without the type. */
  label(group: number): string {
    const { name, label } = this.bundle.groups[group] as Group;
    return this.format(`group.${name}`, label ?? name.slice(name.indexOf("::") + 2));
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
