// The budget of the package: what a browser loads for the default import, as it is served.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BROTLI_BYTES_MAX = 45_000;

const entry = readFileSync(new URL(import.meta.resolve("tollgate")));
const imports = entry.toString("utf8").match(/\bimport\s*(?:["'(]|[\w{*][^;"']*\bfrom\s*["'])/g);
if (imports) throw new Error("the entry loads other modules, which this budget does not see");

const brotli = brotliCompressSync(entry, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_GENERIC,
    [constants.BROTLI_PARAM_SIZE_HINT]: entry.length,
  },
}).length;
const gzip = gzipSync(entry, { level: 9 }).length;
console.log(`index.js: ${entry.length} bytes, gzip ${gzip}, brotli ${brotli}`);
console.log(`budget:   brotli ${BROTLI_BYTES_MAX}`);
if (brotli > BROTLI_BYTES_MAX) {
  console.error(`over the budget by ${brotli - BROTLI_BYTES_MAX} bytes`);
  process.exit(1);
}
