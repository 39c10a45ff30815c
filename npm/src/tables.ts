// Whether the tables of a bundle are sound: every name a string that stands once, and every number
// of a table inside it. After this they are used as they stand; what is no bundle throws.

import type { Action, AdviceText, Attribute, Bundle, Control, ResourceType } from "./bundle.js";
import { malformed } from "./error.js";
import {
  bundleMember,
  bundleNameless,
  bundleNameTwice,
  bundleNoArray,
  bundleOutOfRange,
  bundleStates,
} from "./generated/texts.js";
import { ATTRIBUTE_KINDS, CONTROL_KINDS } from "./generated/words.js";

/** What is in a list, where there is one. */
type Item<L> = L extends readonly (infer I)[] ? I : never;

/** A list of a bundle, where absent is empty. */
export function listOf<O, K extends keyof O & string>(of: O, key: K): readonly Item<O[K]>[] {
  const list = of[key] ?? [];
  return Array.isArray(list) ? list : malformed(bundleNoArray(key));
}

/** The names in such a list, or of what is in it: strings, each there once. */
export function namesIn<O>(of: O, key: keyof O & string, member?: "name" | "id"): string[] {
  const names = listOf(of, key).map((each) =>
    member ? (each as Record<string, unknown>)[member] : each,
  );
  if (names.some((name) => typeof name !== "string")) malformed(bundleNameless(key));
  if (new Set(names).size < names.length) malformed(bundleNameTwice(key));
  return names as string[];
}

/** Throws where a number is none of the places of a table. */
function inside(number: unknown, length: number): void {
  if (!Number.isInteger(number) || (number as number) < 0 || (number as number) >= length) {
    malformed(bundleOutOfRange(String(number)));
  }
}

const insideAll = (numbers: readonly unknown[], length: number): void =>
  numbers.forEach((number) => inside(number, length));

const check = (sound: boolean): void => {
  if (!sound) malformed(bundleMember);
};

/** Checks all tables. */
export function checkTables(bundle: Bundle): void {
  for (const table of ["groups", "types", "actions", "roles"] as const) {
    namesIn(bundle, table, "name");
  }
  for (const table of ["policies", "controls"] as const) namesIn(bundle, table, "id");
  listOf(bundle, "grantAdvice").forEach(checkAdvice);
  const references = namesIn(bundle.principal, "attributes", "name").length + 1;
  for (const type of bundle.types) {
    checkAttributes(type, "attributes", references);
    checkLifecycle(bundle, type);
  }
  for (const action of bundle.actions) {
    checkAttributes(action, "context", references);
    checkRules(bundle, action);
  }
  for (const control of bundle.controls ?? []) checkControl(bundle, control);
}

function checkAttributes<O>(of: O, key: keyof O & string, references: number): void {
  namesIn(of, key, "name");
  for (const attribute of listOf(of, key) as readonly Attribute[]) {
    check(ATTRIBUTE_KINDS.includes(attribute.kind));
    namesIn(attribute, "values");
    insideAll(listOf(attribute, "ties"), references);
  }
}

function checkLifecycle(bundle: Bundle, { attributes = [], lifecycle }: ResourceType): void {
  if (lifecycle === undefined) return;
  inside(lifecycle.attribute, attributes.length);
  const { kind, values = [] } = attributes[lifecycle.attribute] as Attribute;
  const states = kind === "bool" ? 2 : values.length;
  if (listOf(lifecycle, "states").length !== states) malformed(bundleStates);
  inside(lifecycle.initial, states);
  for (const step of listOf(lifecycle, "transitions")) {
    check(typeof step.name === "string");
    insideAll([step.to, ...listOf(step, "from")], states);
    inside(step.guard, bundle.actions.length);
  }
}

function checkRules({ types }: Bundle, action: Action): void {
  for (const rule of listOf(action, "on")) {
    inside(rule.type, types.length);
    const { length } = types[rule.type]?.attributes ?? [];
    insideAll([...listOf(rule, "verdict"), ...listOf(rule, "decision")], length);
    listOf(rule, "advice").forEach(checkAdvice);
  }
}

const checkAdvice = ({ id, text }: AdviceText): void =>
  check(typeof id === "string" && typeof text === "string");

function checkControl({ actions, types }: Bundle, { kind, type, choice }: Control): void {
  check(CONTROL_KINDS.includes(kind));
  inside(type, types.length);
  if (choice === undefined) return;
  const { attribute, context } = choice;
  if (context !== undefined) inside(context, actions.length);
  const of = context === undefined ? types[type]?.attributes : actions[context]?.context;
  inside(attribute, of?.length ?? 0);
}
