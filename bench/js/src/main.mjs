// The benchmarks in JavaScript: `cargo xtask bench` runs this for a part, `node`, `chromium` or
// `size`. Contenders of a measure take turns, each in a fresh process or page, round by round; so a
// machine that slows down slows all of them, and a ratio is taken within a round.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { bundled, home } from "./build.mjs";
import { classMeasures } from "./class-measures.mjs";
import { MEASURES, PEERS, SIZES } from "./measures.mjs";
import * as places from "./places.mjs";

const text = (name, value) => [name, { type: "string", default: value }];
const { values: flags } = parseArgs({
  options: Object.fromEntries([
    text("part", "node"),
    text("package", ""),
    // The package of another commit, which takes part as "before".
    text("before", ""),
    text("out", ""),
    text("rounds", "7"),
    text("time", "300"),
    text("samples", "31"),
    text("only", ""),
    text("chromium", "/usr/bin/chromium"),
    // The packs that differ in one kind of class.
    text("classes", ""),
  ]),
});

const now = home("now", flags.package);
const before = flags.before && home("before", flags.before);

/** The clock of a script that is timed from its own start. */
const banner = "globalThis.startedAt = performance.now();";

/** Contenders, and those of Tollgate once more as they were before. */
function* entrants({ contenders }) {
  for (const [name, contender] of Object.entries(contenders)) {
    yield [name, contender, now];
    if (before && name.startsWith("Tollgate")) yield [`${name}, before`, contender, before];
  }
}

/** How many verdicts of each peer are Tollgate's: all, or nothing is timed. */
async function verdicts(place) {
  const counts = {};
  let ours;
  for (const [name, peer] of Object.entries(PEERS)) {
    const script = `import { verdicts } from "./warm.mjs";
      import * as peer from "./peers/${peer}.mjs";
      globalThis.result = await verdicts(peer);`;
    const { verdicts } = await place.run(place.add(await bundled(script, now), now));
    ours ??= verdicts;
    const differs = [...ours].findIndex((verdict, question) => verdicts[question] !== verdict);
    if (differs >= 0) throw new Error(`${name} differs from Tollgate in question ${differs}`);
    if (name !== "Tollgate") counts[name] = verdicts.length;
  }
  return counts;
}

async function measure(place, { title, note, to, ...measure }) {
  console.log(`  ${title}`);
  const figures = [];
  for (const [name, contender, folder] of entrants(measure)) {
    const { installed, cold, member = "time" } = contender;
    const script = await bundled(contender(Number(flags.time)), folder, {
      installed,
      banner: cold && !installed ? banner : "",
    });
    const unit = cold ? 1e6 : 1;
    figures.push({ name, at: place.add(script, folder), member, unit, cold, rounds: [] });
  }
  const rounds = Number(figures[0].cold ? flags.samples : flags.rounds);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < figures.length; i++) {
      const each = figures[(i + round) % figures.length];
      const result = await place.run(each.at);
      if (each.cold && result.allowed !== true) throw new Error("the first decision is wrong");
      each.rounds.push(result[each.member] * each.unit);
    }
  }
  return { title, note, to, unit: "ns", figures: figures.map((each) => [each.name, each.rounds]) };
}

async function timed(place, measures, compared) {
  const results = { version: place.version, verdicts: compared, measures: [] };
  for (const each of measures) {
    if (each.part && each.part !== flags.part) continue;
    if (flags.only && !each.title.match(flags.only)) continue;
    results.measures.push(await measure(place, each));
  }
  await place.close();
  return results;
}

/** What a browser loads, as a measure with one round. */
async function sizes() {
  const figures = [];
  const folders = { "": now, ...(before && { ", before": before }) };
  for (const [suffix, folder] of Object.entries(folders)) {
    for (const [name, script, beside] of SIZES) {
      if (suffix && !name.startsWith("tollgate")) continue;
      const parts = [await bundled(script, folder)];
      const file = beside?.replace(/^tollgate/, `${folder}/node_modules/tollgate`);
      if (file) parts.push(readFileSync(new URL(file, import.meta.url)));
      const bytes = parts.reduce((sum, part) => sum + brotliCompressSync(part).length, 0);
      figures.push([name + suffix, [bytes]]);
    }
  }
  const note = "What a browser loads, bundled and minified, under brotli.";
  const measure = { title: "Size", note, to: "CASL", unit: "bytes", figures };
  return { version: `Node.js ${process.versions.node}`, verdicts: {}, measures: [measure] };
}

const beside = async (place) => timed(place, MEASURES, await verdicts(place));

const parts = {
  node: () => beside(places.node()),
  chromium: async () => beside(await places.chromium(flags.chromium)),
  classes: () => timed(places.node(), classMeasures(flags.classes), {}),
  size: sizes,
};
writeFileSync(flags.out, JSON.stringify(await parts[flags.part](), null, 1));
