// The names of a bundle, beside the engine that knows its numbers.

import { PERMISSION, transitionNames, WORKSPACE } from "./format.js";
import type { Attribute, Bundle, Group, Lifecycle } from "./format.js";
import { Column, NOBODY, placesOf } from "./encode.js";
import { opened, Reader, Verb } from "./engine.js";
import type { Ask } from "./engine.js";
import { fault } from "./failure.js";
import type { Asked } from "./failure.js";
import { numbers, Questions } from "./plan.js";
import type { Columns } from "./plan.js";
import { namesIn, program } from "./program.js";
import type { Advice, Format, StateValue } from "./types.js";

const columnsOf = (attributes: readonly Attribute[] | undefined): readonly Column[] =>
  (attributes ?? []).map((attribute, place) => new Column(attribute, place));

/** The attributes that a rule's answers depend on. */
export interface RuleColumns {
  readonly type: number;
  /** What its policies mention. */
  readonly mentions: readonly number[];
  /** For whether it is allowed. */
  readonly verdict: readonly number[];
  /** For all that a decision says. */
  readonly decision: readonly number[];
}

/** The names of a bundle. */
export class Names {
  readonly #engine: Ask;
  /** Whether a denial says what would unlock it. */
  readonly explain: boolean;
  readonly format: Format;
  readonly columns: readonly (readonly Column[])[];
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
  /** The principal's attributes, and its id before them. */
  readonly keys: readonly string[];
  /** By action. */
  readonly rules: readonly (readonly RuleColumns[])[];
  /** What can be asked, by its verb, then by what it is asked for. */
  readonly questions: Readonly<Record<number, Questions>>;

  constructor(
    readonly bundle: Bundle,
    format: Format | undefined,
  ) {
    const words = program(bundle);
    const { snapshot } = bundle;
    this.explain = !snapshot || snapshot.explain === true;
    // A format that throws, or tells no text, leaves the English.
    this.format = (key, text, parameters) => {
      try {
        const told: unknown = format?.(key, text, parameters);
        return typeof told === "string" ? told : text;
      } catch {
        return text;
      }
    };
    this.groups = placesOf(namesIn(bundle, "groups", "name"));
    this.types = placesOf(namesIn(bundle, "types", "name"));
    this.actions = placesOf(namesIn(bundle, "actions", "name"));
    this.roles = placesOf(namesIn(bundle, "roles", "name"));
    this.controls = placesOf(namesIn(bundle, "controls", "id"));
    namesIn(bundle, "policies", "id");
    this.#engine = opened(bundle.fingerprint, words);
    this.columns = bundle.types.map((type) => columnsOf(type.attributes));
    this.contexts = bundle.actions.map((action) => columnsOf(action.context));
    const permissions = [...this.groups].filter(([name]) => name.startsWith(PERMISSION));
    this.permissions = new Map(
      permissions.map(([name, group]) => [name.slice(PERMISSION.length), group]),
    );
    this.transitions = placesOf(transitionNames(bundle));
    this.workspace = this.types.get(WORKSPACE) ?? -1;
    this.keys = ["id", ...(bundle.principal.attributes ?? []).map((each) => each.name)];
    this.rules = this.#rules();
    const allot = numbers();
    const whole: Columns = (type) => this.columns[this.types.get(type) ?? NOBODY];
    const asked = (
      table: ReadonlyMap<string, number>,
      columns: (name: string) => Columns = () => whole,
    ): Questions => new Questions(table, columns, allot);
    const one = placesOf([""]);
    this.questions = {
      [Verb.Can]: asked(this.actions, (action) => this.reads([action], "verdict")),
      [Verb.Check]: asked(this.actions, (action) => this.reads([action], "decision")),
      [Verb.Scope]: asked(this.actions),
      [Verb.Filter]: asked(this.actions),
      [Verb.Control]: asked(this.controls),
      [Verb.Controls]: asked(one),
      [Verb.Options]: asked(this.controls),
      [Verb.Transition]: asked(this.transitions),
      [Verb.Transitions]: asked(one),
    };
  }

  /** Puts a question to the engine, and throws what is wrong with it. */
  ask(question: readonly number[], asked: Asked = {}): Reader {
    const answer = new Reader(this.#engine(question));
    const wrong = fault(this, answer, asked);
    if (wrong) throw wrong;
    return answer;
  }

  /** The rules of an action, which may be nobody's. */
  rulesOf(action: string): readonly RuleColumns[] {
    return this.rules[this.actions.get(action) ?? NOBODY] ?? [];
  }

  /** What the answers of actions depend on. */
  reads(actions: readonly string[], part: "verdict" | "decision"): Columns {
    return (type) => {
      const of = this.types.get(type) ?? NOBODY;
      const rules = actions.flatMap((action) => this.rulesOf(action));
      const read = rules.flatMap((rule) => (rule.type === of ? rule[part] : []));
      return this.columns[of]?.filter(({ place }) => read.includes(place));
    };
  }

  #rules(): RuleColumns[][] {
    const rules: RuleColumns[][] = this.bundle.actions.map(() => []);
    const answer = this.ask([Verb.Rules]);
    answer.rest(() => {
      const action = answer.word();
      const type = answer.word();
      const mentions = answer.numbers();
      const verdict = [...mentions, ...answer.numbers()];
      const decision = [...verdict, ...answer.numbers()];
      // A snapshot has guards that nobody asks by name.
      rules[action]?.push({ type, mentions, verdict, decision });
    });
    return rules;
  }

  /** A state of a type, by its place. */
  state(type: number, place: number): StateValue {
    const { attribute } = this.bundle.types[type]?.lifecycle as Lifecycle;
    return (this.columns[type]?.[attribute] as Column).value(place);
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

  /** An advice as it is told. */
  advice({ id, text }: Advice): Advice {
    return { id, text: this.format(`advice.${id}`, text) };
  }
}
