// Vitest: an application's tests of its permissions, and the bindings rendered on a server.

import assert from "node:assert/strict";

export async function check({ run, fact }) {
  await fact("every test file passes", async () => {
    assert.match(await run("vitest", "run"), /Test Files\s+3 passed/);
  });
}
