// What a server in Rust sends to a page: its snapshot of a gate is the one that the package makes,
// and every entry answers from it as from the policy.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const read = (url) => JSON.parse(readFileSync(url, "utf8"));
const folder = new URL("snapshots/", import.meta.url);

for (const name of ["tollgate", "tollgate/slim", "tollgate/csp"]) {
  const entry = await import(name);
  await entry.default?.();
  test(`${name}: the server's snapshots are the package's`, () => {
    const files = readdirSync(folder);
    assert.ok(files.length > 40);
    for (const file of files) {
      const { principal, snapshot } = read(new URL(file, folder));
      const bundle = new URL(import.meta.resolve(`tollgate/policies/${snapshot.pack}.json`));
      const policy = entry.loadPolicy(readFileSync(bundle, "utf8"));
      const gate = policy.gate(principal);
      const { explain } = snapshot.snapshot;
      assert.deepEqual(snapshot, gate.snapshot({ explain }), file);
      const page = entry.loadGate(snapshot);
      assert.equal(page.fingerprint, policy.fingerprint);
      if (explain) assert.deepEqual(page.controls(), gate.controls());
      for (const action of policy.actions) {
        const outcome = (of) => {
          try {
            return JSON.stringify([of.scope(action), of.filter(action)]);
          } catch ({ code, at }) {
            return [code, at].join();
          }
        };
        assert.equal(outcome(page), outcome(gate), `${file} ${action}`);
      }
    }
  });
}
