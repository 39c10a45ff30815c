// The keyboard alone reaches and operates everything.

import assert from "node:assert/strict";
import { test } from "node:test";
import { control, enter, stateOf } from "./office.mjs";

const focusKey = (page) => page.evaluate(() => document.activeElement.dataset.key ?? "");

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
]) {
  test(`Tab reaches every control of ${screen} as ${person}, off ones too`, async (t) => {
    const page = await enter(t, screen, person);
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
  await tabTo(page, "person");
  await page.keyboard.press("Enter");
  await untilFocus(page, "as|maya");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focusKey(page), "as|tom");
  await page.keyboard.press("Enter");
  assert.equal(await focusKey(page), "person");
  assert.match(await page.locator("[data-key=person]").textContent(), /Tom Okafor/);
  await page.keyboard.press("ArrowDown");
  await untilFocus(page, "as|tom");
  await page.keyboard.press("Escape");
  assert.equal(await focusKey(page), "person");
});

test("focus explains what is off; Enter goes on, a step is taken, Escape closes", async (t) => {
  const page = await enter(t, "customers", "tom");
  await tabTo(page, "row.edit|CU-1005");
  const rail = page.locator("#rail");
  await rail.locator(".why-sentence").waitFor();
  assert.equal(await focusKey(page), "row.edit|CU-1005");
  assert.match(await rail.textContent(), /Reactivate the customer first/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "rail-title");
  await tabTo(page, "step|reactivate");
  await page.keyboard.press("Enter");
  assert.equal(await stateOf(page, "row.edit", "CU-1005"), "enabled");
  await page.keyboard.press("Escape");
  assert.equal(await rail.isHidden(), true);
  assert.equal(await focusKey(page), "row.edit|CU-1005");
});

test("sliders move with arrows; their modal keeps the focus and gives it back", async (t) => {
  const page = await enter(t, "customers", "tom");
  await tabTo(page, "row.clientMetrics|CU-1001");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
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
  await untilFocus(page, "row.clientMetrics|CU-1001");
});

test("deactivating with the keyboard leaves the focus in the row", async (t) => {
  const page = await enter(t, "customers", "tom");
  await tabTo(page, "row.deactivate|CU-1004");
  await page.keyboard.press("Enter");
  assert.equal(await stateOf(page, "row.reactivate", "CU-1004"), "enabled");
  assert.equal(await page.evaluate(() => (
    document.activeElement.closest("[data-region]")?.dataset.region)), "CU-1004");
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
  assert.match(await control(page, "status.company", "C-201").textContent(), /On hold/);
  assert.equal(await focusKey(page), "status.company|C-201");
});

test("a new company is made without a mouse", async (t) => {
  const page = await enter(t, "companies", "noah");
  await tabTo(page, "button.newCompany");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Space");
  assert.match(await page.getByRole("dialog").getByRole("alert").textContent(), /Create Customer/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByRole("radio", { name: "Shipper" }).isChecked(), true);
  await tabTo(page, "field|name");
  await page.keyboard.type("Basalt Gravel");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Basalt Gravel" }).waitFor();
});

test("switches of the drawer work by keyboard and keep the focus", async (t) => {
  const page = await enter(t, "customers", "maya");
  await tabTo(page, "switches");
  await page.keyboard.press("Enter");
  await tabTo(page, "permission|clientMetrics");
  await page.keyboard.press("Space");
  assert.equal(await stateOf(page, "button.clientMetrics"), "absent");
  assert.equal(await focusKey(page), "permission|clientMetrics");
  await page.keyboard.press("Space");
  assert.equal(await stateOf(page, "button.clientMetrics"), "enabled");
  await page.keyboard.press("Escape");
  assert.equal(await focusKey(page), "switches");
});

test("the skip link leads to the screen", async (t) => {
  const page = await enter(t, "customers");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "screen-title");
});
