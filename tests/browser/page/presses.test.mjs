// What a press leads to, and what it does not: by mouse as people press, with a while between down
// and up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, control, enter, stateOf } from "./office.mjs";

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
