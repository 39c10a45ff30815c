// `tollgate/explain` on the packed module, and `tollgate/explain/csp` on its JavaScript: every
// explanation that the crate wrote down is given word for word, agrees with what the gate answers,
// and says what it cannot explain.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import * as common from "tollgate/csp";
import * as entry from "tollgate";
import { explain, explainer } from "tollgate/explain";
import * as scripted from "tollgate/explain/csp";

const root = `${process.env.TOLLGATE_ROOT}/`;
const read = (name) => readFileSync(root + name, "utf8");
const json = (name) => JSON.parse(read(name));

/** A pack's policy, the gates made of it, and what explains them. */
const packs = new Map();
function packOf(name) {
  if (!packs.has(name)) {
    const policy = entry.loadPolicy(json(`policies/${name}/bundle.json`));
    const debug = read(`policies/${name}/bundle.debug.json`);
    const [explains, scripts] = [explainer(debug), scripted.explainer(debug)];
    packs.set(name, { policy, explains, scripts, gates: new Map() });
  }
  return packs.get(name);
}

function gateOf({ policy, gates }, principal) {
  const key = JSON.stringify(principal);
  if (!gates.has(key)) gates.set(key, policy.gate(principal));
  return gates.get(key);
}

/** The same with members in order; a context that says nothing is none. */
const plain = (value) => JSON.parse(JSON.stringify(value));

function outcome(question) {
  try {
    return plain(question());
  } catch (error) {
    assert.equal(error.name, "TollgateError", error.stack);
    const { code, message, at, allowed } = error;
    return plain({ error: { code, message, at, allowed } });
  }
}

test("each explanation is the native one, and agrees with what the gate answers", () => {
  const lines = read("target/explained/explanations.jsonl").split("\n").filter(Boolean);
  const counts = { explained: 0, failed: 0, pending: 0, depends: 0 };
  for (const line of lines) {
    const { pack, principal, asked: question, about, answer } = JSON.parse(line);
    const known = packOf(pack);
    const gate = gateOf(known, principal);
    const got = outcome(() => known.explains(gate, question, ...about));
    assert.deepEqual(got, answer, line);
    assert.deepEqual(outcome(() => known.scripts(gate, question, ...about)), answer, line);
    if (got.error) counts.failed += 1;
    else if (got.control?.pending) counts.pending += 1;
    else {
      counts.explained += 1;
      agrees(gate, question, about, got);
      counts.depends += got.policies.some(({ holds }) => holds === "depends");
    }
  }
  console.log(counts);
  assert.ok(counts.explained > 2000 && counts.pending > 100 && counts.depends > 100);
});

const permits = ({ effect }) => effect === "permit";
const forbids = ({ effect }) => effect === "forbid";
const holds = (each) => each.holds === "yes";

function agrees(gate, question, about, why) {
  const { allowed, control, policies } = why;
  if (about[0] != null && why.denial !== "unavailable") {
    const held = policies.filter(permits).some(holds) && !policies.filter(forbids).some(holds);
    assert.equal(allowed, held);
  }
  const { action, transition } = question;
  if (control) {
    assert.deepEqual(control, plain(gate.control(question, ...about)));
    assert.equal(allowed, control.state === "enabled");
    return;
  }
  const decision = action ? gate.check(action, ...about) : gate.transition(transition, about[0]);
  for (const name of ["allowed", "denial", "message", "unlock", "action"]) {
    assert.deepEqual(why[name], plain(decision)[name], name);
  }
}

const customer = { type: "Customer", status: "INAC", informationComplete: true };
const gate = gateOf(packOf("client-metrics"), { id: "u1", roles: ["Commercial"] });

test("without a debug file the ids of policies stand, and no text", () => {
  const why = explain(gate, "row.edit", customer);
  const forbid = why.policies.find(holds);
  assert.equal(forbid.policy, "work-with-customers");
  assert.equal(why.place, undefined);
  assert.ok(why.policies.every((each) => each.place === undefined));
  assert.ok(!JSON.stringify(why).includes('"text"'));
  assert.ok(Object.isFrozen(why.policies[0].clauses));
});

test("the package has the debug file of each pack, and its places are lines of the sources", () => {
  let places = 0;
  for (const pack of ["access-levels", "alvys", "client-metrics", "expenses"]) {
    const file = new URL(import.meta.resolve(`tollgate/policies/${pack}.debug.json`));
    const debug = JSON.parse(readFileSync(file, "utf8"));
    for (const [id, { file: source, line }] of Object.entries(debug.policies)) {
      const text = read(`policies/${pack}/${source}`).split("\n")[line - 1];
      assert.ok(text.includes(`@id("${id}")`), `${id}: ${text}`);
      places += 1;
    }
  }
  assert.ok(places > 50);
});

test("another bundle's debug file, none at all and a snapshot are refused", () => {
  const code = "bad_bundle";
  assert.throws(() => packOf("alvys").explains(gate, "row.edit", customer), { code, at: "debug" });
  for (const wrong of ["no JSON", "{}", {}, "null"]) {
    assert.throws(() => explainer(wrong), { code, at: "debug" });
  }
  const page = entry.loadGate(gate.snapshot());
  assert.throws(() => explain(page, "row.edit", customer), { code, at: "gate" });
});

test("a gate of any entry is explained", () => {
  const policy = common.loadPolicy(json("policies/client-metrics/bundle.json"));
  const other = policy.gate({ id: "u1", roles: ["Commercial"] });
  const why = explain(gate, "row.edit", customer);
  assert.deepEqual(explain(other, "row.edit", customer), why);
  assert.deepEqual(scripted.explain(other, "row.edit", customer), why);
});

test("gates say who and what they are, and no more", () => {
  const policy = entry.loadPolicy(json("policies/client-metrics/bundle.json"));
  const named = `client-metrics ${policy.fingerprint.slice(0, 8)}`;
  const secret = { id: 'u"\n1', roles: ["Commercial"], token: "s3cret" };
  const printed = policy.gate(secret);
  assert.equal(`${printed}`, `Gate of "u\\"\\n1" (${named})`);
  assert.equal(inspect(printed), `${printed}`);
  assert.match(inspect(policy), new RegExp(`'client-metrics'.*${policy.fingerprint}`, "s"));
});

test("a policy that is loaded with it has it as a verb of its gates", () => {
  const bundle = json("policies/client-metrics/bundle.json");
  const customer = { type: "Customer", status: "INAC", informationComplete: true };
  const user = { id: "u1", roles: ["Commercial"] };
  const gate = entry.loadPolicy(bundle, { explain }).gate(user);
  for (const question of ["row.edit", { action: "editCustomer" }, { transition: "reactivate" }]) {
    assert.deepEqual(gate.explain(question, customer), explain(gate, question, customer));
  }
  // Over all records, and of one that is still to come.
  assert.deepEqual(gate.explain("row.edit"), explain(gate, "row.edit"));
  assert.deepEqual(gate.explain("row.edit", undefined), explain(gate, "row.edit", undefined));
  assert.notDeepEqual(gate.explain("row.edit"), gate.explain("row.edit", undefined));
  for (const options of [undefined, {}, { explain: "yes" }]) {
    const plain = entry.loadPolicy(bundle, options).gate(user);
    assert.throws(() => plain.explain("row.edit", customer), {
      name: "TollgateError", code: "wrong_type", at: "options.explain",
    });
  }
});
