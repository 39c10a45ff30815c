// Asks the package in Chromium, from a page that loads the very files that were packed, every
// question that `tests/shipped.rs` wrote down, and compares whole answers with the native ones.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { askAll } from "../node/jobs.mjs";
import { launch, url } from "./launch.mjs";

/** Runs in the page. */
async function inPage({ entry: name, file, most, brief }) {
  const entry = await import(`/tollgate/${name}.js`);
  await entry.default?.();
  const { ask, Tally } = await import("/shipped/questions.mjs");
  const fetched = async (path) => {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return response.text();
  };
  const bundleOf = (pack) => fetched(`/tollgate/policies/${pack}.json`);
  const textsOf = async (pack) => (await import(`/tollgate/policies/${pack}/es.js`)).default;
  const tally = new Tally();
  const lines = (await fetched(`/shipped/${file}.jsonl`)).split("\n").filter(Boolean);
  for (const text of lines.slice(0, most)) {
    await ask({ entry, text, bundleOf, textsOf, tally, brief });
  }
  return { ...tally };
}

const browser = await launch();
let failing = false;
/** A page for each job: what one leaves behind is not held by the next. */
const start = async () => async (job) => {
  // Of one context, two pages would share a process.
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    console.log(`the page fails: ${error}`);
    failing = true;
  });
  await page.goto(new URL("shipped.html", url).href);
  const tally = await page.evaluate(inPage, job);
  await context.close();
  return tally;
};
try {
  const written = readdirSync(fileURLToPath(new URL("../../target/shipped", import.meta.url)));
  const sound = await askAll(`Chromium ${browser.version()}`, written, start);
  if (!sound || failing) process.exitCode = 1;
} finally {
  await browser.close();
}
