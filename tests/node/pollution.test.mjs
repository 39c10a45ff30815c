// What a hostile script puts into `Object.prototype`, before a policy is loaded or after, changes
// no answer; and whatever is handed in, nothing is thrown but the package's own error.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (pack) =>
  readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8");
const [text, levels, companies] = ["client-metrics", "access-levels", "alvys"].map(read);
const active = { type: "Customer", status: "ACTV", informationComplete: true };
const inactive = { ...active, status: "INAC" };
const lacking = { type: "Customer", informationComplete: true };
const company = { type: "Company", companyType: "Shipper", status: "Active" };

/** Every member of the package's own objects, those of answers and bundles aside. */
const INTERNAL = `
  code place index of allowed fault kind action type denial to determining advice explanation
  message unlock name verdict control mode why attribute op value reference scope any all groups
  policies program policy references resource values context format explain prefix holder
  subject copy numbers get set writable enumerable configurable toJSON ids roles permissions id
  unknownRoles error at length next done then constructor toString valueOf entity bool set enum
  other
`;

/** The names of all members of some JSON. */
function members(value, all = new Set()) {
  for (const [name, member] of Object.entries(Object(value))) {
    if (!Array.isArray(value)) all.add(name);
    if (typeof member === "object") members(member, all);
  }
  return all;
}

const INHERITED = Object.getOwnPropertyNames(Object.prototype);

/** Ways to put a member into a prototype. */
const WAYS = [
  (value) => ({ value, writable: true, enumerable: true, configurable: true }),
  (value) => ({ value, writable: false, configurable: true }),
  (value) => ({ get: () => value, set: () => {}, configurable: true }),
];
const VALUES = [[0], true, "Customer", () => true];

const no = () => {
  throw new Error("no");
};
const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"];
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
/** A proxy that is revoked when it was read so many times. */
const fading = (target, reads) => {
  let left = reads;
  const read = (trap) => (...args) => {
    if (left-- === 0) fade.revoke();
    return Reflect[trap](...args);
  };
  const handler = Object.fromEntries(traps.map((trap) => [trap, read(trap)]));
  const fade = Proxy.revocable(target, handler);
  return fade.proxy;
};
/** What nobody should hand in. */
const ODD = [
  undefined, null, 7, NaN, 1n, "", "x", true, Symbol("x"), Symbol.iterator, () => {}, [], {},
  { toString: no }, { [Symbol.toPrimitive]: no }, { valueOf: no, toString: null }, [null],
  Object.create(null), new Date(NaN), revoked(), new Proxy([], { get: no }), "length",
  ...traps.map((trap) => new Proxy({}, { [trap]: no })),
  { get explain() { return no(); }, get format() { return no(); }, get type() { return no(); } },
  new (class extends RangeError { get message() { return no(); } get name() { return no(); } })(),
];

/** All that something can be handed to. */
function verbsOf(entry, policy, gate, moves, rows) {
  return [
    (it) => entry.loadPolicy(it),
    (it) => entry.loadPolicy(text, it),
    (it) => entry.loadPolicy(text, { format: it }).gate({ id: "u" }).check("viewCustomers"),
    (it) => entry.loadPolicy({ ...JSON.parse(text), groups: it }),
    (it) => entry.loadPolicy({ ...JSON.parse(text), actions: [it] }),
    (it) => entry.loadGate(it),
    (it) => entry.loadGate(gate.snapshot(), it),
    (it) => policy.gate(it),
    (it) => policy.gate({ id: it, roles: it }),
    (it) => policy.gate({ id: "u", roles: [it], groups: it }),
    (it) => policy.lifecycle(it),
    (it) => policy.roleDefaults(it),
    (it) => policy.roleDefaults([it]),
    (it) => policy.grantAdvice(it, it),
    (it) => gate.snapshot(it),
    (it) => gate.snapshot({ explain: it }),
    (it) => gate.project(it),
    (it) => gate.project({ ...active, status: it }),
    (it) => gate.table(it),
    (it) => gate.table([it], it),
    (it) => gate.table([it], [it]),
    (it) => rows.can(it, "editCustomer"),
    (it) => rows.can(0, it),
    (it) => rows.column(it),
    (it) => gate.filter("viewCustomer").matches(it),
    (it) => gate.filter("editCustomer").matches({ status: it }),
    ...["can", "check", "predicate", "scope", "filter", "control", "options", "transition"].flatMap(
      (verb) => [
        (it) => gate[verb](it, active),
        (it) => gate[verb]("editCustomer", it, it),
        (it) => moves[verb]("changeCompanyType", company, it),
        (it) => moves[verb]("changeCompanyType", company, { to: it }),
      ],
    ),
    (it) => gate.predicate("editCustomer")(it),
    (it) => gate.controls(it),
    (it) => gate.transitions(it),
    (it) => gate.control("row.edit", { ...active, status: it }),
  ];
}

for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();

  /** The answer, or code and place. */
  const outcome = (question) => {
    try {
      return question();
    } catch (error) {
      assert.ok(error instanceof entry.TollgateError, `${error?.stack ?? error}`);
      const field = (member) => Object.getOwnPropertyDescriptor(error, member)?.value;
      return [error.code, error.message, field("at"), field("allowed")];
    }
  };

  /** Answers of all kinds, of gates that have kept none. */
  function answers(load) {
    const policy = load(text);
    const shipments = load(levels).gate({ id: "u1", customer: "c1", roles: ["Sales"] });
    const moves = load(companies).gate({ id: "u1", permissions: ["createCompany", "editCompany"] });
    const shipment = { type: "Shipment", commissioned: ["u1"], bookedBy: "u2", billedTo: "c1" };
    const of = (gate) => [
      ...[active, inactive, lacking].flatMap((record) => [
        outcome(() => gate.can("editCustomer", record)),
        outcome(() => gate.check("editCustomer", record)),
        outcome(() => gate.controls(record)),
        outcome(() => gate.transitions(record)),
        outcome(() => gate.transition("reactivate", record)),
        outcome(() => gate.project(record)),
        outcome(() => [...gate.table([record], ["editCustomer"]).column("editCustomer")]),
        outcome(() => gate.table([record], ["editCustomer"]).errors),
      ]),
      outcome(() => gate.scope("editCustomer")),
      outcome(() => gate.filter("editCustomer")),
      outcome(() => gate.filter("editCustomer").matches(lacking)),
      outcome(() => gate.can("editCustomr", active)),
      outcome(() => gate.snapshot()),
    ];
    const editor = policy.gate({ id: "u1", permissions: ["view", "edit"] });
    return [
      ...of(editor),
      ...of(policy.gate({ id: "u2", roles: ["ReadOnly"] })),
      ...of(policy.gate({ id: "u3" })),
      outcome(() => entry.loadGate(editor.snapshot()).check("editCustomer", inactive)),
      outcome(() => shipments.can("viewShipment", { ...shipment, invoiced: true })),
      outcome(() => shipments.project({ ...shipment, invoiced: true })),
      outcome(() => shipments.filter("viewShipment")),
      outcome(() => moves.check("changeCompanyType", company, { to: "Warehouse" })),
      outcome(() => moves.check("changeCompanyType", company, {})),
      outcome(() => policy.gate({ id: 7 })),
      outcome(() => policy.gate({ id: "u1", permissions: ["nobody"] })),
      outcome(() => policy.lifecycle("Customer")),
      outcome(() => policy.roleDefaults(["Commercial"])),
      [policy.actions, policy.roles, policy.permissions, policy.help],
    ];
  }

  /** Answers as text, once nothing is polluted any more. */
  function polluted(member, descriptor, ask) {
    Object.defineProperty(Object.prototype, member, descriptor);
    let all;
    try {
      all = ask();
    } finally {
      delete Object.prototype[member];
    }
    return JSON.stringify(all);
  }

  test(`${name}: no inherited member is read, before loading or after`, () => {
    const fresh = (bundle) => entry.loadPolicy(bundle);
    const right = JSON.stringify(answers(fresh));
    const loaded = new Map([text, levels, companies].map((each) => [each, fresh(each)]));
    const names = members([text, levels, companies].map((each) => JSON.parse(each)));
    members(answers(fresh), names);
    INTERNAL.trim().split(/\s+/).forEach((internal) => names.add(internal));
    let tried = 0;
    // The entries share the wrapper: one is asked about all.
    const step = name === "tollgate" ? 1 : 4;
    const chosen = [...names].filter((each, i) => !INHERITED.includes(each) && i % step === 0);
    for (const [i, member] of chosen.entries()) {
      for (const [place, way] of WAYS.entries()) {
        for (const value of [VALUES[(i + place) % VALUES.length]]) {
          const descriptor = Object.assign(Object.create(null), way(value));
          const what = `${member}, way ${place}, ${typeof value}`;
          const parsed = (bundle) => entry.loadPolicy(parses.get(bundle), {});
          const parses = new Map([...loaded.keys()].map((each) => [each, JSON.parse(each)]));
          const load = [fresh, parsed, (bundle) => loaded.get(bundle)][tried % 3];
          assert.equal(polluted(member, descriptor, () => answers(load)), right, what);
          tried += 1;
        }
      }
    }
    console.log(`${name}: ${chosen.length} names, ${tried} times polluted`);
    assert.ok(tried > 60);
  });

  test(`${name}: a role has no group but its own`, () => {
    try {
      Object.prototype.groups = [0];
      const gate = entry.loadPolicy(text).gate({ id: "u1", roles: ["ReadOnly"] });
      assert.equal(gate.can("editCustomer", active), false);
      assert.deepEqual(entry.loadPolicy(text).roleDefaults(["ReadOnly"]), ["view"]);
    } finally {
      delete Object.prototype.groups;
    }
  });

  test(`${name}: whatever is handed in, nothing else is thrown than the package's error`, () => {
    const policy = entry.loadPolicy(text);
    const moves = entry.loadPolicy(companies).gate({ id: "u1", permissions: ["editCompany"] });
    const gate = policy.gate({ id: "u1", permissions: ["view", "edit"] });
    const rows = gate.table([active], ["editCustomer"]);
    const verbs = verbsOf(entry, policy, gate, moves, rows);
    let tried = 0;
    const tries = (verb, it) => {
      outcome(() => verb(it));
      tried += 1;
    };
    for (const verb of verbs) {
      for (const it of ODD) tries(verb, it);
      for (let reads = 0; reads < 12; reads++) {
        for (const target of [active, [active], ["u1"], JSON.parse(text), { to: "Warehouse" }]) {
          tries(verb, fading(target, reads));
        }
      }
    }
    // A text at first, then what has none.
    let reads = 0;
    const fickle = { get to() { return reads++ % 2 ? { toString: no } : "nothing"; } };
    const [code] = outcome(() => moves.check("changeCompanyType", company, fickle));
    assert.equal(code, "unknown_value");
    console.log(`${name}: ${tried} odd values handed in`);
    assert.equal(gate.can("editCustomer", active), true);
    assert.equal(gate.can("editCustomer", inactive), false);
    assert.equal(rows.can(0, "editCustomer"), true);
  });
}
