// How long the hardest questions take in the package: each asked of a fresh gate, so that no kept
// answer helps. `node hostile.mjs PACKAGE QUESTIONS`, where QUESTIONS is what `tests/shipped.rs`
// writes of the hardest policies.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const SHOWN = 20;

const [folder, questions] = process.argv.slice(2);
const { loadPolicy } = await import(pathToFileURL(join(folder, "index.js")));

/** Every question about a policy, by what it is called. */
function questionsOf({ bundle, records: [record] }) {
  const all = {
    controls: (gate) => gate.controls(record),
    "controls of pages": (gate) => gate.controls(),
    transitions: (gate) => gate.transitions(record),
    table: (gate) => gate.table([record]),
    project: (gate) => gate.project(record),
    snapshot: (gate) => gate.snapshot(),
  };
  for (const { name } of bundle.actions) {
    all[`can ${name}`] = (gate) => gate.can(name, record);
    all[`check ${name}`] = (gate) => gate.check(name, record).message;
    all[`scope ${name}`] = (gate) => gate.scope(name);
    all[`filter ${name}`] = (gate) => gate.filter(name);
  }
  for (const { id, kind } of bundle.controls) {
    all[`control ${id}`] = (gate) => gate.control(id, record);
    if (kind === "choice") all[`options ${id}`] = (gate) => gate.options(id, record);
  }
  const [step] = bundle.types[0].lifecycle?.transitions ?? [];
  if (step) all[`transition ${step.name}`] = (gate) => gate.transition(step.name, record);
  return all;
}

const times = [];
for (const line of readFileSync(questions, "utf8").split("\n").filter(Boolean)) {
  const policy = JSON.parse(line);
  const loaded = loadPolicy(policy.bundle);
  const questions = { gate: () => loaded.gate(policy.principals[0]), ...questionsOf(policy) };
  for (const [question, ask] of Object.entries(questions)) {
    // Of a gate that is too large nothing else is asked.
    if (question !== "gate" && policy.refused.length > 0) continue;
    const gate = question === "gate" ? undefined : loaded.gate(policy.principals[0]);
    const started = performance.now();
    let end = "";
    try {
      ask(gate);
    } catch ({ code }) {
      const expected = code === "too_large" || code === "wrong_resource";
      if (!expected) throw new Error(`${question}: ${code}`);
      end = `: ${code}`;
    }
    const took = performance.now() - started;
    times.push([took, `${question}, ${policy.name}${end}`]);
  }
}
times.sort(([one], [other]) => other - one);
console.log(`${times.length} questions; those that took longest:`);
for (const [took, what] of times.slice(0, SHOWN)) {
  console.log(`${took.toFixed(1).padStart(9)} ms  ${what}`);
}
const { rss } = process.memoryUsage();
console.log(`The process holds ${(rss / 2 ** 20).toFixed(0)} MB, questions and all.`);
