// Node.js with CommonJS, and its types.

import assert from "node:assert/strict";

export async function check({ run, fact }) {
  await fact("a CommonJS module asks and is answered", async () => {
    assert.match(await run("node", "orders.js"), /^asked by require$/m);
  });
  await fact("TypeScript agrees", () => run("tsc"));
}
