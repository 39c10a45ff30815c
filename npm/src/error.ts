// The one error, and what it is as plain data.

import { define, readOwn } from "./encode.js";
import { engineFailed } from "./generated/texts.js";
import type { ErrorCode } from "./generated/words.js";

export type { ErrorCode };

/** A failure as plain data. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** The attribute that is wrong. */
  readonly at?: string;
  /** The values that would do. */
  readonly allowed?: readonly string[];
}

/** A question that could not be answered, or a bundle or principal that could not be read. */
export class TollgateError extends Error implements Failure {
  override readonly name = "TollgateError";
  readonly code: ErrorCode;
  declare readonly at?: string;
  declare readonly allowed?: readonly string[];

  /** @internal */
  constructor(code: ErrorCode, message: string, at?: string, allowed: Iterable<string> = []) {
    super(message);
    this.code = code;
    // A list that nobody can change is not copied: many errors may share it.
    const names = Object.isFrozen(allowed) ? (allowed as readonly string[]) : [...allowed];
    if (at !== undefined) define(this, "at", at);
    if (names.length > 0) define(this, "allowed", Object.freeze(names));
  }
}

/** Whether something is an instance; of what cannot be read, nothing is known. */
export function isA(thrown: unknown, type: abstract new (...all: never[]) => unknown): boolean {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** Throws what is wrong. */
export function fail(...what: ConstructorParameters<typeof TollgateError>): never {
  throw new TollgateError(...what);
}

/** Throws that the engine could not do its work: the stack or the memory has come to its end. */
export const failed = (thrown: unknown): never =>
  fail("engine_failed", engineFailed(named(readOwn(Object(thrown) as object, "message"))));

/** How an error calls what was given for a name. */
export const named = (name: unknown): string =>
  typeof name === "string" || typeof name === "number" ? `${name}` : `<${typeof name}>`;
