// The keyboard alone reaches and operates everything.

import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, control, enter, search, settled, stateOf } from "./office.mjs";

const focusKey = (page) => page.evaluate(() => document.activeElement.dataset.key ?? "");

/** What leaves a few rows of a list, something off among them. */
const NARROWED = {
  customers: "Pemberton", companies: "Northgate", shipments: "Brightleaf", accounts: "Brightleaf",
  carriers: "Two Rivers", portal: "Minneapolis", expenses: "Headset",
};

/** Waits for a menu that is opening to take the focus, or for a closed modal to give it back. */
const untilFocus = (page, key) => page.waitForFunction(
  (wanted) => document.activeElement.dataset.key === wanted, key);

/** Presses Tab until the focus is on `key`. */
async function tabTo(page, key, { back = false } = {}) {
  const passed = [];
  for (let step = 0; step < 160; step += 1) {
    if (await focusKey(page) === key) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
    passed.push(await focusKey(page));
  }
  assert.fail(`Tab never reached ${key}; it passed ${passed.join(", ")}`);
}

for (const [screen, person] of [
  ["customers", "tom"], ["customers", "priya"], ["companies", "tom"], ["companies/C-204", "tom"],
  ["companies/C-203", "maya"], ["users/tom", "priya"], ["shipments", "tom"], ["shipments", "elena"],
  ["accounts", "maya"], ["carriers", "priya"], ["portal", "jonas"],
  ["expenses", "elena"], ["expenses/EX-3006", "tom"], ["expenses/EX-3002", "noah"],
  ["users/hugo", "greta"], ["requests", "greta"],
]) {
  test(`Tab reaches every control of ${screen} as ${person}, off ones too`, async (t) => {
    const page = await enter(t, screen, person);
    // A handful of rows has what all of them have.
    const long = page.locator("#screen input[type=search]");
    if (await long.count()) await search(page, NARROWED[screen] ?? "an");
    const expected = await page.evaluate(() => [
      ...document.querySelectorAll("#topbar button, #topbar input, #nav a[href], " +
        "#screen :is(a[href], button, input:not([type=radio]), textarea, select, summary)"),
    ].filter((element) => element.getClientRects().length && element.tabIndex >= 0)
      .map((element, index) => {
        element.dataset.tabTest = String(index);
        return String(index);
      }));
    assert.ok(expected.length > 5);
    await page.evaluate(() => document.activeElement.blur());
    const reached = new Set();
    const enough = expected.length * 2 + 40;
    for (let step = 0; step < enough && reached.size < expected.length; step += 1) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement.dataset.tabTest ?? ""));
      reached.delete("");
    }
    assert.equal(reached.size, expected.length);
  });
}

test("a person is switched with arrows and Enter, and the focus comes back", async (t) => {
  const page = await enter(t, "customers");
  await page.locator('[data-key="as|tom"]').waitFor({ state: "attached" });
  await tabTo(page, "person");
  await page.keyboard.press("Enter");
  await untilFocus(page, "as|maya");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focusKey(page), "as|noah");
  await page.keyboard.press("Enter");
  await page.locator("[data-key=person]", { hasText: "Noah Berg" }).waitFor();
  assert.equal(await focusKey(page), "person");
  await page.locator('[data-key="as|noah"]').waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await untilFocus(page, "as|noah");
  await page.keyboard.press("End");
  assert.equal(await focusKey(page), "sign-out");
  await page.keyboard.press("Escape");
  assert.equal(await focusKey(page), "person");
});

test("focus explains what is off; Enter goes on, a step is taken, Escape closes", async (t) => {
  const page = await enter(t, "customers", "tom");
  await search(page, "Pemberton Paper");
  await tabTo(page, "row.edit|C-1005");
  const rail = page.locator("#rail");
  await rail.locator(".why-sentence").waitFor();
  assert.equal(await focusKey(page), "row.edit|C-1005");
  assert.match(await rail.textContent(), /Reactivate the customer first/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "rail-title");
  await tabTo(page, "step|reactivate");
  await page.keyboard.press("Enter");
  assert.equal(await stateOf(page, "row.edit", "C-1005"), "enabled");
  await page.keyboard.press("Escape");
  assert.equal(await rail.isHidden(), true);
  assert.equal(await focusKey(page), "row.edit|C-1005");
});

test("sliders move with arrows; their modal keeps the focus and gives it back", async (t) => {
  const page = await enter(t, "customers", "tom");
  await search(page, "Harbor & Pine");
  await tabTo(page, "row.clientMetrics|C-1001");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("slider").first().waitFor();
  await settled(page);
  const slider = page.getByRole("slider").first();
  assert.equal(await slider.evaluate((element) => element === document.activeElement), true);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await slider.inputValue(), "8");
  assert.equal(await slider.evaluate((element) => element === document.activeElement), true);
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => (
      document.activeElement !== document.body && !document.activeElement.closest("dialog")));
    assert.equal(outside, false, "the focus left the modal");
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await untilFocus(page, "row.clientMetrics|C-1001");
});

test("deactivating with the keyboard leaves the focus in the row", async (t) => {
  const page = await enter(t, "customers", "tom");
  await search(page, "Solano Steel");
  await tabTo(page, "row.deactivate|C-1004");
  await page.keyboard.press("Enter");
  await agree(page);
  assert.equal(await stateOf(page, "row.reactivate", "C-1004"), "enabled");
  assert.equal(await page.evaluate(() => (
    document.activeElement.closest("[data-region]")?.dataset.region)), "C-1004");
});

test("the status menu opens and changes by keyboard", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  await tabTo(page, "status.company|C-201");
  await page.keyboard.press("ArrowDown");
  await untilFocus(page, "status|hold");
  await page.keyboard.press("End");
  assert.equal(await focusKey(page), "status|disable");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await control(page, "status.company", "C-201").getByText("On hold").waitFor();
  assert.equal(await focusKey(page), "status.company|C-201");
});

test("a new company is made without a mouse", async (t) => {
  const page = await enter(t, "companies", "noah");
  await tabTo(page, "button.newCompany");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Space");
  const error = page.getByRole("dialog").locator(".form-error");
  assert.match(await error.textContent(), /Create Customer/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByRole("radio", { name: "Shipper" }).isChecked(), true);
  await tabTo(page, "field|name");
  await page.keyboard.type("Basalt Gravel");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Basalt Gravel" }).waitFor();
});

test("the skip link leads to the screen", async (t) => {
  const page = await enter(t, "customers");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "screen-title");
});
