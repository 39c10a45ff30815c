// The engine that all policies of an entry share, and the policies that are open in it. How its
// module starts is for the entry to say.

import { isFault } from "./boundary.js";
import type { Boundary } from "./boundary.js";
import { failed, fail } from "./error.js";
import { OPEN_POLICIES_MAX } from "./generated/numbers.js";
import { engineNotStarted } from "./generated/texts.js";
import { countOf, get, lengthOf, pairs, set } from "./intrinsics.js";

/** Makes a new instance of the module, with state of its own. */
export type Starter = () => Boundary;

let starter: Starter | undefined;
/** The instance that is whole; none while it is asked, and where it was left in the middle. */
let engine: Boundary | undefined;

/** Whether an engine has started. */
export const hasStarted = (): boolean => starter !== undefined;

/** Starts the engine. */
export function start(how: Starter): void {
  engine = how();
  starter = how;
}

/**
 * Puts a question. An instance that ends in anything but an answer or a fault of its own, as where
 * the stack or the memory ends, is not asked again: the next question finds a new one. This one is
 * put once more.
 */
function ask<T>(question: (engine: Boundary) => T): T {
  const begin = starter ?? fail("bad_bundle", engineNotStarted, "init");
  for (let last = false; ; last = true) {
    let instance = engine;
    // Put back only where it is known to be whole: that takes no step that could fail.
    engine = undefined;
    try {
      instance ??= begin();
      const answer = question(instance);
      engine = instance;
      return answer;
    } catch (thrown) {
      if (isFault(thrown)) {
        engine = instance;
        throw thrown;
      }
      if (last) failed(thrown);
    }
  }
}

/** A policy in the engine, opened again where the engine has forgotten it or was started anew. */
export class OpenPolicy {
  #in: Boundary | undefined;
  #number = 0;

  constructor(readonly program: Uint8Array) {
    ask((started) => this.#open(started));
  }

  /** Puts a question. */
  ask<T>(question: (engine: Boundary, policy: number) => T | undefined): T {
    return ask((instance) => {
      const answer = this.#in === instance ? question(instance, this.#number) : undefined;
      return answer ?? (question(instance, this.#open(instance)) as T);
    });
  }

  #open(started: Boundary): number {
    this.#number = started.open(this.program);
    this.#in = started;
    return this.#number;
  }
}

/** The policies that are shared, by fingerprint. */
let shared = pairs<string, OpenPolicy>();

/** Opens a policy, which is shared where its program is the same to the last byte. */
export function open(fingerprint: string, program: Uint8Array): OpenPolicy {
  const known = get(shared, fingerprint);
  if (known && sameBytes(known.program, program)) return known;
  const opened = new OpenPolicy(program);
  if (countOf(shared) >= OPEN_POLICIES_MAX) shared = pairs();
  set(shared, fingerprint, opened);
  return opened;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  let left = lengthOf(one);
  if (left !== lengthOf(other)) return false;
  while (left > 0 && one[left - 1] === other[left - 1]) left -= 1;
  return left === 0;
}
