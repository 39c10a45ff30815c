// One first decision in this fresh process: `node first-node.mjs ENTRY BUNDLE` prints its times.

import { readFileSync } from "node:fs";
import { first } from "./first.mjs";

const [entry, bundle] = process.argv.slice(2);
const enter = async () => ({
  module: await import(`./entries/${entry}.mjs`),
  bundle: entry === "tollgate" ? readFileSync(bundle, "utf8") : undefined,
});
console.log(JSON.stringify(await first(enter)));
