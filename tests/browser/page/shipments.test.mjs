// People's paths through the Shipments screen (pack access-levels).

import assert from "node:assert/strict";
import { test } from "node:test";
import { control, description, enter, flip, go, stateOf, why } from "./office.mjs";

const COST = "field.shipment.cost";
const BILLED = "field.shipment.billedAmount";
const COMMISSION = "field.shipment.commission";

const ids = (page) => page.locator("tr[data-record]").evaluateAll((all) => (
  all.map((row) => row.dataset.record)));

test("a sales representative sees the commissioned shipments, and changes open ones", async (t) => {
  const page = await enter(t, "shipments", "tom");
  assert.deepEqual(await ids(page), ["S-4410", "S-4411", "S-4413", "S-4415"]);
  assert.match(await page.locator(".filter-note").textContent(), /commissioned includes you/);
  assert.equal(await stateOf(page, COST, "S-4410"), "enabled");
  assert.equal(await stateOf(page, COST, "S-4413"), "readonly");
  assert.equal(await stateOf(page, COMMISSION, "S-4410"), "absent");
  assert.equal(await stateOf(page, "button.invoice", "S-4410"), "absent");
});

test("an amount locked by the invoice is a read-only input that says why", async (t) => {
  const page = await enter(t, "shipments", "tom");
  const cost = control(page, COST, "S-4413");
  assert.equal(await cost.evaluate((input) => input.readOnly), true);
  assert.match(await description(cost), /Read-only/);
  const mark = page.getByRole("button", { name: "Why is Cost of S-4413 read-only?" });
  const rail = await why(page, mark);
  assert.match(await rail.textContent(), /Admin/);
  assert.ok(await rail.locator("[data-policy]").count() > 0);
});

test("accounting invoices a shipment, and its amounts close", async (t) => {
  const page = await enter(t, "shipments", "ines");
  assert.equal((await ids(page)).length, 8);
  assert.equal(await stateOf(page, COST, "S-4412"), "enabled");
  await control(page, "button.invoice", "S-4412").click();
  assert.match(await page.locator("tr[data-record=S-4412]").textContent(), /Invoiced/);
  assert.equal(await stateOf(page, "button.invoice", "S-4412"), "absent");
  assert.equal(await stateOf(page, COST, "S-4412"), "readonly");
  assert.equal(await stateOf(page, BILLED, "S-4412"), "readonly");
});

test("an accounting manager changes the cost after the invoice, and commissions", async (t) => {
  const page = await enter(t, "shipments", "elena");
  const cost = control(page, COST, "S-4413");
  assert.equal(await cost.getAttribute("data-state"), "enabled");
  assert.equal(await stateOf(page, BILLED, "S-4413"), "readonly");
  assert.equal(await stateOf(page, COMMISSION, "S-4413"), "enabled");
  await cost.fill("655.5");
  await cost.press("Enter");
  assert.equal(await cost.inputValue(), "$655.50");
});

test("an amount that is no amount is refused and nothing is lost", async (t) => {
  const page = await enter(t, "shipments", "maya");
  const cost = control(page, COST, "S-4411");
  await cost.fill("a lot");
  await cost.press("Enter");
  assert.equal(await cost.getAttribute("aria-invalid"), "true");
  await cost.fill("900");
  await cost.press("Enter");
  assert.equal(await cost.inputValue(), "$900.00");
});

test("a customer has the portal alone, with the amounts billed to its account", async (t) => {
  const page = await enter(t, "portal", "jonas");
  assert.deepEqual(await page.locator("#nav a").evaluateAll((all) => (
    all.map((each) => each.dataset.control))), ["menu.portal"]);
  assert.deepEqual(await ids(page), ["S-4410", "S-4413", "S-4416"]);
  assert.equal(await stateOf(page, BILLED, "S-4410"), "readonly");
  assert.equal(await stateOf(page, BILLED, "S-4416"), "absent");
  assert.equal(await stateOf(page, COST, "S-4410"), "absent");
  await go(page, "shipments");
  assert.match(await page.locator("#screen").textContent(), /Shipments is hidden from you/);
  await go(page, "customers");
  assert.match(await page.locator("#screen").textContent(), /Jonas Weber has no account here/);
});

test("a customer given another level stays in the portal", async (t) => {
  const page = await enter(t, "portal", "jonas");
  await flip(page, "group|Level::Admin");
  assert.equal(await stateOf(page, "menu.main"), "absent");
  assert.equal(await stateOf(page, "menu.portal"), "enabled");
});

test("hidden shipments can be drawn as ghosts that keep their content", async (t) => {
  const page = await enter(t, "shipments", "tom");
  await page.getByRole("switch", { name: "Show what I cannot see" }).check({ force: true });
  assert.equal((await ids(page)).length, 8);
  const ghost = page.locator("tr[data-record=S-4412]");
  assert.match(await ghost.textContent(), /S-4412 is hidden from you/);
  assert.doesNotMatch(await ghost.textContent(), /Vallejo/);
  const rail = await why(page, ghost.getByRole("button"));
  await rail.getByRole("button", { name: /commission/ }).click();
  assert.match(await ghost.textContent(), /Vallejo/);
  const commission = control(page, COMMISSION, "S-4410");
  assert.equal(await commission.getAttribute("data-state"), "hidden");
  assert.equal(await commission.inputValue(), "");
});

test("menus of the main app follow the level", async (t) => {
  const page = await enter(t, "carriers", "priya");
  assert.equal(await stateOf(page, "menu.carriers"), "enabled");
  assert.equal(await stateOf(page, "menu.accessorials"), "enabled");
  assert.equal(await stateOf(page, "menu.staff"), "absent");
  await page.getByLabel("New carrier").fill("Long Reach Lines");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("button", { name: "Remove Long Reach Lines" }).click();
  assert.equal(await page.locator("tr[data-record]").count(), 3);
  await flip(page, "group|Level::Sales");
  assert.equal(await stateOf(page, "menu.staff"), "enabled");
});

test("accounts are those attached to a sales representative; an admin adds one", async (t) => {
  const page = await enter(t, "accounts", "tom");
  assert.deepEqual(await ids(page), ["brightleaf", "harborpine"]);
  assert.equal(await stateOf(page, "button.newCustomer"), "absent");
  const admin = await enter(t, "accounts", "maya");
  await control(admin, "button.newCustomer").click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Cinder Block Co.");
  await dialog.getByLabel("City").fill("Gary, IN");
  await dialog.getByRole("button", { name: "Create" }).click();
  assert.equal((await ids(admin)).length, 5);
});
