// The guide for those who come from CASL: both sides of its examples, and every answer of both.

import assert from "node:assert/strict";

export async function check({ run, fact }) {
  await fact("CASL and Tollgate answer alike", async () => {
    assert.match(await run("node", "side-by-side.js"), /^260 answers are the same$/m);
  });
}
