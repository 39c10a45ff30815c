// The engine, as a function from words to words. Which module it is compiled to is for the entry
// to say, which starts it once.

import { TollgateError } from "./error.js";

/** What the WebAssembly module offers. */
export interface Engine {
  /** Opens a policy; zero for what is none. */
  open(words: Uint32Array): number;
  /** Answers a question; nothing where it no longer knows the policy. */
  ask(words: Uint32Array): Uint32Array;
}

let engine: Engine | undefined;

/** Whether an engine has started. */
export const hasStarted = (): boolean => engine !== undefined;

/** Takes the engine that all policies of this entry use. */
export function start(started: Engine): void {
  engine = started;
}

/** The engine, once it has started. */
export function running(): Engine {
  if (engine) return engine;
  throw new TollgateError({
    code: "bad_bundle",
    message: "the engine has not started: call `init` first",
    at: "init",
  });
}

/** How many policies are shared. */
const SHARED_MAX = 16;

/** A policy that the engine has opened. It may forget it, and then opens it again. */
export class Opened {
  static readonly #shared = new Map<string, Opened>();
  readonly #words: Uint32Array;
  #id: number;

  private constructor(words: Uint32Array) {
    this.#words = words;
    this.#id = this.#open();
  }

  /** The policy of a fingerprint, shared where it is the same to the last word. */
  static of(fingerprint: string, words: Uint32Array): Opened {
    const known = Opened.#shared.get(fingerprint);
    const same = (of: Uint32Array): boolean =>
      of.length === words.length && of.every((word, at) => word === words[at]);
    if (known && same(known.#words)) return known;
    const opened = new Opened(words);
    if (Opened.#shared.size >= SHARED_MAX) Opened.#shared.clear();
    Opened.#shared.set(fingerprint, opened);
    return opened;
  }

  #open(): number {
    const id = running().open(this.#words);
    if (id > 0) return id;
    throw new TollgateError({
      code: "bad_bundle",
      message: "bad bundle: its parts do not hang together",
      at: "bundle",
    });
  }

  /** The words of the engine's answer, of which the first says whether it is an error. */
  ask(question: readonly number[]): Uint32Array {
    const ask = (): Uint32Array => running().ask(Uint32Array.of(this.#id, ...question));
    const answer = ask();
    if (answer.length > 0) return answer;
    this.#id = this.#open();
    return ask();
  }
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

  constructor(readonly words: ArrayLike<number>) {}

  get more(): boolean {
    return this.#at < this.words.length;
  }

  /** The next word. */
  next(): number {
    return this.words[this.#at++] as number;
  }

  /** As many things as the next word says. */
  list<T>(item: () => T): T[] {
    return Array.from({ length: this.next() }, item);
  }

  /** A list of words. */
  readonly numbers = (): number[] => this.list(() => this.next());
}
