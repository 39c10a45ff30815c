// Every contender is bundled and minified to one file, as a front end would.

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Files of Node for Casbin, what other runtimes have for mitata, frameworks for the bindings. */
const FOREIGN = ["fs", "bun:jsc", "@mitata/counters", "react", "vue"];

const here = fileURLToPath(new URL(".", import.meta.url));

/** A fresh folder for scripts, from which `tollgate` is that package. */
export function home(name, tollgate) {
  const folder = join(here, "../node_modules/.bench", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(resolve(tollgate), join(folder, "node_modules/tollgate"));
  return folder;
}

/** A script as one file, its packages in it unless they are `installed`. */
export async function bundled(contents, home, { installed = false, banner = "" } = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    platform: "browser",
    nodePaths: [join(home, "node_modules")],
    loader: { ".wasm": "binary", ".cedar": "text", ".cedarschema": "text" },
    external: FOREIGN,
    packages: installed ? "external" : "bundle",
    // Casbin takes for granted what Node has.
    define: { global: "globalThis" },
    inject: contents.includes("casbin") ? [`${here}/buffer.mjs`] : [],
    banner: { js: banner },
    logLevel: "error",
  });
  return outputFiles[0].contents;
}
