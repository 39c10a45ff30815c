// The engine's faults in words.

import { isMap, itemsOf, own, typeOf } from "./encode.js";
import type { Column, Ids } from "./encode.js";
import type { Reader } from "./engine.js";
import { TollgateError } from "./error.js";
import type { ErrorCode } from "./error.js";
import { KINDS } from "./format.js";
import type { Action, Control, ResourceType } from "./format.js";
import type { Names } from "./names.js";

/** The codes, as the engine numbers them. */
const CODES = [
  "unknown_action",
  "unknown_control",
  "unknown_transition",
  "unknown_permission",
  "unknown_role",
  "unknown_group",
  "unknown_value",
  "missing_attribute",
  "wrong_type",
  "wrong_resource",
  "bad_bundle",
  "unsupported_format",
  "too_large",
] as const satisfies readonly ErrorCode[];

/** Where something is wrong, as the engine numbers it. */
const enum Place {
  Itself,
  Record,
  Context,
  Action,
  Transition,
  Choice,
  Roles,
  Permissions,
  Groups,
  Reference,
  Grant,
}

/** What gives a principal groups, as the engine takes it and numbers where it is wrong. */
export const LISTS = ["roles", "permissions", "groups"] as const;

/** What was asked, to name what is wrong with it. */
export interface Asked {
  readonly name?: unknown;
  readonly resource?: unknown;
  readonly context?: unknown;
  /** Who has the roles, and how that is called before theirs. */
  readonly holder?: unknown;
  readonly prefix?: string;
  /** What the principal's ties compare with. */
  readonly ids?: Ids;
}

/** That nothing has that name. */
export function noSuch(
  what: string,
  name: unknown,
  known: Iterable<string>,
  at = what,
  code = `unknown_${what}` as ErrorCode,
): TollgateError {
  const named = typeof name === "string" ? name : `<${typeof name}>`;
  return new TollgateError(code, `there is no ${what} \`${named}\``, at, known);
}

export const noType = (names: Names, type: unknown): TollgateError =>
  noSuch("resource type", type, names.types.keys(), "type", "wrong_resource");

export function noRecord(names: Names, record: unknown): TollgateError {
  const type = typeOf(record);
  if (typeof type === "string") return noType(names, type);
  const needed = isMap(record)
    ? "a record needs a `type`, a string"
    : "a record is an object with a `type`";
  return new TollgateError("wrong_resource", needed, "type");
}

/** That a record is of none of the types that what was asked is for. */
function notFor(
  names: Names,
  record: unknown,
  asked: string,
  types: readonly (ResourceType | undefined)[],
): TollgateError {
  const type = typeOf(record) as string;
  const got = names.types.has(type) ? `not one of type \`${type}\`` : "and got none";
  const needed = types.map((each) => each?.name as string);
  const message = `${asked} needs a record of type \`${needed.join("` or `")}\`, ${got}`;
  return new TollgateError("wrong_resource", message, "type", needed);
}

/** What is wrong with a member of an object. */
function attribute(
  code: ErrorCode,
  { name, kind, values }: Pick<Column, "name" | "kind" | "values">,
  prefix: string,
  of?: unknown,
): TollgateError {
  const at = prefix + name;
  let wrong = `must be ${KINDS[kind]}`;
  if (code === "missing_attribute") wrong = "is missing";
  // Only a string can be none of an enumeration's values.
  if (code === "unknown_value") wrong = `cannot be \`${String(own(Object(of), name))}\``;
  return new TollgateError(code, `\`${at}\` ${wrong}`, at, values);
}

/** What is wrong, where an answer says that something is. */
export function fault(names: Names, answer: Reader, asked: Asked): TollgateError | undefined {
  const code = answer.word();
  return code === 0 ? undefined : tell(names, CODES[code - 1] as ErrorCode, answer, asked);
}

function tell(names: Names, code: ErrorCode, answer: Reader, asked: Asked): TollgateError {
  const [place, index, of] = [answer.word(), answer.word(), answer.word()];
  const { bundle } = names;
  const { name, resource, context, holder, prefix = "" } = asked;
  /** What is unknown, by its code. */
  const what = code.slice("unknown_".length);
  const known = names[`${what}s` as "roles"];
  switch (place) {
    case Place.Record: {
      const type = names.types.get(typeOf(resource) as string) ?? names.workspace;
      return attribute(code, names.columns[type]?.[index] as Column, "", resource);
    }
    case Place.Context: {
      const column = names.contexts[of]?.[index];
      return column
        ? attribute(code, column, "context.", context)
        : new TollgateError(code, "`context` must be an object", "context");
    }
    case Place.Action: {
      const { name, on } = bundle.actions[index] as Action;
      const types = on.map(({ type }) => bundle.types[type]);
      return notFor(names, resource, `action \`${name}\``, types);
    }
    case Place.Transition: {
      const step = [...names.transitions.keys()][index];
      const types = bundle.types.filter(({ lifecycle }) =>
        lifecycle?.transitions.some(({ name }) => name === step),
      );
      return notFor(names, resource, `transition \`${step}\``, types);
    }
    case Place.Choice: {
      const controls = bundle.controls ?? [];
      if (code === "wrong_resource") {
        const { id, type } = controls[index] as Control;
        return notFor(names, resource, `choice \`${id}\``, [bundle.types[type]]);
      }
      const choices = controls.filter(({ kind }) => kind === "choice");
      const ids = choices.map(({ id }) => id);
      return noSuch("choice", name, ids, "control", code);
    }
    case Place.Reference: {
      const key = names.keys[index] as string;
      return attribute(code, { name: key, kind: "entity", values: [] }, prefix);
    }
    case Place.Roles:
    case Place.Permissions:
    case Place.Groups: {
      const list = LISTS[place - Place.Roles] as string;
      const at = prefix + list;
      if (code === "wrong_type") {
        return new TollgateError(code, `\`${at}\` must be an array of names`, at);
      }
      return noSuch(what, itemsOf(own(Object(holder), list))?.[index], known.keys(), at);
    }
    case Place.Grant:
      return noSuch(what, name, known.keys(), `${what}s`);
  }
  if (code === "wrong_resource") return noRecord(names, resource);
  if (code === "too_large") {
    return new TollgateError(code, "the question has too many possible answers");
  }
  return noSuch(what, name, known.keys());
}
