// Says the engine's faults, which are numbers, in words.

import { isFault } from "./boundary.js";
import type { Fault } from "./boundary.js";
import type { Action, Attribute, Bundle, Control, ResourceType } from "./bundle.js";
import { named, TollgateError } from "./error.js";
import {
  attributeMustBe,
  badBundleAt,
  bundleProgram,
  cannotBe,
  gotNone,
  gotType,
  missing,
  mustBe,
  mustBeId,
  mustBeNames,
  mustBeObject,
  nameOfAnother,
  recordIsObject,
  recordNeeded,
  recordNeedsType,
  tooManyAnswers,
  unknownName,
  unknownNameFor,
  wrongType,
} from "./generated/texts.js";
import { ERROR_CODES, PLACES } from "./generated/words.js";
import type { ErrorCode } from "./generated/words.js";
import { bare, cut, describe, filter, freeze, get, join, keysOf, map } from "./intrinsics.js";
import { objectOf, some } from "./intrinsics.js";
import { numbered, pathOf, unlisted } from "./column.js";
import type { Names } from "./names.js";
import type { ListNames } from "./principal.js";
import { isMap, isNothing, itemsOf, readOwn, typeOf, valueAt } from "./read.js";

/** What is asked about by its name. */
const KINDS = ["action", "control", "transition"] as const;

/** What a question was about, to name what is wrong with it. */
export interface Subject {
  readonly name?: unknown;
  readonly resource?: unknown;
  readonly context?: unknown;
  /** Who has the roles, permissions and groups, and how that is called before theirs. */
  readonly holder?: unknown;
  /** The names that it may have there, and of which type it is where there are several. */
  readonly lists?: ListNames;
  readonly type?: string | undefined;
  /** Its attributes, as they were read. */
  readonly attributes?: object;
  readonly prefix?: string;
}

/** That nothing has that name. */
export function noSuch(
  what: string,
  name: unknown,
  known: ArrayLike<string>,
  at = what,
  code = `unknown_${what}` as ErrorCode,
): TollgateError {
  return new TollgateError(code, unknownName(what, named(name)), at, known);
}

/** That principals of a type, where there are several, have nothing of that name. */
export function noSuchFor(
  what: string,
  name: unknown,
  known: ArrayLike<string>,
  at: string,
  type: string | undefined,
  code = `unknown_${what}` as ErrorCode,
): TollgateError {
  if (type === undefined) return noSuch(what, name, known, at, code);
  return new TollgateError(code, unknownNameFor(what, named(name), type), at, known);
}

export const noType = ({ types }: Pick<Names, "types">, type: unknown): TollgateError =>
  noSuch("resource type", type, keysOf(types), "type", "wrong_resource");

export function noRecord(names: Names, record: unknown): TollgateError {
  const type = typeOf(record);
  if (typeof type === "string") return noType(names, type);
  let needed = isMap(record) ? recordNeedsType : recordIsObject;
  if (isNothing(record)) needed = recordNeeded;
  return new TollgateError("wrong_resource", needed, "type");
}

/** What was thrown, in words where it is a fault of the engine. */
export function errorOf(names: Names, thrown: unknown, subject: Subject): unknown {
  return isFault(thrown) ? say(names, thrown, subject) : thrown;
}

/** That a program is none. */
export const noProgram = (code: ErrorCode = "bad_bundle"): TollgateError =>
  new TollgateError(code, badBundleAt("program", bundleProgram), "program");

/** Why a program could not be opened. */
export const unopened = (thrown: unknown): unknown =>
  isFault(thrown) ? noProgram(ERROR_CODES[thrown.code]) : thrown;

/** A fault in words. */
export function say(names: Names, fault: Fault, about: Subject): TollgateError {
  const code = ERROR_CODES[fault.code] as ErrorCode;
  const subject = bare(about);
  const { name, resource, context, attributes, prefix = "" } = subject;
  const index = fault.index as number;
  const { bundle } = names;
  const place = PLACES[fault.place];
  switch (place) {
    case "record": {
      const type = get(names.types, typeOf(resource) as string) ?? names.workspace;
      return wrongAttribute(code, bundle.types[type]?.attributes?.[index], "", resource);
    }
    case "context": {
      const of = bundle.actions[fault.of as number]?.context?.[index];
      return wrongAttribute(code, of, "context.", context);
    }
    case "contextItself":
      return new TollgateError(code, mustBe("context", mustBeObject), "context");
    case "action":
    case "transition":
    case "choice":
      return notFor(names, place, code, index, subject);
    case "reference": {
      // The first is its id.
      const expected = index === 0 ? mustBeId : undefined;
      const of = bundle.principal.attributes[index];
      return wrongAttribute(code, of, prefix, attributes, expected);
    }
    case "roles":
    case "permissions":
    case "groups":
      return wrongName(names, place, code, index, subject);
    case "grant": {
      const what = code === "unknown_permission" ? "permission" : "role";
      return noSuch(what, name, keysOf(names[`${what}s`]), `${what}s`);
    }
  }
  if (code === "wrong_resource") return noRecord(names, resource);
  if (code === "too_large") return new TollgateError(code, tooManyAnswers);
  const what = cut(code, "unknown_".length) as (typeof KINDS)[number];
  return noSuchOfKind(names, what, name);
}

/** That nothing of a kind that is asked about has a name; what else has it, where something has. */
export function noSuchOfKind(
  names: Names,
  what: (typeof KINDS)[number],
  name: unknown,
): TollgateError {
  const known = keysOf(names[`${what}s`]);
  const other = filter(KINDS, (kind) => get(names[`${kind}s`], name as string) !== undefined)[0];
  if (other === undefined) return noSuch(what, name, known);
  const message = nameOfAnother(what, named(name), other);
  return new TollgateError(`unknown_${what}`, message, what, known);
}

/** What is wrong with a member of an object. */
function wrongAttribute(
  code: ErrorCode,
  attribute: Attribute | undefined,
  prefix: string,
  of?: unknown,
  expected?: string,
): TollgateError {
  const { kind, values = [] } = attribute as Attribute;
  const path = pathOf(attribute as Attribute);
  const value = valueAt(of, path);
  let at = prefix + join(path, ".");
  let message = mustBe(at, expected ?? attributeMustBe[kind]);
  if (code === "missing_attribute") {
    // An entity is there that lacks its id.
    if (isMap(value)) at += ".id";
    message = missing(at);
  }
  if (code === "unknown_value") {
    const items = itemsOf(value);
    const unknown = items ? unlisted(items as ArrayLike<string>, numbered(values)) : value;
    message = cannotBe(at, named(unknown));
  }
  // Why it could not be read.
  if (typeof value === "symbol") message += `: ${describe(value)}`;
  return new TollgateError(code, message, at, freeze(values));
}

/** The types that have a transition. */
export const typesWith = ({ types }: Bundle, transition: unknown): ArrayLike<ResourceType> =>
  filter(types, ({ lifecycle }) =>
    some(lifecycle?.transitions ?? [], ({ name }) => name === transition),
  );

/** That a record is of none of the types that something is for, or that a control is no choice. */
function notFor(
  { bundle, transitions, types: known }: Names,
  what: "action" | "transition" | "choice",
  code: ErrorCode,
  index: number,
  { name: unknown, resource }: Subject,
): TollgateError {
  const { actions, controls = [], types } = bundle;
  if (code !== "wrong_resource") {
    const choices = filter(controls, ({ kind }) => kind === "choice");
    return noSuch("choice", unknown, map(choices, ({ id }) => id), "control", code);
  }
  let name = keysOf(transitions)[index] as string;
  let needed: ArrayLike<string>;
  const nameOf = (type: number): string => types[type]?.name as string;
  if (what === "action") {
    const action = actions[index] as Action;
    name = action.name;
    needed = map(action.on, ({ type }) => nameOf(type));
  } else if (what === "choice") {
    const { id, type } = controls[index] as Control;
    name = id;
    needed = [nameOf(type)];
  } else {
    needed = map(typesWith(bundle, name), (type) => type.name);
  }
  const type = typeOf(resource) as string;
  const got = get(known, type) === undefined ? gotNone : gotType(type);
  const message = wrongType(what, name, `\`${join(needed, "` or `")}\``, got);
  return new TollgateError(code, message, "type", needed);
}

/** What is wrong with a list of names, or one of its names. */
function wrongName(
  names: Names,
  list: "roles" | "permissions" | "groups",
  code: ErrorCode,
  index: number,
  { holder, prefix = "", lists = names, type }: Subject,
): TollgateError {
  const at = prefix + list;
  if (code === "wrong_type") return new TollgateError(code, mustBe(at, mustBeNames), at);
  const name = itemsOf(readOwn(objectOf(holder), list))?.[index];
  return noSuchFor(cut(list, 0, -1), name, keysOf(lists[list]), at, type);
}
