// The one error, and what it is as plain data.

import { engineFailed } from "./generated/texts.js";
import type { ErrorCode } from "./generated/words.js";
import { define, freeze, isFrozen, objectOf, plain } from "./intrinsics.js";
import { readOwn } from "./read.js";

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
  constructor(code: ErrorCode, message: string, at?: string, allowed: ArrayLike<string> = []) {
    super(message);
    this.code = code;
    // A list that nobody can change is not copied: many errors may share it.
    const names = isFrozen(allowed) ? allowed : plain(allowed);
    if (at !== undefined) define(this, "at", at);
    if (names.length > 0) define(this, "allowed", freeze(names));
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
  fail("engine_failed", engineFailed(named(readOwn(objectOf(thrown), "message"))));

/** What a question comes to; whatever else it throws is said as what it is, an end of means. */
export function whole<T>(question: () => T): T {
  try {
    return question();
  } catch (error) {
    if (isA(error, TollgateError)) throw error;
    return failed(error);
  }
}

/** A longer name is not said: a text around it may be longer than texts get. */
const NAMED_MAX = 2 ** 20;

/** How an error calls what was given for a name. */
export const named = (name: unknown): string =>
  typeof name === "number" || (typeof name === "string" && name.length <= NAMED_MAX)
    ? `${name}`
    : `<${typeof name}>`;
