// Filters on SQLite and PostgreSQL: in SQL, by Drizzle, Prisma and Kysely; and as MongoDB's.

import assert from "node:assert/strict";

/** Prisma asks a server for its schema engine, which nothing here needs, unless told of one. */
const ENGINE = `PRISMA_SCHEMA_ENGINE_BINARY=${process.execPath}`;

export async function check({ run, fact }) {
  const generate = (schema) => run("env", ENGINE, "npx", "prisma", "generate", "--schema", schema);
  await generate("prisma/sqlite.prisma");
  await generate("prisma/postgresql.prisma");
  await fact("TypeScript agrees", () => run("tsc"));
  await fact("rows of a filter are those on which decisions are yes", async () => {
    const output = await run("node", "rows.mjs");
    console.log(output.trim());
    assert.match(output, /^\d+ filters of 29 forms, \d+ decisions, \d+ queries/m);
    assert.match(output, /^\d+ conditions, said \{"sqlite":\d+,"postgres":\d+,"mongo":\d+\}$/m);
  });
  await fact("the examples of the guide run", async () => {
    for (const example of ["query", "with-drizzle", "with-prisma", "with-kysely"]) {
      assert.match(await run("node", `${example}.mjs`), /^queried$/m);
    }
  });
}
