// Loads every bundle and snapshot that `tests/mutants.rs` changed at random: what the crate refused
// is refused with the same code at the same place, and what it loaded answers the same. Nothing is
// thrown but the package's own error, whatever is asked.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const file = join(process.env.TOLLGATE_ROOT, "target/mutants/mutants.jsonl");
/** How many differences are shown. */
const SHOWN = 10;
/** The entries share the wrapper: only one is asked about all. */
const ENTRIES = { tollgate: 1, "tollgate/csp": 20 };

const lines = [];
for await (const line of createInterface({ input: createReadStream(file) })) {
  lines.push(JSON.parse(line));
}
const originals = lines.filter(({ text }) => text).map(({ snapshot, text }) => ({
  snapshot,
  bytes: Buffer.from(text),
}));

function textOf({ of, difference: [start, end, middle], seal }) {
  const { bytes } = originals[of];
  const parts = [bytes.subarray(0, start), Buffer.from(middle), bytes.subarray(end)];
  const text = Buffer.concat(parts).toString();
  if (!seal) return text;
  const old = `"fingerprint":${JSON.stringify(JSON.parse(text).fingerprint)}`;
  const place = text.lastIndexOf(old);
  return `${text.slice(0, place)}"fingerprint":"${seal}"${text.slice(place + old.length)}`;
}

/** What comes of a question: the answer, or where it went wrong. */
function outcome(entry, question) {
  try {
    return { answer: question() };
  } catch (error) {
    if (!(error instanceof entry.TollgateError)) throw error;
    return { code: error.code, at: error.at ?? null };
  }
}

/** The record as an argument, where there is one. */
const about = (record) => (record === null ? [] : [record]);

const VERBS = {
  can: (gate, action, record) => gate.can(action, record),
  check: (gate, action, record) => gate.check(action, record),
  project: (gate, _, record) => gate.project(record),
  transitions: (gate, _, record) => gate.transitions(record),
  controls: (gate, _, record) => gate.controls(...about(record)),
  control: (gate, id, record) => gate.control(id, ...about(record)),
  scope: (gate, action) => gate.scope(action),
  filter: (gate, action) => gate.filter(action),
  snapshot: (gate) => gate.snapshot(),
};

const plain = (value) => JSON.parse(JSON.stringify(value));

/** A snapshot without what is `false` or an empty list: the package carries it over as it was. */
const withoutNothing = (value) =>
  JSON.parse(JSON.stringify(value), (_, member) =>
    member === false || (Array.isArray(member) && member.length === 0) ? undefined : member,
  );

/** What the package makes of a mutant, beside what is expected of it. */
function compare(entry, line, text, form) {
  const { snapshot } = originals[line.of];
  const { code, at, about, principal, answers = [] } = line.outcome;
  let gate;
  let policy;
  const loaded = outcome(entry, () => {
    const source = form === "text" ? text : JSON.parse(text);
    if (snapshot) return (gate = entry.loadGate(source)) && "loaded";
    policy = entry.loadPolicy(source);
    gate = principal && policy.gate(principal);
    return "loaded";
  });
  if (code) {
    // Of two things that are wrong either may be found first.
    const place = line.changes.length > 1 ? loaded.at : (at ?? null);
    return assert.deepEqual(loaded, { code, at: place });
  }
  assert.deepEqual(loaded, { answer: "loaded" });
  if (policy) {
    assert.deepEqual(plain([policy.actions, policy.roles, policy.permissions]), about);
  }
  for (const [verb, name, record, answer] of answers) {
    const shape = verb === "snapshot" ? withoutNothing : plain;
    const got = outcome(entry, () => VERBS[verb](gate, name, record));
    const expected = { at: answer.code ? null : undefined, ...answer };
    assert.deepEqual(shape(got), shape(expected), verb);
  }
}

/** Whether it is JSON of something that is an object, to JavaScript and to the crate alike. */
function hasObject(text) {
  try {
    const value = JSON.parse(text);
    const alike = !/e400|\\u[dD][89c-fC-F]|"deep"|(\d{20})/.test(text);
    return alike && typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

let failed = 0;
for (const [name, step] of Object.entries(ENTRIES)) {
  const entry = await import(name);
  await entry.default?.();
  const counts = { refused: 0, loaded: 0, answers: 0, differences: 0 };
  const mutants = lines.filter(({ number }) => number % step === 0);
  for (const line of mutants) {
    const text = textOf(line);
    for (const form of hasObject(text) ? ["text", "object"] : ["text"]) {
      try {
        compare(entry, line, text, form);
        counts[line.outcome.code ? "refused" : "loaded"] += 1;
        counts.answers += line.outcome.answers?.length ?? 0;
      } catch (error) {
        counts.differences += 1;
        if (counts.differences <= SHOWN) {
          console.log(`mutant ${line.number} (${line.changes.join("; ")}), as ${form}:`);
          console.log(String(error.stack ?? error).slice(0, 700));
        }
      }
    }
  }
  const { refused, loaded, answers, differences } = counts;
  console.log(`${name}: ${mutants.length} mutants, ${answers} answers compared`);
  console.log(`${name}, mutants: ${refused + loaded} passed, ${differences} failed`);
  if (refused === 0 || loaded === 0 || answers === 0) throw new Error("nothing was compared");
  failed += differences;
}
process.exit(failed === 0 ? 0 : 1);
