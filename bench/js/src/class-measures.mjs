// What classes cost in JavaScript, for each pack that `cargo xtask bench classes` wrote.

import { readdirSync } from "node:fs";
import { join } from "node:path";

/** A contender: one way of asking one pack. */
const contender = (folder, way) => (time) => `import { warmClass } from "./classes.mjs";
  import bundle from ${JSON.stringify(join(folder, "bundle.json"))};
  import questions from ${JSON.stringify(join(folder, "asked.json"))};
  globalThis.result = await warmClass(bundle, questions, "${way}", ${time});`;

export function classMeasures(folder) {
  const contenders = (set, way) => Object.fromEntries(readdirSync(join(folder, set))
    .map((name) => [name, contender(join(folder, set, name), way)]));
  const kinds = (title, way, note) => (
    { title, note, to: "enumeration", contenders: contenders("kinds", way) });
  return [
    kinds("can, in Node", "can", "Warm, of plain objects."),
    kinds("check, in Node", "check", "Warm, message read; half of them denials."),
    kinds("row, in Node", "row", "One row of a table of 10,000 plain objects, answers read."),
    {
      title: "grown, in Node",
      note: "`can`, warm, as the literals of a pack grow.",
      to: "enumeration, 10 literals",
      contenders: contenders("grown", "can"),
    },
  ];
}
