// Nothing ends the engine. Where the stack or the memory comes to its end in the middle of a
// question, that question may fail, and every later one is answered as if nothing had been.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { nearTheEnd } from "./near-the-end.mjs";

/** How often each verb is asked near the end of the stack, at as many depths. */
const TRIES = 150;

/** How often it is asked where it comes to the end in the engine. */
const MIDDLES = 2500;

/** The instances of the module that were started, by which their memory can be filled. */
const instances = [];
let onStart = () => {};
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    instances.push(this);
    onStart(this);
  }
};

const read = (pack) =>
  readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8");
const [customers, levels] = [read("client-metrics"), read("access-levels")];
const customer = { type: "Customer", status: "INAC", informationComplete: true };
const shipment = { type: "Shipment", commissioned: ["u1"], bookedBy: "u2", billedTo: "c1" };
const clerk = { id: "u1", permissions: ["view", "edit"] };

const print = JSON.parse(customers).fingerprint;
let others = 0;

/** The pack under another fingerprint: a policy that nobody has opened. */
const another = () => customers.replace(print, String(others++).padStart(64, "0"));

/** The verbs of a gate, and the questions that make one. */
const VERBS = {
  can: (gate) => gate.can("editCustomer", customer),
  check: (gate) => gate.check("editCustomer", customer),
  predicate: (gate) => [customer].filter(gate.predicate("editCustomer")),
  scope: (gate) => gate.scope("editCustomer"),
  filter: (gate) => gate.filter("editCustomer"),
  control: (gate) => gate.control("row.edit", customer),
  controls: (gate) => gate.controls(customer),
  transition: (gate) => gate.transition("reactivate", customer),
  transitions: (gate) => gate.transitions(customer),
  table: (gate) => [...gate.table([customer, customer]).column("editCustomer")],
  project: (gate) => gate.project(customer),
  snapshot: (gate) => gate.snapshot(),
  "policy.gate": (_, policy) => policy.gate(clerk).can("editCustomer", customer),
  roleDefaults: (_, policy) => policy.roleDefaults(["Commercial"]),
  grantAdvice: (_, policy) => policy.grantAdvice("edit", ["Commercial"]),
  loadPolicy: (_, __, entry) => entry.loadPolicy(another()).gate(clerk).scope("editCustomer"),
  loadGate: (gate, _, entry) => entry.loadGate(gate.snapshot()).can("editCustomer", customer),
};

/** The calls that are left for a try: dense where the stack is short, and in the end enough. */
const left = (i) => Math.round(i + 1.05 ** i);

for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  const policy = entry.loadPolicy(customers);
  const other = entry.loadPolicy(levels).gate({ id: "u1", roles: ["Sales"] });
  const fresh = () => policy.gate(clerk);

  /** Whether what was thrown says what happened. */
  const understood = (error) =>
    error === undefined || error instanceof RangeError || error instanceof entry.TollgateError;

  for (const [verb, ask] of Object.entries(VERBS)) {
    test(`${name}: after runaway recursion around ${verb} every question is answered`, () => {
      const plain = (gate) => JSON.stringify(ask(gate, policy, entry));
      const right = plain(fresh());
      let failed = 0;
      for (let i = 0; i < TRIES; i++) {
        const gate = fresh();
        const { answer, error } = nearTheEnd(left(i), () => plain(gate));
        assert.ok(understood(error), String(error));
        assert.notEqual(error?.code, "bad_bundle", "the bundle is not to blame");
        if (answer === undefined) failed += 1;
        else assert.equal(answer, right);
        // The same gate, another, and one of another policy.
        assert.equal(plain(gate), right);
        assert.equal(plain(fresh()), right);
        assert.equal(other.can("viewShipment", { ...shipment, invoiced: i % 2 === 0 }), true);
      }
      console.log(`${name}, ${verb}: ${TRIES} tries, ${failed} without an answer then`);
      assert.ok(failed > 0 && failed < TRIES);
    });
  }

  test(`${name}: an engine that was left in the middle is not asked again`, () => {
    const right = JSON.stringify(VERBS.check(fresh()));
    let [calls, failed] = [100, 0];
    for (let i = 0; i < MIDDLES; i++) {
      const gate = fresh();
      const { answer } = nearTheEnd(calls, () => JSON.stringify(VERBS.check(gate)));
      // About as many as are just too few: what is asked then ends deep in the engine.
      if (answer === undefined) [calls, failed] = [calls + 1, failed + 1];
      else calls = Math.max(0, calls - 8);
      assert.equal(JSON.stringify(VERBS.check(fresh())), right);
    }
    console.log(`${name}: ${failed} of ${MIDDLES} questions ended in the middle`);
    assert.ok(failed > MIDDLES / 2);
  });

  test(`${name}: a question that finds no memory is answered by an engine started anew`, (t) => {
    const gate = fresh();
    const right = JSON.stringify(gate.check("editCustomer", customer));
    const lack = memoryLack(t, name);
    let tries = 0;
    for (; tries < 4; tries++) {
      lack.now();
      // Each time more than was ever there.
      const roles = Array.from({ length: 250_000 * (tries + 1) }, () => "Commercial");
      assert.equal(policy.gate({ id: "u1", roles }).can("editCustomer", customer), false);
      assert.equal(JSON.stringify(fresh().check("editCustomer", customer)), right);
    }
    console.log(`${name}: ${tries} times without memory, ${lack.restarts()} starts`);
    assert.ok(lack.restarts() >= tries, "it did run out of memory");
  });

  test(`${name}: where no engine finds memory the error says so, and later all is well`, (t) => {
    const lack = memoryLack(t, name);
    const roles = Array.from({ length: 2 ** 20 }, () => "Commercial");
    const code = (question) => {
      try {
        question();
        return "none";
      } catch (error) {
        assert.ok(error instanceof entry.TollgateError, String(error));
        return error.code;
      }
    };
    const great = JSON.parse(customers);
    great.fingerprint = "0".repeat(64);
    lack.always();
    for (let i = 0; i < 3; i++) {
      assert.equal(code(() => policy.gate({ id: "u1", roles })), "engine_failed");
    }
    lack.everything();
    assert.equal(code(() => entry.loadPolicy(great)), "engine_failed");
    lack.never();
    assert.equal(code(() => entry.loadPolicy(great).gate(clerk)), "none");
    assert.equal(fresh().can("editCustomer", customer), false);
    assert.equal(code(() => policy.gate({ id: "u1", roles })), "none");
  });
}

/** Ways to leave the engine of an entry without memory. */
function memoryLack(t, name) {
  let starts = 0;
  const before = onStart;
  const buffers = globalThis.ArrayBuffer;
  const fill = ({ exports: { memory } }) => {
    for (let pages = 2 ** 15; pages >= 1; pages /= 2) {
      try {
        for (;;) memory.grow(pages);
      } catch {
        // As much as that there is not.
      }
    }
  };
  t.after(() => {
    onStart = before;
    globalThis.ArrayBuffer = buffers;
  });
  if (name !== "tollgate/csp") {
    onStart = () => (starts += 1);
    const always = () => (onStart = fill);
    return {
      now: () => fill(instances.at(-1)),
      always: () => [fill(instances.at(-1)), always()],
      everything: () =>
        (onStart = () => {
          throw new RangeError("WebAssembly.Instance(): Out of memory");
        }),
      never: () => (onStart = before),
      restarts: () => starts,
    };
  }
  // The memory of the engine in JavaScript is a buffer, and grows by taking a larger one.
  let [most, refusals, once] = [Infinity, 0, false];
  globalThis.ArrayBuffer = class extends buffers {
    constructor(length, ...rest) {
      if (length > most) {
        refusals += 1;
        if (once) most = Infinity;
        throw new RangeError("Array buffer allocation failed");
      }
      super(length, ...rest);
    }
  };
  const refuse = (length, single) => [most, once] = [length, single];
  return {
    now: () => refuse(2 ** 16, true),
    always: () => refuse(2 ** 21, false),
    everything: () => refuse(2 ** 10, false),
    never: () => refuse(Infinity, false),
    restarts: () => refusals,
  };
}
