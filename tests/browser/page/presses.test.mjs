// What a press leads to, and what it does not: by mouse as people press, with a while between down
// and up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, control, enter, go, settled, stateOf } from "./office.mjs";

test("pressing Invoice explains no other field, and stays with the row", async (t) => {
  const page = await enter(t, "shipments", "hugo");
  await control(page, "button.invoice", "S-4412").click();
  await agree(page);
  await page.locator("tr[data-record=S-4412]", { hasText: "Invoiced" }).waitFor();
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.equal(await stateOf(page, "field.shipment.cost", "S-4412"), "readonly");
  assert.equal(await page.locator("#rail").isHidden(), true);
  const focused = await page.evaluate(() => document.activeElement.dataset.record);
  assert.equal(focused, "S-4412");
  await page.keyboard.press("Tab");
  await page.locator("#rail", { hasText: "Cost of S-4412" }).waitFor();
});

/** Presses as a hand does: what the press itself sets off arrives before the button is up. */
async function pressSlowly(page, locator) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(250);
  await page.mouse.up();
  await settled(page);
}

test("a press right after typing does what it says, while what was typed is saved", async (t) => {
  const page = await enter(t, "shipments", "hugo");
  const cost = control(page, "field.shipment.cost", "S-4412");
  await cost.fill("1,111.25");
  await pressSlowly(page, control(page, "button.invoice", "S-4412"));
  await page.getByRole("dialog").locator("[data-key=keep]").click();
  assert.equal(await cost.inputValue(), "1,111.25");
  await cost.fill("1,111.50");
  await pressSlowly(page, page.locator('#nav a[href="#/accounts"]'));
  assert.equal(await page.evaluate(() => location.hash), "#/accounts");
  await go(page, "shipments");
  assert.equal(await cost.inputValue(), "1,111.50");
});

test("a press right after typing what is refused does what it says, too", async (t) => {
  const page = await enter(t, "shipments", "maya");
  await page.locator("tr[data-record] input").first().fill("a lot");
  await pressSlowly(page, page.locator("[data-key=page-next]"));
  assert.match(await page.locator(".pager").textContent(), /^51 to 100/);
  await go(page, "customers");
  await control(page, "button.clientMetrics").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator('.catalog [data-key^="multiplier|"]').first().fill("-5");
  await pressSlowly(page, dialog.locator("[data-key=done]"));
  await dialog.waitFor({ state: "detached" });
});

test("a finger's press right after typing does what it says", async (t) => {
  const page = await enter(t, "shipments", "maya", { hasTouch: true });
  await page.locator("tr[data-record] input").first().fill("a lot");
  await page.locator("[data-key=page-next]").tap();
  await settled(page);
  assert.match(await page.locator(".pager").textContent(), /^51 to 100/);
});

test("drawing that a press holds goes on when the press is over, unheard too", async (t) => {
  const page = await enter(t, "shipments", "maya");
  const heading = page.locator("#screen-title");
  const box = await heading.boundingBox();
  await page.mouse.move(box.x + 4, box.y + 4);
  await page.mouse.down();
  await page.evaluate(() => { location.hash = "#/accounts"; });
  await page.waitForTimeout(300);
  assert.equal(await heading.textContent(), "Shipments");
  await page.locator("#screen-title", { hasText: "Accounts" }).waitFor({ timeout: 6000 });
  await page.mouse.up();
});

test("work on a load goes on in every status", async (t) => {
  const page = await enter(t, "companies/C-203", "noah");
  assert.equal(await stateOf(page, "button.bookLoad", "C-203"), "disabled");
  const draw = page.getByRole("button", { name: "Draw up invoice Toledo → Dayton" });
  await draw.click();
  assert.match(await page.getByRole("dialog").textContent(), /An invoice cannot be undone/);
  await page.getByRole("dialog").locator("[data-key=keep]").click();
  assert.doesNotMatch(await page.locator(".loads").textContent(), /Invoiced/);
  await draw.click();
  await agree(page);
  assert.match(await page.locator(".loads").textContent(), /Invoiced/);
});
