// What the drivers for Node and for a browser share: options, files, samples, results.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GROUP_NAMES } from "./contest.mjs";

/** Entries whose first decision is timed, by the name that reports use. */
export const ENTRIES = { Tollgate: "tollgate", CASL: "casl", "json-logic-engine": "json-logic" };

const { values } = parseArgs({
  options: {
    root: { type: "string" },
    growth: { type: "string" },
    out: { type: "string" },
    rounds: { type: "string", default: "5" },
    time: { type: "string", default: "200" },
    samples: { type: "string", default: "20" },
    options: { type: "string", default: "{}" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});

export const { root, chromium } = values;
export const samples = Number(values.samples);
/** What a process is to measure that another has started. */
export const group = JSON.parse(values.options);

const options = { rounds: Number(values.rounds), time: Number(values.time) };

const pack = (name) => join(root, "policies", name);
const text = (...path) => readFileSync(join(...path), "utf8");

/** The bundle that first decisions read. */
export const bundleFile = join(pack("client-metrics"), "bundle.json");

/** Bundles of growing size along an axis, `policies` or `permissions`, the smallest first. */
export function grown(axis) {
  const bundle = (name) => name.match(`^${axis}-(\\d+)\\.json$`);
  const found = readdirSync(values.growth).map(bundle).filter(Boolean);
  return found
    .map(([name, size]) => ({ size: Number(size), file: join(values.growth, name) }))
    .sort((a, b) => a.size - b.size);
}

/** Everything that contenders are given, but Cedar's module. */
export function given() {
  const cedar = (name) => name.endsWith(".cedar");
  const files = readdirSync(pack("client-metrics")).filter(cedar);
  const growth = ["policies", "permissions"].flatMap((axis) =>
    grown(axis).map(({ size, file }) => [`${axis}-${size}`, text(file)]),
  );
  return {
    bundle: text(bundleFile),
    alvys: text(pack("alvys"), "bundle.json"),
    policies: files.map((name) => text(pack("client-metrics"), name)).join("\n"),
    schema: text(pack("client-metrics"), "schema.cedarschema"),
    growth: Object.fromEntries(growth),
  };
}

/** First decisions of every entry in turn; `sample` gives one. */
export async function firsts(sample) {
  const [first, table] = [{}, {}];
  const counts = new Set();
  for (let i = 0; i < samples; i++) {
    for (const [name, entry] of Object.entries(ENTRIES)) {
      const took = await sample(entry);
      (first[name] ??= []).push(took.first);
      (table[name] ??= []).push(took.table);
      counts.add(took.allowed);
    }
  }
  if (counts.size !== 1) throw new Error(`first tables differ: ${[...counts]}`);
  return [
    { id: "first", figures: first },
    { id: "table-first", figures: table },
  ];
}

/** Warm measures, a group at a time; `run` has a group run in a place of its own. */
export async function warms(run) {
  const all = { measures: [] };
  for (const group of GROUP_NAMES) {
    log(group);
    const { measures, ...rest } = await run({ ...options, group });
    Object.assign(all, rest);
    all.measures.push(...measures);
  }
  return all;
}

/** Says what is being timed. */
export const log = (id) => console.log(`  timing ${id}`);

/** Leaves the results for `cargo xtask bench`. */
export function done(results) {
  for (const [name, count] of Object.entries(results.verdicts)) {
    console.log(`  ${name}: ${count} verdicts as Tollgate's`);
  }
  writeFileSync(values.out, JSON.stringify(results, null, 1));
}
