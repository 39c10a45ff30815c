// The benchmarks in Node: `cargo xtask bench node` runs this.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { bundleFile, done, firsts, given, log, options } from "./common.mjs";
import { contest } from "./contest.mjs";

const script = fileURLToPath(new URL("first-node.mjs", import.meta.url));
const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

log("first");
const fresh = await firsts((entry) =>
  JSON.parse(execFileSync(process.execPath, [script, entry, bundleFile], { encoding: "utf8" })),
);
const warm = await contest({ ...given(), cedar }, options, log);
done({
  ...warm,
  measures: [...fresh, ...warm.measures],
  version: `Node.js ${process.versions.node}, V8 ${process.versions.v8}`,
});
