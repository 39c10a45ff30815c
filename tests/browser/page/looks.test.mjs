// The page at a desk and on a phone, in light and dark: nothing sticks out, nothing is unreadable.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import {
  around, assertNoSideScroll, become, control, enter, go, press, search, settled,
} from "./office.mjs";

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const PLACES = [
  ["customers", "maya"], ["customers", "tom"], ["customers", "noah"], ["companies", "tom"],
  ["companies/C-201", "maya"], ["companies/C-204", "tom"], ["users", "priya"],
  ["users/tom", "priya"],
  ["shipments", "elena"], ["shipments", "tom"], ["accounts", "tom"], ["staff", "maya"],
  ["carriers", "priya"], ["accessorials", "priya"], ["portal", "jonas"],
  ["expenses", "elena"], ["expenses", "noah"],
  ["expenses/EX-3002", "noah"], ["expenses/EX-3010", "tom"], ["expenses/new", "priya"],
  ["users/tom", "greta"], ["requests", "greta"], ["periods", "elena"], ["teams", "priya"],
  ["audit", "elena"],
];

/** What axe finds wrong with the page as it stands; in dark, only what colours can change. */
async function faults(page, where, colorScheme) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((dark) => globalThis.axe.run(document, dark
    ? { runOnly: ["color-contrast"] }
    : { rules: { region: { enabled: false } } }), colorScheme === "dark");
  return violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map((node) => (
    `${node.target.join(" ")} (${node.any[0]?.message ?? node.failureSummary})`)).join("; ")}`);
}

/** What axe finds wrong with the dialogs of the office itself, on a phone. */
async function ofTheOffice(t, colorScheme) {
  const found = [];
  const page = await enter(t, "users", "maya", { colorScheme, width: 390 });
  for (const [screen, opens] of [
    ["users", '[data-control="button.addUser"]'],
    ["users/lena", '[data-control="button.delegateApproval"]'],
    ["users/tom", '[data-key="take|office"]'], ["periods", '[data-control="row.closePeriod"]'],
    ["teams", '[data-key="members|carrier-days"]'],
    ["requests", '[data-control="row.grantRequest"]'], ["audit", ".as-link"],
  ]) {
    await go(page, screen);
    // There is something in the log.
    if (screen === "requests") await around(page, "POST", "/api/teams", { fields: { name: "A" } });
    await page.locator(opens).first().click();
    await page.getByRole("dialog").waitFor();
    await settled(page);
    const where = `what ${opens} of ${screen} opens`;
    found.push(...await faults(page, where, colorScheme));
    await assertNoSideScroll(page, where);
    await page.keyboard.press("Escape");
  }
  return found;
}

for (const colorScheme of ["light", "dark"]) {
  test(`every screen is accessible in ${colorScheme}, ghosts drawn`, async (t) => {
    const page = await enter(t, "customers", null, { colorScheme, expected: /404/ });
    await page.locator("[data-key=reveal]").click({ force: true });
    const found = [];
    for (const [screen, person] of PLACES) {
      await become(page, person);
      await go(page, screen);
      const where = `${screen} as ${person}`;
      found.push(...await faults(page, where, colorScheme));
      await assertNoSideScroll(page, where);
    }
    assert.deepEqual(found, []);
  });

  test(`every screen is accessible and fits on a phone in ${colorScheme}`, async (t) => {
    const page = await enter(t, "customers", null,
      { colorScheme, width: 390, expected: /404/ });
    const found = [];
    for (const [screen, person] of PLACES) {
      await become(page, person);
      await go(page, screen);
      const where = `${screen} as ${person}`;
      found.push(...await faults(page, where, colorScheme));
      await assertNoSideScroll(page, where);
      await page.locator("[data-key=reveal]").click({ force: true });
      await assertNoSideScroll(page, `${where}, revealed`);
      await page.locator("[data-key=reveal]").click({ force: true });
    }
    assert.deepEqual(found, []);
  });

  test(`dialogs and the Why panel are accessible in ${colorScheme}`, async (t) => {
    const found = [];
    for (const width of [1280, 390]) {
      const page = await enter(t, "customers", "tom", { colorScheme, width });
      await search(page, "Pemberton Paper");
      await press(control(page, "row.edit", "C-1005"));
      found.push(...await faults(page, "why", colorScheme));
      await page.locator("[data-key=rail-close]").click();
      await search(page, "Kestrel Outdoor");
      await control(page, "row.clientMetrics", "C-1003").click();
      await settled(page);
      await press(page.getByRole("dialog").locator(".mark").first());
      found.push(...await faults(page, "metrics with why", colorScheme));
      await assertNoSideScroll(page, "metrics with why");
      const office = await enter(t, "companies", "noah", { colorScheme, width });
      await control(office, "button.newCompany").click();
      await office.getByRole("radio", { name: "Customer" }).check({ force: true });
      found.push(...await faults(office, "new company", colorScheme));
      await assertNoSideScroll(office, "new company");
    }
    found.push(...await ofTheOffice(t, colorScheme));
    assert.deepEqual(found, []);
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
