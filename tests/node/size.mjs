// The budgets of the package: what a browser loads for each import, as it is served.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { weigh } from "./weigh.mjs";

/** What applications import the engine with. */
const PACK = "tollgate/policies/client-metrics";

/** What a binding may weigh. */
const KILOBYTES_2 = 2_048;

/**
 * By entry: the most bytes it may take under brotli, what it leaves to the application, and what it
 * loads beside itself.
 */
const BUDGETS = {
  tollgate: { max: 78_300, peers: [], beside: [PACK] },
  "tollgate/slim": { max: 78_000, peers: [], beside: ["tollgate/engine.wasm", PACK] },
  "tollgate/csp": { max: 95_500, peers: [], beside: [PACK] },
  "tollgate/dom": { max: KILOBYTES_2, peers: [] },
  "tollgate/react": { max: KILOBYTES_2, peers: ["react"] },
  "tollgate/vue": { max: KILOBYTES_2, peers: ["vue"] },
  "tollgate/svelte": { max: KILOBYTES_2, peers: ["svelte", "svelte/reactivity"] },
  "tollgate/tooltip": { max: 1_000, peers: [] },
  "tollgate/react/tooltip": { max: 1_100, peers: ["react"] },
  "tollgate/vue/tooltip": { max: 1_100, peers: ["vue"] },
  "tollgate/svelte/tooltip": { max: 1_100, peers: ["svelte"] },
  "tollgate/store": { max: 400, peers: [] },
  "tollgate/explain": { max: 60_200, peers: [] },
  "tollgate/explain/csp": { max: 77_800, peers: [] },
  "tollgate/devtools": { max: 100, peers: [] },
  "tollgate/sql": { max: 7_300, peers: [] },
  "tollgate/prisma": { max: 6_500, peers: [] },
  "tollgate/drizzle": { max: 7_200, peers: ["drizzle-orm"] },
};

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_GENERIC,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;

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
