// Vite, Svelte and TypeScript: types are right, the build runs, the screen shows what it should.

import { join } from "node:path";
import { checkReasons, checkScreen } from "../customer-screen.mjs";

export async function check({ folder, run, fact, serve, open }) {
  await fact("TypeScript agrees", () => run("tsc"));
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  await checkScreen(address, { fact, open });
  await checkReasons(address, { fact, open });
}
