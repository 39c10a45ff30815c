// A person's whole path in each pack, from signing in to signing out, on SQLite and on PostgreSQL:
// something is saved, something is refused and says why, a reload keeps what was saved. What the
// server answered on the way is searched for values that whoever asked may not see.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage } from "../chromium.mjs";
import { KINDS, openDatabases } from "../databases.mjs";
import { listenTo } from "../ears.mjs";
import { startServer } from "../server.mjs";
import {
  agree, around, control, description, go, policiesIn, readAtRest, search, settled, stateOf, why,
} from "./office.mjs";

const signInHeading = (page) => (
  page.getByRole("heading", { name: "Sign in to Northbound Freight" }).waitFor());
const toast = (page, text) => page.locator("#toast.shown", { hasText: text }).waitFor();

/** Signs in as a sample person and opens a screen. */
async function arrive(page, person, screen) {
  await signInHeading(page);
  await page.locator(`.samples [data-key="as|${person}"]`).click();
  await page.locator("#topbar [data-key=person]").waitFor();
  await go(page, screen);
}

/** Reloads, and opens the same screen anew. */
async function reload(page) {
  await page.reload();
  await page.locator("#topbar [data-key=person]").waitFor();
  await settled(page);
}

/** Signs out; from then on the server knows nobody. */
async function leave(page) {
  await page.click("[data-key=person]");
  await page.click("[data-key=sign-out]");
  await signInHeading(page);
  const { body } = await around(page, "GET", "/api/session");
  assert.deepEqual(body, { user: null });
}

/** Asserts that the server refuses a change of a record that is sent around the page. */
async function refused(page, method, address, body, message) {
  const { body: record } = await around(page, "GET", address.split("/").slice(0, 4).join("/"));
  const sent = await around(page, method, address, { version: record.version, ...body });
  assert.equal(sent.status, 403, `${method} ${address}`);
  assert.match(sent.body.decision.message, message);
}

/** A company that was inactive takes a load again; another's profile stays closed. */
async function alvys(page) {
  await arrive(page, "tom", "companies/C-207");
  const rail = await why(page, control(page, "button.bookLoad", "C-207"));
  assert.match(await rail.textContent(), /Activate the company/);
  await control(page, "status.company", "C-207").click();
  await page.locator('[data-key="status|activate"]').click();
  await control(page, "button.bookLoad", "C-207").and(page.locator("[data-state=enabled]")).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator('[data-key="field|lane"]').fill("Buffalo → Erie");
  await dialog.locator("[data-key=save]").click();
  await page.locator(".loads li", { hasText: "Buffalo → Erie" }).waitFor();
  await reload(page);
  assert.match(await control(page, "status.company", "C-207").textContent(), /Active/);
  assert.match(await page.locator(".loads").textContent(), /Buffalo → Erie/);
  await go(page, "companies/C-204");
  assert.equal(await stateOf(page, "form.company", "C-204"), "readonly");
  const closed = await why(page, control(page, "form.company", "C-204").locator(".mark").first());
  assert.match(await closed.textContent(), /Edit Company/);
  await refused(page, "PATCH", "/api/companies/C-204", { fields: { notes: "Mine" } },
    /Edit Company/);
  await leave(page);
  return {
    "SELECT status FROM companies WHERE id = 'C-207'": [{ status: "Active" }],
    "SELECT lane FROM loads WHERE company_id = 'C-207' AND lane = 'Buffalo → Erie'":
      [{ lane: "Buffalo → Erie" }],
    "SELECT id FROM companies WHERE notes = 'Mine'": [],
  };
}

/** An amount is changed before the invoice, and locked by it. */
async function accessLevels(page) {
  await arrive(page, "ines", "shipments");
  const cost = control(page, "field.shipment.cost", "S-4412");
  await cost.fill("812.25");
  await cost.press("Enter");
  await toast(page, "$812.25");
  await control(page, "button.invoice", "S-4412").click();
  await agree(page);
  await toast(page, "is invoiced");
  await reload(page);
  assert.equal(await cost.inputValue(), "812.25");
  assert.equal(await cost.getAttribute("data-state"), "readonly");
  assert.match(await description(cost), /Read-only/);
  const mark = page.locator('[data-key="why|field.shipment.cost|S-4412"]');
  const rail = await why(page, mark);
  assert.match(await rail.textContent(), /Admin/);
  assert.ok((await policiesIn(rail)).length > 0);
  await refused(page, "PATCH", "/api/shipments/S-4412/cost", { fields: { cost: 1 } }, /Admin/);
  await go(page, "portal");
  assert.match(await page.locator("#screen").textContent(), /Customer portal is hidden from you/);
  await leave(page);
  return {
    "SELECT cost FROM shipments WHERE id = 'S-4412' AND invoiced": [{ cost: 81_225 }],
  };
}

/** An inactive customer is reactivated from the panel, and edited; another's sliders stay off. */
async function clientMetrics(page) {
  await arrive(page, "tom", "customers");
  await search(page, "Pemberton");
  const rail = await why(page, control(page, "row.edit", "C-1005"));
  assert.deepEqual(await policiesIn(rail), ["inactive-customers-wait"]);
  await rail.getByRole("button", { name: "Reactivate the customer" }).click();
  await control(page, "row.edit", "C-1005").and(page.locator("[data-state=enabled]")).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator('[data-key="field|contact"]').fill("Odile Marchand");
  await dialog.locator("[data-key=save]").click();
  await toast(page, "Saved");
  await reload(page);
  await search(page, "Pemberton");
  await control(page, "row.edit", "C-1005").click();
  assert.equal(await dialog.locator('[data-key="field|contact"]').inputValue(), "Odile Marchand");
  await page.keyboard.press("Escape");
  await search(page, "Kestrel Outdoor");
  await control(page, "row.clientMetrics", "C-1003").click();
  const slider = dialog.getByRole("slider").first();
  assert.equal(await slider.getAttribute("data-state"), "disabled");
  const closed = await why(page, slider);
  assert.match(await closed.textContent(), /Client metrics/);
  await page.locator("[data-key=done]").click();
  const [, , metric] = (await around(page, "GET", "/api/customers/C-1003/metrics")).body.rows;
  await refused(page, "PUT", `/api/customers/C-1003/metrics/${metric.id}`, { value: 10 },
    /Client metrics/);
  await leave(page);
  return {
    "SELECT status, contact FROM customers WHERE id = 'C-1005'":
      [{ status: "ACTV", contact: "Odile Marchand" }],
    [`SELECT value FROM scores WHERE customer_id = 'C-1003' AND metric_id = '${metric.id}'`]:
      [{ value: metric.value }],
  };
}

/** An expense is filed and submitted, then approved by another; one of a closed month stays. */
async function expenses(page) {
  await arrive(page, "noah", "expenses");
  const field = (name) => page.locator(`#screen [data-key="field|${name}"]`);
  await control(page, "button.newExpense").click();
  await field("text").fill("Ratchet straps");
  await field("amount").fill("88");
  await page.locator("#screen [data-key=save]").click();
  await page.getByRole("heading", { name: "Ratchet straps" }).waitFor();
  const screen = (await page.evaluate(() => location.hash)).slice(2);
  await page.getByRole("button", { name: "Submit Ratchet straps" }).click();
  await toast(page, "is now submitted");
  await reload(page);
  assert.match(await page.locator(".screen-head").textContent(), /Submitted/);
  await refused(page, "POST", `/api/${screen}/approve`, {}, /./);
  await go(page, "expenses/EX-3002");
  assert.equal(await stateOf(page, "form.expense", "EX-3002"), "readonly");
  const rail = await why(page, control(page, "form.expense").locator(".mark").first());
  assert.match(await rail.textContent(), /accounting period is closed/);
  await refused(page, "PATCH", "/api/expenses/EX-3002", { fields: { text: "Mine" } },
    /accounting period is closed/);
  await leave(page);
  await arrive(page, "priya", screen);
  await page.getByRole("button", { name: "Approve Ratchet straps" }).click();
  await toast(page, "is now approved");
  await reload(page);
  assert.match(await page.locator(".screen-head").textContent(), /Approved/);
  await leave(page);
  return {
    "SELECT status, amount FROM expenses WHERE text = 'Ratchet straps'":
      [{ status: "approved", amount: 88 }],
    "SELECT id FROM expenses WHERE text = 'Mine'": [],
  };
}

/** Somebody asks for what is off, is granted it by another, and has it. */
async function office(page) {
  await arrive(page, "noah", "carriers");
  const rail = await why(page, page.locator('[data-key="door|menu.carriers"]'));
  await rail.locator('[data-key="ask|Role::Manager"]').click();
  await toast(page, "You asked for Manager.");
  assert.equal((await around(page, "GET", "/api/audit")).status, 403);
  await go(page, "requests");
  await reload(page);
  const row = page.locator("tr[data-record]", { hasText: "Manager" });
  assert.match(await row.textContent(), /You.*Open/);
  await leave(page);
  await arrive(page, "greta", "requests");
  await row.filter({ hasText: "Noah Berg" }).locator('[data-control="row.grantRequest"]').click();
  await agree(page);
  await toast(page, "Granted to Noah Berg: Manager.");
  await leave(page);
  await arrive(page, "noah", "carriers");
  await page.getByRole("button", { name: "New carrier" }).waitFor();
  await reload(page);
  await page.getByRole("button", { name: "New carrier" }).waitFor();
  await leave(page);
  return {
    "SELECT pack FROM principals WHERE user_id = 'noah' AND document LIKE '%Role::Manager%'":
      [{ pack: "access-levels" }],
    "SELECT status FROM requests WHERE requester_id = 'noah' AND answered_by = 'greta'":
      [{ status: "granted" }],
  };
}

const PATHS = {
  "alvys": alvys, "access-levels": accessLevels, "client-metrics": clientMetrics,
  "expenses": expenses, "office": office,
};

const kept = {};
before(() => Promise.all(Object.keys(KINDS).map(async (kind) => {
  kept[kind] = await openDatabases(kind);
})));
after(() => Promise.all(Object.values(kept).map(({ end }) => end())));

/** Walks a path on a database of its own, and holds what was answered and kept against it. */
async function walk(t, kind, path) {
  const { secrets, copy } = kept[kind];
  const database = await copy();
  const first = await secrets.situation(database.rows);
  const server = await startServer(database.address);
  const ears = await listenTo(server.url);
  t.after(ears.end);
  t.after(server.stop);
  let ends = false;
  const page = await openPage(t, ears.url, { expected: /401|403/, quiet: () => ends });
  readAtRest(page);
  const expected = await path(page);
  ends = true;
  await page.close();
  await server.finish();
  for (const [query, rows] of Object.entries(expected)) {
    assert.deepEqual(await database.rows(query), rows, query);
  }
  const answers = ears.answers();
  const { leaks, seen } = secrets.leaks(answers,
    [first, await secrets.situation(database.rows)]);
  assert.deepEqual(leaks, []);
  assert.ok(answers.length > 20, `${answers.length} answers`);
  t.diagnostic(`${answers.length} answers, ${seen} secrets to those who may see them`);
  return seen;
}

for (const kind of Object.keys(KINDS)) {
  for (const [pack, path] of Object.entries(PATHS)) {
    test(`${pack}: from signing in to signing out, on ${kind}`, (t) => walk(t, kind, path));
  }
}

test("a secret is found in whatever is answered to who may not see it", async () => {
  const { secrets, copy } = kept.SQLite;
  const { rows } = await copy();
  const [{ cost, commission }] = await rows("SELECT * FROM shipments WHERE id = 'S-4412'");
  const situations = [await secrets.situation(rows)];
  const leaksTo = (user, text) => (
    secrets.leaks([{ user, method: "GET", path: "/", text }], situations));
  const text = `{"a":${cost},"b":"${commission}","c":"secret-contact-C-1001\\n"}`;
  assert.deepEqual(leaksTo("maya", text), { leaks: [], seen: 3 });
  assert.equal(leaksTo("ines", text).leaks.length, 2);
  assert.equal(leaksTo("jonas", text).leaks.length, 3);
  assert.equal(leaksTo(null, text).leaks.length, 3);
  assert.equal(leaksTo("maya", "secret-contact-C-0000").leaks.length, 1);
  assert.ok(secrets.count > 1000, `${secrets.count} secrets`);
});
