// What suites ask of every pack that is built in and of every construct: bundles, principals and
// records that are sound, as far as the tables of a bundle say what is.

import { readdirSync, readFileSync } from "node:fs";
import { PACKS } from "./packs.mjs";

const here = new URL("./constructs/", import.meta.url);
const read = (url) => readFileSync(new URL(url), "utf8");

const packs = PACKS.map((name) => {
  return [name, read(import.meta.resolve(`tollgate/policies/${name}.json`))];
});

/** What `cargo xtask test node` compiles. */
const constructs = readdirSync(here)
  .filter((file) => !file.endsWith(".debug.json"))
  .sort()
  .map((file) => [file.replace(/\.json$/, ""), read(new URL(file, here))]);

if (packs.length < 4 || constructs.length < 20) throw new Error("packs are missing");

/** Bundles by name for an entry: of the packs, and of the constructs for the default one. */
export const bundlesFor = (entry) => (entry === "tollgate" ? [...packs, ...constructs] : packs);

const LINES = {
  long: (at) => Number(at ?? 7),
  decimal: (at) => at ?? "7.0",
  datetime: (at) => at ?? "2026-01-01",
  duration: (at) => at ?? "1h",
};

/** A value of an attribute. */
export function valueOf({ kind, values, cuts = [], texts = [], networks = [], of }) {
  if (LINES[kind]) return LINES[kind](cuts[0]?.at);
  switch (kind) {
    case "enum": return values[0];
    case "bool": return true;
    case "entity": return "u1";
    case "set": return [of === undefined ? "u1" : `${of}::u1`];
    case "strings": return [values?.[0] ?? "u1"];
    case "ip": return texts[0]?.text ?? networks[0].example;
    default: return texts[0]?.text ?? "u1";
  }
}

/** The names on the way to an attribute. */
export const pathOf = ({ name, path }) => (path?.length ? path : [name]);

/** The same object with a value at the end of a way, where an id may be in the way. */
export function withAt(object, [first, ...rest], value) {
  const within = object[first];
  if (rest.length === 0) return { ...object, [first]: value };
  const isObject = typeof within === "object" && within !== null;
  const inner = isObject ? within : within === undefined ? {} : { id: within };
  return { ...object, [first]: withAt(inner, rest, value) };
}

const filled = (from, attributes) =>
  attributes.reduce((all, it) => withAt(all, pathOf(it), valueOf(it)), from);

/** A sound record of a type. */
export const recordOf = ({ name, attributes = [] }) => filled({ type: name }, attributes);

/** A principal who has all that there is to have, and one who has none of it. */
export function principalsOf({ principal, roles = [], groups = [] }) {
  const { attributes, types = [] } = principal;
  const of = attributes.filter((it) => !it.types?.length || it.types.includes(0));
  const base = filled(types.length > 1 ? { id: "u1", type: types[0].name } : { id: "u1" }, of);
  base.id = "u1";
  const named = types[0]?.groups ? [] : groups.map(({ name }) => name);
  const all = { ...base, roles: roles.map(({ name }) => name), groups: named };
  return types[0]?.groups ? [base] : [all, base];
}

/** A gate of each of its principals that a policy takes. */
export function gatesOf(policy, bundle) {
  return principalsOf(bundle).map((principal) => () => policy.gate(principal));
}

/** Types that policies read something of, each with its actions and a sound record. */
export const subjectsOf = ({ types, actions }) =>
  types
    .map((type, at) => ({
      type,
      record: recordOf(type),
      actions: actions
        .filter(({ on = [] }) => on.some((it) => it.type === at))
        .map(({ name }) => name),
      steps: (type.lifecycle?.transitions ?? []).map(({ name }) => name),
    }))
    .filter(({ type, actions }) => type.attributes?.length && actions.length);
