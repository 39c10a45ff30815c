// The engine's faults in words.

import { isMap, own } from "./encode.js";
import type { Column } from "./encode.js";
import type { Reader } from "./engine.js";
import { TollgateError } from "./error.js";
import type { ErrorCode } from "./error.js";
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
export const enum Place {
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
}

type Known = Iterable<string> | ReadonlyMap<string, unknown>;

/** Throws what is wrong. */
export function fail(
  code: ErrorCode,
  message: string,
  at?: string,
  known: Known = [],
): never {
  const names = [...(known instanceof Map ? known.keys() : (known as Iterable<string>))];
  const allowed = names.length > 0 && { allowed: names };
  throw new TollgateError({ code, message, ...(at !== undefined && { at }), ...allowed });
}

/** Throws that nothing has that name. */
export const noSuch = (
  what: string,
  name: unknown,
  known: Known,
  at = what,
  code = `unknown_${what}` as ErrorCode,
): never => fail(code, `there is no ${what} \`${name as string}\``, at, known);

/** What was asked, to name what is wrong with it. */
export interface Asked {
  readonly name?: unknown;
  readonly resource?: unknown;
  readonly context?: unknown;
}

/** What a column must hold. */
const EXPECTED = {
  enum: "one of its values, a string",
  bool: "true or false",
  entity: "an id, a string",
  set: "an array of ids, strings",
  other: "something that can be read",
} as const;

/** The error of an answer that opened with a code. */
export function refuse(names: Names, code: number, answer: Reader, asked: Asked): TollgateError {
  const [place, index, of] = [answer.next(), answer.next(), answer.next()];
  try {
    return tell(names, CODES[code - 1] as ErrorCode, place, index, of, asked);
  } catch (error) {
    return error as TollgateError;
  }
}

function tell(
  names: Names,
  code: ErrorCode,
  place: number,
  index: number,
  of: number,
  asked: Asked,
): never {
  const { bundle } = names;
  const name = typeof asked.name === "string" ? asked.name : `<${typeof asked.name}>`;
  const notFor = (needed: readonly (string | undefined)[], what: string, named: string): never => {
    const got = typeOf(asked.resource);
    const having = names.types.has(got as string)
      ? `not one of type \`${String(got)}\``
      : "and got none";
    const types = needed.join("` or `");
    const message = `${what} \`${named}\` needs a record of type \`${types}\`, ${having}`;
    return fail(code, message, "type", needed as string[]);
  };
  switch (place) {
    case Place.Record: {
      const type = names.types.get(typeOf(asked.resource) as string) ?? names.workspace;
      const column = names.columns[type]?.[index] as Column;
      return attribute(code, column, "", asked.resource);
    }
    case Place.Context: {
      const column = names.contexts[of]?.[index];
      if (!column) return fail(code, "`context` must be an object", "context");
      return attribute(code, column, "context.", asked.context);
    }
    case Place.Action: {
      const on = bundle.actions[index]?.on ?? [];
      return notFor(
        on.map((rule) => bundle.types[rule.type]?.name),
        "action",
        bundle.actions[index]?.name as string,
      );
    }
    case Place.Transition: {
      const transition = names.transitions[index] as string;
      const having = bundle.types.filter(({ lifecycle }) =>
        lifecycle?.transitions.some((each) => each.name === transition),
      );
      return notFor(
        having.map((type) => type.name),
        "transition",
        transition,
      );
    }
    case Place.Choice: {
      const controls = bundle.controls ?? [];
      if (code === "wrong_resource") {
        const control = controls[index];
        return notFor(
          [bundle.types[control?.type as number]?.name],
          "choice",
          control?.id as string,
        );
      }
      const choices = controls.filter((control) => control.kind === "choice");
      const ids = choices.map((each) => each.id);
      return noSuch("choice", name, ids, "control", code);
    }
  }
  switch (code) {
    case "unknown_action":
      return noSuch("action", name, names.actions);
    case "unknown_control":
      return noSuch("control", name, names.controls);
    case "unknown_transition":
      return noSuch("transition", name, names.transitions);
    case "wrong_resource":
      return noRecord(names, asked.resource);
    default:
      return fail(code, "the question has too many possible answers");
  }
}

/** The type that a record says it has. */
const typeOf = (record: unknown): unknown => (isMap(record) ? own(record, "type") : undefined);

export const noType = (names: Names, type: string): never =>
  noSuch("resource type", type, names.types, "type", "wrong_resource");

export function noRecord(names: Names, record: unknown): never {
  const type = typeOf(record);
  if (typeof type === "string") {
    return noType(names, type);
  }
  const needed = isMap(record)
    ? "a record needs a `type`, a string"
    : "a record is an object with a `type`";
  return fail("wrong_resource", needed, "type");
}

function attribute(code: ErrorCode, column: Column, prefix: string, of: unknown): never {
  const place = prefix + column.name;
  const told = (): string => {
    if (code === "missing_attribute") return "is missing";
    // Only a string can be none of an enumeration's values.
    if (code === "unknown_value") return `cannot be \`${String(own(Object(of), column.name))}\``;
    return `must be ${EXPECTED[column.kind]}`;
  };
  const allowed = column.values.length > 0 ? column.values : undefined;
  return fail(code, `\`${place}\` ${told()}`, place, allowed);
}

/** Throws what is wrong with a principal. */
export function refusePrincipal(names: Names, code: number, answer: Reader, given: unknown): never {
  const [place, index] = [answer.next(), answer.next()];
  const lists = {
    [Place.Roles]: ["role", names.roles],
    [Place.Permissions]: ["permission", names.permissions],
    [Place.Groups]: ["group", names.groups],
  } as const;
  const known = CODES[code - 1] as ErrorCode;
  if (place === Place.Reference) {
    const at = `principal.${names.keys[index]}`;
    const missing = known === "missing_attribute";
    return fail(known, `\`${at}\` ${missing ? "is missing" : "must be an id, a string"}`, at);
  }
  const [what, table] = lists[place as keyof typeof lists];
  const at = `principal.${what}s`;
  if (known === "wrong_type") return fail(known, `\`${at}\` must be an array of names`, at);
  const list = own(Object(given), `${what}s`) as readonly string[];
  return noSuch(what, list[index], table, at);
}
