// What the package promises beside the cases: plain frozen answers, nothing to free, no surprises
// from what a caller does with what it gave.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadGate, loadPolicy, TollgateError } from "tollgate";

const text = readFileSync(
  new URL(import.meta.resolve("tollgate/policies/client-metrics.json")),
  "utf8",
);
const policy = loadPolicy(text);
const customer = { type: "Customer", id: "c1", status: "INAC", informationComplete: true };
const editor = { id: "u1", permissions: ["view", "edit"] };
const action = "scoreClientMetrics";

const bundleOf = (pack) =>
  readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8");

const failsWith = (code, question) =>
  assert.throws(question, (error) => {
    assert.ok(error instanceof TollgateError, String(error));
    assert.equal(error.name, "TollgateError");
    assert.equal(error.code, code);
    return true;
  });

function deepFrozen(value) {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(deepFrozen);
}

test("a policy tells what its pack says", () => {
  assert.equal(policy.pack, "client-metrics");
  assert.equal(policy.fingerprint, JSON.parse(text).fingerprint);
  assert.ok(policy.actions.includes(action));
  assert.ok(policy.permissions.some(({ name, label }) => name === "edit" && label));
  assert.equal(policy.lifecycle("Customer").attribute, "status");
  assert.ok(deepFrozen(policy.lifecycle("Customer")));
});

test("a decision is plain, frozen and can be cloned", () => {
  const decision = policy.gate(editor).check(action, customer);
  assert.equal(decision.allowed, false);
  assert.equal(Object.getPrototypeOf(decision), Object.prototype);
  assert.ok(deepFrozen(decision));
  assert.deepEqual(structuredClone(decision), decision);
  assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision);
});

test("an unlock unlocks", () => {
  const { unlock, message } = policy.gate(editor).check(action, customer);
  assert.ok(unlock.length > 0 && message.length > 0);
  for (const changes of unlock) {
    const granted = changes.flatMap((change) => change.grant ?? []);
    const status = changes.findLast((change) => change.transition)?.to ?? customer.status;
    const unlocked = policy.gate({ ...editor, groups: granted });
    assert.ok(unlocked.can(action, { ...customer, status }), JSON.stringify(changes));
  }
});

test("every verb answers", () => {
  const gate = policy.gate(editor);
  assert.equal(gate.fingerprint, policy.fingerprint);
  assert.equal(gate.can("viewCustomer", customer), true);
  assert.equal(gate.predicate("viewCustomer")(customer, 0, []), true);
  assert.ok(["always", "never", "depends"].includes(gate.scope(action)));
  assert.equal(gate.control("row.view", customer).id, "row.view");
  const controls = gate.controls(customer);
  assert.deepEqual(controls["row.view"], gate.control("row.view", customer));
  const steps = gate.transitions(customer);
  assert.ok(steps.length > 0 && deepFrozen(steps));
  assert.deepEqual(gate.transition(steps[0].name, customer), steps[0].decision);
});

test("a filter is data that can also be asked", () => {
  const gate = policy.gate(editor);
  const filter = gate.filter(action);
  const rows = policy.lifecycle("Customer").states.map((status) => ({ ...customer, status }));
  assert.deepEqual(rows.filter(filter.matches), rows.filter(gate.predicate(action)));
  assert.deepEqual(Object.keys(filter).sort(), ["any", "kind"]);
  assert.ok(deepFrozen(filter));
  structuredClone(filter);
});

test("a table equals calls, and a bad row fails alone", () => {
  const gate = policy.gate(editor);
  const states = policy.lifecycle("Customer").states;
  const rows = states.map((status) => ({ ...customer, status }));
  const table = gate.table([...rows, { ...customer, status: "nope" }], [action]);
  rows.forEach((row, index) => {
    assert.equal(table.can(index, action), gate.can(action, row));
    assert.equal(table.column(action)[index] === 1, gate.can(action, row));
  });
  const [error, ...others] = table.errors;
  assert.deepEqual(others, []);
  assert.equal(error.row, rows.length);
  assert.equal(error.code, "unknown_value");
  assert.equal(table.can(rows.length, action), false);
  failsWith("unknown_action", () => table.can(0, "typo"));
  failsWith("unknown_action", () => gate.table(rows, ["typo"]));
  failsWith("wrong_resource", () => table.can(99, action));
});

test("bad rows that are alike are told one by one, in their order", () => {
  const lacking = { type: "Customer", status: "ACTV" };
  const untyped = { status: "ACTV" };
  const rows = [customer, lacking, untyped, customer, lacking, lacking, untyped];
  const table = policy.gate(editor).table(rows);
  assert.deepEqual(
    table.errors.map(({ row, at }) => [row, at]),
    [1, 4, 5]
      .map((row) => [row, "informationComplete"])
      .concat([2, 6].map((row) => [row, "type"]))
      .sort(([one], [other]) => one - other),
  );
  // What does not read the attribute is answered all the same.
  assert.deepEqual([...table.column("viewCustomer")], [1, 1, 0, 1, 1, 1, 0]);
  assert.deepEqual([...table.column("editCustomer")], [0, 1, 0, 0, 1, 1, 0]);
});

test("a column is the caller's own, and the table stays as it was", () => {
  const active = { ...customer, status: "ACTV" };
  const table = policy.gate(editor).table([customer, active], ["editCustomer", "viewCustomer"]);
  for (const [name, expected] of [
    ["editCustomer", [0, 1]],
    ["viewCustomer", [1, 1]],
  ]) {
    const column = table.column(name);
    assert.deepEqual([...column], expected);
    column.fill(7);
    assert.deepEqual([...table.column(name)], expected);
    assert.deepEqual(
      [0, 1].map((row) => Number(table.can(row, name))),
      expected,
    );
  }
  failsWith("wrong_resource", () => table.can(2, "editCustomer"));
  failsWith("unknown_action", () => table.can(0, "createCustomer"));
});

test("errors carry where and what would do", () => {
  const gate = policy.gate(editor);
  failsWith("unknown_action", () => gate.can("typo", customer));
  failsWith("unknown_control", () => gate.control("typo"));
  failsWith("unknown_transition", () => gate.transition("typo", customer));
  failsWith("wrong_resource", () => gate.can(action));
  try {
    gate.can(action, { ...customer, status: "actv" });
    assert.fail("an unknown value is an error");
  } catch (error) {
    assert.equal(error.at, "status");
    assert.deepEqual([...error.allowed], [...policy.lifecycle("Customer").states]);
  }
  assert.equal(gate.can("viewCustomer", customer), true, "the gate still works");
});

test("roles that the pack lacks are errors, or let through on purpose and listed", () => {
  const user = { id: "u1", roles: ["Commercial", "Driver", "Clerk"] };
  failsWith("unknown_role", () => policy.gate(user));
  failsWith("unknown_role", () => policy.gate(user, { unknownRoles: "refuse" }));
  failsWith("unknown_role", () => policy.gate(user, { unknownRoles: "ignored" }));
  const gate = policy.gate(user, { unknownRoles: "ignore" });
  assert.deepEqual(gate.unknownRoles, ["Driver", "Clerk"]);
  const known = policy.gate({ ...user, roles: ["Commercial"] });
  assert.deepEqual(gate.check(action, customer), known.check(action, customer));
  assert.deepEqual([known.unknownRoles, loadGate(gate.snapshot()).unknownRoles], [[], []]);
  const ignoring = { unknownRoles: "ignore" };
  failsWith("wrong_type", () => policy.gate({ ...user, roles: "Driver" }, ignoring));
  failsWith("wrong_type", () => policy.gate({ ...user, roles: ["Driver", 7] }, ignoring));
  failsWith("unknown_permission", () => policy.gate({ ...user, permissions: ["fly"] }, ignoring));
});

test("a predicate of a step is whether it may be taken", () => {
  const gate = policy.gate(editor);
  const rows = policy.lifecycle("Customer").states.map((status) => ({ ...customer, status }));
  for (const { name } of policy.lifecycle("Customer").transitions) {
    const may = gate.predicate({ transition: name });
    const steps = rows.map((row) => gate.transition(name, row).allowed);
    assert.deepEqual(rows.map(may), steps, name);
    assert.deepEqual(rows.map((row) => gate.filter({ transition: name }).matches(row)), steps);
  }
  failsWith("unknown_transition", () => gate.predicate({ transition: "typo" })(rows[0]));
});

test("what is loaded in place of a bundle is said to be what it is", () => {
  const message = (source, load = loadPolicy) => {
    try {
      load(source);
    } catch (error) {
      assert.ok(error instanceof TollgateError);
      return error.message;
    }
    return assert.fail("it is no bundle");
  };
  const bundle = JSON.parse(text);
  assert.match(message("\n<!doctype html><title>Not found</title>"), /it is a page, not JSON/);
  assert.match(message("{"), /it is not JSON/);
  assert.match(message({ default: bundle }), /it is a module: hand in its `default`/);
  const snapshot = policy.gate(editor).snapshot();
  assert.match(message(snapshot), /the snapshot of a gate: load it with `loadGate`/);
  assert.match(message(bundle, loadGate), /no snapshot of a gate/);
  assert.match(message({ ...bundle, format: 99 }), /update tollgate/);
});

test("bad bundles and principals are errors of ours", () => {
  const circular = { ...JSON.parse(text) };
  circular.self = circular;
  const bad = ["", "{", "null", "[]", null, undefined, 7, {}, [], circular, new Proxy({}, {})];
  for (const bundle of bad) failsWith("bad_bundle", () => loadPolicy(bundle));
  for (const [format, advice] of [[1, "`tollgate compile`"], [999, "update tollgate"]]) {
    const other = { ...JSON.parse(text), format, fingerprint: "f".repeat(64) };
    failsWith("unsupported_format", () => loadPolicy(other));
    assert.throws(() => loadPolicy(other), ({ message }) => message.includes(advice));
  }
  const hostile = new Proxy(editor, {
    ownKeys() {
      throw new Error("no");
    },
    get() {
      throw new Error("no");
    },
  });
  for (const principal of [null, undefined, 7, "u1", [], {}, { id: 7.5 }, hostile]) {
    assert.throws(() => policy.gate(principal), TollgateError);
  }
  failsWith("unknown_permission", () => policy.gate({ id: "u1", permissions: ["typo"] }));
});

test("bad records are errors of ours", () => {
  const gate = policy.gate(editor);
  const getter = Object.defineProperty({ ...customer }, "status", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const inherited = Object.create(customer);
  for (const record of [7, "c1", [], {}, () => {}, Symbol("c"), getter, revoked.proxy, inherited]) {
    assert.throws(() => gate.check(action, record), TollgateError);
  }
  assert.equal(gate.can("viewCustomer", customer), true, "the gate still works");
});

test("a gate answers for the principal as it was", () => {
  const mutable = { id: "u1", permissions: ["view"] };
  const gate = policy.gate(mutable);
  mutable.permissions.push("edit");
  mutable.permissions = ["view", "edit"];
  assert.equal(gate.can("editCustomer", customer), false);
});

test("what the engine forgets comes back by itself", () => {
  const bundle = JSON.parse(text);
  const early = loadPolicy(bundle);
  const gate = early.gate(editor);
  const filter = gate.filter(action);
  const before = gate.check(action, customer);
  bundle.actions.length = 0;
  for (let i = 0; i < 1000; i++) policy.gate({ id: `u${i}`, permissions: [] });
  for (const pack of ["alvys", "access-levels"]) {
    const url = new URL(import.meta.resolve(`tollgate/policies/${pack}.json`));
    const other = JSON.parse(readFileSync(url, "utf8"));
    for (let i = 0; i < 20; i++) loadPolicy({ ...other, fingerprint: `${i}`.padStart(64, "0") });
  }
  assert.deepEqual(gate.check(action, customer), before);
  assert.equal(filter.matches(customer), false);
  assert.equal(early.lifecycle("Customer").attribute, "status");
});

test("importing is all it takes", () => {
  const entry = readFileSync(new URL(import.meta.resolve("tollgate")), "utf8");
  for (const word of ["eval(", "new Function", "fetch(", "import(", "await "]) {
    assert.ok(!entry.includes(word), word);
  }
});

test("whatever JavaScript can pass is answered, and the gate works afterwards", () => {
  const gate = policy.gate(editor);
  const edit = (record) => () => gate.can("editCustomer", record);
  const active = { type: "Customer", status: "ACTV" };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const throwing = {
    type: "Customer",
    get status() {
      throw new Error("not for you");
    },
  };
  failsWith("wrong_resource", edit(revoked.proxy));
  failsWith("wrong_resource", edit(Object.create(active)));
  failsWith("wrong_resource", edit([]));
  failsWith(
    "wrong_resource",
    edit(() => active),
  );
  failsWith("wrong_type", edit(throwing));
  failsWith("wrong_type", edit({ ...active, status: 1n }));
  failsWith("wrong_type", edit({ ...active, status: NaN }));
  failsWith("wrong_type", edit({ ...active, status: Symbol("ACTV") }));
  failsWith("unknown_value", edit({ ...active, status: "\ud800" }));
  failsWith("unknown_action", () => gate.can(Symbol("editCustomer"), active));
  failsWith("unknown_action", () => gate.can());
  failsWith("wrong_type", () => gate.can("viewCustomers", null, 5));
  failsWith("wrong_type", () => policy.gate({ id: "u1", permissions: new Array(4e9) }));

  const cyclic = { ...active };
  cyclic.itself = cyclic;
  const asking = {
    type: "Customer",
    get status() {
      return gate.can("viewCustomers") ? "ACTV" : "INAC";
    },
  };
  const bare = Object.assign(Object.create(null), active);
  for (const record of [active, Object.freeze({ ...active }), new Proxy(active, {}), bare]) {
    assert.equal(edit(record)(), true);
  }
  assert.equal(edit(cyclic)(), true);
  assert.equal(edit(asking)(), true);
});

test("a snapshot is plain JSON and answers as its gate", () => {
  for (const permissions of [[], ["view"], ["view", "edit"], ["view", "edit", "clientMetrics"]]) {
    const gate = policy.gate({ id: "u1", permissions });
    const snapshot = gate.snapshot();
    assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
    const again = loadGate(snapshot);
    assert.equal(again.fingerprint, policy.fingerprint);
    for (const status of policy.lifecycle("Customer").states) {
      for (const informationComplete of [true, false]) {
        const record = { ...customer, status, informationComplete };
        for (const name of policy.actions) {
          const outcome = (of) => {
            try {
              return of.check(name, record);
            } catch (error) {
              return { ...error, message: error.message };
            }
          };
          assert.deepEqual(outcome(again), outcome(gate));
        }
        assert.deepEqual(again.controls(record), gate.controls(record));
        assert.deepEqual(again.transitions(record), gate.transitions(record));
      }
    }
    assert.deepEqual(again.controls(), gate.controls());
  }
});

test("a snapshot that does not explain tells what is allowed and no more", () => {
  const gate = policy.gate(editor);
  const snapshot = gate.snapshot({ explain: false });
  assert.deepEqual(snapshot.groups, []);
  const denied = loadGate(snapshot).check(action, customer);
  assert.deepEqual([denied.allowed, denied.denial, denied.unlock], [false, "blocked", null]);
  assert.ok(denied.message.length > 0);
});

test("what is no snapshot is refused, and no change of what it decides by makes it trap", () => {
  const snapshot = policy.gate(editor).snapshot();
  failsWith("bad_bundle", () => loadPolicy(snapshot));
  failsWith("bad_bundle", () => loadGate(text));
  failsWith("bad_bundle", () => loadGate("{}"));
  for (const program of ["", "!", "AAAA", snapshot.program.slice(4), `${snapshot.program}AAAA`]) {
    failsWith("bad_bundle", () => loadGate({ ...snapshot, program }));
  }
  const change = (part) => {
    for (const [key, member] of Object.entries(part)) {
      for (const value of [-1, 1.5, "1", null, undefined, [], {}, 0, 1, 7, 2 ** 32 - 1]) {
        part[key] = value;
        try {
          loadGate(snapshot).controls(customer);
        } catch (error) {
          assert.ok(error instanceof TollgateError, String(error));
        }
      }
      part[key] = member;
      if (typeof member === "object" && member !== null) change(member);
    }
  };
  change(snapshot.snapshot);
  for (const { on } of snapshot.actions) change(on);
  assert.equal(policy.gate(editor).can("viewCustomer", customer), true);
});

test("a projected record is the least that answers the same", () => {
  const levels = loadPolicy(bundleOf("access-levels"));
  const gate = levels.gate({ id: "u1", roles: ["Sales"] });
  const shipment = {
    type: "Shipment",
    commissioned: ["u2", "u1"],
    bookedBy: "u3",
    billedTo: "c9",
    note: "x",
  };
  const least = gate.project(shipment);
  assert.deepEqual(least, { type: "Shipment", commissioned: ["u1"], bookedBy: "", billedTo: "" });
  assert.deepEqual(gate.check("viewShipment", least), gate.check("viewShipment", shipment));
  failsWith("wrong_resource", () => gate.project({ type: "Ship" }));
});

test("every text goes through `format`, by a key", () => {
  const keys = new Set();
  const format = (key, english) => {
    keys.add(key);
    return `${english}!`;
  };
  const formatted = loadPolicy(text, { format });
  const { message } = formatted
    .gate({ id: "u1", permissions: ["view"] })
    .check("editCustomer", customer);
  assert.ok(message.includes("Edit!"));
  assert.ok(keys.has("group.Permission::edit") && keys.has("message.need"));
});

test("a million gates and ten million checks leave memory as it was", () => {
  const warm = policy.gate(editor);
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  warm.check(action, customer);
  const before = heap();
  let denied = 0;
  for (let i = 0; i < 1_000_000; i++) policy.gate({ id: `u${i}`, permissions: ["view"] });
  for (let i = 0; i < 10_000_000; i++) denied += Number(!warm.check(action, customer).allowed);
  assert.equal(denied, 10_000_000);
  const grown = heap() - before;
  assert.ok(grown < 64 * 2 ** 20, `${grown} bytes more on the heap`);
});

test("hundreds of thousands of questions leave the module's memory as it was", async () => {
  const { Instance } = WebAssembly;
  let memory;
  WebAssembly.Instance = function instance(...args) {
    const made = new Instance(...args);
    memory = made.exports.memory;
    return made;
  };
  WebAssembly.Instance.prototype = Instance.prototype;
  const { initSync, loadPolicy } = await import("tollgate/slim");
  initSync(readFileSync(new URL("engine.wasm", import.meta.resolve("tollgate"))));
  WebAssembly.Instance = Instance;
  const load = (i) => loadPolicy({ ...JSON.parse(text), fingerprint: `${i}`.padStart(64, "0") });
  for (let i = 0; i < 40; i++) load(i).gate(editor).check(action, customer);
  const before = memory.buffer.byteLength;
  const gate = load(0).gate(editor);
  // With a context the engine is asked each time, whatever was answered before.
  for (let i = 0; i < 200_000; i++) gate.can(action, customer, {});
  for (let i = 0; i < 100_000; i++) gate.check(action, customer, {});
  for (let i = 0; i < 100_000; i++) {
    try {
      gate.can(action, { ...customer, status: "actv" });
    } catch {
      // What the engine throws must not stay behind either.
    }
  }
  for (let i = 0; i < 300; i++) load(i);
  const grown = memory.buffer.byteLength - before;
  assert.ok(grown <= 2 ** 20, `${grown} bytes more`);
});

for (const entry of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  test(`${entry}: gates of more policies than the module keeps answer as each would`, async () => {
    const { default: init, loadPolicy } = await import(entry);
    await init?.();
    // So many that the memory grows, which may not leave anything in an old buffer.
    const gates = Array.from({ length: 40 }, (_, i) => {
      const fingerprint = `${i}`.padStart(64, "0");
      const company = loadPolicy({ ...JSON.parse(bundleOf("alvys")), fingerprint: `a${i}` });
      assert.equal(company.gate({ id: "u1", roles: ["Admin"] }).scope("importCustomers"), "always");
      return loadPolicy({ ...JSON.parse(text), fingerprint }).gate(editor);
    });
    for (const status of ["PAIN", "ACTV", "INAC"]) {
      const record = { ...customer, status };
      const alone = policy.gate(editor).check(action, record);
      for (const gate of gates) {
        // With a context the engine is asked each time, whatever was answered before.
        assert.deepEqual(gate.check(action, record, {}), alone);
        assert.equal(gate.scope(action), "depends");
      }
    }
  });
}
