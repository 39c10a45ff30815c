// The screen of `html`, for a bundler: its page without the import map, its script with the pack
// imported rather than fetched.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FETCHED = /^const bundle = await .*$/m;
const IMPORTED = 'import bundle from "tollgate/policies/client-metrics.json";';

/** Writes `screen.js` and `dist/index.html` into a project's folder. */
export function writeScreen(folder, { module = true } = {}) {
  const from = new URL("html/", import.meta.url);
  const script = readFileSync(new URL("screen.js", from), "utf8");
  const page = readFileSync(new URL("index.html", from), "utf8");
  if (!FETCHED.test(script)) throw new Error("html/screen.js fetches no bundle");
  writeFileSync(join(folder, "screen.js"), `${IMPORTED}\n${script.replace(FETCHED, "")}`);
  const how = module ? 'type="module"' : "defer";
  writeFileSync(
    join(folder, "dist/index.html"),
    page
      .replace(/<script type="importmap">.*?<\/script>/s, "")
      .replace('<script type="module" src="screen.js">', `<script ${how} src="bundle.js">`),
  );
}
