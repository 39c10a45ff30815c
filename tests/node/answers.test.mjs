// The whole answers of the package, messages and all, are those of the engine compiled natively.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadPolicy } from "tollgate";
import { folder as packs, PACKS } from "./packs.mjs";

const lines = (file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A record and a context as arguments: none where there is no record, which is about all. */
const about = ({ resource, context }) =>
  [resource, context].slice(0, context !== undefined ? 2 : resource !== undefined ? 1 : 0);

const ASK = {
  decide: (gate, name, { resource, context }) => gate.check(name, resource, context),
  transition: (gate, name, { resource }) => gate.transition(name, resource),
  transitions: (gate, _, { resource }) => gate.transitions(resource),
  scope: (gate, name, { context }) => gate.scope(name, context),
  control: (gate, id, of) => gate.control(id, ...about(of)),
  options: (gate, id, { resource }) => gate.options(id, ...about({ resource })),
  filter: (gate, name, { context }) => gate.filter(name, context),
};
const ASK_POLICY = {
  roleDefaults: (policy, roles) => policy.roleDefaults(roles),
  grantAdvice: (policy, { grant, roles }) => policy.grantAdvice(grant, roles),
};

function answer(policy, of) {
  const [[kind, input]] = Object.entries(of.ask);
  try {
    if (kind in ASK_POLICY) return ASK_POLICY[kind](policy, input);
    return ASK[kind](policy.gate(of.principal), input, of);
  } catch ({ code, message, at, allowed }) {
    return { error: { code, message, at, allowed } };
  }
}

for (const pack of PACKS) {
  test(`${pack}: every answer is the native one`, () => {
    const bundle = new URL(import.meta.resolve(`tollgate/policies/${pack}.json`));
    const policy = loadPolicy(readFileSync(bundle, "utf8"));
    const folder = join(packs, pack, "cases");
    const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    const cases = new Map(
      files.flatMap((name) => lines(join(folder, name))).map((of) => [of.id, of]),
    );
    const native = lines(new URL(`answers/${pack}.jsonl`, import.meta.url));
    assert.equal(native.length, cases.size);
    for (const { id, answer: expected } of native) {
      const got = JSON.parse(JSON.stringify(answer(policy, cases.get(id))));
      assert.deepEqual(got, expected, id);
    }
  });
}
