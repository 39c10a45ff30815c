// Records as an application has them: types by class, by members and by table; attributes under
// other names and derived; and what is wrong with a mapping or a record.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadGate, loadPolicy, TollgateError } from "tollgate";

const bundleOf = (pack) =>
  JSON.parse(readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8"));
const metrics = bundleOf("client-metrics");
const tom = { id: "tom", roles: ["Commercial"] };
const plain = loadPolicy(metrics).gate(tom);

const STATES = ["PAIN", "ACTV", "INAC"];

/** A customer as an application has it: what is private, behind getters, and by other names. */
class Client {
  #state;
  constructor(state, missing = []) {
    this.#state = state;
    this.missing = missing;
  }
  get state() {
    return this.#state;
  }
}
class Partner extends Client {}

const attributes = {
  status: "state",
  informationComplete: ({ missing }) => missing.length === 0,
};
const byClass = { Customer: { from: Client, attributes } };
const byTag = { Customer: { from: { __typename: "ClientNode", live: true }, attributes } };
const byType = { Customer: { attributes } };
const gateOf = (records) => loadPolicy(metrics, { records }).gate(tom);

/** Every customer: as the pack has it, and what an application has in its place. */
function customers(make) {
  return STATES.flatMap((status) =>
    [true, false].map((informationComplete) => [
      { type: "Customer", status, informationComplete },
      make(status, informationComplete ? [] : ["phone"]),
    ]),
  );
}

/** All that a gate says of a record. */
const answers = (gate, record) => ({
  can: gate.can("editCustomer", record),
  may: gate.predicate("scoreClientMetrics")(record),
  check: gate.check("scoreClientMetrics", record),
  control: gate.control("slider.reliability", record),
  controls: gate.controls(record),
  steps: gate.transitions(record),
  step: gate.transition("reactivate", record),
  mayStep: gate.predicate({ transition: "reactivate" })(record),
  rows: [...gate.table([record], ["editCustomer", "scoreClientMetrics"]).column("editCustomer")],
  least: gate.project(record),
  matches: gate.filter("editCustomer").matches(record),
});

const ways = [
  ["a class", byClass, (state, missing) => new Client(state, missing)],
  ["a class that inherits it", byClass, (state, missing) => new Partner(state, missing)],
  [
    "members",
    byTag,
    (state, missing) => ({ __typename: "ClientNode", live: true, state, missing }),
  ],
  ["its own type", byType, (state, missing) => ({ type: "Customer", state, missing })],
];
for (const [by, records, make] of ways) {
  test(`a record that is known by ${by} is answered for as the pack's own`, () => {
    const gate = gateOf(records);
    let count = 0;
    // The second time from what is kept.
    for (const _ of [1, 2]) {
      for (const [canonical, record] of customers(make)) {
        assert.deepEqual(answers(gate, record), answers(plain, canonical));
        count += 1;
      }
    }
    assert.equal(count, 12);
  });
}

test("a snapshot's gate takes a mapping", () => {
  const gate = loadGate(plain.snapshot(), { records: byClass });
  for (const [canonical, record] of customers((state, missing) => new Client(state, missing))) {
    assert.equal(gate.can("editCustomer", record), plain.can("editCustomer", canonical));
  }
});

test("records that need no mapping are answered for beside those that do", () => {
  const gate = gateOf(byClass);
  assert.ok(gate.can("viewCustomers", { type: "Workspace" }));
  assert.equal(gate.control("menu.customers").state, "enabled");
  assert.equal(gate.control("row.edit", undefined).pending, true);
});

test("rows of a table are of the type that is said", () => {
  const rows = STATES.map((status) => ({ status, informationComplete: true, id: 7 }));
  const table = plain.table(rows, ["editCustomer"], { type: "Customer" });
  assert.deepEqual([...table.column("editCustomer")], [1, 1, 0]);
  const clients = STATES.map((state) => ({ state, missing: [], type: "shipper" }));
  const mapped = gateOf(byClass).table(clients, ["editCustomer"], { type: "Customer" });
  assert.deepEqual([...mapped.column("editCustomer")], [1, 1, 0]);
  // Whatever they say of themselves.
  const named = rows.map((row) => ({ ...row, type: "Workspace" }));
  const again = plain.table(named, ["editCustomer"], { type: "Customer" });
  assert.deepEqual([...again.column("editCustomer")], [1, 1, 0]);
  const bad = plain.table([null, { status: "ACTV" }], ["editCustomer"], { type: "Customer" });
  assert.deepEqual([bad.errors.length, bad.errors[0].row], [1, 0]);
});

test("a row that was read is the pack's own record, for this gate and for others", () => {
  for (const gate of [gateOf(byClass), gateOf(byTag), gateOf(byType)]) {
    const row = { state: "INAC", missing: ["phone"], secret: 1 };
    const record = gate.record("Customer", row);
    const expected = { type: "Customer", status: "INAC", informationComplete: false };
    assert.deepEqual(record, expected);
    assert.deepEqual(answers(gate, record), answers(plain, expected));
    assert.deepEqual(JSON.parse(JSON.stringify(record)), expected);
    const least = gate.project(record);
    assert.equal(gate.can("editCustomer", least), gate.can("editCustomer", record));
    row.state = "ACTV";
    assert.equal(record.status, "INAC");
  }
  assert.equal(plain.record("Customer", undefined), undefined);
  assert.equal(plain.record("Customer", null), null);
});

test("the first that fits says the type", () => {
  const expenses = loadPolicy(bundleOf("expenses"), {
    records: { Expense: { from: Partner }, Workspace: { from: Client } },
  });
  const gate = expenses.gate({ id: "u7", roles: ["Manager"], department: "Sales", limit: 800 });
  fails(gate, new Client("ACTV"), "wrong_resource");
  fails(gate, new Partner("ACTV"), "missing_attribute");
  function fails(of, record, code) {
    assert.throws(() => of.can("deleteExpense", record), { code });
  }
});

test("ids that are numbers and relations that are objects stay as they are", () => {
  const gate = loadPolicy(bundleOf("expenses"), {
    records: {
      Expense: {
        from: { __typename: "ExpenseNode" },
        attributes: { owner: "author", labels: ({ tags }) => tags.map(({ name }) => name) },
      },
    },
  }).gate({ id: "7", roles: ["Employee"], department: "Sales" });
  const node = {
    __typename: "ExpenseNode",
    id: 12,
    status: "draft",
    author: { id: 7, department: "Sales", name: "Ana" },
    team: 3,
    periodClosed: false,
  };
  assert.equal(gate.can("editExpense", node), true);
  assert.equal(gate.can("editExpense", { ...node, author: { id: 8, department: "Sales" } }), false);
  // What no rule of the action reads may be missing, here the tags.
  assert.deepEqual(gate.project(node).owner, { id: "7", department: "Sales" });
});

/** What a question throws. */
function thrown(question) {
  try {
    question();
  } catch (error) {
    assert.ok(error instanceof TollgateError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("what a function throws is an error of the attribute, where it is read", () => {
  const gate = gateOf(byClass);
  const half = new Client("INAC", null);
  assert.equal(gate.can("editCustomer", half), false);
  for (const question of [
    () => gate.can("completeCustomer", half),
    () => gate.predicate("completeCustomer")(half),
    () => gate.check("completeCustomer", half),
    () => gate.control("row.reactivate", half),
    () => gate.transition("reactivate", half),
  ]) {
    const { code, at, message } = thrown(question);
    assert.deepEqual([code, at], ["wrong_type", "informationComplete"]);
    assert.match(message, /must be true or false: .*null/);
  }
  assert.equal(gate.controls(half)["row.reactivate"].error.code, "wrong_type");
  assert.equal(gate.table([half], ["completeCustomer"]).errors[0].code, "wrong_type");
  assert.notEqual(gate.control("row.edit", half).state, undefined);
});

test("what a function makes is held against the schema", () => {
  const customer = (make) =>
    gateOf({ Customer: { from: Client, attributes: { status: make } } });
  const codes = [
    [() => "active", "unknown_value"],
    [() => 1, "wrong_type"],
    [() => undefined, "missing_attribute"],
    [async () => "ACTV", "wrong_type"],
    [
      () => {
        throw null;
      },
      "wrong_type",
    ],
  ];
  for (const [make, code] of codes) {
    const gate = customer(make);
    assert.equal(thrown(() => gate.can("editCustomer", new Client("ACTV"))).code, code);
  }
});

test("a record that nothing recognizes is refused", () => {
  const no = () => {
    throw new Error("no");
  };
  const gate = gateOf(byTag);
  for (const record of [
    new Client("ACTV"),
    { __typename: "ClientNode", state: "ACTV" },
    { __typename: "clientnode", live: true, state: "ACTV" },
    Object.create({ __typename: "ClientNode", live: true, state: "ACTV" }),
    [],
    new Proxy({}, { getPrototypeOf: no }),
  ]) {
    assert.equal(thrown(() => gate.can("editCustomer", record)).code, "wrong_resource");
  }
});

test("what all objects inherit is no record's", () => {
  const gate = gateOf(byTag);
  Object.prototype.state = "ACTV";
  Object.prototype.__typename = "ClientNode";
  Object.prototype.live = true;
  try {
    assert.equal(thrown(() => gate.can("editCustomer", {})).code, "wrong_resource");
    const tagged = { __typename: "ClientNode", live: true };
    assert.equal(thrown(() => gate.can("editCustomer", tagged)).code, "missing_attribute");
  } finally {
    for (const name of ["state", "__typename", "live"]) delete Object.prototype[name];
  }
});

test("a mapping that names what the pack lacks is refused, with the place", () => {
  const types = ["Workspace", "Customer"];
  const known = ["status", "informationComplete"];
  const of = (it) => ({ Customer: it });
  const wrong = [
    [{ Custmer: {} }, "unknown_member", "records.Custmer", types],
    [{ ...byClass, toString: {} }, "unknown_member", "records.toString", types],
    [of({ form: Client }), "unknown_member", "records.Customer.form", ["from", "attributes"]],
    [
      of({ attributes: { state: "state" } }),
      "unknown_member",
      "records.Customer.attributes.state",
      known,
    ],
    [of({ attributes: { status: 1 } }), "wrong_type", "records.Customer.attributes.status"],
    [of({ attributes: [] }), "wrong_type", "records.Customer.attributes"],
    [of({ from: "Client" }), "wrong_type", "records.Customer.from"],
    [of({ from: {} }), "wrong_type", "records.Customer.from"],
    [of(null), "wrong_type", "records.Customer"],
    [[], "wrong_type", "records"],
    ["Customer", "wrong_type", "records"],
  ];
  const snapshot = plain.snapshot();
  for (const [records, code, at, allowed] of wrong) {
    for (const load of [loadPolicy, loadGate]) {
      const error = thrown(() => load(load === loadGate ? snapshot : metrics, { records }));
      assert.deepEqual([error.code, error.at], [code, at]);
      if (allowed) assert.deepEqual([...error.allowed].sort(), [...allowed].sort());
    }
  }
  assert.equal(thrown(() => plain.record("Custmer", {})).code, "wrong_resource");
  assert.equal(thrown(() => plain.table([{}], [], { type: "Custmer" })).code, "wrong_resource");
});
