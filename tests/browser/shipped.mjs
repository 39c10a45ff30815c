// Asks the package in Chromium, from a page that loads the very files that were packed, every
// question that `tests/shipped.rs` wrote down, and compares whole answers with the native ones.

import { launch, url } from "./launch.mjs";

const long = process.env.TOLLGATE_LONG !== undefined;

/** Runs in the page. */
async function inPage({ files, script, brief }) {
  const entry = await import(script);
  await entry.default?.();
  const { ask, report, Tally } = await import("/shipped/questions.mjs");
  const fetched = async (path) => {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return response.text();
  };
  const bundleOf = (pack) => fetched(`/tollgate/policies/${pack}.json`);
  const textsOf = async (pack) => (await import(`/tollgate/policies/${pack}/es.js`)).default;
  const tally = new Tally();
  for (const [file, most] of files) {
    const lines = (await fetched(`/shipped/${file}.jsonl`)).split("\n").filter(Boolean);
    for (const text of lines.slice(0, most)) {
      await ask({ entry, text, bundleOf, textsOf, tally, brief: brief.includes(file) });
    }
  }
  const lines = [];
  report(`${script} in Chromium`, tally, (line) => lines.push(line));
  return { lines, passed: tally.passed, failed: tally.failed };
}

const FILES = [
  "access-levels",
  "alvys",
  "client-metrics",
  "random",
  "packs",
  "hardest",
  "principals",
];
const EVERYTHING = FILES.map((file) => [file]);
/** Stated where it is printed: the entries beside the default one, unless the run is a long one. */
const FEW = [["client-metrics"], ["random", 60]];
const ENTRIES = [
  { script: "/tollgate/index.js", bound: "everything", files: EVERYTHING },
  {
    script: "/tollgate/slim.js",
    bound: "client-metrics and the first 60 random policies",
    files: long ? EVERYTHING : FEW,
  },
  {
    script: "/tollgate/csp.js",
    bound: "client-metrics and the first 60 random policies",
    files: long ? EVERYTHING : FEW,
  },
];

const browser = await launch();
let sound = true;
try {
  for (const { script, bound, files } of ENTRIES) {
    const page = await browser.newPage();
    page.on("pageerror", (error) => {
      console.log(`the page fails: ${error}`);
      sound = false;
    });
    await page.goto(new URL("shipped.html", url).href);
    const start = performance.now();
    const asked = { files, script, brief: long ? [] : ["alvys", "packs"] };
    const { lines, passed, failed } = await page.evaluate(inPage, asked);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const version = browser.version();
    console.log(`${script}, Chromium ${version}, ${long ? "everything" : bound}, ${seconds} s`);
    console.log(lines.join("\n"));
    sound &&= failed === 0 && passed > 0;
    await page.close();
  }
} finally {
  await browser.close();
}
process.exit(sound ? 0 : 1);
