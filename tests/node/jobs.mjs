// What the shipped package is asked, in Node and in Chromium alike: which files of questions each
// of its entries is given, how much of them, and how the work is shared out and counted.

import { availableParallelism } from "node:os";
import { asksOfUndefined, report, Tally } from "./questions.mjs";

const long = process.env.TOLLGATE_LONG !== undefined;

/** The files that `tests/shipped.rs` writes, those first that take longest. */
const FILES = [
  "expenses",
  "alvys",
  "hardest",
  "random",
  "access-levels",
  "packs",
  "constructs",
  "principals",
  "client-metrics",
];

/** What a default run asks in fewer ways: the largest packs, and random packs. */
const LARGE = ["expenses", "alvys", "packs"];

/** What a default run has time for with the entries beside the default one. */
const FEW = { files: ["random", "client-metrics"], policies: 60 };

/** The wrapper is the same code in all, and slim has the module of the default entry. */
const ENTRIES = [
  { entry: "index", most: Infinity, files: FILES },
  { entry: "slim", most: FEW.policies, files: FEW.files },
  { entry: "csp", most: FEW.policies, files: FEW.files },
];

/**
 * What there is to do, each for itself: an entry, a file, how many policies of it are asked about,
 * and whether in fewer ways. A long run asks every entry everything.
 */
const JOBS = ENTRIES.flatMap(({ entry, most, files }) =>
  (long ? FILES : files).map((file) => ({
    entry,
    file,
    most: long ? Infinity : most,
    brief: !long && LARGE.includes(file),
  })),
);

/** Refuses files of questions that nobody asks, and a lack of one. */
function checkFiles(names) {
  const expected = FILES.map((file) => `${file}.jsonl`).sort();
  const found = names.filter((name) => name.endsWith(".jsonl")).sort();
  if (found.join() !== expected.join()) throw new Error(`${found} are written, not ${expected}`);
}

/**
 * Does all there is to do with the files written, on as many workers as there are cores: a worker
 * is what `start` gives, a function that does one job after another and gives the tally of each.
 * Prints what came of each entry, and says whether all is sound.
 */
export async function askAll(where, written, start) {
  checkFiles(written);
  const tallies = new Map(ENTRIES.map(({ entry }) => [entry, new Tally()]));
  const left = [...JOBS];
  const work = async () => {
    const ask = await start();
    for (let job = left.shift(); job; job = left.shift()) {
      const begun = performance.now();
      const tally = await ask(job);
      tallies.get(job.entry).add(tally);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`  ${job.entry}, ${job.file}: ${tally.passed} equal, ${seconds} s`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  let sound = true;
  for (const { entry, most, files } of ENTRIES) {
    const tally = tallies.get(entry);
    const some = `the first ${most} of ${files.join(" and ")}`;
    console.log(`${entry} in ${where}, ${long || most === Infinity ? "everything" : some}`);
    report(`${entry} in ${where}`, tally, console.log);
    sound &&= tally.failed === 0 && tally.passed > 0 && asksOfUndefined(tally);
  }
  return sound;
}
