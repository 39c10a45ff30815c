// Asks the installed package, through each entry that brings an engine, every question that
// `tests/shipped.rs` wrote down, and compares whole answers with the native ones.

import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ask, report, Tally } from "./questions.mjs";

const long = process.env.TOLLGATE_LONG !== undefined;
const folder = join(process.env.TOLLGATE_ROOT, "target/shipped");
const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));

/** What a default run asks in fewer ways: the largest pack, and random packs. */
const LARGE = ["alvys.jsonl", "packs.jsonl"];

/** What a default run has no time for all of. */
const FEW = "client-metrics and the first 60 random policies";
const few = (file, line) =>
  file === "client-metrics.jsonl" || (file === "random.jsonl" && line < 60);

/**
 * What each entry is asked; all of them everything in a long run. The wrapper is the same code in
 * all, and slim has the module of the default entry.
 */
const ENTRIES = [
  { name: "tollgate", bound: "everything", takes: () => true },
  { name: "tollgate/slim", bound: FEW, takes: few },
  { name: "tollgate/csp", bound: FEW, takes: few },
];

const bundleOf = (pack) =>
  readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8");

const textsOf = async (pack) => (await import(`tollgate/policies/${pack}/es`)).default;

let sound = files.length > 1;
for (const { name, bound, takes } of ENTRIES) {
  const entry = await import(name);
  await entry.default?.();
  const tally = new Tally();
  const start = performance.now();
  for (const file of files) {
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(join(folder, file)) })) {
      const brief = !long && LARGE.includes(file);
      if (long || takes(file, line)) await ask({ entry, text, bundleOf, textsOf, tally, brief });
      line += 1;
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name} in Node ${process.version}, ${long ? "everything" : bound}, ${seconds} s`);
  report(name, tally, console.log);
  sound &&= tally.failed === 0 && tally.passed > 0;
}
process.exit(sound ? 0 : 1);
