// The engine's module, whatever it is compiled to: words are written into its memory, and read from
// there.

import type { Engine } from "./engine.js";

/** What the module exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Makes room for as many words, of a policy or of a question, and says where. */
  room(words: number, policy: number): number;
  open(): number;
  /** The number of words of the answer. */
  ask(): number;
  answer(): number;
}

export function engineOf(exports: unknown): Engine {
  const { memory, room, open, ask, answer } = exports as Exports;
  const write = (words: ArrayLike<number>, policy: number): void => {
    const place = room(words.length, policy) >>> 0;
    new Uint32Array(memory.buffer, place, words.length).set(words);
  };
  return {
    open(words) {
      write(words, 1);
      return open() >>> 0;
    },
    ask(words) {
      write(words, 0);
      const length = ask();
      return new Uint32Array(memory.buffer, answer() >>> 0, length).slice();
    },
  };
}
