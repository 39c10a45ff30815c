// Writes, for a bundle, a TypeScript file that uses every name of it right, and wrong by a letter:
// what is wrong stands under an expected error, so that `tsc` finds both kinds of differences
// between a bundle and its types. What is right is asked of the engine as well, which must have an
// answer. `node uses.mjs BUNDLE SURFACE MODULE FILE`; the rules here are read off
// docs/bundle-format.md and share nothing with the compiler's.

import { readFileSync, writeFileSync } from "node:fs";
import { loadPolicy } from "tollgate";

const [file, surfaceFile, module, target] = process.argv.slice(2);
const bundle = JSON.parse(readFileSync(new URL(file, `file://${process.cwd()}/`), "utf8"));
const lines = [];
const quoted = (name) => JSON.stringify(name);
const union = (names) => [...new Set(names)].map(quoted).join(" | ") || "never";
const names = (list = []) => list.map(({ name }) => name);

const asks = [];

const right = (statement) => {
  lines.push(`${statement};`);
  asks.push(statement.replace(/ satisfies .*/, ""));
};
const wrong = (statement) => lines.push("// @ts-expect-error", `${statement};`);
const same = (actual, expected) => lines.push(`same<${actual}, ${expected}>(true);`);

/** A name with its last letter changed, which is none of the others. */
function misspelt(name, others) {
  for (const letter of "xyz") {
    const other = name.slice(0, -1) + letter;
    if (!others.includes(other)) return quoted(other);
  }
  throw new Error(`every misspelling of ${name} is a name`);
}

const types = bundle.types.map((type) => ({ ...type, attributes: type.attributes ?? [] }));

/** What stands in a record itself, each with what is read of what it holds. */
const topmost = (attributes) =>
  attributes
    .filter(({ path }) => path === undefined)
    .map((attribute) => {
      const inside = attributes.filter(({ path }) => path?.[0] === attribute.name);
      return { ...attribute, within: inside.map((each) => ({ ...each, name: each.path[1] })) };
    });
const groups = names(bundle.groups);
const permissions = groups
  .filter((name) => name.startsWith("Permission::"))
  .map((name) => name.slice("Permission::".length));
const roles = names(bundle.roles);

/** What each control is bound to, which stands in the pack's `surface.toml` and not in a bundle. */
function bindings() {
  const all = {};
  let control = {};
  for (const line of readFileSync(surfaceFile, "utf8").split("\n")) {
    const [, quotedId, id] = /^\[controls\.(?:"(.*)"|(.*))\]$/.exec(line) ?? [];
    const [, member, value] = /^(\w+) = (".*"|true|false)$/.exec(line) ?? [];
    if (quotedId ?? id) all[quotedId ?? id] = control = {};
    if (member) control[member] = JSON.parse(value);
  }
  return all;
}

/** The controls, with the numbers of what they are bound to. */
const bound = bindings();
const controls = (bundle.controls ?? []).map((control) => {
  const { action, view, change, transition, page = false } = bound[control.id];
  const { attribute, context } = control.choice ?? {};
  const number = (name) => bundle.actions.findIndex((each) => each.name === name);
  return {
    ...control,
    page,
    ...(action !== undefined && { action: number(action) }),
    ...(view !== undefined && { view: number(view), change: number(change) }),
    ...(transition !== undefined && { transition }),
    ...(control.choice && { [context === undefined ? "chooses" : "choosesContext"]: attribute }),
  };
});
const isWorkspace = (type) => types[type].name === "Workspace";

const ENTITY = "string | number | { readonly id: string | number }";

/** A value that an attribute may have, all of them, and some that it may not. */
const SAMPLES = {
  bool: { good: ["true", "false"], bad: ['"true"', "1"], type: "boolean" },
  entity: { good: ['"e1"', "1", '{ id: "e1" }'], bad: ["true", '["e1"]'], type: ENTITY },
  set: {
    good: ["[]", '["e1", "e2"]', '[1, { id: "e2" }]'],
    bad: ['"e1"', "[true]"],
    type: `readonly (${ENTITY})[]`,
  },
  other: { good: ["{}", '"x"', "1"], bad: [], type: "unknown" },
  strings: { good: ["[]", '["a", "b"]'], bad: ['"a"', "[1]"], type: "readonly string[]" },
  long: { good: ["7", "-7n"], bad: ['"7"', "true"], type: "number | bigint" },
  decimal: { good: ["1.5", '"1.5"'], bad: ["true", "1n"], type: "number | string" },
  datetime: {
    good: ["new Date(0)", '"2026-01-01T00:00:00Z"'],
    bad: ["7", "true"],
    type: "Date | string",
  },
  ip: { good: ['"10.0.0.1"', '"::/0"'], bad: ["7", "true"], type: "string" },
  duration: { good: ['"1d"'], bad: ["7", "true"], type: "string" },
};
function sample({ name, kind, values, texts, within = [] }) {
  if (within.length > 0) {
    const idMember = kind === "entity" ? ["id: \"e1\""] : [];
    const typed = kind === "entity" ? "readonly id: string | number; " : "";
    const type = objectType(within, names(within), typed);
    return { good: [object(within, {}, idMember)], bad: ["true"], type };
  }
  if (kind === "string") {
    const named = (texts ?? []).map(({ text }) => quoted(text));
    const type = [...named, named.length > 0 ? "(string & {})" : "string"].join(" | ");
    // The id of what it is of may be a number.
    const isId = name === "id";
    return {
      good: [...named, '"none of these"', ...(isId ? ["7"] : [])],
      bad: ["true", ...(isId ? [] : ["7"])],
      type: isId ? `${type} | number` : type,
    };
  }
  if (kind !== "enum") return SAMPLES[kind];
  const bad = values.map((value) => misspelt(value, values));
  return { good: values.map(quoted), bad, type: union(values) };
}

/** An object of attributes; `set` replaces what one would have, `undefined` leaves it out. */
function object(attributes, set = {}, head = []) {
  const members = [...head];
  for (const attribute of attributes) {
    const value = attribute.name in set ? set[attribute.name] : sample(attribute).good[0];
    if (value !== undefined) members.push(`${quoted(attribute.name)}: ${value}`);
  }
  return `{ ${members.join(", ")} }`;
}

/** Its type, with `needed` of the attributes needed. */
function objectType(attributes, needed, head = "") {
  const members = attributes.map((attribute) => {
    let { type } = sample(attribute);
    // An entity of which nothing else is read may be its id alone.
    const deep = needed.some((name) => name.startsWith(`${attribute.name}.`));
    if (attribute.kind === "entity" && attribute.within?.length > 0 && !deep) {
      type += " | { readonly id: string | number } | string | number";
    }
    const open = attribute.optional || !needed.includes(attribute.name);
    const nothing = open && type !== "unknown" ? " | null | undefined" : "";
    return `readonly ${quoted(attribute.name)}${open ? "?" : ""}: ${type}${nothing};`;
  });
  return `{ ${head}${members.join(" ")} }`;
}

const tag = (type) => `type: ${quoted(types[type].name)}`;
const recordType = (type, needed) =>
  objectType(topmost(types[type].attributes), needed, `readonly ${tag(type)}; `);
const everything = (type) => object(topmost(types[type].attributes), {}, [tag(type)]);

/** The least record of a type that has the attributes `needed`. */
function least(type, needed, set = {}) {
  const kept = topmost(types[type].attributes).filter(
    ({ name, optional }) => (needed.includes(name) && !optional) || name in set,
  );
  return object(kept, set, [tag(type)]);
}

const unread = (type, needed) =>
  topmost(types[type].attributes).filter(
    ({ name, optional }) => optional || !needed.includes(name),
  );

/** Uses a question about records of some types, of which it reads some attributes. */
function records(ask, on) {
  for (const [type, needed] of on) {
    right(ask(least(type, needed)));
    right(ask(everything(type)));
    right(ask(least(type, needed, {}).replace("{", "{ more: 1,")));
    for (const attribute of topmost(types[type].attributes)) {
      const { name } = attribute;
      const { good, bad } = sample(attribute);
      for (const value of good) right(ask(least(type, needed, { [name]: value })));
      for (const value of bad) wrong(ask(least(type, needed, { [name]: value })));
    }
    for (const { name } of unread(type, needed)) {
      right(ask(least(type, needed, { [name]: "null" })));
    }
    const open = names(unread(type, needed));
    for (const { name } of topmost(types[type].attributes)) {
      if (open.includes(name)) continue;
      wrong(ask(least(type, needed, { [name]: undefined })));
      wrong(ask(least(type, needed, { [name]: "null" })));
    }
  }
  types.forEach((_, type) => {
    if (!on.some(([bound]) => bound === type)) wrong(ask(everything(type)));
  });
}

const attributesOf = (type, indices = []) =>
  indices.map((index) => types[type].attributes[index].name);
const rulesOf = (action) =>
  bundle.actions[action].on.map(({ type, verdict }) => [type, attributesOf(type, verdict)]);
const readBy = (action, type) => rulesOf(action).find(([on]) => on === type)?.[1] ?? [];
const contextOf = (action) => bundle.actions[action].context ?? [];

/** Uses a context; `ask` is given it as further arguments. */
function contexts(ask, attributes) {
  const need = attributes.some(({ optional }) => !optional);
  (need ? wrong : right)(ask(""));
  right(ask(`, ${object(attributes)}`));
  for (const attribute of attributes) {
    const { name, optional } = attribute;
    const { good, bad } = sample(attribute);
    for (const value of good) right(ask(`, ${object(attributes, { [name]: value })}`));
    for (const value of bad) wrong(ask(`, ${object(attributes, { [name]: value })}`));
    (optional ? right : wrong)(ask(`, ${object(attributes, { [name]: undefined })}`));
  }
}

function actions() {
  const all = names(bundle.actions);
  same("ActionName<Pack>", union(all));
  same('(typeof policy)["actions"][number]', union(all));
  bundle.actions.forEach(({ name }, index) => {
    const [action, typo] = [quoted(name), misspelt(name, all)];
    const on = rulesOf(index);
    const context = contextOf(index);
    const extra = context.length > 0 ? `, ${object(context)}` : "";
    const expected = on.map(([type, needed]) => recordType(type, needed));
    same(`ResourceFor<Pack, ${action}>`, expected.join(" | "));
    for (const verb of ["can", "check"]) {
      const [first] = on;
      records((record) => `gate.${verb}(${action}, ${record}${extra})`, on);
      const withoutRecord = on.some(([type]) => isWorkspace(type));
      const none = extra && ", null";
      (withoutRecord ? right : wrong)(`gate.${verb}(${action}${none}${extra})`);
      wrong(`gate.${verb}(${typo}, ${least(...first)}${extra})`);
      contexts((rest) => `gate.${verb}(${action}, ${least(...first)}${rest})`, context);
    }
    for (const verb of ["scope", "filter", "predicate"]) {
      contexts((rest) => `gate.${verb}(${action}${rest})`, context);
      wrong(`gate.${verb}(${typo}${extra})`);
    }
    records((record) => `gate.predicate(${action}${extra})(${record})`, on);
    records((record) => `gate.filter(${action}${extra}).matches(${record})`, on);
    records((record) => `gate.table([${record}], [${action}]).can(0, ${action})`, on);
    wrong(`gate.table([${least(...on[0])}], [${typo}])`);
    wrong(`gate.table([${least(...on[0])}], [${action}]).column(${typo})`);
  });
}

/** What a step of a type's lifecycle reads. */
function readByStep(type, name) {
  const { attribute, transitions } = types[type].lifecycle;
  const guards = transitions.filter((step) => step.name === name).map(({ guard }) => guard);
  return [...attributesOf(type, [attribute]), ...guards.flatMap((guard) => readBy(guard, type))];
}

/** What a control reads, and what its question needs of the context. */
function inputsOf({ type, ...control }) {
  if ("transition" in control) return [readByStep(type, control.transition), []];
  if ("view" in control) {
    const both = [control.view, control.change];
    const context = both.flatMap(contextOf);
    const once = context.filter(
      ({ name }, index) => context.findIndex((each) => each.name === name) === index,
    );
    return [both.flatMap((action) => readBy(action, type)), once];
  }
  const chosen = "chooses" in control && types[type].attributes[control.chooses].name;
  const read = readBy(control.action, type).filter((name) => name !== chosen);
  const context = contextOf(control.action);
  return [read, context.filter((_, index) => index !== control.choosesContext)];
}

function surface() {
  const ids = controls.map(({ id }) => id);
  same("ControlId<Pack>", union(ids));
  const page = controls.filter((control) => control.page || isWorkspace(control.type));
  same("keyof ReturnType<typeof pageControls>", union(page.map(({ id }) => id)));
  for (const control of controls) {
    const [id, typo] = [quoted(control.id), misspelt(control.id, ids)];
    const [read, context] = inputsOf(control);
    const extra = context.length > 0 ? `, ${object(context)}` : "";
    const state = `gate.control(${id}, null${extra})`;
    right(`${state}.id satisfies ${id}`);
    right(`${state}.kind satisfies ${quoted(control.kind)}`);
    wrong(`gate.control(${typo}, null${extra})`);
    records((record) => `gate.control(${id}, ${record}${extra})`, [[control.type, read]]);
    contexts((rest) => `gate.control(${id}, null${rest})`, context);
    choice(control, read);
  }
  types.forEach((_, type) => {
    const bound = controls.filter((control) => control.type === type);
    const read = bound.flatMap((control) => inputsOf(control)[0]);
    const shown = `shown${lines.length}`;
    right(`const ${shown} = gate.controls(${least(type, read)})`);
    same(`keyof typeof ${shown}`, union(bound.map(({ id }) => id)));
    for (const { name } of topmost(types[type].attributes)) {
      const needed = !unread(type, read).some((each) => each.name === name);
      if (needed) wrong(`gate.controls(${least(type, read, { [name]: undefined })})`);
    }
  });
}

function choice(control, read) {
  const id = quoted(control.id);
  const attribute =
    "chooses" in control
      ? types[control.type].attributes[control.chooses]
      : bundle.actions[control.action]?.context?.[control.choosesContext];
  if (!attribute) return wrong(`gate.options(${id})`);
  if (inputsOf(control)[1].some(({ optional }) => !optional)) return; // options take no context
  const options = `options${lines.length}`;
  right(`const ${options} = gate.options(${id})`);
  same(`(typeof ${options})[number]["value"]`, sample(attribute).type);
  records((record) => `gate.options(${id}, ${record})`, [[control.type, read]]);
}

const valueOf = ({ kind, values }, value) =>
  kind === "enum" ? quoted(values[value]) : String(value === 1);

function lifecycles() {
  const living = types.map((_, type) => type).filter((type) => types[type].lifecycle);
  const steps = (type) => [...new Set(names(types[type].lifecycle.transitions))];
  const all = [...new Set(living.flatMap(steps))];
  same("TransitionName<Pack>", union(all));
  for (const name of all) {
    const on = living.filter((type) => steps(type).includes(name));
    const ask = (record) => `gate.transition(${quoted(name)}, ${record})`;
    records(
      ask,
      on.map((type) => [type, readByStep(type, name)]),
    );
    wrong(`gate.transition(${misspelt(name, all)}, ${everything(on[0])})`);
    wrong(`gate.transition(${quoted(name)})`);
  }
  types.forEach(({ name, attributes, lifecycle }, type) => {
    const life = `policy.lifecycle(${quoted(name)})`;
    if (!lifecycle) return right(`${life} satisfies null`);
    const [state, taken] = [`life${lines.length}`, `taken${lines.length}`];
    right(`const ${state} = ${life}`);
    same(`(typeof ${state})["states"][number]`, sample(attributes[lifecycle.attribute]).type);
    const read = steps(type).flatMap((step) => readByStep(type, step));
    right(`const ${taken} = gate.transitions(${least(type, read)})`);
    const expected = steps(type).map((step) => {
      const named = lifecycle.transitions.filter((each) => each.name === step);
      const to = named.map((each) => valueOf(attributes[lifecycle.attribute], each.to));
      return `[${quoted(step)}, ${[...new Set(to)].join(" | ")}]`;
    });
    same(`StepsOf<(typeof ${taken})[number]>`, expected.join(" | "));
  });
}

function people() {
  const attributes = bundle.principal.attributes.slice(1).filter(({ path }) => !path);
  const who = (more, set) => `policy.gate(${object(attributes, set, ['id: "u1"', ...more])})`;
  for (const [key, list] of Object.entries({ permissions, roles, groups })) {
    for (const name of list) {
      right(who([`${key}: [${quoted(name)}]`]));
      wrong(who([`${key}: [${misspelt(name, list)}]`]));
    }
  }
  for (const attribute of attributes) {
    const { name, optional } = attribute;
    (optional ? right : wrong)(who([], { [name]: undefined }));
    for (const value of sample(attribute).bad) wrong(who([], { [name]: value }));
  }
  right(who(["more: 1"]));
  same("PermissionName<Pack>", union(permissions));
  same("RoleName<Pack>", union(roles));
  same("GroupName<Pack>", union(groups));
  same('(typeof policy)["permissions"][number]["name"]', union(permissions));
  const grants = permissions.length > 0 ? permissions : roles;
  for (const name of grants) {
    right(`policy.grantAdvice(${quoted(name)}, [])`);
    wrong(`policy.grantAdvice(${misspelt(name, grants)}, [])`);
  }
  for (const role of roles) {
    right(`policy.roleDefaults([${quoted(role)}])`);
    wrong(`policy.roleDefaults([${misspelt(role, roles)}])`);
  }
  return object(attributes, {}, ['id: "u1"']);
}

const principal = people();
types.forEach(({ name, attributes }, type) => {
  same(`RecordOf<Pack, ${quoted(name)}>`, recordType(type, names(topmost(attributes))));
});
actions();
surface();
lifecycles();

writeFileSync(
  target,
  `// Every name of the pack, right and wrong by a letter.

import { loadPolicy } from "tollgate";
import type {
  ActionName, ControlId, GroupName, PermissionName, RecordOf, ResourceFor, RoleName, TransitionName,
} from "tollgate";
import bundle, { type Pack } from ${quoted(module)};

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(is: Same<A, B>): void;
type StepsOf<S> = S extends { name: infer N; to?: infer T } ? [N, Exclude<T, undefined>] : never;

const policy = loadPolicy(bundle);
const gate = policy.gate(${principal});
const pageControls = () => gate.controls();

${lines.join("\n")}
`,
);
const errors = lines.filter((line) => line.startsWith("//")).length;
console.log(`${module}: ${lines.length - 2 * errors} right uses, ${errors} wrong ones`);

const policy = loadPolicy(bundle);
const gate = new Function("policy", `return policy.gate(${principal})`)(policy);
let failed = 0;
for (const statement of asks) {
  try {
    new Function("policy", "gate", statement)(policy, gate);
  } catch (error) {
    failed += 1;
    console.log(`failed ${statement}: ${error}`);
  }
}
console.log(`${asks.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
