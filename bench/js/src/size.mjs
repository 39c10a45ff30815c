// What a browser loads, bundled and minified as a front end would: `cargo xtask bench size` runs
// this. Cedar's WebAssembly comes beside its script, and so does that of entries that fetch theirs.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { done } from "./common.mjs";

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL(".", import.meta.url));
const tollgate = dirname(require.resolve("tollgate/package.json"));
const cedar = join(dirname(require.resolve("@cedar-policy/cedar-wasm/nodejs")), "../web");

/** Scripts by name, as the line that imports them, with files that come beside them. */
function entries() {
  const { exports } = JSON.parse(readFileSync(join(tollgate, "package.json"), "utf8"));
  const script = (target) => target?.import?.default ?? target?.default ?? target;
  const paths = Object.keys(exports).filter((path) => {
    const file = script(exports[path]);
    return typeof file === "string" && file.endsWith(".js") && !path.startsWith("./policies/");
  });
  const modules = readdirSync(tollgate).filter((name) => name.endsWith(".wasm"));
  const ours = paths.map((path) => {
    const name = path.replace(/^\./, "tollgate");
    const beside = path === "./slim" ? modules.map((module) => join(tollgate, module)) : [];
    const all = `export * from "${name}"`;
    const own = `export { default } from "${name}"`;
    if (path.startsWith("./languages/")) return [name, own, beside];
    // Its default starts the engine.
    return [name, path === "./slim" ? `${all}; ${own}` : all, beside];
  });
  const pack = "./policies/client-metrics" in exports ? "" : ".json";
  const bundle = `export { default as bundle } from "tollgate/policies/client-metrics${pack}"`;
  return [
    ...ours,
    ["tollgate, with one pack", `export * from "tollgate"; ${bundle}`, []],
    ["CASL", 'export { AbilityBuilder, createMongoAbility } from "@casl/ability"', []],
    ["json-logic-engine", 'export { LogicEngine } from "json-logic-engine"', []],
    ["accesscontrol", 'export { AccessControl } from "accesscontrol"', []],
    ["node-casbin", 'export { newEnforcer, newModelFromString } from "casbin"', []],
    [
      "cedar-wasm",
      'export { default, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/web"',
      [join(cedar, "cedar_wasm_bg.wasm")],
    ],
  ];
}

async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    platform: "browser",
    // Casbin reads files in Node only; bindings leave their framework to the page.
    external: ["fs", "react", "vue"],
    logLevel: "error",
  });
  return outputFiles[0].contents;
}

function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}

const sizes = [];
for (const [name, source, beside] of entries()) {
  const parts = [await bundled(source), ...beside.map((file) => readFileSync(file))];
  const sum = (weigh) => parts.reduce((total, part) => total + weigh(part), 0);
  sizes.push({
    name,
    raw: sum((part) => part.length),
    gzip: sum((part) => gzipSync(part, { level: 9 }).length),
    brotli: sum(brotli),
  });
}
done({ verdicts: {}, measures: [], sizes, version: `Node.js ${process.versions.node}` });
