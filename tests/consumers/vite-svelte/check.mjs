// Vite, Svelte and TypeScript: types are right, the build runs, the screen shows what it should.

import { join } from "node:path";
import { checkScreen } from "../customer-screen.mjs";

export async function check({ folder, run, fact, serve, open }) {
  await fact("TypeScript agrees", () => run("tsc"));
  await run("vite", "build");
  await checkScreen(await serve(join(folder, "dist")), { fact, open });
}
