// A thing that the engine keeps for us under a number, for as long as it has room.

import { ask } from "./error.js";

/**
 * The engine's memory is bounded: what has not been asked for long is forgotten, and an answer
 * about it is `undefined`. Then it is opened once more, from what this side has kept. So there is
 * nothing to free and nothing to leak.
 */
export class Held {
  readonly #open: () => number;
  #id: number;

  /** Opens it, which may throw. */
  constructor(open: () => number) {
    this.#open = open;
    this.#id = ask(open);
  }

  /** Asks about it. */
  ask<T>(question: (id: number) => T | undefined): T {
    return ask(() => {
      const answer = question(this.#id);
      if (answer !== undefined) return answer;
      this.#id = this.#open();
      return question(this.#id) as T;
    });
  }
}

/** Freezes an answer, all the way down. */
export function frozen<T>(answer: T): T {
  if (typeof answer !== "object" || answer === null || ArrayBuffer.isView(answer)) return answer;
  Object.values(answer).forEach(frozen);
  return Object.freeze(answer);
}
