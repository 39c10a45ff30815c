// What axe finds wrong with a page, as a list of texts.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(new URL("../browser/package.json", import.meta.url));
const source = readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Each with the elements that it is of. It is no script of the page, which may forbid that. */
export async function violations(page) {
  await page.evaluate(await source);
  const found = await page.evaluate(() => globalThis.axe.run());
  const describe = ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`;
  return found.violations.map(describe);
}
