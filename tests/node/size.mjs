// The budgets of the package: what a browser loads for each import, as it is served.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { weigh } from "./weigh.mjs";

/** What applications import the engine with. */
const PACK = "tollgate/policies/client-metrics";

/** What a binding may weigh, unless holding what is off takes more. */
const KILOBYTES_2 = 2_048;

/** What the binding for Svelte leaves to it. */
const SVELTE = ["svelte", "svelte/attachments", "svelte/reactivity"];

/**
 * By entry: the most bytes it may take under brotli, what it leaves to the application, and what it
 * loads beside itself.
 */
const BUDGETS = {
  tollgate: { max: 77_900, peers: [], beside: [PACK] },
  "tollgate/slim": { max: 77_750, peers: [], beside: ["tollgate/engine.wasm", PACK] },
  "tollgate/csp": { max: 95_150, peers: [], beside: [PACK] },
  "tollgate/dom": { max: 2_230, peers: [] },
  "tollgate/react": { max: 2_270, peers: ["react"] },
  "tollgate/vue": { max: 2_375, peers: ["vue"] },
  "tollgate/svelte": { max: KILOBYTES_2, peers: SVELTE },
  "tollgate/tooltip": { max: 1_060, peers: [] },
  "tollgate/react/tooltip": { max: 1_100, peers: ["react"] },
  "tollgate/vue/tooltip": { max: 1_130, peers: ["vue"] },
  "tollgate/svelte/tooltip": { max: 1_100, peers: ["svelte"] },
  "tollgate/style.css": { max: 760, peers: [] },
  "tollgate/store": { max: 400, peers: [] },
  "tollgate/explain": { max: 59_900, peers: [] },
  "tollgate/explain/csp": { max: 77_550, peers: [] },
  "tollgate/devtools": { max: 100, peers: [] },
  "tollgate/sql": { max: 7_300, peers: [] },
  "tollgate/prisma": { max: 6_520, peers: [] },
  "tollgate/drizzle": { max: 7_200, peers: ["drizzle-orm"] },
};

/** What of the package has no budget, and why. */
const UNWEIGHED = {
  "tollgate/engine.wasm": "is weighed beside what loads it",
  "tollgate/policies/*": "is a pack, which is as large as its policies",
  "tollgate/languages/*": "is a list of texts",
  "tollgate/package.json": "is loaded by no page",
};

/** Every export has a budget or a reason for none. */
function checkExports() {
  const manifest = JSON.parse(readFileSync(new URL(import.meta.resolve("tollgate/package.json"))));
  const entries = Object.keys(manifest.exports).map((name) => `tollgate${name.slice(1)}`);
  const without = entries.filter((entry) => {
    const folder = entry.split("/").slice(0, 2).join("/");
    return !(entry in BUDGETS || entry in UNWEIGHED || `${folder}/*` in UNWEIGHED);
  });
  if (without.length) throw new Error(`${without} have no budget and no reason for none`);
  console.log(`${entries.length} exports have a budget or a reason for none`);
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_GENERIC,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;

checkExports();
let over = 0;
for (const [entry, { max, peers, beside = [] }] of Object.entries(BUDGETS)) {
  const read = (name) => readFileSync(new URL(import.meta.resolve(name)));
  const bytes = read(entry);
  const imports = bytes
    .toString("utf8")
    .matchAll(/\bimport\s*(?:[\w{*][^;"']*\bfrom)?\s*["']([^"']*)/g);
  const others = [...imports].map(([, name]) => name).filter((name) => !peers.includes(name));
  if (others.length) throw new Error(`${entry} loads ${others}, which its budget does not see`);
  const files = [bytes, ...beside.map(read)];
  const sum = (weigh) => files.reduce((all, file) => all + weigh(file), 0);
  const [raw, size] = [sum((file) => file.length), sum(brotli)];
  const gzip = sum((file) => gzipSync(file, { level: 9 }).length);
  const loaded = [entry, ...beside].join(" + ");
  console.log(`${loaded}: ${raw} bytes, gzip ${gzip}, brotli ${size} of at most ${max}`);
  if (size > max) over += 1;
}
if (over) {
  // This file is copied into a project beside what the package was built from.
  weigh(fileURLToPath(new URL("..", import.meta.url)));
  console.error(`${over} over the budget`);
  process.exit(1);
}
