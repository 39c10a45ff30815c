// What `project` makes of a value that is wrong is as wrong, tells nothing of it, and is the same
// as natively: `tests/projections.rs` reads the same table. Every answer about the projected record
// is that about the record, errors included.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { bundlesFor, gatesOf, pathOf, subjectsOf, withAt } from "./subjects.mjs";

const json = (path) => JSON.parse(readFileSync(new URL(path), "utf8"));
const table = json(new URL("./wrong-values.json", import.meta.url));
const read = (pack) => json(import.meta.resolve(`tollgate/policies/${pack}.json`));

const SUBJECTS = [
  {
    pack: "client-metrics",
    principal: { id: "u1", roles: ["Commercial"] },
    sound: { type: "Customer", status: "ACTV", informationComplete: true },
  },
  {
    pack: "alvys",
    principal: { id: "u1", permissions: ["deleteCompany"] },
    sound: {
      type: "Company",
      companyType: "Other",
      status: "Active",
      hasCurrentLoads: true,
      hasLoadHistory: false,
    },
  },
  {
    pack: "access-levels",
    principal: { id: "u1", customer: "u1", roles: ["Sales"] },
    sound: {
      type: "Shipment",
      commissioned: ["u1"],
      bookedBy: "u1",
      billedTo: "c1",
      invoiced: false,
    },
  },
];

/** Whether what an attribute of a type is compared with is known only when something is asked. */
function isRevealed({ attributes }, attribute) {
  const place = attributes.indexOf(attribute);
  const refers = ({ context, attribute: other }) => context !== undefined || other !== undefined;
  const toIt = ({ ties = [] }) => ties.some((tie) => tie.attribute === place);
  return (attribute.ties ?? []).some(refers) || attributes.some(toIt);
}

for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  const bundles = bundlesFor(name);

  /** The answer, or code and place. */
  const outcome = (question) => {
    try {
      return { answer: question() };
    } catch (error) {
      assert.ok(error instanceof entry.TollgateError, String(error));
      const { code, at, allowed } = error;
      return { code, at, allowed };
    }
  };

  /** Controls without the sentences of errors: that of an unknown value quotes it. */
  const unquoted = (controls) =>
    Object.values(controls).map(({ error, ...control }) => ({
      ...control,
      error: error && { ...error, message: null },
    }));

  /** All that a gate answers about a record. */
  const answers = (gate, actions, record, steps = ["deactivate", "reactivate"]) => [
    outcome(() => unquoted(gate.controls(record))),
    outcome(() => gate.transitions(record)),
    outcome(() => gate.project(record)),
    ...steps.map((step) => outcome(() => gate.transition(step, record))),
    ...actions.flatMap((action) => [
      outcome(() => gate.can(action, record)),
      outcome(() => gate.check(action, record)),
      outcome(() => gate.filter(action).matches(record)),
      outcome(() => [...gate.table([record], [action]).column(action)]),
    ]),
  ];

  test(`${name}: what is wrong is projected to what is as wrong and tells nothing`, () => {
    let [projected, compared] = [0, 0];
    for (const { pack, principal, sound } of SUBJECTS) {
      const bundle = read(pack);
      const policy = entry.loadPolicy(bundle);
      const gate = policy.gate(principal);
      const { attributes } = bundle.types.find(({ name: type }) => type === sound.type);
      for (const { name: attribute, kind, values = [] } of attributes) {
        for (const { value, to } of table.projected) {
          const record = { ...sound, [attribute]: value };
          const least = gate.project(record);
          const word = to[table.kinds.indexOf(kind)];
          // What stays is a value of this attribute's, or the blank itself.
          const stays = kind !== "enum" || values.includes(value) ? value : "";
          const expected = { "-": stays, absent: undefined };
          const about = `${attribute} ${JSON.stringify(value)}`;
          assert.deepEqual(least[attribute], word in expected ? expected[word] : word, about);
          assert.doesNotMatch(JSON.stringify(least), /078/);
          const fresh = () => policy.gate(principal);
          const whole = answers(fresh(), policy.actions, record);
          assert.deepEqual(answers(fresh(), policy.actions, least), whole, about);
          projected += 1;
          compared += whole.length;
        }
      }
    }
    console.log(`${name}: ${projected} values projected, ${compared} answers compared`);
    assert.ok(projected > 0 && compared > 0);
  });

  test(`${name}: of every pack what is wrong tells nothing and changes nothing`, () => {
    let [projected, compared] = [0, 0];
    for (const [pack, text] of bundles) {
      const bundle = JSON.parse(text);
      const policy = entry.loadPolicy(text);
      for (const fresh of gatesOf(policy, bundle)) {
        for (const { type, record, actions, steps } of subjectsOf(bundle)) {
          for (const attribute of type.attributes) {
            for (const { value } of table.projected) {
              const altered = withAt(record, pathOf(attribute), value);
              const least = fresh().project(altered);
              const about = `${pack}, ${attribute.name}: ${JSON.stringify(value)}`;
              // What is compared when something is asked is revealed, and nothing beside it.
              const secret = isRevealed(type, attribute) ? /ssn/ : /078|ssn/;
              assert.doesNotMatch(JSON.stringify(least), secret, about);
              const whole = answers(fresh(), actions, altered, steps);
              assert.deepEqual(answers(fresh(), actions, least, steps), whole, about);
              projected += 1;
              compared += whole.length;
            }
          }
        }
      }
    }
    const packs = `${bundles.length} packs and constructs`;
    console.log(`${name}: ${packs}, ${projected} values projected, ${compared} answers compared`);
    assert.ok(projected > 0 && compared > 0);
  });

  test(`${name}: what JSON cannot say is projected to what tells nothing`, () => {
    const gate = entry.loadPolicy(read("client-metrics")).gate(SUBJECTS[0].principal);
    const throwing = { get: () => { throw new Error("secret"); }, enumerable: true };
    const record = Object.defineProperty({ type: "Customer" }, "status", throwing);
    for (const status of [Symbol("secret"), () => "secret", 10n ** 30n, new Date(0)]) {
      assert.deepEqual(gate.project({ type: "Customer", status }).status, [null]);
    }
    assert.deepEqual(gate.project(record), { type: "Customer", status: [null] });
  });

  test(`${name}: a date of a year that no text has is projected as it is`, () => {
    const outer = [8.64e15, -8.64e15, Date.UTC(10_000, 0), Date.UTC(0, 0) - 8e13];
    const inner = [Date.UTC(2026, 0), Date.UTC(9999, 11, 31)];
    const bundle = new URL("./constructs/context-and-record.json", import.meta.url);
    const policy = entry.loadPolicy(json(bundle));
    const gate = policy.gate({ id: "u", tenant: "t", level: 1 });
    const dates = [...outer, ...inner].map((time) => new Date(time));
    const allowed = [];
    for (const [at, due] of dates.entries()) {
      const record = { type: "Invoice", due, amount: 1 };
      const least = gate.project(record);
      assert.ok(least.due !== due && (at < outer.length) === least.due instanceof Date);
      for (const now of dates) {
        const verdicts = [record, least].map((it) => gate.can("pay", it, { now, limit: 2 }));
        assert.deepEqual(verdicts, [now <= due, now <= due], `${now} ${due}`);
        allowed.push(...verdicts);
      }
    }
    assert.equal(allowed.length, 72);
    assert.equal(new Set(allowed).size, 2);
  });

  test(`${name}: a filter of all rows matches every object and nothing else`, () => {
    const gate = entry.loadPolicy(read("client-metrics")).gate({ id: "u1", permissions: ["view"] });
    const filter = gate.filter("viewCustomer");
    assert.equal(filter.kind, "all");
    for (const row of [{}, { status: 7 }, Object.create(null)]) assert.ok(filter.matches(row));
    for (const row of [null, undefined, [], "x", 7, true]) assert.ok(!filter.matches(row));
  });
}
