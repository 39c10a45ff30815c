// Vite, Svelte and TypeScript: types are right, the build runs, the screen shows what it should.

import assert from "node:assert/strict";
import { join } from "node:path";
import { checkReasons, checkScreen } from "../customer-screen.mjs";

export async function check({ folder, run, fact, serve, open }) {
  await fact("TypeScript agrees", () => run("tsc"));
  await fact("a control says what it is when it is printed", async () => {
    const printed = await run("node", "printed.mjs");
    assert.match(printed, /id: 'row\.edit'[^]*state: 'disabled'[^]*message: 'Reactivate/);
    assert.doesNotMatch(printed, /Getter/);
  });
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  await checkScreen(address, { fact, open });
  await checkReasons(address, { fact, open });
}
