// Vite and Vue: the build runs, and the screen shows what it should.

import { join } from "node:path";
import { checkScreen } from "../customer-screen.mjs";

export async function check({ folder, run, fact, serve, open }) {
  await run("vite", "build");
  await checkScreen(await serve(join(folder, "dist")), { fact, open });
}
