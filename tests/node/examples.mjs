// Runs the JavaScript examples of the READMEs and of the documentation, as they stand there.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

let passed = 0;
let failed = 0;
for (const readme of ["README.md", "npm/README.md", "docs/languages.md", "docs/explain.md"]) {
  const text = readFileSync(join(process.env.TOLLGATE_ROOT, readme), "utf8");
  const examples = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  if (examples.length === 0) examples.push(`throw new Error("${readme} has no example")`);
  for (const [index, code] of examples.entries()) {
    const file = `example-${readme.replaceAll("/", "-")}-${index + 1}.mjs`;
    writeFileSync(file, code);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    console.log(`${readme}, example ${index + 1}:\n${stdout}${stderr}`);
    if (status === 0) passed += 1;
    else failed += 1;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
