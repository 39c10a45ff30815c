// The engine that all policies of an entry share, and the policies that are open in it. How its
// module starts is for the entry to say.

import type { Boundary } from "./boundary.js";
import { fail } from "./error.js";
import { OPEN_POLICIES_MAX } from "./generated/numbers.js";
import { engineNotStarted } from "./generated/texts.js";

/** Makes a new instance of the module, with state of its own. */
export type Starter = () => Boundary;

let starter: Starter | undefined;
let engine: Boundary | undefined;

/** Whether an engine has started. */
export const hasStarted = (): boolean => engine !== undefined;

/** Starts the engine. */
export function start(how: Starter): void {
  starter = how;
  restart();
}

/** Starts it anew, with nothing of what it was; each policy opens again when it is next asked. */
export function restart(): void {
  engine = starter?.();
}

/** A policy in the engine, opened again where the engine has forgotten it or was started anew. */
export class OpenPolicy {
  #in: Boundary | undefined;
  #number = 0;

  constructor(readonly program: Uint8Array) {
    this.#open();
  }

  /** Puts a question. */
  ask<T>(question: (engine: Boundary, policy: number) => T | undefined): T {
    const known = this.#in !== undefined && this.#in === engine;
    const answer = known ? question(this.#in as Boundary, this.#number) : undefined;
    return answer === undefined ? (question(this.#open(), this.#number) as T) : answer;
  }

  #open(): Boundary {
    const started = engine ?? fail("bad_bundle", engineNotStarted, "init");
    this.#number = started.open(this.program);
    this.#in = started;
    return started;
  }
}

/** The policies that are shared, by fingerprint. */
const shared = new Map<string, OpenPolicy>();

/** Opens a policy, which is shared where its program is the same to the last byte. */
export function open(fingerprint: string, program: Uint8Array): OpenPolicy {
  const known = shared.get(fingerprint);
  if (known && sameBytes(known.program, program)) return known;
  const opened = new OpenPolicy(program);
  if (shared.size >= OPEN_POLICIES_MAX) shared.clear();
  shared.set(fingerprint, opened);
  return opened;
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);
