// What people do without thinking: press twice, go back, reload, type long names, count to one; and
// forced colours, in which what backgrounds say is gone.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, assertNoSideScroll, become, control, enter, go, ids, search, settled, stateOf,
} from "./office.mjs";

const dialog = (page) => page.getByRole("dialog");
const dialogField = (page, name) => dialog(page).locator(`[data-key="field|${name}"]`);

/** Counts what is sent by a method, and has each answer wait a while, as on a slow line. */
async function slowly(page, method, path) {
  const sent = [];
  await page.route(path, async (route) => {
    if (route.request().method() === method) {
      sent.push(route.request().url());
      await new Promise((resolve) => { setTimeout(resolve, 300); });
    }
    await route.continue();
  });
  return sent;
}

test("a form that is sent twice in a row makes one record", async (t) => {
  const page = await enter(t, "customers");
  const sent = await slowly(page, "POST", "**/api/customers");
  await control(page, "button.newCustomer").click();
  for (const name of ["legalName", "tradeName", "taxId"]) {
    await dialogField(page, name).fill("Twice Told Freight");
  }
  await dialog(page).locator("[data-key=save]").dblclick();
  await dialog(page).waitFor({ state: "detached" });
  await search(page, "Twice Told");
  assert.equal(await page.locator("tr[data-record]").count(), 1);
  assert.equal(sent.length, 1);
});

test("a step that is pressed twice in a row is taken once, and nothing is refused", async (t) => {
  const page = await enter(t, "customers", "maya");
  const sent = await slowly(page, "POST", "**/api/customers/*/reactivate");
  await search(page, "Pemberton Paper");
  await control(page, "row.reactivate", "C-1005").dblclick();
  await page.locator("#toast.shown", { hasText: "Pemberton Paper is now" }).waitFor();
  assert.equal(sent.length, 1);
  assert.equal(await stateOf(page, "row.deactivate", "C-1005"), "enabled");
  assert.equal(await page.locator("#rail").isHidden(), true);
});

test("a value that is set, changed and set again while answers wait is the last one", async (t) => {
  const page = await enter(t, "customers");
  const sent = await slowly(page, "PUT", "**/api/customers/*/metrics/*");
  await search(page, "Alder Creek");
  await control(page, "row.clientMetrics", "C-201").click();
  const slider = dialog(page).locator("input[type=range]").first();
  await slider.waitFor();
  for (const value of ["2", "9", "2"]) await slider.fill(value);
  await page.waitForTimeout(1500);
  await page.reload();
  await page.locator("#screen input[type=search]").waitFor();
  await search(page, "Alder Creek");
  await control(page, "row.clientMetrics", "C-201").click();
  assert.equal(await dialog(page).locator("input[type=range]").first().inputValue(), "2");
  assert.equal(sent.length, 3);
});

test("a reload keeps what a list is narrowed by, for the same person alone", async (t) => {
  const page = await enter(t, "companies", "maya");
  await page.click('[data-key="filter|Show All"]');
  await search(page, "cold storage");
  const shown = await page.locator("tr[data-record]").count();
  assert.ok(shown > 0);
  await page.reload();
  await page.locator("#topbar [data-key=person]").waitFor();
  await settled(page);
  assert.equal(await page.locator("#screen input[type=search]").inputValue(), "cold storage");
  assert.equal(await page.locator('[data-key="filter|Show All"]').getAttribute("aria-pressed"),
    "true");
  assert.equal(await page.locator("tr[data-record]").count(), shown);
  await page.click("[data-key=person]");
  await page.click('[data-key="as|tom"]');
  await page.locator("#topbar", { hasText: "Tom Okafor" }).waitFor();
  assert.equal(await page.locator("#screen input[type=search]").inputValue(), "");
});

const order = (page, field) => page.locator(`th:has([data-key="sort|${field}"])`)
  .getAttribute("aria-sort");
const status = (page) => page.locator(".pager [role=status]").textContent();

test("a reload keeps the page of a list and its order", async (t) => {
  const page = await enter(t, "companies", "maya");
  await page.click('[data-key="filter|Show All"]');
  for (let press = 0; press < 2; press += 1) await page.click('[data-key="sort|name"]');
  await page.click('[data-key="sort|status"]');
  await settled(page);
  await page.click("[data-key=page-next]");
  await settled(page);
  const shown = await ids(page);
  assert.match(await status(page), /^51 to 100 of /);
  await page.reload();
  await page.locator("#topbar [data-key=person]").waitFor();
  await settled(page);
  assert.match(await status(page), /^51 to 100 of /);
  assert.equal(await order(page, "status"), "ascending");
  assert.deepEqual(await ids(page), shown);
});

test("a page that is gone is the last one, an order that is not to be had the first", async (t) => {
  const page = await enter(t, "companies", "maya", { expected: /422/ });
  await page.click('[data-key="filter|Show All"]');
  const leave = async (kept) => {
    await page.addInitScript(([views]) => {
      sessionStorage.setItem("lists", JSON.stringify({ user: "maya", views }));
    }, [{ companies: { search: "", filter: "Show All", ...kept } }]);
    await page.reload();
    await page.locator("tr[data-record]").first().waitFor();
    await settled(page);
  };
  await leave({ page: 400, sort: "-name" });
  const [, first, last, total] = (await status(page)).match(/^(\d+) to (\d+) of (\d+)$/);
  assert.equal(last, total);
  assert.ok(Number(first) > 300, first);
  assert.equal(await order(page, "name"), "descending");
  await leave({ page: 2, sort: "margin" });
  assert.match(await status(page), /^51 to 100 of /);
  assert.equal(await order(page, "name"), "ascending");
});

/** Whether the browser asks before the page is left; it stays. */
async function asksToLeave(page) {
  return page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
}

test("a type that is picked and not saved is kept as anything typed is", async (t) => {
  const page = await enter(t, "companies/C-201", "maya");
  const shipper = page.getByRole("radio", { name: "Shipper" });
  await shipper.check({ force: true });
  assert.equal(await asksToLeave(page), true);
  await go(page, "companies");
  await become(page, "tom");
  await go(page, "companies/C-201");
  assert.equal(await shipper.isChecked(), false);
  await become(page, "maya");
  assert.equal(await shipper.isChecked(), true);
  await page.locator("[data-key=type-save]").click();
  await page.locator("#toast.shown", { hasText: "is now Shipper" }).waitFor();
  assert.equal(await asksToLeave(page), false);
});

test("what was typed about a company is gone with it, and asks nothing any more", async (t) => {
  const page = await enter(t, "companies/C-209", "maya");
  await page.getByLabel("Notes").fill("Closed last year");
  await page.getByRole("radio", { name: "Shipper" }).check({ force: true });
  await go(page, "companies/C-201");
  await page.getByLabel("Notes").fill("Half a sentence");
  await go(page, "companies/C-209");
  await control(page, "button.deleteCompany", "C-209").click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
  await page.locator("#toast.shown", { hasText: "is deleted" }).waitFor();
  assert.equal(await asksToLeave(page), true);
  await go(page, "companies/C-201");
  assert.equal(await page.getByLabel("Notes").inputValue(), "Half a sentence");
  await page.locator("#screen [data-key=cancel]").first().click();
  assert.equal(await asksToLeave(page), false);
});

test("going back shows the list where it was left, another screen begins on top", async (t) => {
  const page = await enter(t, "companies");
  const top = () => page.locator("#screen").evaluate((screen) => Math.round(screen.scrollTop));
  await page.locator("#screen").evaluate((screen) => screen.scrollTo(0, 900));
  await page.waitForFunction(() => history.state?.top === 900);
  await page.locator("tr[data-record] a").nth(24).click();
  await page.waitForFunction(() => location.hash.startsWith("#/companies/"));
  await settled(page);
  assert.equal(await top(), 0);
  await page.goBack();
  await page.waitForFunction(() => location.hash === "#/companies");
  await settled(page);
  assert.equal(await top(), 900);
});

test("the window is named after what it shows", async (t) => {
  const page = await enter(t, "companies/C-201");
  assert.equal(await page.title(), "Alder Creek Produce · Northbound Freight");
  await go(page, "audit");
  assert.equal(await page.title(), "Audit log · Northbound Freight");
});

test("an address of nobody says so", async (t) => {
  const page = await enter(t, "users/xyz", "maya", { expected: /404/ });
  await page.getByRole("heading", { name: "No such user" }).waitFor();
  await go(page, "companies/xyz");
  await page.getByRole("heading", { name: "No such company" }).waitFor();
  await go(page, "nothing/at-all");
  await page.getByRole("heading", { name: "No such page" }).last().waitFor();
});

test("an address with more parts than its screen takes is no page of any screen", async (t) => {
  const page = await enter(t, "customers", "maya");
  const screens = await page.locator("#nav a").evaluateAll((all) => (
    all.map((link) => link.getAttribute("href").slice(2))));
  assert.equal(screens.length, 14, screens.join());
  const records = { companies: "C-201", users: "maya", expenses: "EX-3006" };
  const more = screens.flatMap((screen) => (screen in records
    ? [`${screen}/${records[screen]}/x`, `${screen}/${records[screen]}/x/y`, `${screen}//x`]
    : [`${screen}/xyz`, `${screen}/xyz/`, `${screen}/x/y`]));
  for (const path of [...more, "expenses/new/zz", "nowhere", "__proto__"]) {
    await go(page, path);
    const text = await page.locator("#screen").textContent();
    assert.match(text, /There is nothing at this address/, path);
    assert.equal(await page.locator("#nav [aria-current]").count(), 0, path);
  }
  for (const screen of screens) {
    await go(page, `${screen}/`);
    assert.equal(await page.locator("#nav [aria-current]").count(), 1, screen);
  }
});

test("one of something is told as one", async (t) => {
  const page = await enter(t, "companies");
  const count = page.locator(".screen-head .quiet");
  await search(page, "Alder Creek Produce");
  assert.equal(await count.textContent(), "1 company");
  await page.click("[data-key=language]");
  await page.locator("html[lang=es]").waitFor();
  assert.equal(await count.textContent(), "1 empresa");
});

test("a name of one long word breaks, on a phone and in the question before it goes", async (t) => {
  const page = await enter(t, "companies", null, { width: 390 });
  await control(page, "button.newCompany").click();
  await dialog(page).getByRole("radio", { name: "Customer" }).check({ force: true });
  await dialogField(page, "name").fill("Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk");
  await dialog(page).locator("[data-key=save]").click();
  await page.getByRole("heading", { name: /^Donau/ }).waitFor();
  await settled(page);
  await assertNoSideScroll(page, "the company");
  await control(page, "button.deleteCompany").click();
  const title = dialog(page).getByRole("heading").first();
  assert.ok(await title.evaluate((it) => it.scrollWidth <= it.clientWidth), "the title fits");
  await dialog(page).locator("[data-key=delete]").click();
  await page.waitForFunction(() => location.hash === "#/companies");
});

test("the columns of an import fit, and a refused row names its column", async (t) => {
  const page = await enter(t, "companies", null, { width: 390 });
  await control(page, "button.importCustomers").click();
  const body = dialog(page).locator(".dialog-body");
  assert.ok(await body.evaluate((it) => it.scrollWidth <= it.clientWidth), "the dialog fits");
  await dialog(page).locator("[data-key=csv]").fill("name, companyType\nSome Firm, Nope\n");
  await dialog(page).locator("[data-key=import]").click();
  await dialog(page).getByText("companyType: This is none of the values").waitFor();
});

test("forms of long lists keep their buttons in view", async (t) => {
  const page = await enter(t, "teams");
  await page.locator('[data-key="members|carrier-days"]').click();
  const save = dialog(page).locator("[data-key=save]");
  await save.waitFor();
  const seen = await save.evaluate((button) => {
    const box = button.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return button.contains(there);
  });
  assert.ok(seen, "Save is in view");
});

test("with forced colours, what is switched on and chosen is told apart", async (t) => {
  const page = await enter(t, "companies", null, { forcedColors: "active" });
  const look = (locator) => locator.evaluate((it) => getComputedStyle(it).backgroundColor);
  const chosen = await look(page.locator(".segments [aria-pressed=true]"));
  assert.notEqual(chosen, await look(page.locator(".segments [aria-pressed=false]").first()));
  const track = page.locator("#topbar .track");
  const off = await look(track);
  assert.notEqual(await track.evaluate((it) => getComputedStyle(it).borderTopStyle), "none");
  await page.locator("[data-key=reveal]").click({ force: true });
  assert.notEqual(await look(track), off);
});

test("an entry of the log tells money, days and answers as people write them", async (t) => {
  const page = await enter(t, "shipments", "maya");
  const cost = control(page, "field.shipment.cost", "S-4416");
  await cost.fill("1234.5");
  await cost.press("Enter");
  await page.locator("#toast.shown", { hasText: "$1,234.50" }).waitFor();
  await control(page, "button.invoice", "S-4416").click();
  await agree(page);
  await page.locator("#toast.shown", { hasText: "is invoiced" }).waitFor();
  await go(page, "audit");
  await search(page, "S-4416");
  const read = async (what) => {
    await page.locator(".as-link", { hasText: what }).click();
    const rows = await dialog(page).locator("tbody tr").allTextContents();
    await page.keyboard.press("Escape");
    return rows;
  };
  assert.deepEqual(await read("Change the shipment's cost"), ["Cost$1,090.00$1,234.50"]);
  assert.deepEqual(await read("Invoice the shipment"), ["InvoicedNoYes"]);
});
