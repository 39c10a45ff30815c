// The names of a bundle, beside the engine that knows its numbers.

import type { Boundary } from "./boundary.js";
import { isPermission, PERMISSION, transitionNames, WORKSPACE } from "./bundle.js";
import type { Bundle, Cluster, Group, Lifecycle, Rule } from "./bundle.js";
import { numbered } from "./column.js";
import type { Column } from "./column.js";
import type { Sheet } from "./encode.js";
import { open } from "./engine.js";
import type { OpenPolicy } from "./engine.js";
import { errorOf, noProgram, unopened } from "./failure.js";
import type { Subject } from "./failure.js";
import { NAME_MAX, TEXT_MAX, UNKNOWN_NAME } from "./generated/numbers.js";
import { Bytes, codeAt, cut, decode64, each, encode64, filter, flatMap } from "./intrinsics.js";
import { get, keysOf, map, match, pairs, seek, set, some } from "./intrinsics.js";
import type { Pairs } from "./intrinsics.js";
import { Mapping, optionsOf } from "./mapping.js";
import type { Columns, Questions } from "./plan.js";
import { readOwn } from "./read.js";
import { checkTables } from "./tables.js";
import type { Advice, Explains, Format, Options, StateValue } from "./types.js";
import { questionsOf } from "./verbs.js";
import type { VerbName } from "./verbs.js";

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

/** How long the text of a key may be. */
const textMax = (key: string): number =>
  match(/^(policy|advice|help)\./, key) ? TEXT_MAX : NAME_MAX;

/** The names of a bundle. */
export class Names {
  readonly #policy: OpenPolicy;
  /** Whether a denial says what would unlock it. */
  readonly explain: boolean;
  readonly #format: Format | undefined;
  /** What explains answers, where there is such. */
  readonly explains: Explains | undefined;
  /** How records are read. */
  readonly mapping: Mapping;
  /** How often the format threw. */
  failures = 0;
  /** By type, its attributes. */
  readonly records: ArrayLike<Sheet>;
  /** By action, the attributes of its context. */
  readonly contexts: ArrayLike<Sheet>;
  /** The principal's id, then its attributes. */
  readonly principal: Sheet;
  /** What of contexts records are compared with. */
  readonly contextual: Sheet;
  /** Attributes that depend on each other. */
  readonly clusters: ArrayLike<ArrayLike<Column>>;
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
  /** What can be asked, by its verb, then by what it is asked for. */
  readonly questions: Readonly<Record<VerbName, Questions>>;

  constructor(
    readonly bundle: Bundle,
    options: Options = {},
  ) {
    const { actions, clusters, controls = [], groups, roles, snapshot, types } = bundle;
    this.#policy = opened(bundle);
    const { records, contexts, principal, contextual } = checkTables(
      bundle,
      this.#policy.ask((engine, policy) => engine.outline(policy, !!snapshot)),
    );
    this.records = records;
    this.contexts = contexts;
    this.principal = principal;
    this.contextual = contextual;
    this.clusters = map(clusters ?? [], ({ type, action = -1, attributes }) => {
      const sheet = type === undefined ? contexts[action] : records[type];
      return map(attributes, (place) => sheet?.columns[place] as Column);
    });
    this.explain = !snapshot || snapshot.explain === true;
    const settings = optionsOf(options, ["format", "records", "explain"]);
    this.#format = readOwn(settings, "format") as Format | undefined;
    this.explains = readOwn(settings, "explain") as Explains | undefined;
    this.groups = numbered(names(groups));
    this.types = numbered(names(types));
    this.actions = numbered(names(actions));
    this.roles = numbered(names(roles));
    this.controls = numbered(map(controls, ({ id }) => id));
    const permissions = pairs<string, number>();
    each(groups, ({ name }, group) => {
      if (isPermission(name)) set(permissions, cut(name, PERMISSION.length), group);
    });
    this.permissions = permissions;
    this.transitions = numbered(transitionNames(bundle));
    this.workspace = get(this.types, WORKSPACE) ?? -1;
    this.mapping = new Mapping(this.types, records, readOwn(settings, "records") ?? {});
    this.questions = questionsOf(this);
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
      this.failures++;
      return text;
    }
  };

  /** The attributes of a type that is known. */
  columns(type: number | undefined): ArrayLike<Column> | undefined {
    return this.records[type ?? UNKNOWN_NAME]?.columns;
  }

  /** The rules of an action, which may be nobody's. */
  rulesOf(action: string): ArrayLike<Rule> {
    return this.bundle.actions[get(this.actions, action) ?? UNKNOWN_NAME]?.on ?? [];
  }

  /** What the answers of actions depend on. */
  reads(actions: ArrayLike<string>, part: "verdict" | "decision"): Columns {
    return (type) => {
      const of = get(this.types, type);
      const columns = this.columns(of);
      if (!columns) return undefined;
      const read = map(columns, () => false);
      each(actions, (action) => {
        each(this.rulesOf(action), (rule) => {
          if (rule.type === of) each(rule[part] ?? [], (place) => (read[place] = true));
        });
      });
      // Whether a tie can be made is for what depends on the same to allow.
      each(part === "decision" ? (this.bundle.clusters ?? []) : [], (cluster: Cluster) => {
        if (cluster.type !== of || !some(cluster.attributes, (place) => !!read[place])) return;
        each(cluster.attributes, (place) => (read[place] = true));
      });
      return filter(columns, ({ place }) => read[place] as boolean);
    };
  }

  /** The actions that a question asks about. */
  actionsOf(verb: VerbName, index: number): ArrayLike<number> {
    switch (verb) {
      case "control":
        return this.#actionsOfControl(index);
      case "controls":
        return flatMap(keysOf(this.controls), (_, each) => this.#actionsOfControl(each));
      case "scopeTransition":
      case "filterTransition":
        return this.#guardsOf(keysOf(this.transitions)[index]);
      default:
        return [index];
    }
  }

  #guardsOf(transition: string | undefined): ArrayLike<number> {
    const steps = flatMap(this.bundle.types, ({ lifecycle }) => lifecycle?.transitions ?? []);
    return map(filter(steps, ({ name }) => name === transition), ({ guard }) => guard);
  }

  #actionsOfControl(control: number): ArrayLike<number> {
    const of = this.bundle.controls?.[control];
    if (!of) return [];
    const { action, view, change, choice, transition } = of;
    const named = [action, view, change, choice?.context];
    return flatMap<ArrayLike<number | undefined>, number>(
      [named, this.#guardsOf(transition)],
      (some) => some as ArrayLike<number>,
    );
  }

  /** A state of a type. */
  state(type: number, value: number): StateValue {
    const { attribute } = this.bundle.types[type]?.lifecycle as Lifecycle;
    return (this.columns(type)?.[attribute] as Column).value(value);
  }

  /** A group's label, or what is said of its name, with and without the type. */
  label(group: number, say = (_: string, bare: string): string => bare): string {
    const { name, type, label } = this.bundle.groups[group] as Group;
    const of = type ?? "";
    const length = seek(name, `${of}::`) === 0 ? of.length : seek(name, "::");
    return this.format(`group.${name}`, label ?? say(name, cut(name, length < 0 ? 0 : length + 2)));
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
