// The built-in packs as modules: by import and by require they are the bundle that the JSON is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { loadPolicy } from "tollgate";
import { PACKS } from "./packs.mjs";

const require = createRequire(import.meta.url);

for (const pack of PACKS) {
  test(`${pack} is a module`, async () => {
    const url = new URL(import.meta.resolve(`tollgate/policies/${pack}.json`));
    const bundle = JSON.parse(readFileSync(url, "utf8"));
    const module = await import(`tollgate/policies/${pack}`);
    assert.deepEqual(Object.keys(module), ["default"]);
    assert.deepEqual(module.default, bundle);
    assert.deepEqual(require(`tollgate/policies/${pack}`), bundle);
    assert.equal(loadPolicy(module.default).fingerprint, bundle.fingerprint);
  });
}
