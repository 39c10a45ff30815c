// People's paths through the Customers screen (pack client-metrics).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  become, control, description, enter, flip, policiesIn, stateOf, why,
} from "./office.mjs";

const ACTIVE = "CU-1001";
const PARTIAL = "CU-1003";
const PARTIAL_COMPLETE = "CU-1006";
const INACTIVE = "CU-1005";
const INACTIVE_PARTIAL = "CU-1008";

test("a commercial user edits customers but has no catalog", async (t) => {
  const page = await enter(t, "customers", "tom");
  assert.equal(await page.locator("tr[data-record]").count(), 8);
  assert.equal(await stateOf(page, "button.newCustomer"), "enabled");
  assert.equal(await stateOf(page, "button.clientMetrics"), "absent");
  assert.equal(await stateOf(page, "button.recalculateScores"), "absent");
  assert.equal(await stateOf(page, "row.edit", ACTIVE), "enabled");
  assert.equal(await stateOf(page, "row.deactivate", ACTIVE), "enabled");
  assert.equal(await stateOf(page, "row.reactivate", ACTIVE), "absent");
});

test("editing an inactive customer is off, says why, and reactivating turns it on", async (t) => {
  const page = await enter(t, "customers", "tom");
  const edit = control(page, "row.edit", INACTIVE);
  assert.equal(await edit.getAttribute("data-state"), "disabled");
  assert.equal(await edit.getAttribute("aria-disabled"), "true");
  assert.match(await description(edit), /Reactivate the customer first/);
  const rail = await why(page, edit);
  assert.match(await rail.textContent(), /Reactivate the customer first/);
  assert.deepEqual(await policiesIn(rail), ["inactive-customers-wait"]);
  await rail.getByRole("button", { name: "Reactivate the customer" }).click();
  assert.equal(await stateOf(page, "row.edit", INACTIVE), "enabled");
  assert.equal(await stateOf(page, "row.deactivate", INACTIVE), "enabled");
  assert.match(await rail.textContent(), /This is on for you now/);
});

test("the link of a policy leads to its text", async (t) => {
  const page = await enter(t, "customers", "tom");
  const rail = await why(page, control(page, "row.edit", INACTIVE));
  const link = rail.locator("[data-policy=inactive-customers-wait]");
  const href = await link.getAttribute("href");
  assert.match(href, /^\.\/policies\/client-metrics\/\w+\.cedar#/);
  const text = await page.evaluate(async (to) => (await fetch(to)).text(), href);
  assert.match(text, /@id\("inactive-customers-wait"\)/);
  await rail.getByText("Read the policy").click();
  assert.match(await rail.locator("pre").textContent(), /^(\/\/.*\n)*@id\("inactive-/);
});

test("deactivating and reactivating a partial customer brings it back as partial", async (t) => {
  const page = await enter(t, "customers", "tom");
  const status = page.locator(`tr[data-record=${PARTIAL}] .badge`);
  assert.equal(await status.textContent(), "Partial info");
  await control(page, "row.deactivate", PARTIAL).click();
  assert.equal(await status.textContent(), "Inactive");
  assert.equal(await stateOf(page, "row.edit", PARTIAL), "disabled");
  await control(page, "row.reactivate", PARTIAL).click();
  assert.equal(await status.textContent(), "Partial info");
});

test("sliders of an active customer move, and a recalculation takes them in", async (t) => {
  const page = await enter(t, "customers", "maya");
  const score = page.locator(`tr[data-record=${ACTIVE}] td`).nth(4);
  assert.equal(await score.textContent(), "79");
  await control(page, "row.clientMetrics", ACTIVE).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.getAttribute("data-state"), "enabled");
  await slider.fill("2");
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  assert.match(await score.textContent(), /stale/);
  await control(page, "button.recalculateScores").click();
  assert.equal(await score.textContent(), "53");
});

test("sliders of a partial customer wait for Client metrics", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "row.clientMetrics", PARTIAL).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.getAttribute("data-state"), "disabled");
  assert.equal(await slider.getAttribute("aria-disabled"), "true");
  assert.match(await description(slider), /Client metrics/);
  const before = await slider.inputValue();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await slider.inputValue(), before);
  const rail = await why(page, slider);
  assert.equal((await policiesIn(rail))[0], "partial-customers-need-client-metrics");
  await rail.getByRole("button", { name: /^Try it Client metrics/ }).click();
  assert.equal(await slider.getAttribute("data-state"), "enabled");
});

test("sliders of an inactive customer stay off for everyone", async (t) => {
  const page = await enter(t, "customers", "maya");
  await control(page, "row.clientMetrics", INACTIVE).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.getAttribute("data-state"), "disabled");
  const rail = await why(page, slider);
  assert.match(await rail.textContent(), /Reactivate the customer/);
  await rail.getByRole("button", { name: "Reactivate the customer" }).click();
  assert.equal(await slider.getAttribute("data-state"), "enabled");
});

test("an inactive partial customer's sliders name Client metrics as well", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "row.clientMetrics", INACTIVE_PARTIAL).click();
  const rail = await why(page, page.getByRole("dialog").getByRole("slider").first());
  const text = await rail.textContent();
  assert.match(text, /Client metrics/);
  assert.match(text, /Reactivate the customer/);
});

test("a new customer starts partial, and saving it complete activates it", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "button.newCustomer").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Legal name").fill("Fern Hollow Dairy LLC");
  await dialog.getByLabel("Trade name").fill("Fern Hollow");
  await dialog.getByLabel("Tax id").fill("11-2223334");
  await dialog.getByRole("button", { name: "Create" }).click();
  const row = page.locator("tr[data-record=CU-1009]");
  assert.match(await row.textContent(), /Fern Hollow.*Partial info.*5 of 5 missing/);
  await control(page, "row.edit", "CU-1009").click();
  for (const label of ["Contact", "Email", "Phone", "Address", "Credit terms"]) {
    await dialog.getByLabel(label).fill("given");
  }
  await dialog.getByRole("button", { name: "Save" }).click();
  assert.match(await row.textContent(), /Active.*Complete/);
});

test("a summary offers the steps of the record", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "row.view", PARTIAL_COMPLETE).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Complete/ }).click();
  assert.match(await dialog.locator("dl").textContent(), /Active/);
});

test("a read-only user sees the list and a summary, nothing else", async (t) => {
  const page = await enter(t, "customers", "priya");
  for (const id of ["row.edit", "row.clientMetrics", "row.deactivate", "row.linkFreshbooks"]) {
    assert.equal(await stateOf(page, id, ACTIVE), "absent", id);
  }
  assert.equal(await stateOf(page, "button.newCustomer"), "absent");
  await control(page, "row.view", ACTIVE).click();
  assert.equal(await stateOf(page, "form.customer", ACTIVE), "absent");
});

test("the form of an inactive customer is read-only and says why", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "row.view", INACTIVE).click();
  assert.equal(await stateOf(page, "form.customer", INACTIVE), "readonly");
  const contact = page.getByRole("dialog").getByLabel("Contact");
  assert.equal(await contact.evaluate((input) => input.readOnly), true);
  assert.match(await description(contact), /Reactivate the customer first/);
  assert.equal(await page.getByRole("dialog").getByRole("button", { name: "Save" }).count(), 0);
});

test("an analyst without edit keeps the catalog but moves no slider", async (t) => {
  const page = await enter(t, "customers", "ines");
  assert.equal(await stateOf(page, "row.clientMetrics", ACTIVE), "absent");
  await control(page, "button.clientMetrics").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("New metric").fill("Answers calls");
  await dialog.getByRole("button", { name: "Add" }).click();
  assert.equal(await dialog.locator(".catalog li").count(), 5);
});

test("without view the screen is hidden and says what would open it", async (t) => {
  const page = await enter(t, "customers", "noah");
  assert.equal(await stateOf(page, "menu.customers"), "absent");
  const rail = await why(page, page.locator('[data-key="door|menu.customers"]'));
  await rail.getByRole("button", { name: /^Try it View/ }).click();
  assert.equal(await stateOf(page, "menu.customers"), "enabled");
  assert.equal(await page.locator("tr[data-record]").count(), 8);
});

test("single switches work at once, both ways", async (t) => {
  const page = await enter(t, "customers", "maya");
  await flip(page, "permission|clientMetrics");
  assert.equal(await stateOf(page, "button.clientMetrics"), "absent");
  assert.equal(await stateOf(page, "row.edit", ACTIVE), "enabled");
  await flip(page, "permission|edit");
  assert.equal(await stateOf(page, "row.edit", ACTIVE), "absent");
  await page.click("[data-key=reset]");
  assert.equal(await stateOf(page, "button.clientMetrics"), "enabled");
});

test("linking Freshbooks writes the link", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "row.linkFreshbooks", PARTIAL).click();
  assert.match(await page.locator(`tr[data-record=${PARTIAL}]`).textContent(), /FB-21003/);
});

test("switching person is announced once, politely", async (t) => {
  const page = await enter(t, "customers", null);
  const region = page.locator("#announcer");
  assert.equal(await region.getAttribute("aria-live"), "polite");
  await become(page, "tom");
  await page.waitForFunction(() => document.querySelector("#announcer").textContent);
  assert.match(await region.textContent(), /^You are now Tom Okafor, Sales representative\./);
});

test("what happens inside a modal is announced inside it", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "row.view", PARTIAL_COMPLETE).click();
  await page.getByRole("dialog").getByRole("button", { name: /Complete/ }).click();
  await page.locator("dialog #announcer", { hasText: "Ouro Coffee is now active" })
    .waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await control(page, "row.deactivate", PARTIAL_COMPLETE).click();
  await page.locator("body > #announcer", { hasText: "Ouro Coffee is now inactive" })
    .waitFor({ state: "attached" });
});
