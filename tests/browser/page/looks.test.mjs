// The page at a desk and on a phone, in light and dark: nothing sticks out, nothing is unreadable.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { assertNoSideScroll, control, enter, press } from "./office.mjs";

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const PLACES = [
  ["customers", "maya"], ["customers", "tom"], ["customers", "noah"], ["companies", "tom"],
  ["companies/C-201", "maya"], ["companies/C-204", "tom"], ["users", "priya"], ["users/tom", "priya"],
  ["shipments", "elena"], ["shipments", "tom"], ["accounts", "tom"], ["staff", "maya"],
  ["carriers", "priya"], ["accessorials", "priya"], ["portal", "jonas"],
];

async function assertAccessible(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    rules: { region: { enabled: false } },
  }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => (
    `${node.target.join(" ")} (${node.any[0]?.message ?? node.failureSummary})`)).join("; ")}`);
  assert.deepEqual(found, [], where);
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test(`every screen is accessible and fits, ${colorScheme} at ${width}`, async (t) => {
      for (const [screen, person] of PLACES) {
        const page = await enter(t, screen, person, { colorScheme, width });
        const where = `${screen} as ${person}, ${colorScheme} at ${width}`;
        await assertNoSideScroll(page, where);
        await assertAccessible(page, where);
        await page.locator("[data-key=reveal]").click({ force: true });
        await page.locator("[data-key=switches]").click();
        await assertNoSideScroll(page, `${where}, revealed`);
        await assertAccessible(page, `${where}, revealed, with switches`);
        await page.close();
      }
    });
  }

  test(`dialogs and the Why panel are accessible in ${colorScheme}`, async (t) => {
    for (const width of [1280, 390]) {
      const page = await enter(t, "customers", "tom", { colorScheme, width });
      await press(control(page, "row.edit", "CU-1005"));
      await assertAccessible(page, "why");
      await press(control(page, "row.clientMetrics", "CU-1003"));
      await press(page.getByRole("dialog").locator(".mark").first());
      await assertAccessible(page, "metrics with why");
      await assertNoSideScroll(page, "metrics with why");
      const office = await enter(t, "companies", "noah", { colorScheme, width });
      await control(office, "button.newCompany").click();
      await office.getByRole("radio", { name: "Customer" }).check({ force: true });
      await assertAccessible(office, "new company");
      await assertNoSideScroll(office, "new company");
    }
  });
}

test("the theme switch overrides the system's", async (t) => {
  const page = await enter(t, "customers", null, { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: "Use the dark theme" }).click();
  assert.notEqual(await ground(), light);
  await page.reload();
  await page.locator("[data-key=theme]").waitFor();
  assert.notEqual(await ground(), light);
});

test("rows become cards on a phone", async (t) => {
  const page = await enter(t, "customers", "tom", { width: 390 });
  const display = await page.locator("tr[data-record]").first().evaluate((row) => (
    getComputedStyle(row).display));
  assert.equal(display, "block");
  assert.equal(await page.getByRole("table", { name: "Customers" }).count(), 1);
});
