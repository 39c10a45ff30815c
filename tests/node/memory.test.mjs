// Memory stays flat, whatever is asked for how long: asserted as growth after a first part. The
// memory of the engine is private to it; what it takes is seen in what the process holds.
// `TOLLGATE_LONG=1` runs all of it, otherwise it is a tenth.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Wherever this file runs, without a flag.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const PART = process.env.TOLLGATE_LONG === "1" ? 1 : 0.1;
const [GATES, CHECKS, POLICIES] = [1_000_000, 10_000_000, 5_000].map((all) => all * PART);

/** What may come and go: the room that V8 gives young objects, and what it holds for later. */
const [HELD_MAX, RESIDENT_MAX] = [2 ** 20, 32 * 2 ** 20];

/** By then everything has been compiled and each list has grown to its bound. */
const WARM = 0.2;

/** What leaks grows in each of so many parts; code that is compiled late, in one. */
const PARTS = 4;

const text = readFileSync(
  new URL(import.meta.resolve("tollgate/policies/client-metrics.json")),
  "utf8",
);
const STATES = ["PAIN", "ACTV", "INAC"];
const PERMISSIONS = ["view", "edit", "clientMetrics"];

/** What the process holds when nothing more can be collected. */
async function held() {
  // What is finalised after one collection is free after another.
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise(setImmediate);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  // The buffers of WebAssembly's memories are among what is external.
  return { held: heapUsed + external, resident: rss };
}

/** Runs `once` so many times, and asserts how little more memory is held from part to part. */
async function flat(times, once) {
  const marks = [];
  let i = 0;
  for (let part = 0; part <= PARTS; part++) {
    const end = Math.round(times * (WARM + (part / PARTS) * (1 - WARM)));
    for (; i < end; i++) once(i);
    marks.push(await held());
  }
  assert.equal(i, times);
  const growth = (what) => {
    const parts = marks.slice(1).map((mark, part) => mark[what] - marks[part][what]);
    return PARTS * Math.min(...parts);
  };
  const [heap, resident] = [growth("held"), growth("resident")];
  const report = `${times} times: held ${heap}, resident ${resident} more bytes`;
  console.log(report);
  assert.ok(heap <= HELD_MAX && resident <= RESIDENT_MAX, report);
}

const record = (i) => ({
  type: "Customer",
  id: `c${i}`,
  status: STATES[i % 3],
  informationComplete: i % 2 === 0,
});

const principal = (i) => ({
  id: `u${i}`,
  permissions: PERMISSIONS.filter((_, bit) => (i >> bit) & 1),
});

/** The pack under another name: to everybody another policy. */
function variant(i) {
  const bundle = JSON.parse(text);
  bundle.pack = `${bundle.pack}-${i}`;
  bundle.fingerprint = i.toString(16).padStart(64, "0");
  return JSON.stringify(bundle);
}

/** All are there before the first test runs, or they would be seen to grow in it. */
const entries = new Map();
for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  entries.set(name, entry);
}

for (const [name, entry] of entries) {
  const policy = entry.loadPolicy(text);

  test(`${name}: gates made in a loop leave nothing behind`, async () => {
    await flat(GATES, (i) => {
      const gate = policy.gate(principal(i));
      assert.equal(gate.can("viewCustomer", record(i)), i % 2 === 1);
    });
  });

  test(`${name}: checks leave nothing behind`, async () => {
    const gates = Array.from({ length: 8 }, (_, i) => policy.gate(principal(i)));
    const { actions } = policy;
    const applicable = actions.filter((action) => {
      try {
        return gates[0].check(action, record(0));
      } catch (error) {
        // It is not asked of customers.
        return error.code !== "wrong_resource" && assert.fail(error);
      }
    });
    assert.ok(applicable.length > 5);
    let unlocks = 0;
    await flat(CHECKS, (i) => {
      const { unlock } = gates[i % 8].check(applicable[i % applicable.length], record(i));
      unlocks += unlock.length;
    });
    assert.ok(unlocks > 0);
  });

  test(`${name}: policies loaded in turn leave nothing behind`, async () => {
    await flat(POLICIES, (i) => {
      const gate = entry.loadPolicy(variant(i)).gate(principal(3));
      assert.equal(gate.can("editCustomer", record(2)), false, "inactive");
      assert.equal(gate.can("viewCustomer", record(i)), true);
    });
  });
}
