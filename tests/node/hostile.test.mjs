// What careless or hostile code hands in: each thing gives the right verdict or the contract's
// error, whichever entry answers, and the gate works afterwards.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { bundlesFor, gatesOf, pathOf, subjectsOf } from "./subjects.mjs";
import { outcomeBy } from "./outcome.mjs";

const text = readFileSync(
  new URL(import.meta.resolve("tollgate/policies/client-metrics.json")),
  "utf8",
);
const levels = readFileSync(
  new URL(import.meta.resolve("tollgate/policies/access-levels.json")),
  "utf8",
);
const companies = readFileSync(
  new URL(import.meta.resolve("tollgate/policies/alvys.json")),
  "utf8",
);
const active = { type: "Customer", status: "ACTV", informationComplete: true };
const inactive = { ...active, status: "INAC" };

for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  const policy = entry.loadPolicy(text);
  const gate = () => policy.gate({ id: "u1", permissions: ["view", "edit"] });

  const outcome = outcomeBy(entry);
  const edit = (of, record) => outcome(() => of.can("editCustomer", record));

  test(`${name}: a table that was asked nothing yet knows no action that is none`, () => {
    const table = gate().table([active]);
    assert.equal(outcome(() => table.can(0, undefined)), "unknown_action");
    assert.equal(table.can(0, "editCustomer"), true);
  });

  test(`${name}: errors of many controls share the values that would do`, () => {
    const states = Object.values(gate().controls({ ...active, status: "none of them" }));
    const errors = states.filter(({ error }) => error).map(({ error }) => error);
    const [first, ...others] = errors.map(({ allowed }) => allowed);
    assert.ok(others.length > 0 && first.length > 0 && Object.isFrozen(first));
    assert.ok(others.every((other) => other === first));
  });

  test(`${name}: an error carries no member that a prototype was given`, () => {
    Object.prototype.allowed = "x";
    try {
      const sales = entry.loadPolicy(levels).gate({ id: "u1", roles: ["Sales"] });
      const states = Object.values(sales.controls({ type: "Shipment", commissioned: 7 }));
      const errors = states.filter(({ error }) => error).map(({ error }) => error);
      assert.ok(errors.length > 0 && errors.every((error) => !Object.hasOwn(error, "allowed")));
    } finally {
      delete Object.prototype.allowed;
    }
  });

  test(`${name}: whatever a bundle's getter throws is the package's error`, () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const thrower = Object.defineProperty(JSON.parse(text), "pack", {
      enumerable: true,
      get() {
        throw proxy;
      },
    });
    assert.match(outcome(() => entry.loadPolicy(thrower)), /^(bad_bundle|engine_failed)$/);
    assert.equal(edit(gate(), active), true);
  });

  test(`${name}: a polluted prototype gives no record an attribute`, () => {
    const of = gate();
    assert.equal(edit(of, active), true);
    const lacking = { type: "Customer", informationComplete: true };
    try {
      Object.prototype.status = "ACTV";
      assert.equal(edit(of, lacking), "missing_attribute");
      assert.equal(of.check("deactivateCustomer", active).allowed, true);
      Object.prototype.type = "Customer";
      assert.equal(edit(of, { status: "ACTV" }), "wrong_resource");
      Object.prototype.permissions = ["view", "edit", "clientMetrics"];
      assert.equal(
        outcome(() => policy.gate({ id: "u2" }).can("createCustomer")),
        false,
      );
    } finally {
      delete Object.prototype.status;
      delete Object.prototype.type;
      delete Object.prototype.permissions;
    }
    assert.equal(edit(of, inactive), false);
  });

  test(`${name}: a getter that changes its mind never changes what others are told`, () => {
    for (const start of [0, 1]) {
      const of = gate();
      let reads = start;
      const fickle = {
        ...active,
        get status() {
          reads += 1;
          return reads % 2 ? "ACTV" : "INAC";
        },
      };
      for (let i = 0; i < 5; i++) {
        edit(of, fickle);
        of.check("editCustomer", fickle);
        of.controls(fickle);
        of.transitions(fickle);
        of.table([fickle, fickle], ["editCustomer"]);
      }
      const fresh = gate();
      for (const record of [active, inactive]) {
        assert.equal(edit(of, record), edit(fresh, record));
        const ask = ["editCustomer", record];
        assert.deepEqual(of.check(...ask), fresh.check(...ask));
        assert.deepEqual(of.controls(record), fresh.controls(record));
        assert.deepEqual(of.transitions(record), fresh.transitions(record));
      }
    }
  });

  test(`${name}: a set that changes its mind never changes what others are told`, () => {
    const of = entry.loadPolicy(levels).gate({ id: "u1", roles: ["Sales"] });
    const record = (commissioned) => ({
      type: "Shipment",
      commissioned,
      bookedBy: "u2",
      billedTo: "c1",
    });
    let reads = 0;
    const fickle = new Proxy(["u9"], {
      get(target, key) {
        if (key === "0") return ++reads % 2 ? "u1" : "u9";
        return Reflect.get(target, key);
      },
    });
    for (let i = 0; i < 6; i++) outcome(() => of.can("viewShipment", record(fickle)));
    assert.equal(of.can("viewShipment", record(["u9"])), false);
    assert.equal(of.can("viewShipment", record(["u9", "u1"])), true);
  });

  test(`${name}: proxies, frozen, cyclic, bare and inherited records`, () => {
    const of = gate();
    const cyclic = { ...active };
    cyclic.self = cyclic;
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const bare = Object.assign(Object.create(null), active);
    for (let round = 0; round < 2; round++) {
      assert.equal(edit(of, Object.freeze({ ...active })), true);
      assert.equal(edit(of, new Proxy(active, {})), true);
      assert.equal(edit(of, cyclic), true);
      assert.equal(edit(of, bare), true);
      assert.equal(edit(of, Object.create(active)), "wrong_resource");
      assert.equal(edit(of, revoked.proxy), "wrong_resource");
      assert.equal(edit(of, Object.assign([], active)), "wrong_resource");
    }
  });

  test(`${name}: pollution that nothing lists, and that comes and goes, is no attribute`, () => {
    const of = gate();
    const lacking = JSON.parse('{"type":"Customer","informationComplete":true}');
    const untyped = JSON.parse('{"status":"ACTV","informationComplete":true}');
    const known = of.predicate("editCustomer");
    const pollute = (member, descriptor) => {
      Object.defineProperty(Object.prototype, member, { configurable: true, ...descriptor });
    };
    const ways = [
      (value) => ({ value, enumerable: true, writable: true }),
      (value) => ({ value, enumerable: false }),
      (value) => ({ get: () => value }),
      (value) => ({ get: () => value, enumerable: true }),
    ];
    for (const way of ways) {
      assert.equal(edit(of, active), true, "the answer is kept");
      try {
        pollute("status", way("ACTV"));
        assert.equal(edit(of, lacking), "missing_attribute");
        assert.equal(
          outcome(() => known(lacking)),
          "missing_attribute",
        );
        assert.equal(edit(of, active), true);
        assert.equal(edit(of, inactive), false);
        assert.equal(known(inactive), false);
        const table = of.table([active, lacking, inactive], ["editCustomer"]);
        assert.deepEqual([...table.column("editCustomer")], [1, 0, 0]);
        assert.deepEqual(
          table.errors.map(({ row, code }) => [row, code]),
          [[1, "missing_attribute"]],
        );
        pollute("type", way("Customer"));
        assert.equal(edit(of, untyped), "wrong_resource");
        assert.equal(edit(of, active), true);
        assert.equal(of.table([untyped], ["editCustomer"]).errors[0].code, "wrong_resource");
      } finally {
        delete Object.prototype.status;
        delete Object.prototype.type;
      }
      assert.equal(edit(of, lacking), "missing_attribute");
      assert.equal(edit(of, inactive), false);
    }
  });

  test(`${name}: pollution in the middle of a question or of a list is no attribute`, () => {
    const of = gate();
    assert.equal(edit(of, active), true);
    const lacking = JSON.parse('{"type":"Customer","informationComplete":true}');
    const polluting = {
      get type() {
        Object.prototype.status = "ACTV";
        return "Customer";
      },
      informationComplete: true,
    };
    try {
      assert.equal(edit(of, polluting), "missing_attribute");
      delete Object.prototype.status;
      const table = of.table([active, polluting, lacking], ["editCustomer"]);
      assert.deepEqual([...table.column("editCustomer")], [1, 0, 0]);
      assert.equal(table.errors.length, 2);
    } finally {
      delete Object.prototype.status;
    }
    assert.equal(edit(of, lacking), "missing_attribute");
  });

  test(`${name}: members of a record's own count, whatever it inherits`, () => {
    const of = gate();
    class Fields {
      type = "Customer";
      status = "ACTV";
      informationComplete = true;
    }
    class Inherited {
      type = "Customer";
      informationComplete = true;
      get status() {
        return "ACTV";
      }
    }
    class Typed extends Fields {
      get tradeName() {
        return "x";
      }
    }
    const hidden = Object.defineProperties(
      {},
      Object.fromEntries(Object.entries(active).map(([key, value]) => [key, { value }])),
    );
    const thinned = { ...active, notes: "" };
    delete thinned.informationComplete;
    thinned.informationComplete = true;
    for (let round = 0; round < 3; round++) {
      for (const record of [new Fields(), new Typed(), hidden, thinned]) {
        assert.equal(edit(of, record), true);
        assert.equal(of.check("editCustomer", record).allowed, true);
        assert.equal(of.predicate("editCustomer")(record), true);
        assert.equal(of.table([record]).can(0, "editCustomer"), true);
      }
      assert.equal(edit(of, new Inherited()), "missing_attribute");
      const heir = Object.create(active, { type: { value: "Customer" } });
      assert.equal(edit(of, heir), "missing_attribute");
      assert.equal(edit(of, Object.setPrototypeOf([], active)), "wrong_resource");
      const list = Object.setPrototypeOf(Object.assign([], active), Object.prototype);
      assert.equal(edit(of, list), "wrong_resource");
      assert.equal(edit(of, Object.assign(() => {}, active)), "wrong_resource");
    }
  });

  test(`${name}: a proxy has what it says to have and lets be read, at every call alike`, () => {
    const get = (target, key) => Reflect.get(target, key) ?? active[key];
    const no = () => {
      throw new Error("no");
    };
    const proxies = [
      [{}, { get }, "wrong_resource"],
      [{}, { get, has: (_, key) => key === "type" }, "missing_attribute"],
      [{}, { get, has: (_, key) => key in active }, true],
      [{ type: "Customer", informationComplete: true }, { get }, "missing_attribute"],
      [active, { ownKeys: () => [] }, true],
      [active, { ownKeys: no }, true],
      [active, { getOwnPropertyDescriptor: no }, true],
      [active, { getPrototypeOf: () => null }, true],
      [active, { getPrototypeOf: no }, "wrong_resource"],
      [active, { has: no }, "wrong_resource"],
      [active, { get: no }, "wrong_resource"],
    ];
    for (const [target, handler, expected] of proxies) {
      const of = gate();
      const proxy = new Proxy(target, handler);
      for (let round = 0; round < 3; round++) {
        assert.equal(edit(of, proxy), expected, Object.keys(handler).join());
        const table = of.table([active, proxy], ["editCustomer"]);
        assert.equal(table.can(1, "editCustomer"), expected === true);
        assert.equal(table.errors.length, expected === true ? 0 : 1);
        assert.equal(edit(of, active), true, "the answer is kept");
      }
    }
  });

  test(`${name}: a record is read as it is at each call`, () => {
    const of = gate();
    const allowed = of.predicate("editCustomer");
    const record = { ...active };
    for (let i = 0; i < 200; i++) {
      record.status = i % 2 ? "ACTV" : "INAC";
      assert.equal(of.can("editCustomer", record), i % 2 === 1);
      assert.equal(allowed(record), i % 2 === 1);
      assert.equal(of.check("editCustomer", record).allowed, i % 2 === 1);
      assert.equal(of.table([record]).can(0, "editCustomer"), i % 2 === 1);
    }
    const table = of.table([record], ["editCustomer"]);
    record.status = "INAC";
    assert.equal(table.can(0, "editCustomer"), true, "as it was when asked");
    assert.equal(table.column("editCustomer")[0], 1);
  });

  test(`${name}: what only an advice reads is checked at every call`, () => {
    const of = entry.loadPolicy(companies).gate({ id: "u1", permissions: ["deleteCompany"] });
    const other = { type: "Company", companyType: "Other" };
    const company = (hasCurrentLoads) => ({ ...other, hasCurrentLoads });
    const canDelete = (record) => outcome(() => of.can("deleteCompany", record));
    for (let round = 0; round < 3; round++) {
      assert.equal(canDelete(company(true)), true);
      assert.equal(canDelete(company("x")), "wrong_type");
      assert.equal(canDelete(company(undefined)), true);
      const table = of.table([company(false), company("x")], ["deleteCompany"]);
      assert.deepEqual([...table.column("deleteCompany")], [1, 0]);
      assert.deepEqual(table.errors[0].at, "hasCurrentLoads");
    }
  });

  test(`${name}: values of every kind of JavaScript's`, () => {
    const of = gate();
    const kinds = [NaN, 1n, Symbol("ACTV"), () => "ACTV", ["ACTV"], { status: "ACTV" }, new Date()];
    for (const status of [...kinds, Infinity, new String("ACTV"), true]) {
      assert.equal(edit(of, { ...active, status }), "wrong_type", String(status));
    }
    for (const status of ["\ud800", "actv", "", "__proto__", "constructor", "toString"]) {
      assert.equal(edit(of, { ...active, status }), "unknown_value", JSON.stringify(status));
    }
    for (const status of [null, undefined]) {
      assert.equal(edit(of, { ...active, status }), "missing_attribute");
    }
    for (const action of ["__proto__", "constructor", "", Symbol("x"), null, 7, {}]) {
      assert.equal(
        outcome(() => of.can(action, active)),
        "unknown_action",
      );
    }
    for (const id of ["__proto__", "toString", Symbol("x"), 7]) {
      assert.equal(
        outcome(() => of.control(id)),
        "unknown_control",
      );
      assert.equal(
        outcome(() => of.transition(id, active)),
        "unknown_transition",
      );
    }
    assert.equal(edit(of, active), true);
  });

  test(`${name}: lists that are too long or have holes`, () => {
    const of = entry.loadPolicy(levels).gate({ id: "u1", roles: ["Sales"] });
    const view = (commissioned) =>
      outcome(() =>
        of.can("viewShipment", { type: "Shipment", commissioned, bookedBy: "u2", billedTo: "c1" }),
      );
    assert.equal(view(new Array(2 ** 32 - 1)), "wrong_type");
    assert.equal(view(new Array(3)), "wrong_type");
    assert.equal(view(["u1", 7.5]), "wrong_type");
    assert.equal(view({ 0: "u1", length: 1 }), "wrong_type");
    assert.equal(view(Array.from({ length: 100_000 }, (_, i) => `u${i}`)), true);
    assert.equal(
      outcome(() => policy.gate({ id: "u", permissions: new Array(4e9) })),
      "wrong_type",
    );
    assert.equal(
      outcome(() => gate().table(new Array(2 ** 32 - 1))),
      "wrong_type",
    );
  });

  /** What a gate says of a record, errors by their codes. */
  const answersOf = (of, { actions, steps }, record) => [
    ...actions.flatMap((action) => [
      outcome(() => of.can(action, record)),
      outcome(() => of.check(action, record)),
      outcome(() => [...of.table([record], [action]).column(action)]),
    ]),
    ...steps.map((step) => outcome(() => of.transition(step, record))),
    outcome(() =>
      Object.values(of.controls(record)).map(({ state, error }) => [state, error?.code]),
    ),
  ];

  /** Every subject of every bundle with a gate of each principal, fresh each time. */
  function everything(ask) {
    const bundles = bundlesFor(name);
    let answered = 0;
    for (const [pack, bundle] of bundles) {
      const tables = JSON.parse(bundle);
      for (const fresh of gatesOf(entry.loadPolicy(bundle), tables)) {
        for (const subject of subjectsOf(tables)) answered += ask(fresh, subject, pack);
      }
    }
    console.log(`${name}: ${bundles.length} packs and constructs, ${answered} answers`);
    assert.ok(answered > 100);
  }

  test(`${name}: of every pack, a record of every kind has what the plain one has`, () => {
    everything((fresh, subject, pack) => {
      const { record } = subject;
      const plain = answersOf(fresh(), subject, record);
      const bare = Object.assign(Object.create(null), record);
      const kept = fresh();
      const cyclic = { ...record };
      cyclic["no attribute"] = cyclic;
      const alike = [Object.freeze({ ...record }), new Proxy(record, {}), bare, cyclic];
      for (const other of alike) {
        for (const of of [fresh(), kept]) {
          assert.deepEqual(answersOf(of, subject, other), plain, pack);
        }
      }
      const none = answersOf(fresh(), subject, { type: "no type" });
      assert.deepEqual(answersOf(kept, subject, Object.create(record)), none, pack);
      assert.deepEqual(answersOf(kept, subject, record), plain, pack);
      return plain.length * (alike.length * 2 + 2);
    });
  });

  test(`${name}: of every pack, what prototypes are given is no attribute`, () => {
    everything((fresh, subject, pack) => {
      const { type, record } = subject;
      let answered = 0;
      for (const member of new Set(type.attributes.map((it) => pathOf(it)[0]))) {
        const lacking = { ...record };
        delete lacking[member];
        const [plain, whole] = [lacking, record].map((it) => answersOf(fresh(), subject, it));
        const kept = fresh();
        const value = record[member];
        try {
          Object.defineProperty(Object.prototype, member, { value, configurable: true });
          assert.deepEqual(answersOf(kept, subject, lacking), plain, `${pack}, ${member}`);
          assert.deepEqual(answersOf(kept, subject, record), whole, `${pack}, ${member}`);
        } finally {
          delete Object.prototype[member];
        }
        answered += plain.length + whole.length;
      }
      return answered;
    });
  });

  test(`${name}: of every pack, what throws or changes its mind leaves other answers alone`, () => {
    everything((fresh, subject, pack) => {
      const { type, record } = subject;
      const plain = answersOf(fresh(), subject, record);
      let answered = 0;
      for (const member of new Set(type.attributes.map((it) => pathOf(it)[0]))) {
        const kept = fresh();
        const values = [record[member], undefined, "x", 7, [], {}];
        let reads = 0;
        const fickle = { ...record, get [member]() { return values[reads++ % values.length]; } };
        const throwing = { ...record, get [member]() { throw new Error("no"); } };
        for (const hostile of [fickle, throwing]) {
          answersOf(kept, subject, hostile);
          assert.deepEqual(answersOf(kept, subject, record), plain, `${pack}, ${member}`);
          answered += plain.length;
        }
      }
      return answered;
    });
  });
}
