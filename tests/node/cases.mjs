// Runs the conformance cases of the packs against the installed package, through each entry that
// brings an engine, and through snapshots of its gates.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { folder as packs, PACKS } from "./packs.mjs";

/** A principal that every pack accepts, to ask about names alone. */
const ANYONE = { id: "anyone" };
const NAME_ERRORS = ["unknown_action", "unknown_control", "unknown_transition"];

const ids = (list) => list.map(({ id }) => id);
const split = (list, key) => ({
  allowed: list.filter((each) => each.allowed).map((each) => each[key]),
  denied: list.filter((each) => !each.allowed).map((each) => each[key]),
});
const decision = (answer) => ({
  ...answer,
  determining: answer.determining.map(({ policy }) => policy),
  advice: ids(answer.advice),
});

/** A record and a context as arguments: none where there is no record, which is about all. */
const about = ({ resource, context }) =>
  [resource, context].slice(0, context !== undefined ? 2 : resource !== undefined ? 1 : 0);

/** How each kind of question is put to a gate. */
const QUESTIONS = {
  decide: (gate, action, { resource, context }) => decision(gate.check(action, resource, context)),
  transition: (gate, name, { resource }) => decision(gate.transition(name, resource)),
  transitions: (gate, _, { resource }) => split(gate.transitions(resource), "name"),
  scope: (gate, action, { context }) => ({ scope: gate.scope(action, context) }),
  control: (gate, id, of) => gate.control(id, ...about(of)),
  options: (gate, id, { resource }) => split(gate.options(id, ...about({ resource })), "value"),
  filter: (gate, action, { rows, context }) => {
    const filter = gate.filter(action, context);
    return { kind: filter.kind, ids: ids(rows.filter((row) => filter.matches(row))) };
  },
};

/** What the policy itself is asked, whoever asks. */
const POLICY_QUESTIONS = {
  roleDefaults: (policy, roles) => ({ permissions: policy.roleDefaults(roles) }),
  grantAdvice: (policy, { grant, roles }) => ({ advice: ids(policy.grantAdvice(grant, roles)) }),
};

/** Names are checked before the principal, which a gate cannot do that does not come to be. */
function gateFor(policy, principal, question) {
  try {
    return policy.gate(principal);
  } catch (refusal) {
    try {
      question(policy.gate(ANYONE));
    } catch (error) {
      if (NAME_ERRORS.includes(error.code)) throw error;
    }
    throw refusal;
  }
}

function answer({ TollgateError }, policy, through, test) {
  const [[kind, input]] = Object.entries(test.ask);
  try {
    if (kind in POLICY_QUESTIONS) return POLICY_QUESTIONS[kind](policy, input);
    const question = (gate) => QUESTIONS[kind](gate, input, test);
    return through(gateFor(policy, test.principal, question), question, test.principal);
  } catch (error) {
    if (!(error instanceof TollgateError)) throw error;
    return { error: error.code };
  }
}

/** Every list of the contract's answers is a set, and so are the lists in it. */
function ordered(value) {
  if (!Array.isArray(value)) return value;
  const keyed = value.map(ordered).map((item) => [keyOf(item), item]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, item]) => item);
}

function keyOf(item) {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return JSON.stringify(item);
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const agrees = (expected, got) => isDeepStrictEqual(ordered(expected), ordered(got));

/** Every case of every pack, through one entry, and with what is made of each gate. */
function run(entry, through) {
  let passed = 0;
  let failed = 0;
  for (const pack of PACKS) {
    const bundle = new URL(import.meta.resolve(`tollgate/policies/${pack}.json`));
    const policy = entry.loadPolicy(readFileSync(bundle, "utf8"));
    const folder = join(packs, pack, "cases");
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort()) {
      const lines = readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean);
      for (const test of lines.map((line) => JSON.parse(line))) {
        const got = answer(entry, policy, through, test);
        const wrong = Object.keys(test.expect).filter((key) => !agrees(test.expect[key], got[key]));
        if (wrong.length === 0) {
          passed += 1;
          continue;
        }
        failed += 1;
        console.log(`${test.id}: expected ${JSON.stringify(test.expect)}`);
        console.log(`  got ${JSON.stringify(got)}`);
      }
    }
  }
  return { passed, failed };
}

let sound = true;
for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  const known = new Map();
  const ways = {
    gates: (gate, question) => question(gate),
    // One gate for all cases of a principal, so that what it keeps is what it answers with.
    "gates kept": (gate, question, principal) => {
      const key = gate.fingerprint + JSON.stringify(principal);
      if (!known.has(key)) known.set(key, gate);
      question(known.get(key));
      return question(known.get(key));
    },
    snapshots: (gate, question) => question(entry.loadGate(JSON.stringify(gate.snapshot()))),
  };
  for (const [way, through] of Object.entries(ways)) {
    const { passed, failed } = run(entry, through);
    console.log(`${name}, ${way}: ${passed} passed, ${failed} failed`);
    sound &&= failed === 0 && passed > 0;
  }
}
process.exit(sound ? 0 : 1);
