// Asks the installed package, through each entry that brings an engine, every question that
// `tests/shipped.rs` wrote down, and compares whole answers with the native ones.

import { once } from "node:events";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { askAll } from "./jobs.mjs";
import { ask, Tally } from "./questions.mjs";

const folder = join(process.env.TOLLGATE_ROOT, "target/shipped");

const bundleOf = (pack) =>
  readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8");

const textsOf = async (pack) => (await import(`tollgate/policies/${pack}/es`)).default;

async function tallyOf({ entry: name, file, most, brief }) {
  const entry = await import(name === "index" ? "tollgate" : `tollgate/${name}`);
  await entry.default?.();
  const tally = new Tally();
  let line = 0;
  const input = createReadStream(join(folder, `${file}.jsonl`));
  for await (const text of createInterface({ input })) {
    if (line < most) await ask({ entry, text, bundleOf, textsOf, tally, brief });
    line += 1;
  }
  return tally;
}

if (isMainThread) {
  const workers = [];
  const start = async () => {
    const worker = new Worker(new URL(import.meta.url));
    workers.push(worker);
    return async (job) => {
      worker.postMessage(job);
      const [tally] = await once(worker, "message");
      return tally;
    };
  };
  const where = `Node ${process.version}`;
  const sound = await askAll(where, readdirSync(folder), start);
  await Promise.all(workers.map((worker) => worker.terminate()));
  process.exit(sound ? 0 : 1);
} else {
  parentPort.on("message", async (job) => parentPort.postMessage(await tallyOf(job)));
}
