// People's paths through the Companies screen (pack alvys).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  become, control, description, enter, go, policiesIn, stateOf, why,
} from "./office.mjs";

const rows = (page) => page.locator("tr[data-record]");

test("the list opens with active companies; Inactive and Show All find the others", async (t) => {
  const page = await enter(t, "companies", "tom");
  const filter = page.locator('[data-key="filter|Active"]');
  assert.equal(await filter.getAttribute("aria-pressed"), "true");
  assert.equal(await rows(page).count(), 6);
  await page.getByRole("button", { name: "Inactive", exact: true }).click();
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.record)),
    ["C-207"]);
  await page.getByRole("button", { name: "Show All" }).click();
  assert.equal(await rows(page).count(), 9);
});

test("an inactive customer is reactivated from its status and takes loads again", async (t) => {
  const page = await enter(t, "companies", "tom");
  await page.getByRole("button", { name: "Inactive", exact: true }).click();
  await page.getByRole("link", { name: "Northgate Toys" }).click();
  assert.equal(await stateOf(page, "button.bookLoad", "C-207"), "disabled");
  const rail = await why(page, control(page, "button.bookLoad", "C-207"));
  assert.match(await rail.textContent(), /Activate the company/);
  const status = control(page, "status.company", "C-207");
  await status.click();
  const menu = page.getByRole("menu", { name: "Change status" });
  assert.deepEqual(await menu.getByRole("menuitem").evaluateAll((items) => (
    items.map((item) => item.querySelector(".menu-text > span").textContent))),
  ["Active", "On hold", "Disabled"]);
  await menu.getByRole("menuitem").first().click();
  assert.match(await status.textContent(), /Active/);
  await control(page, "button.bookLoad", "C-207").click();
  assert.equal(await page.locator(".loads li").count(), 1);
});

test("who only creates companies gets the error on picking Customer", async (t) => {
  const page = await enter(t, "companies", "noah");
  await control(page, "button.newCompany").click();
  const dialog = page.getByRole("dialog");
  const error = dialog.getByRole("alert");
  await dialog.getByRole("radio", { name: "Customer" }).check({ force: true });
  assert.match(await error.textContent(), /Create Customer.*Customer Management/);
  assert.equal(await dialog.getByRole("radio", { name: "Customer" }).getAttribute("aria-invalid"),
    "true");
  assert.equal(await stateOf(page, "form.newCompany"), "readonly");
  assert.equal(await dialog.getByRole("button", { name: "Create company" }).count(), 0);
  await dialog.getByRole("radio", { name: "Shipper" }).check({ force: true });
  assert.equal(await error.textContent(), "");
  await dialog.getByLabel("Company name").fill("Quarry Stoneworks");
  await dialog.getByRole("button", { name: "Create company" }).click();
  await page.getByRole("heading", { name: "Quarry Stoneworks" }).waitFor();
  const profile = page.locator('[data-control="form.company"]');
  assert.equal(await profile.getAttribute("data-state"), "readonly");
  assert.match(await profile.textContent(), /Edit Company/);
});

test("who only creates customers gets the error on picking Shipper", async (t) => {
  const page = await enter(t, "companies", "ines");
  await control(page, "button.newCompany").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Shipper" }).check({ force: true });
  assert.match(await dialog.getByRole("alert").textContent(), /Create Company.*Company Management/);
  const rail = await why(page, dialog.getByRole("alert").getByRole("button"));
  assert.match(await rail.textContent(), /Ask for Create Company/);
});

test("without the family's permissions a profile is read-only and its status closed", async (t) => {
  const page = await enter(t, "companies/C-204", "tom");
  assert.equal(await stateOf(page, "form.company", "C-204"), "readonly");
  const name = page.getByLabel("Company name");
  assert.equal(await name.evaluate((input) => input.readOnly), true);
  assert.match(await description(name), /Edit Company/);
  const status = control(page, "status.company", "C-204");
  assert.equal(await status.getAttribute("data-state"), "disabled");
  assert.match(await status.textContent(), /Active/);
  const rail = await why(page, status);
  assert.match(await rail.textContent(), /Activate Company/);
  assert.equal(await page.getByRole("menu").count(), 0);
  assert.equal(await stateOf(page, "button.bookLoad", "C-204"), "absent");
  assert.equal(await stateOf(page, "form.customerRate", "C-204"), "absent");
});

test("rates are their own permission", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  const rate = control(page, "form.customerRate", "C-201");
  assert.equal(await rate.getAttribute("data-state"), "readonly");
  const rail = await why(page, rate);
  assert.match(await rail.textContent(), /Edit Customer Rate/);
  await become(page, "elena");
  assert.equal(await rate.getAttribute("data-state"), "enabled");
  await rate.fill("3.25");
  await rate.blur();
  assert.equal(await rate.inputValue(), "3.25");
});

test("editing a profile saves it", async (t) => {
  const page = await enter(t, "companies/C-203", "elena");
  await page.getByLabel("Payment terms").fill("Net 60");
  await page.getByRole("button", { name: "Save changes" }).click();
  await go(page, "companies");
  await page.getByRole("button", { name: "Show All" }).click();
  assert.match(await page.locator("tr[data-record=C-203]").textContent(), /Net 60/);
});

test("changing a type across families names what is missing", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  const radios = page.getByRole("radio");
  await page.getByRole("radio", { name: "Warehouse" }).check({ force: true });
  const text = await page.locator(".form-error[data-shown]").textContent();
  assert.match(text, /Create Company/);
  assert.match(text, /Delete Customer/);
  await page.getByRole("radio", { name: "Broker / 3PL" }).check({ force: true });
  assert.match(await page.locator(".screen-head").textContent(), /Broker \/ 3PL/);
  assert.equal(await radios.count(), 6);
});

test("deleting shows the pack's advice and offers the better step", async (t) => {
  const page = await enter(t, "companies/C-201", "maya");
  await control(page, "button.deleteCompany", "C-201").click();
  const dialog = page.getByRole("dialog");
  assert.deepEqual(
    (await dialog.locator("[data-advice]").evaluateAll((all) => (
      all.map((each) => each.dataset.advice)))).sort(),
    ["current-loads", "load-history", "prefer-deactivate", "second-approval"]);
  await dialog.getByRole("button", { name: "Deactivate instead" }).click();
  assert.match(await control(page, "status.company", "C-201").textContent(), /Inactive/);
  await go(page, "companies/C-209");
  await control(page, "button.deleteCompany", "C-209").click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await page.getByRole("heading", { name: "Companies", level: 1 }).waitFor();
  assert.equal(await page.locator("tr[data-record=C-209]").count(), 0);
});

test("delete is hidden from who may not, and a ghost says why", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  assert.equal(await stateOf(page, "button.deleteCompany", "C-201"), "absent");
  await page.getByRole("switch", { name: "Show what I cannot see" }).check({ force: true });
  const rail = await why(page, control(page, "button.deleteCompany", "C-201"));
  assert.match(await rail.textContent(), /Delete Customer/);
});

test("each imported row is judged as its own action", async (t) => {
  const page = await enter(t, "companies", "ines");
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  const answers = await dialog.locator("tbody tr").evaluateAll((all) => (
    all.map((row) => row.cells[2].textContent)));
  assert.match(answers[0], /Ready/);
  assert.match(answers[1], /Refused.*Create Company/);
  assert.match(answers[2], /Refused.*Activate Customer/);
  assert.match(answers[3], /Refused.*Edit Company/);
  assert.match(answers[4], /Refused.*Activate Customer/);
  await dialog.getByRole("button", { name: "Import 1" }).click();
  assert.match(await page.locator("tbody").textContent(), /Juniper Textiles/);
});

test("an import with nonsense in it loses nothing", async (t) => {
  const page = await enter(t, "companies", "maya");
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("id,name,companyType\n,Odd,Spaceship\nC-999,,\n,,");
  const text = await dialog.locator("tbody").textContent();
  assert.match(text, /Refused/);
  assert.match(text, /No record C-999/);
  await dialog.getByRole("button", { name: "Import 0" }).click();
  assert.equal(await rows(page).count(), 6);
});

test("work on a load goes on in every status", async (t) => {
  const page = await enter(t, "companies/C-203", "noah");
  assert.equal(await stateOf(page, "button.bookLoad", "C-203"), "disabled");
  await page.getByRole("button", { name: "Draw up invoice L-7702" }).click();
  assert.match(await page.locator(".loads").textContent(), /Invoiced/);
});

test("boxes are grouped, advise before a grant, and what is ticked counts at once", async (t) => {
  const page = await enter(t, "users/tom", "maya");
  const form = page.locator('[data-control="form.userPermissions"]');
  assert.deepEqual(await form.locator("legend").allTextContents(),
    ["Customer Management", "Company Management", "Management", "Rates"]);
  assert.equal(await form.locator("[data-advice=trusted-administrators]").count(), 1);
  await form.getByLabel("Delete Customer").check();
  assert.equal(await form.locator("[data-advice=trusted-administrators]").count(), 0);
  await form.getByLabel("Edit Customer", { exact: false }).first().uncheck();
  await go(page, "companies/C-201");
  await become(page, "tom");
  assert.equal(await stateOf(page, "button.deleteCompany", "C-201"), "enabled");
  assert.equal(await stateOf(page, "form.company", "C-201"), "readonly");
});

test("without Set Permission the boxes are read-only", async (t) => {
  const page = await enter(t, "users/tom", "priya");
  const form = page.locator('[data-control="form.userPermissions"]');
  assert.equal(await form.getAttribute("data-state"), "readonly");
  const box = form.getByLabel("Delete Customer");
  assert.match(await description(box), /Set Permission/);
  await box.focus();
  await page.keyboard.press("Space");
  assert.equal(await box.isChecked(), false);
  const rail = page.locator("#rail");
  assert.match(await rail.textContent(), /Set Permission/);
  assert.ok((await policiesIn(rail)).length > 0);
});

test("who may tick boxes is offered to tick their own", async (t) => {
  const page = await enter(t, "companies/C-201", "maya");
  await page.click("[data-key=switches]");
  await page.locator('#rail [data-key="permission|editCustomer"]').click({ force: true });
  const rail = await why(page, page.getByLabel("Contact"));
  await rail.getByRole("button", { name: /^Tick it Edit Customer/ }).click();
  assert.equal(await stateOf(page, "form.company", "C-201"), "enabled");
});
