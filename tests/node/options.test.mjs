// What may stand beside a question: a context for all controls at once, and options, whose names
// are spelt right.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadGate, loadPolicy } from "tollgate";

const load = (pack, options) =>
  loadPolicy(
    readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8"),
    options,
  );

const expense = {
  type: "Expense", id: "e1", status: "draft", owner: { id: "u1", department: "Sales" }, amount: 10,
  category: "other", country: "DE", labels: [], periodClosed: false, team: "t1", budget: 100,
};

/** What a control says when it is asked alone: as in a list, an error with its ungranted state. */
function alone(gate, id, record, context) {
  try {
    return gate.control(id, record, context);
  } catch ({ code, at }) {
    return { code, at };
  }
}

test("controls asked together with a context are those asked one by one", () => {
  const gate = load("expenses").gate({ id: "u1", roles: ["Finance"], department: "Finance" });
  let compared = 0;
  const states = new Set();
  for (const of of [gate, loadGate(gate.snapshot())]) {
    for (const now of ["2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z", 7, undefined]) {
      const context = now && { now };
      for (const record of [undefined, expense]) {
        for (const [id, listed] of Object.entries(of.controls(record, context))) {
          const single = alone(of, id, record, context);
          if (listed.error) {
            assert.deepEqual({ code: listed.error.code, at: listed.error.at }, single, id);
          } else assert.deepEqual(listed, single, id);
          if (id === "button.export") states.add(listed.error?.at ?? listed.state);
          compared += 1;
        }
      }
    }
  }
  assert.ok(compared > 100, `${compared} controls`);
  assert.deepEqual([...states].sort(), ["context.now", "enabled", "hidden"]);
});

test("an option that is misspelt is told with those that there are", () => {
  const policy = load("client-metrics");
  const gate = policy.gate({ id: "u1", roles: ["ReadOnly"] });
  const misspelt = [
    [() => load("client-metrics", { recods: {} }), "recods", ["format", "records", "explain"]],
    [() => loadGate(gate.snapshot(), { formt: String }), "formt", ["format", "records", "explain"]],
    [() => policy.gate({ id: "u1" }, { unknownRole: "ignore" }), "unknownRole", ["unknownRoles"]],
    [() => gate.snapshot({ explian: false }), "explian", ["explain"]],
    [() => gate.table([], undefined, { typ: "Customer" }), "typ", ["type"]],
  ];
  for (const [ask, name, allowed] of misspelt) {
    assert.throws(ask, { code: "unknown_member", at: `options.${name}`, allowed });
  }
  // What is no object has no names: `bundles.map(loadPolicy)` hands in places.
  for (const none of [undefined, null, {}, 0]) assert.ok(load("client-metrics", none));
});
