// What a loaded policy keeps, in this fresh process, for `node.mjs`: prints the bytes, of the
// engine's memory and of JavaScript's together.

import { readFileSync } from "node:fs";
import { loadPolicy } from "tollgate";
import { bundleFile, group } from "./common.mjs";

function used() {
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// The engine itself has started before.
const small = loadPolicy(readFileSync(bundleFile, "utf8"));
const before = used();
const policy = loadPolicy(readFileSync(group.file, "utf8"));
const after = used();
// Both are still in use.
if (small.actions.length + policy.actions.length === 0) throw new Error("no actions");
console.log(after - before);
