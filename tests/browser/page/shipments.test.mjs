// People's paths through the Shipments screen (pack access-levels).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, around, become, control, description, enter, enterAt, go, ids, search, stateOf, why,
} from "./office.mjs";

const COST = "field.shipment.cost";
const BILLED = "field.shipment.billedAmount";
const COMMISSION = "field.shipment.commission";

test("a sales representative sees the commissioned shipments, and changes open ones", async (t) => {
  const page = await enter(t, "shipments", "tom");
  assert.equal(await page.locator(".filter-note").textContent(),
    "You see the shipments where you earn a commission.");
  const seen = await ids(page);
  for (const id of ["S-4410", "S-4411", "S-4413", "S-4415"]) assert.ok(seen.includes(id), id);
  for (const id of ["S-4412", "S-4414"]) assert.equal(seen.includes(id), false, id);
  assert.equal(await stateOf(page, COST, "S-4410"), "enabled");
  assert.equal(await stateOf(page, COST, "S-4413"), "readonly");
  assert.equal(await stateOf(page, COMMISSION, "S-4410"), "absent");
  assert.equal(await stateOf(page, "button.invoice", "S-4410"), "absent");
});

test("a commission attaches to its record alone, and each reads of their own", async (t) => {
  const page = await enter(t, "shipments", "tom");
  await search(page, "Harbor & Pine");
  const seen = await ids(page);
  assert.ok(seen.includes("S-4411") && !seen.includes("S-4417"), seen.join());
  const line = (id) => page.locator(`tr[data-record=${id}] td`).first().textContent();
  for (const id of seen) {
    assert.match(await line(id), /you earn a commission/, id);
  }
  await go(page, "accounts");
  await search(page, "Harbor & Pine");
  assert.deepEqual(await ids(page), ["C-1001"]);
  await go(page, "shipments");
  // Whoever earns none is told of nobody's.
  for (const person of ["hugo", "elena"]) {
    await become(page, person);
    await search(page, "Harbor & Pine");
    assert.ok((await ids(page)).includes("S-4417"));
    for (const id of ["S-4411", "S-4417"]) assert.doesNotMatch(await line(id), /commission/, id);
    for (const row of (await around(page, "GET", "/api/shipments?size=100")).body.rows) {
      assert.deepEqual(row.record.commissioned, [], row.id);
    }
  }
});

test("a shipment is found by its number, by whoever sees it alone", async (t) => {
  const page = await enter(t, "shipments", "ines");
  for (const number of ["S-4412", "s-4412", "4412"]) {
    await search(page, number);
    assert.deepEqual(await ids(page), ["S-4412"], number);
  }
  await become(page, "tom");
  await search(page, "S-4412");
  assert.deepEqual(await ids(page), []);
  await search(page, "S-4410");
  assert.deepEqual(await ids(page), ["S-4410"]);
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

test("accounting invoices a shipment after a question, and its amounts close", async (t) => {
  const page = await enter(t, "shipments", "ines");
  assert.equal(await stateOf(page, COST, "S-4412"), "enabled");
  await control(page, "button.invoice", "S-4412").click();
  await page.getByRole("dialog").getByRole("button", { name: "Not now" }).click();
  assert.equal(await stateOf(page, "button.invoice", "S-4412"), "enabled");
  await control(page, "button.invoice", "S-4412").click();
  await agree(page);
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
  assert.equal(await cost.inputValue(), "655.50");
  const { body } = await around(page, "GET", "/api/shipments/S-4413");
  assert.equal(body.fields.cost, 65_550);
});

test("what is no amount is refused out loud, and stays typed", async (t) => {
  const page = await enter(t, "shipments", "maya");
  const cost = control(page, COST, "S-4411");
  for (const nonsense of ["a lot", "", "1.240,50", "-5", "1e3", "12,34", "1.999"]) {
    await cost.fill(nonsense);
    await cost.press("Enter");
    await page.locator("#toast.shown", { hasText: "Cost takes an amount" }).waitFor();
    assert.equal(await cost.getAttribute("aria-invalid"), "true", nonsense);
    assert.match(await description(cost), /Cost takes an amount, such as 1,240\.50/, nonsense);
    assert.equal(await cost.inputValue(), nonsense);
  }
  const cents = async () => (
    await around(page, "GET", "/api/shipments/S-4411")).body.fields.cost;
  assert.equal(await cents(), 88_000);
  await cost.press("Escape");
  assert.equal(await cost.inputValue(), "880.00");
  assert.equal(await cost.getAttribute("aria-invalid"), null);
  // So it is with what is on file again by typing.
  await cost.fill("a lot");
  await cost.blur();
  assert.equal(await cost.getAttribute("aria-invalid"), "true");
  await cost.fill("880.00");
  await cost.blur();
  assert.equal(await cost.getAttribute("aria-invalid"), null);
  await cost.fill("1,240.50");
  await cost.blur();
  assert.equal(await cost.inputValue(), "1,240.50");
  assert.equal(await cents(), 124_050);
});

test("amounts are read and written as the reader's place does", async (t) => {
  const page = await enter(t, "shipments", "maya", { locale: "es-ES" });
  await page.click("[data-key=language]");
  await page.locator("html[lang=es]").waitFor();
  const cost = control(page, COST, "S-4410");
  assert.equal(await cost.inputValue(), "2140,00");
  for (const [typed, kept] of [["1.240,50", 124_050], ["7240,5", 724_050], ["1.240", 124_000]]) {
    await cost.fill(typed);
    await cost.press("Enter");
    const { body } = await around(page, "GET", "/api/shipments/S-4410");
    assert.equal(body.fields.cost, kept, typed);
  }
  await cost.fill("1,240.50");
  await cost.press("Enter");
  assert.equal(await cost.getAttribute("aria-invalid"), "true");
});

test("amounts are grouped as the reader's place does, and none is too large", async (t) => {
  const page = await enter(t, "shipments", "maya", { locale: "en-IN" });
  const cost = control(page, COST, "S-4410");
  const fill = async (text) => {
    await cost.fill(text);
    await cost.press("Enter");
    return (await around(page, "GET", "/api/shipments/S-4410")).body.fields.cost;
  };
  assert.equal(await fill("12,34,567.50"), 123_456_750);
  assert.equal(await cost.inputValue(), "12,34,567.50");
  assert.equal(await fill("1234567.25"), 123_456_725);
  for (const text of ["1,23,4567", "1 240", "1.240,50", "12,34,567.505", "0,240"]) {
    assert.equal(await fill(text), 123_456_725, text);
    assert.match(await description(cost), /Cost takes an amount, such as 1,240\.50/, text);
  }
  assert.equal(await fill("99999999999999999999"), 123_456_725);
  assert.match(await description(cost), /At most \$9,00,71,99,25,47,409\.91/);
});

test("a change that somebody else got in before is not overwritten", async (t) => {
  const page = await enter(t, "shipments", "maya", { expected: /409/ });
  const cost = control(page, COST, "S-4411");
  await cost.fill("900");
  const other = await enterAt(t, page.server, "shipments", "elena");
  await control(other, COST, "S-4411").fill("950");
  await control(other, COST, "S-4411").press("Enter");
  assert.equal(await control(other, COST, "S-4411").inputValue(), "950.00");
  await cost.press("Enter");
  await page.locator("#toast.shown", { hasText: "Somebody else changed" }).waitFor();
  assert.equal(await cost.inputValue(), "900");
  await cost.press("Enter");
  assert.equal(await cost.inputValue(), "900.00");
});

test("a customer has the portal alone, with the amounts billed to its account", async (t) => {
  const page = await enter(t, "portal", "jonas");
  assert.deepEqual(await page.locator("#nav a").evaluateAll((all) => (
    all.map((each) => each.dataset.control))), ["menu.portal"]);
  const seen = await ids(page);
  for (const id of ["S-4410", "S-4413", "S-4416"]) assert.ok(seen.includes(id), id);
  assert.equal(await stateOf(page, BILLED, "S-4410"), "readonly");
  assert.equal(await stateOf(page, BILLED, "S-4416"), "absent");
  assert.equal(await stateOf(page, COST, "S-4410"), "absent");
  assert.equal(await page.locator(".help").count(), 0);
  await go(page, "shipments");
  assert.match(await page.locator("#screen").textContent(), /Shipments is hidden from you/);
  await go(page, "customers");
  assert.match(await page.locator("#screen").textContent(), /You have no account here/);
});

test("hidden fields can be drawn as ghosts, without what they hold", async (t) => {
  const page = await enter(t, "shipments", "tom");
  await page.getByRole("switch", { name: "Show what I cannot see" }).check({ force: true });
  const commission = control(page, COMMISSION, "S-4410");
  assert.equal(await commission.getAttribute("data-state"), "hidden");
  assert.equal(await commission.inputValue(), "");
  assert.match(await description(commission), /Hidden/);
});

test("carriers and charges are added, changed and removed by who may", async (t) => {
  const page = await enter(t, "carriers", "priya");
  assert.equal(await stateOf(page, "menu.carriers"), "enabled");
  assert.equal(await stateOf(page, "menu.accessorials"), "enabled");
  assert.equal(await stateOf(page, "menu.staff"), "absent");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "New carrier" }).click();
  await dialog.getByRole("button", { name: "Create" }).click();
  assert.match(await description(dialog.getByLabel("Name")), /must not be blank/);
  await dialog.getByLabel("Name").fill("Long Reach Lines");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  await search(page, "Long Reach");
  await page.getByRole("button", { name: "Edit Long Reach Lines" }).click();
  await dialog.getByLabel("Equipment").fill("Flatbed");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.locator("tr[data-record]", { hasText: "Flatbed" }).waitFor();
  await page.getByRole("button", { name: "Remove Long Reach Lines" }).click();
  await agree(page);
  assert.deepEqual(await ids(page), []);

  await go(page, "accessorials");
  await page.getByRole("button", { name: "New charge" }).click();
  await dialog.getByLabel("Name").fill("Night delivery");
  await dialog.getByRole("button", { name: "Create" }).click();
  assert.match(await description(dialog.getByLabel("Price")), /An amount, such as 1,240\.50/);
  await dialog.getByLabel("Price").fill("85.5");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.locator("tr[data-record]", { hasText: "Night delivery$85.50" }).waitFor();
});

test("accounts are those attached to a sales representative; an admin adds one", async (t) => {
  const page = await enter(t, "accounts", "tom");
  const seen = await ids(page);
  assert.ok(seen.includes("C-1002") && seen.includes("C-1001"));
  assert.equal(seen.includes("C-1004"), false);
  assert.equal(await stateOf(page, "button.newCustomer"), "absent");
  const admin = await enterAt(t, page.server, "accounts", "maya");
  await control(admin, "button.newCustomer").click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Cinder Block Co.");
  await dialog.getByLabel("City").fill("Gary, IN");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  await search(admin, "Cinder Block");
  assert.equal((await ids(admin)).length, 1);
  await go(admin, "companies");
  await search(admin, "Cinder Block");
  assert.equal((await ids(admin)).length, 1, "one record in the views of all packs");
});

test("Sales sees no customer of others on the screens of freight", async (t) => {
  const page = await enter(t, "accounts", "tom");
  const attached = new Set(await page.locator("tr[data-record]").evaluateAll((all) => (
    all.map((row) => row.querySelector("strong").textContent))));
  assert.ok(attached.has("Brightleaf Foods") && !attached.has("Solano Steel"));
  const named = new Set();
  let seen = 0;
  for (let number = 1, total = 1; seen < total; number += 1) {
    const { body } = await around(page, "GET", `/api/shipments?size=100&page=${number}`);
    total = body.total;
    seen += body.rows.length;
    for (const { fields } of body.rows) named.add(fields.customer);
  }
  assert.ok(seen > 20, `${seen} shipments`);
  assert.deepEqual([...named].filter((name) => !attached.has(name)), []);
  for (const screen of ["accounts", "shipments"]) {
    await go(page, screen);
    await search(page, "Solano");
    assert.deepEqual(await ids(page), [], screen);
  }
});
