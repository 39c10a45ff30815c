// esbuild: one module for the plain screen.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeScreen } from "../bundled-screen.mjs";
import { checkScreen } from "../customer-screen.mjs";

const OPTIONS = ["--bundle", "--minify", "--format=esm", "--outfile=dist/bundle.js"];

export async function check({ folder, run, fact, serve, open }) {
  mkdirSync(join(folder, "dist"));
  writeScreen(folder);
  const output = await run("esbuild", "screen.js", ...OPTIONS);
  await fact("esbuild warns of nothing", () => assert.doesNotMatch(output, /warning/i));
  await checkScreen(await serve(join(folder, "dist")), { fact, open });
}
