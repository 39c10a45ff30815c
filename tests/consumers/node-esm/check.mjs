// Node.js with ES modules.

import assert from "node:assert/strict";

export async function check({ run, fact }) {
  await fact("an ES module asks and is answered", async () => {
    assert.match(await run("node", "orders.js"), /^asked as an ES module$/m);
  });
  await fact("an application's own records are asked about", async () => {
    assert.match(await run("node", "records.js"), /^asked about an application's own records$/m);
  });
}
