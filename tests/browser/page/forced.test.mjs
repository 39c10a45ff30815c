// Who tampers with the page gets nowhere: what is off stays off on the server when it is forced
// open in the browser, and names that are markup are texts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { around, control, enter, go, search, settled } from "./office.mjs";

const MARKUP = `<img src=x onerror="ran=1"><b>bold</b>`;

/** Takes from a control all by which the page says and holds that it is off. */
const force = (locator) => locator.evaluate((element) => {
  element.readOnly = false;
  element.disabled = false;
  for (const name of ["aria-disabled", "aria-readonly", "readonly", "disabled", "data-state"]) {
    element.removeAttribute(name);
  }
});

test("an amount that is forced open is not changed", async (t) => {
  const page = await enter(t, "shipments", "tom", { expected: /403/ });
  const before = await around(page, "GET", "/api/shipments/S-4413");
  const cost = control(page, "field.shipment.cost", "S-4413");
  await force(cost);
  await cost.fill("1.00");
  await cost.press("Enter");
  await cost.blur();
  await settled(page);
  const sent = await around(page, "PATCH", "/api/shipments/S-4413/cost",
    { version: before.told.version, fields: { cost: 100 } });
  assert.equal(sent.status, 403);
  assert.match(sent.told.decision.message, /Admin/);
  const after = await around(page, "GET", "/api/shipments/S-4413");
  assert.deepEqual(after.told, before.told);
});

test("buttons and links that are forced open do nothing", async (t) => {
  const page = await enter(t, "customers", "tom", { expected: /403/ });
  await search(page, "Pemberton");
  const row = page.locator("tr[data-record]").first();
  const id = await row.getAttribute("data-record");
  const before = await around(page, "GET", `/api/customers/${id}`);
  assert.equal(before.told.fields.status, "INAC");
  const edit = control(page, "row.edit", id);
  await force(edit);
  await edit.click({ force: true });
  await edit.dispatchEvent("click");
  assert.equal(await page.getByRole("dialog").count(), 0);
  const sent = await around(page, "PATCH", `/api/customers/${id}`,
    { version: before.told.version, fields: { creditTerms: "Never" } });
  assert.equal(sent.status, 403);
  assert.equal(sent.told.decision.denial, "blocked");
  // A screen whose link is hidden has nothing to show.
  await page.evaluate(() => { location.hash = "#/carriers"; });
  await settled(page);
  assert.equal(await page.locator("tr[data-record]").count(), 0);
  assert.equal((await around(page, "GET", "/api/carriers")).status, 403);
});

test("names that are markup are shown as they are written, and run nothing", async (t) => {
  const page = await enter(t, "carriers", "maya");
  const carrier = { fields: { name: MARKUP, equipment: MARKUP } };
  assert.equal((await around(page, "POST", "/api/carriers", carrier)).status, 200);
  const company = { fields: { companyType: "Customer", name: MARKUP } };
  assert.equal((await around(page, "POST", "/api/companies", company)).status, 200);
  let shown = 0;
  for (const screen of ["carriers", "companies", "customers", "accounts"]) {
    await go(page, screen);
    await search(page, "<img");
    const text = await page.locator("tr[data-record]").first().textContent();
    assert.ok(text.includes(MARKUP), `${screen}: ${text}`);
    assert.equal(await page.locator("#screen img, #screen tr b").count(), 0, screen);
    shown += 1;
  }
  assert.equal(shown, 4);
  assert.equal(await page.evaluate(() => typeof ran), "undefined");
});
