// The recipes for Solid, Angular and Lit on the DOM binding: what the screen shows, and that what
// is off is off for every hand.

import assert from "node:assert/strict";
import { join } from "node:path";
import { checkScreen } from "../customer-screen.mjs";
import { handsOn, HANDS } from "../held/hands.mjs";

const FRAMEWORKS = ["solid", "angular", "lit"];
const CONTROLS = { edit: "button", slider: "range" };

export async function check({ folder, run, fact, serve, open }) {
  // TypeScript, Angular's templates among it, and all of it compiled ahead.
  await fact("TypeScript agrees", () => run("ngc"));
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  for (const framework of FRAMEWORKS) {
    const claim = (text, check) => fact(`${framework}: ${text}`, check);
    await checkScreen(`${address}?${framework}`, { fact: claim, open });
    const { page, close } = await open(`${address}?${framework}`);
    await page.locator("#slider[data-off]").waitFor();
    const hands = await handsOn(page);
    for (const hand of HANDS) {
      for (const [id, part] of Object.entries(CONTROLS)) {
        await claim(`${id} that is off, by ${hand}`, async () => {
          await hands[hand](id, part);
          assert.equal(await page.locator("#edits").textContent(), "0");
          assert.equal(await page.locator("#slider").inputValue(), "3");
        });
      }
    }
    await close();
  }
}
