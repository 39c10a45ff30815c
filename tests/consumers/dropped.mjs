// Whoever gives a control that is off to a component that drops the props is told of it while
// developing, and by that control's name; what is built for production is silent.

import assert from "node:assert/strict";
import { join } from "node:path";
import { violations } from "./axe.mjs";

/** Checks a page with components that drop props, of what is off and on, and one that does not. */
export async function checkDropped({ folder, run, fact, serve, open }, address) {
  const options = ["build", "--mode", "development", "--outDir", "development"];
  await run("env", "NODE_ENV=development", "vite", ...options);
  const warningsOf = async (at) => {
    const { page, complaints, close } = await open(`${at}dropped.html`);
    await page.getByText("Reliability").waitFor();
    // A warning comes after the first paint.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
    const wrong = await violations(page);
    await close();
    assert.deepEqual(wrong, []);
    return complaints;
  };
  await fact("props that a component drops are warned of in development", async () => {
    const warnings = await warningsOf(await serve(join(folder, "development")));
    assert.equal(warnings.length, 1, warnings.join("\n"));
    assert.match(warnings[0], /^`row\.edit` is off, but the component .* drops its props/);
  });
  await fact("and in production not", async () => assert.deepEqual(await warningsOf(address), []));
}
