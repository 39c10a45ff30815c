// The benchmarks in Node: `cargo xtask bench node` runs this, and this itself once more for every
// group of measures and every first decision.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundleFile, done, firsts, grown, log, warms } from "./common.mjs";

const ATTEMPTS_MAX = 3;

/** What a script prints as JSON, in a process of its own. */
function inProcess(name, ...given) {
  const script = ["--expose-gc", fileURLToPath(new URL(name, import.meta.url))];
  for (let attempt = 1; ; attempt++) {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...script, ...given], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    if (status === 0) return JSON.parse(stdout);
    // Node.js 20 itself crashes now and then while it discards optimised code.
    if (!signal || attempt === ATTEMPTS_MAX) throw new Error(`${name} failed\n${stderr}`);
    log(`again: Node.js crashed (${signal})`);
  }
}

log("first");
const fresh = await firsts((entry) => inProcess("first-node.mjs", entry, bundleFile));
const told = (options) => [...process.argv.slice(2), "--options", JSON.stringify(options)];
const warm = await warms((options) => inProcess("group-node.mjs", ...told(options)));
log("memory");
const memory = grown("policies").map(({ size, file }) => [
  size,
  inProcess("memory-node.mjs", ...told({ file })),
]);
done({
  ...warm,
  measures: [...fresh, ...warm.measures],
  memory: Object.fromEntries(memory),
  version: `Node.js ${process.versions.node}, V8 ${process.versions.v8}`,
});
