// What TypeScript says of sources that do not compile: each line below `// says: …` is an error
// that has those words.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const SAYS = /^\/\/ says: /;

/** Compiles the project in `wrong`, whose one source is given, and compares. */
export async function checkMessages({ folder, run, fact }, source) {
  const output = await run("tsc", "--pretty", "false", "-p", "wrong").then(
    () => "",
    (error) => error.message,
  );
  const errors = output.split(/^(?=\S+\(\d+,\d+\): error)/m);
  const lines = readFileSync(join(folder, "wrong", source), "utf8").split("\n");
  const wanted = lines.flatMap((line, at) =>
    SAYS.test(line) ? [{ at: at + 2, words: line.replace(SAYS, "") }] : [],
  );
  await fact(`of ${wanted.length} mistakes TypeScript says what is wrong`, () => {
    assert.ok(wanted.length > 0);
    for (const { at, words } of wanted) {
      const error = errors.find((text) => text.startsWith(`wrong/${source}(${at},`));
      assert.ok(error?.includes(words), `line ${at}, ${words}: ${error ?? output}`);
    }
    assert.equal(errors.filter((text) => text.startsWith("wrong/")).length, wanted.length, output);
  });
}
