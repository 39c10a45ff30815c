// What the linters of packages say of ours.

import { cpSync } from "node:fs";
import { basename, join } from "node:path";

export async function check({ folder, run, fact }) {
  const tarball = basename(process.env.TOLLGATE_TARBALL);
  cpSync(process.env.TOLLGATE_TARBALL, join(folder, tarball));
  await fact("publint finds nothing", () => run("publint", tarball, "--strict"));
  // The module and the styles have no types. Resolution as Node.js 10 did it knows no `exports`,
  // and TypeScript 7 has left it behind.
  const untyped = ["--exclude-entrypoints", "./engine.wasm", "./style.css"];
  await fact("the types are right however they are resolved", () =>
    run("attw", tarball, "--profile", "node16", ...untyped),
  );
}
