// The guide for those who come from Cedar: the same policies under both, and every answer of both.

import assert from "node:assert/strict";

export async function check({ run, fact }) {
  await fact("Cedar and Tollgate answer alike, by the same policies", async () => {
    assert.match(await run("node", "side-by-side.js"), /^3456 answers are the same/m);
  });
}
