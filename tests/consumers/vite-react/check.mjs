// Vite, React and TypeScript: types are right, the build runs, and the screen shows what it should.

import assert from "node:assert/strict";
import { join } from "node:path";
import { violations } from "../axe.mjs";
import { checkReasons, checkScreen } from "../customer-screen.mjs";
import { checkDropped } from "../dropped.mjs";
import { checkMessages } from "../messages.mjs";
import { checkDevtools } from "./panel.mjs";

export async function check(project) {
  const { folder, run, fact, serve, open } = project;
  await fact("TypeScript agrees", () => run("tsc"));
  await checkMessages(project, "gated.tsx");
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  await checkScreen(address, { fact, open });
  await checkReasons(address, { fact, open });
  await checkDropped(project, address);
  await checkDevtools(project);

  const { page, complaints, close } = await open(`${address}broken.html`);
  for (let times = 0; times < 3; times += 1) await page.getByText("Again").click();
  await fact("what cannot be answered hides, and the page lives on", async () => {
    await page.locator("#pressed", { hasText: "3" }).waitFor();
    assert.equal(await page.locator("#slider").textContent(), "disabled");
    assert.equal(await page.getByText("Typo").count(), 0);
  });
  await fact("axe finds nothing", async () => assert.deepEqual(await violations(page), []));
  await fact("what goes on and off stays the element that it is", async () => {
    const field = page.getByRole("textbox", { name: "Note" });
    await field.fill("kept");
    for (const [name, status] of [["Make inactive", "INAC"], ["Make active", "ACTV"]]) {
      await page.getByText(name).click();
      await page.locator("#status", { hasText: status }).waitFor();
      assert.equal(await field.inputValue(), "kept");
    }
  });
  await fact("each error is told once, however often it is rendered", () => {
    assert.equal(complaints.length, 3, complaints.join("\n"));
    for (const about of [/no gate is provided/, /`row\.typo`/, /`gone`/]) {
      assert.ok(complaints.some((text) => about.test(text)), String(about));
    }
  });
  await close();
}
