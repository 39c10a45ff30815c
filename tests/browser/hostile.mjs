// A hostile script beside an honest one, in one page: what it does changes no answer of the
// other's. What runs in the page goes there as its text, and brings all it needs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearTheEnd } from "../node/near-the-end.mjs";

const ENTRIES = ["index", "slim", "csp"];

/** What the hostile script does, by name. */
const ACTS = {
  "members put into the prototypes before a policy is loaded": polluteBefore,
  "members put into the prototypes after it was loaded": polluteAfter,
  "built-in functions that are replaced after it was loaded": replaceAfter,
  "getters that throw": throwFromGetters,
  "recursion that runs away": runAway,
  "gates in great numbers": makeGates,
};

/** A million gates come in tenths. */
const ROUNDS = { "gates in great numbers": 10 };

/**
 * Tests all acts in a page of a browser, each between two times that the honest script asks: both
 * have to be told the same. `open` opens the page for a test, and gives what runs a function there
 * with some arguments.
 */
export function testBeside(open) {
  for (const entry of ENTRIES) {
    test(`${entry}: the answers beside a hostile script stay right`, async (t) => {
      const evaluate = await open(t);
      for (const [act, of] of Object.entries(ACTS)) {
        for (let round = 0; round < (ROUNDS[act] ?? 1); round++) {
          const texts = [honest, of, nearTheEnd].map(String);
          const { times, wrong, after } = await evaluate(inPage, entry, ...texts);
          t.diagnostic(`${entry}: ${act}, ${times} times`);
          assert.ok(times > 0, act);
          assert.deepEqual(wrong, [], act);
          assert.ok(after, act);
        }
      }
    });
  }
}

/** Runs in the page; functions come as their texts. */
async function inPage(name, honestText, actText, nearTheEndText) {
  const entry = await import(new URL(`./tollgate/${name}.js`, document.baseURI).href);
  await entry.default?.();
  const address = new URL("./tollgate/policies/client-metrics.json", document.baseURI).href;
  const text = await (await fetch(address)).text();
  const run = (source) => new Function(`return (${source})`)();
  const { ask, before, tell } = run(honestText)(entry, text);
  const right = tell(ask(before));
  const { times, answers } = run(actText)(entry, text, ask, before, run(nearTheEndText));
  return {
    times,
    wrong: answers.map(tell).filter((each) => each !== right),
    after: tell(ask(before)) === right && tell(ask(entry.loadPolicy(text))) === right,
  };
}

/** The honest script: asks all kinds of questions, of gates that kept answers and of new ones. */
function honest(entry, text) {
  const before = entry.loadPolicy(text);
  const kept = before.gate({ id: "u1", permissions: ["view", "edit"] });
  const customer = (status) => ({ type: "Customer", status, informationComplete: true });
  const ask = (policy) => {
    const gates = [
      kept,
      policy.gate({ id: "u1", permissions: ["view", "edit"] }),
      policy.gate({ id: "u2", roles: ["ReadOnly"] }),
      policy.gate({ id: "u3" }),
    ];
    return gates.flatMap((gate) => [
      ...["ACTV", "INAC", "PAIN"].flatMap((status) => [
        gate.can("editCustomer", customer(status)),
        gate.check("editCustomer", customer(status)),
        gate.controls(customer(status)),
        gate.transitions(customer(status)),
      ]),
      gate.scope("editCustomer"),
      gate.filter("editCustomer"),
      gate.snapshot(),
    ]);
  };
  return { ask, before, tell: JSON.stringify };
}

/** Asks while each of many members is inherited by all objects, in three ways. */
function polluteBefore(entry, text, ask) {
  const names = `groups attributes values ties optional context verdict decision policies roles
    controls snapshot help view allowed fault denial to kind index place code unlock message label
    explain format get set value toJSON type status permissions at 0 1 2 64 1025 return next done
    writable enumerable configurable`.split(/\s+/);
  const ways = [
    { value: [0], writable: true, enumerable: true, configurable: true },
    { value: true, writable: false, configurable: true },
    { get: () => true, set: () => {}, configurable: true },
  ];
  const answers = [];
  for (const name of names) {
    for (const way of ways) {
      Object.defineProperty(Object.prototype, name, Object.assign(Object.create(null), way));
      try {
        answers.push(ask(entry.loadPolicy(text)));
      } finally {
        delete Object.prototype[name];
      }
    }
  }
  return { times: answers.length, answers };
}

/** The same of a policy that was loaded before. */
function polluteAfter(entry, text, ask, before) {
  const answers = [];
  const names = `groups allowed fault denial place code type status get set value return
    0 1 2 3 64 1025`.split(/\s+/);
  for (const name of names) {
    for (const heir of [Object.prototype, Array.prototype]) {
      for (const value of [[0], true, undefined]) {
        const accessor = { get: () => value, set: () => {}, configurable: true };
        Object.defineProperty(heir, name, Object.assign(Object.create(null), accessor));
        let answer;
        try {
          answer = ask(before);
        } finally {
          delete heir[name];
        }
        answers.push(answer);
      }
    }
  }
  return { times: answers.length, answers };
}

/** Replaces what is built in while the honest script asks, but for what that uses itself. */
function replaceAfter(entry, text, ask, before) {
  const prototypes = [Array, Map, Set, String, Number, Promise, DataView, Uint8Array, Function].map(
    (each) => each.prototype,
  );
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  const all = [...prototypes, typed, WebAssembly.Memory.prototype, Object, Array, JSON, Math];
  const { iterator, species } = Symbol;
  const used = new Set(["flatMap", "constructor", "length", "prototype", iterator, species]);
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const answers = [];
  for (const of of all) {
    for (const name of Reflect.ownKeys(of)) {
      const was = getOwnPropertyDescriptor(of, name);
      if (!was.configurable || used.has(name)) continue;
      const liar = () => true;
      defineProperty(of, name, { ...was, ...(was.get ? { get: liar } : { value: liar }) });
      let answer;
      try {
        answer = ask(before);
      } finally {
        defineProperty(of, name, was);
      }
      answers.push(answer);
    }
  }
  return { times: answers.length, answers };
}

/** Hands in records of which a member throws when it is read. */
function throwFromGetters(entry, text, ask, before) {
  const gate = before.gate({ id: "u9", permissions: ["view", "edit"] });
  const throws = () => {
    throw new Error("hostile");
  };
  const [verbs, answers] = [["can", "check", "control", "transition"], []];
  let times = 0;
  for (const member of ["type", "status", "informationComplete"]) {
    const record = { type: "Customer", status: "ACTV", informationComplete: true };
    Object.defineProperty(record, member, { get: throws });
    const proxy = new Proxy({}, { get: throws, has: throws, getPrototypeOf: throws });
    for (const of of [record, proxy]) {
      const all = verbs.map((verb) => () => gate[verb]("editCustomer", of));
      for (const question of [...all, () => gate.controls(of), () => gate.project(of)]) {
        times += 1;
        try {
          question();
        } catch (error) {
          if (!(error instanceof entry.TollgateError)) throw error;
        }
      }
      answers.push(ask(before));
    }
  }
  return { times, answers };
}

/** Asks where the stack comes to its end, at many depths; counts what came to no answer there. */
function runAway(entry, text, ask, before, nearTheEnd) {
  const print = JSON.parse(text).fingerprint;
  const answers = [];
  let times = 0;
  for (let i = 0; i < 150; i++) {
    const other = text.replace(print, String(i).padStart(64, "0"));
    const calls = Math.round(i + 1.05 ** i);
    const { answer } = nearTheEnd(calls, () => {
      const policy = i % 5 === 0 ? entry.loadPolicy(other) : before;
      policy.gate({ id: `u${i}`, roles: ["Commercial"] }).controls();
      const record = { type: "Customer", status: "ACTV", informationComplete: true };
      return policy.gate({ id: `u${i}` }).check("editCustomer", record);
    });
    if (!answer) times += 1;
    if (i % 3 === 0) answers.push(ask(before));
  }
  return { times, answers };
}

/** Makes a million gates over all acts of this kind, a tenth at a time, and keeps what it can. */
function makeGates(entry, text, ask, before) {
  const count = 100_000;
  const kept = [];
  for (let i = 0; i < count; i++) {
    kept[i % 10_000] = before.gate({ id: `u${i}`, permissions: i % 2 ? ["view"] : [] });
  }
  return { times: count, answers: [ask(before)] };
}
