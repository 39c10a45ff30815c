// Filters as SQL, on SQLite and on PostgreSQL.

import assert from "node:assert/strict";

export async function check({ run, fact }) {
  await fact("the examples of the guide run", async () => {
    assert.match(await run("node", "query.mjs"), /^queried$/m);
    assert.match(await run("node", "with-drizzle.mjs"), /^queried$/m);
  });
  await fact("rows of a filter are those on which decisions are yes", async () => {
    const told = await run("node", "rows.mjs");
    console.log(told.trim());
    assert.match(told, /^\d+ filters, \d+ decisions, \d+ queries/m);
  });
}
