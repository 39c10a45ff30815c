// The engine, as a function from words to words. Which module it is compiled to is for the entry
// to say, which starts it once; words are written into its memory, and read from there.

import { fail, malformed } from "./error.js";

/** What the module exports, whatever it is compiled to. */
interface Engine {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Makes room for as many words, of a policy or of a question, and says where. */
  room(words: number, policy: number): number;
  /** Opens the policy that was written; zero for what is none. */
  open(): number;
  /** The number of words of the answer; none where it no longer knows the policy. */
  ask(): number;
  answer(): number;
}

let engine: Engine | undefined;

/** Whether an engine has started. */
export const hasStarted = (): boolean => engine !== undefined;

/** Takes the module that all policies of this entry use. */
export function start(exports: unknown): void {
  engine = exports as Engine;
}

/** The engine, with words written for it: a policy's or a question's. */
function told(words: ArrayLike<number>, policy: number): Engine {
  const { memory, room } =
    engine ?? fail("bad_bundle", "the engine has not started: call `init` first", "init");
  const place = room(words.length, policy) >>> 0;
  new Uint32Array(memory.buffer, place, words.length).set(words);
  return engine as Engine;
}

/** A policy's number in the engine. */
function open(words: Uint32Array): number {
  const id = told(words, 1).open();
  return id === 0 ? malformed("its parts do not hang together") : id;
}

/** The words of the answer to a question. */
function answer(id: number, question: readonly number[]): Uint32Array {
  const { memory, ask, answer } = told([id, ...question], 0);
  const length = ask();
  return new Uint32Array(memory.buffer, answer() >>> 0, length).slice();
}

/** Puts a question to one policy; the first of the answer's words says whether it is an error. */
export type Ask = (question: readonly number[]) => Uint32Array;

/** The policies that are shared, by fingerprint. */
const shared = new Map<string, { readonly words: Uint32Array; readonly ask: Ask }>();
const SHARED_MAX = 16;

/** Opens a policy, which is shared where it is the same to the last word. */
export function opened(fingerprint: string, words: Uint32Array): Ask {
  const known = shared.get(fingerprint);
  if (known?.words.length === words.length && known.words.every((word, at) => word === words[at])) {
    return known.ask;
  }
  let id = open(words);
  const ask: Ask = (question) => {
    const told = answer(id, question);
    if (told.length > 0) return told;
    // The engine forgot the policy.
    id = open(words);
    return answer(id, question);
  };
  if (shared.size >= SHARED_MAX) shared.clear();
  shared.set(fingerprint, { words, ask });
  return ask;
}

/** What can be asked, as the engine numbers it. */
export const Verb = {
  Rules: 0,
  Roles: 1,
  Grant: 2,
  Principal: 3,
  Can: 4,
  Check: 5,
  Scope: 6,
  Filter: 7,
  Control: 8,
  Controls: 9,
  Options: 10,
  Transition: 11,
  Transitions: 12,
  Snapshot: 13,
} as const;

/** Where the kind begins in a word that has one: a change's, or a token's. */
const KIND = 28;

export const kindOf = (word: number): number => word >>> KIND;

/** A word without its kind. */
export const numberOf = (word: number): number => word & ((1 << KIND) - 1);

/** Words of an answer, read from first to last. */
export class Reader {
  #at = 0;
  readonly #words: Uint32Array;

  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** The next word. */
  word(): number {
    return this.#words[this.#at++] as number;
  }

  /** As many things as the next word says. */
  list<T>(item: () => T): T[] {
    return Array.from({ length: this.word() }, item);
  }

  /** A list of words. */
  numbers(): number[] {
    return this.list(() => this.word());
  }

  /** Things until the end. */
  rest<T>(item: (place: number) => T): T[] {
    const all: T[] = [];
    while (this.#at < this.#words.length) all.push(item(all.length));
    return all;
  }
}
