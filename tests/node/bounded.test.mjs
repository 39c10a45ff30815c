// What one hands in may be as large or as tangled as it gets: it is read no more often than is
// needed, and where that is too much the package's own error says so.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { bundlesFor, gatesOf, pathOf, subjectsOf, withAt } from "./subjects.mjs";
import { outcomeBy } from "./outcome.mjs";

const file = (url) => readFileSync(new URL(url), "utf8");
const text = file(import.meta.resolve("tollgate/policies/client-metrics.json"));
// The fixture with some of everything, contexts of several actions among it.
const depot = file(new URL("./depot.json", import.meta.url));
const active = { type: "Customer", status: "ACTV", informationComplete: true };

/** Texts longer than this there are none in V8. */
const TEXT_MAX = 2 ** 29 - 24;

/** Of as many values an object may consist that a policy is loaded from; see `npm/src/shape.ts`. */
const JSON_VALUES_MAX = 2 ** 22;

/** Of how many values some JSON consists. */
const valuesOf = (json) =>
  typeof json === "object" && json !== null
    ? Object.values(json).reduce((all, each) => all + valuesOf(each), 1)
    : 1;

for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  const policy = entry.loadPolicy(text);
  const gate = () => policy.gate({ id: "u1", permissions: ["view", "edit"] });

  const outcome = outcomeBy(entry);

  test(`${name}: an action that is asked of a table many times is asked once`, () => {
    const many = new Array(100_000).fill("editCustomer");
    const rows = [active, { ...active, status: "INAC" }, { type: "Customer" }];
    const before = performance.now();
    const table = gate().table(rows, many);
    const took = performance.now() - before;
    const once = gate().table(rows, ["editCustomer"]);
    assert.deepEqual(table.column("editCustomer"), once.column("editCustomer"));
    assert.deepEqual(table.errors, once.errors);
    assert.equal(table.errors.length, 1);
    console.log(`${name}: ${many.length} actions that are one in ${took.toFixed(0)} ms`);
    assert.ok(took < 2000);
  });

  test(`${name}: a row of a table is read twice at most, whatever is asked`, () => {
    let reads = 0;
    const row = { ...active, get status() { return (reads++, "ACTV"); } };
    gate().table([row]);
    assert.ok(reads === 1 || reads === 2, `${reads}`);
  });

  test(`${name}: of a context nothing is read but what the action asks for`, () => {
    const of = entry.loadPolicy(depot).gate({ id: "u1", firm: "f1", permissions: ["edit"] });
    const pallet = { type: "Pallet", grade: "A", "is-sealed": true, handlers: [], owner: "f1" };
    const crate = { type: "Crate", grade: "A", open: true };
    const questions = [
      ["stamp", pallet, ["urgent"]],
      ["plan", undefined, ["mood"]],
      ["regrade", pallet, ["to", "by", "urgent"]],
      ["see", crate, []],
      ["none", crate, []],
    ];
    for (const [action, record, attributes] of questions) {
      for (const verb of ["can", "check", "scope", "filter"]) {
        const reads = [];
        const context = new Proxy({ to: "A", urgent: true, mood: "up", by: "u1" }, {
          get: (target, member) => (reads.push(member), target[member]),
        });
        const scoped = verb === "scope" || verb === "filter";
        const answer = scoped
          ? outcome(() => of[verb](action, context))
          : outcome(() => of[verb](action, record, context));
        assert.deepEqual(reads.sort(), [...attributes].sort(), `${verb} ${action}: ${answer}`);
      }
    }
    for (const [id, record, attributes] of [
      ["button.stamp", pallet, ["urgent"]],
      ["plan", undefined, ["mood"]],
      ["choice.to", pallet, ["to", "by", "urgent"]],
      ["button.seal", pallet, []],
      ["row.crate", crate, []],
    ]) {
      const reads = [];
      const context = new Proxy({ to: "A", urgent: true, mood: "up", by: "u1" }, {
        get: (target, member) => (reads.push(member), target[member]),
      });
      outcome(() => of.control(id, record, context));
      assert.deepEqual(reads.sort(), [...attributes].sort(), id);
    }
  });

  test(`${name}: a name as long as texts get is the package's error`, () => {
    const long = "x".repeat(TEXT_MAX - 8);
    const of = gate();
    for (const verb of ["can", "check", "scope", "filter", "predicate"]) {
      const filtered = () => [active].filter(of.predicate(long));
      const question = verb === "predicate" ? filtered : () => of[verb](long, active);
      assert.equal(outcome(question), "unknown_action", verb);
    }
    assert.equal(outcome(() => of.table([active], [long])), "unknown_action");
    assert.equal(outcome(() => of.table([active]).can(0, long)), "unknown_action");
    assert.equal(outcome(() => of.table([active]).column(long)), "unknown_action");
    assert.equal(outcome(() => of.control(long)), "unknown_control");
    assert.equal(outcome(() => of.options(long)), "unknown_control");
    assert.equal(outcome(() => of.transition(long, active)), "unknown_transition");
    const unknown = { ...active, status: long };
    assert.equal(outcome(() => of.check("editCustomer", unknown)), "unknown_value");
    assert.equal(outcome(() => of.check("editCustomer", { type: long })), "wrong_resource");
    assert.equal(outcome(() => of.project({ type: long })), "wrong_resource");
    assert.equal(outcome(() => of.controls({ type: long })), "wrong_resource");
    assert.equal(outcome(() => policy.lifecycle(long)), "wrong_resource");
    assert.equal(outcome(() => policy.gate({ id: "u", roles: [long] })), "unknown_role");
    assert.equal(outcome(() => policy.gate({ id: "u", groups: [long] })), "unknown_group");
    assert.equal(outcome(() => policy.roleDefaults([long])), "unknown_role");
    assert.equal(outcome(() => policy.grantAdvice(long, [])), "unknown_permission");
    assert.equal(outcome(() => policy.gate({ id: long }).can("viewCustomers")), false);
    const other = { ...JSON.parse(text), format: long };
    assert.equal(outcome(() => entry.loadPolicy(other)), "bad_bundle");
  });

  test(`${name}: a label that is longer than names get is the bundle's error`, () => {
    const bundle = JSON.parse(text);
    bundle.groups[0].label = "x".repeat(TEXT_MAX / 2);
    assert.equal(outcome(() => entry.loadPolicy(bundle)), "bad_bundle");
  });

  test(`${name}: a bundle whose parts stand in many places is as large as all of them`, () => {
    let shared = [];
    for (let i = 0; i < 25; i++) shared = [shared, shared];
    const inflated = { ...JSON.parse(text), help: shared };
    assert.equal(outcome(() => entry.loadPolicy(inflated)), "bad_bundle");
    for (let i = 0; i < 75; i++) shared = { one: shared, other: shared };
    assert.equal(outcome(() => entry.loadPolicy({ ...JSON.parse(text), shared })), "bad_bundle");
    const bundle = JSON.parse(text);
    const inner = new Array(1000).fill(0);
    const left = JSON_VALUES_MAX - valuesOf(bundle) - 1;
    bundle.more = new Array(Math.floor(left / 1001)).fill(inner);
    for (let i = 0; i < left % 1001; i++) bundle.more.push(0);
    assert.equal(valuesOf(bundle), JSON_VALUES_MAX);
    assert.equal(entry.loadPolicy(bundle).pack, "client-metrics");
    bundle.more.push(0);
    assert.equal(outcome(() => entry.loadPolicy(bundle)), "bad_bundle");
  });

  test(`${name}: of every pack, of a row nothing is read but what policies ask for`, () => {
    const bundles = bundlesFor(name);
    let rows = 0;
    for (const [pack, bundle] of bundles) {
      const tables = JSON.parse(bundle);
      for (const fresh of gatesOf(entry.loadPolicy(bundle), tables)) {
        for (const { type, record, actions } of subjectsOf(tables)) {
          const reads = new Map();
          const row = { ...record, other: 1 };
          for (const [member, value] of Object.entries(row)) {
            const get = () => (reads.set(member, (reads.get(member) ?? 0) + 1), value);
            Object.defineProperty(row, member, { get, enumerable: true });
          }
          const table = fresh().table([row], actions);
          for (const action of actions) outcome(() => [...table.column(action)]);
          // Its own reading and a comparison's for the class of a row, and all once for a copy. The
          // type says which attributes there are, too, wherever a record is read.
          const most = { type: 4 };
          const readOf = (it) => (most[pathOf(it)[0]] = (most[pathOf(it)[0]] ?? 1) + 1);
          type.attributes.forEach(readOf);
          for (const { ties = [] } of type.attributes) {
            const others = ties.filter(({ attribute }) => attribute !== undefined);
            others.forEach(({ attribute }) => readOf(type.attributes[attribute]));
          }
          for (const [member, count] of reads) {
            assert.ok(count <= most[member], `${pack}, ${member}: ${count}`);
          }
          assert.ok(reads.size > 0);
          rows += 1;
        }
      }
    }
    console.log(`${name}: ${bundles.length} packs and constructs, ${rows} rows`);
    assert.ok(rows > 0);
  });

  test(`${name}: of every pack, a long value ends with an answer or an error`, () => {
    const bundles = bundlesFor(name);
    const long = "x".repeat(2 ** 20);
    const many = new Array(2 ** 12).fill("u1");
    let answered = 0;
    for (const [pack, bundle] of bundles) {
      const tables = JSON.parse(bundle);
      for (const fresh of gatesOf(entry.loadPolicy(bundle), tables)) {
        for (const { type, record, actions } of subjectsOf(tables)) {
          const of = fresh();
          const plain = actions.map((action) => outcome(() => of.can(action, record)));
          for (const attribute of type.attributes) {
            for (const value of [long, [long], many, { id: long }, 2 ** 53, 10n ** 40n]) {
              const row = withAt(record, pathOf(attribute), value);
              for (const action of actions) {
                for (const verb of ["can", "check"]) outcome(() => of[verb](action, row));
                outcome(() => of.filter(action).matches(row));
                answered += 3;
              }
            }
          }
          const after = actions.map((action) => outcome(() => of.can(action, record)));
          assert.deepEqual(after, plain, pack);
        }
      }
    }
    console.log(`${name}: ${bundles.length} packs and constructs, ${answered} answers`);
    assert.ok(answered > 0);
  });
}
