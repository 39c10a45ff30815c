// People's paths through the Companies screen (pack alvys).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, around, become, control, description, enter, enterAt, go, ids, policiesIn, search,
  settled, stateOf, why,
} from "./office.mjs";

const rows = (page) => page.locator("tr[data-record]");

test("the list opens with active companies; Inactive and Show All find the others", async (t) => {
  const page = await enter(t, "companies", "tom");
  const filter = page.locator('[data-key="filter|Active"]');
  const badges = rows(page).locator(".badge:not(.fresh)");
  const words = async () => new Set(await badges.allTextContents());
  assert.equal(await filter.getAttribute("aria-pressed"), "true");
  assert.deepEqual(await words(), new Set(["Active"]));
  await page.getByRole("button", { name: "Inactive", exact: true }).click();
  assert.deepEqual(await words(), new Set(["Inactive"]));
  await search(page, "northgate toys");
  assert.deepEqual(await ids(page), ["C-207"]);
  await page.getByRole("button", { name: "Show All" }).click();
  await search(page, "");
  assert.match(await page.locator(".screen-head").textContent(), /400 companies/);
});

test("an inactive customer is reactivated from its status and takes loads again", async (t) => {
  const page = await enter(t, "companies", "tom");
  await page.getByRole("button", { name: "Inactive", exact: true }).click();
  await search(page, "Northgate");
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
  const loads = await page.locator(".loads li").count();
  await menu.getByRole("menuitem").first().click();
  assert.match(await status.textContent(), /Active/);
  await control(page, "button.bookLoad", "C-207").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("From where to where").fill("Buffalo → Erie");
  await dialog.getByRole("button", { name: "Book" }).click();
  await page.locator(".loads li", { hasText: "Buffalo → Erie" }).waitFor();
  assert.equal(await page.locator(".loads li").count(), loads + 1);
});

test("who only creates companies gets the error on picking Customer", async (t) => {
  const page = await enter(t, "companies", "noah");
  await control(page, "button.newCompany").click();
  const dialog = page.getByRole("dialog");
  const error = dialog.locator(".form-error");
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
  const error = dialog.locator(".form-error");
  await dialog.getByRole("radio", { name: "Shipper" }).check({ force: true });
  assert.match(await error.textContent(), /Create Company.*Company Management/);
  const rail = await why(page, error.getByRole("button"));
  assert.match(await rail.textContent(), /Ask for Create Company/);
});

test("without any type the choice of an open form is off, and what is typed stays", async (t) => {
  const page = await enter(t, "companies", "noah");
  await control(page, "button.newCompany").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Shipper" }).check();
  const name = dialog.locator('[data-key="field|name"]');
  await name.fill("Half a name");
  const maya = await enterAt(t, page.server, "users/noah", "maya");
  const boxes = maya.locator('[data-control="form.userPermissions"]');
  await boxes.getByLabel("Create Company").uncheck();
  await boxes.getByRole("button", { name: "Save changes" }).click();
  const choice = dialog.locator('[data-control="form.newCompany.companyType"]');
  await choice.and(dialog.locator("[data-state=disabled]")).waitFor();
  assert.match(await choice.locator(".form-note").textContent(), /Create C/);
  for (const radio of await choice.getByRole("radio").all()) {
    assert.equal(await radio.getAttribute("aria-disabled"), "true");
  }
  assert.equal(await name.inputValue(), "Half a name");
  assert.equal(await name.getAttribute("readonly"), "");
  assert.equal(await dialog.locator("[data-key=save]").count(), 0);
  await boxes.getByLabel("Create Company").check();
  await boxes.getByRole("button", { name: "Save changes" }).click();
  await dialog.locator("[data-key=save]").click();
  await page.getByRole("heading", { name: "Half a name" }).waitFor();
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

test("rates are their own permission, and kept to the cent", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  const rate = control(page, "form.customerRate", "C-201");
  assert.equal(await rate.getAttribute("data-state"), "readonly");
  const rail = await why(page, rate);
  assert.match(await rail.textContent(), /Edit Customer Rate/);
  await become(page, "elena");
  assert.equal(await rate.getAttribute("data-state"), "enabled");
  for (const nonsense of ["3,25", "-1", "", "3.255", "lots"]) {
    await rate.fill(nonsense);
    await page.getByRole("button", { name: "Save rate" }).click();
    assert.match(await description(rate), /An amount, such as 1,240\.50/, nonsense);
    assert.equal(await rate.inputValue(), nonsense);
  }
  await rate.fill("3.25");
  await page.getByRole("button", { name: "Save rate" }).click();
  const { body } = await around(page, "GET", "/api/companies/C-201");
  assert.equal(body.fields.rate, 325);
});

test("editing a profile saves it; nothing typed is lost on the way", async (t) => {
  const page = await enter(t, "companies/C-203", "elena");
  await page.getByLabel("Payment terms").fill("Net 60");
  await page.getByLabel("Credit limit").fill("1.240,50");
  await go(page, "companies");
  await go(page, "companies/C-203");
  assert.equal(await page.getByLabel("Payment terms").inputValue(), "Net 60");
  await page.getByRole("button", { name: "Save changes" }).click();
  assert.match(await description(page.getByLabel("Credit limit")), /An amount, such as/);
  await page.getByLabel("Credit limit").fill("1,240.50");
  await page.getByRole("button", { name: "Save changes" }).click();
  const { body } = await around(page, "GET", "/api/companies/C-203");
  assert.deepEqual([body.fields.paymentTerms, body.fields.creditLimit], ["Net 60", 124050]);
  await page.getByLabel("Contact").fill("Nobody");
  await page.locator('[data-control="form.company"] [data-key=cancel]').click();
  assert.equal(await page.getByLabel("Contact").inputValue(), "Karl Brandt");
});

test("changing a type across families names what is missing; one within is saved", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  const radios = page.getByRole("radio");
  await page.getByRole("radio", { name: "Warehouse" }).check({ force: true });
  const text = await page.locator(".form-error[data-shown]").textContent();
  assert.match(text, /Create Company/);
  assert.match(text, /Delete Customer/);
  await page.getByRole("radio", { name: "Broker / 3PL" }).check({ force: true });
  assert.match(await page.locator(".screen-head").textContent(), /Customer ·/);
  await page.getByRole("button", { name: "Change to Broker / 3PL" }).click();
  assert.match(await page.locator(".screen-head").textContent(), /Broker \/ 3PL/);
  assert.equal(await radios.count(), 6);
});

test("arrow keys on a company's type change nothing before it is saved", async (t) => {
  const page = await enter(t, "companies/C-201", "maya");
  await page.getByRole("radio", { name: "Customer", exact: true }).focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByRole("radio", { name: "Warehouse" }).isChecked(), true);
  const { body } = await around(page, "GET", "/api/companies/C-201");
  assert.equal(body.fields.companyType, "Customer");
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
  await search(page, "Redwater");
  assert.equal(await page.locator("tr[data-record=C-209]").count(), 0);
});

test("delete is hidden from who may not, and a ghost says why", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  assert.equal(await stateOf(page, "button.deleteCompany", "C-201"), "absent");
  await page.getByRole("switch", { name: "Show what I cannot see" }).check({ force: true });
  const rail = await why(page, control(page, "button.deleteCompany", "C-201"));
  assert.match(await rail.textContent(), /Delete Customer/);
});

test("each imported row is judged by the server as its own action", async (t) => {
  const page = await enter(t, "companies", "ines");
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("[data-key=csv]").fill(`id,name,companyType,status
,"Juniper Textiles, Inc.",Customer,
,Bayside Warehousing,Warehouse,
C-203,,,Active
,Larkspur 3PL,BrokerOr3PL,OnHold
,,Customer,`);
  await dialog.locator("[data-key=import]").click();
  await dialog.locator("tbody tr").first().waitFor();
  const answers = await dialog.locator("tbody tr").evaluateAll((all) => (
    all.map((row) => row.cells[2].textContent)));
  assert.match(answers[0], /Imported/);
  assert.match(answers[1], /Refused.*Create Company/);
  assert.match(answers[2], /Refused.*Edit/);
  assert.match(answers[3], /Refused.*Activate Customer/);
  assert.match(answers[4], /Refused.*blank/);
  // What is done is gone from the text: it is not made again with what is put right.
  assert.equal(await dialog.locator("[data-key=csv]").inputValue(), `id,name,companyType,status
,Bayside Warehousing,Warehouse,
C-203,,,Active
,Larkspur 3PL,BrokerOr3PL,OnHold
,,Customer,
`);
  await dialog.locator("[data-key=import]").click();
  await dialog.getByRole("heading", { name: "0 of 4 rows imported." }).waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
  await search(page, "Juniper Textiles");
  assert.match(await page.locator("tbody").textContent(), /Juniper Textiles, Inc\./);
});

test("rows that an import refuses stay in the dialog as they were written", async (t) => {
  const page = await enter(t, "companies", "maya");
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  const text = dialog.locator("[data-key=csv]");
  await text.fill(`name;companyType;creditLimit;notes
Taken GmbH;Shipper;1.240,50;fine
;Shipper;1.240,50;"say ""yes"";
then =1+1"
Twice Ltd;Shipper;1.240;'=1+1
`);
  await dialog.locator("[data-key=import]").click();
  await dialog.getByRole("heading", { name: "1 of 3 rows imported." }).waitFor();
  const refused = `name;companyType;creditLimit;notes
;Shipper;1.240,50;"say ""yes"";
then =1+1"
Twice Ltd;Shipper;1.240;'=1+1
`;
  assert.equal(await text.inputValue(), refused);
  await text.fill(refused.replace("\n;", "\nOnce Ltd;").replace("1.240;", "1.240,00;"));
  await dialog.locator("[data-key=import]").click();
  await dialog.getByRole("heading", { name: "2 of 2 rows imported." }).waitFor();
  assert.equal(await text.inputValue(), "");
  const { body } = await around(page, "GET", "/api/companies?sort=name&search=%20Ltd");
  const notes = new Map(body.rows.map(({ fields }) => [fields.name, fields.notes]));
  assert.equal(notes.get("Once Ltd"), 'say "yes";\nthen =1+1');
  assert.equal(notes.get("Twice Ltd"), "=1+1");
});

test("an import with nonsense in it loses nothing", async (t) => {
  const page = await enter(t, "companies", "maya", { expected: /422/ });
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("[data-key=csv]").fill("id,name,shape\n,Odd,round\n");
  await dialog.locator("[data-key=import]").click();
  await dialog.getByText("There is no column `shape`", { exact: false }).waitFor();
  assert.match(await dialog.locator("[data-key=csv]").inputValue(), /Odd,round/);
});

test("an import that takes longer than a request goes on until it is done", async (t) => {
  const page = await enter(t, "companies", "maya", { settings: ["--request-seconds", "2"] });
  let requests = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/companies/import")) requests += 1;
  });
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  const rows = 1900;
  const names = Array.from({ length: rows }, (_, place) => (place === 990 ? "" : `Row ${place}`));
  await dialog.locator("[data-key=csv]").fill(
    `name,companyType\n${names.map((name) => `${name},Shipper`).join("\n")}\n`);
  await dialog.locator("[data-key=import]").click();
  await dialog.getByRole("heading", { name: "1,899 of 1,900 rows imported." })
    .waitFor({ timeout: 60_000 });
  assert.ok(requests > 1, `${requests}`);
  const lines = await dialog.locator("tbody tr").evaluateAll((all) => (
    all.map((row) => row.cells[0].textContent)));
  assert.deepEqual(lines, names.map((_, place) => String(place + 2)));
  const refused = dialog.locator("tbody tr", { hasText: "Refused" });
  assert.equal(await refused.count(), 1);
  assert.equal(await refused.locator("td").first().textContent(), "992");
  assert.equal(await dialog.locator("[data-key=csv]").inputValue(), "name,companyType\n,Shipper\n");
  const { body } = await around(page, "GET", "/api/companies?search=Row%20");
  assert.equal(body.total, rows - 1);
});

test("a file that is larger than the server takes is refused in the dialog", async (t) => {
  const page = await enter(t, "companies", "maya", { expected: /413/ });
  await control(page, "button.importCustomers").click();
  const dialog = page.getByRole("dialog");
  const text = `name,companyType,notes\n${`A,Shipper,${"x".repeat(1000)}\n`.repeat(1100)}`;
  await dialog.locator("[data-key=csv]").fill(text);
  await dialog.locator("[data-key=import]").click();
  await dialog.getByRole("alert").getByText("This is larger than 1 MiB").waitFor();
  assert.equal(await dialog.locator("[data-key=csv]").inputValue(), text);
});

test("boxes advise before a grant, and once saved reach the user's open page", async (t) => {
  const page = await enter(t, "users/tom", "maya");
  const toms = await enterAt(t, page.server, "companies/C-201", "tom");
  await toms.getByLabel("Notes").fill("Half a sentence");
  assert.equal(await stateOf(toms, "button.deleteCompany", "C-201"), "absent");
  const form = page.locator('[data-control="form.userPermissions"]');
  assert.deepEqual(await form.locator("legend").allTextContents(),
    ["Roles", "Customer Management", "Company Management", "Management", "Rates"]);
  assert.equal(await form.locator("[data-advice=trusted-administrators]").count(), 1);
  await form.getByLabel("Delete Customer").check();
  assert.equal(await form.locator("[data-advice=trusted-administrators]").count(), 0);
  await form.getByRole("button", { name: "Save changes" }).click();
  await control(toms, "button.deleteCompany", "C-201").waitFor();
  assert.equal(await toms.getByLabel("Notes").inputValue(), "Half a sentence");
  await form.getByLabel("Edit Customer", { exact: false }).first().uncheck();
  await form.getByRole("button", { name: "Save changes" }).click();
  await toms.locator('[data-control="form.company"][data-state=readonly]').waitFor();
});

test("giving a role ticks what it starts with", async (t) => {
  const page = await enter(t, "users/noah", "maya");
  const form = page.locator('[data-control="form.userPermissions"]');
  await form.getByLabel("Data Entry").uncheck();
  await form.getByLabel("Partner Admin").check();
  assert.equal(await form.getByLabel("Delete Customer").isChecked(), true);
  await form.getByRole("button", { name: "Save changes" }).click();
  const { body } = await around(page, "GET", "/api/users/noah/permissions");
  assert.deepEqual(body.roles, ["PartnerAdmin"]);
  assert.ok(body.permissions.includes("deleteCustomer"));
});

test("the last Set Permission stays", async (t) => {
  const page = await enter(t, "users/maya", "maya", { expected: /409/ });
  const form = page.locator('[data-control="form.userPermissions"]');
  await form.getByLabel("Set Permission").uncheck();
  await form.getByRole("button", { name: "Save changes" }).click();
  await page.locator("#toast.shown", { hasText: "nobody would be left" }).waitFor();
  assert.match(await form.textContent(), /Not saved yet/);
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

test("who may tick boxes is led to their own", async (t) => {
  const page = await enter(t, "users/maya", "maya");
  const form = page.locator('[data-control="form.userPermissions"]');
  await form.getByLabel("Edit Customer", { exact: false }).first().uncheck();
  await form.getByRole("button", { name: "Save changes" }).click();
  await settled(page);
  await go(page, "companies/C-201");
  await page.locator('[data-control="form.company"][data-state=readonly]').waitFor();
  const rail = await why(page, page.getByLabel("Contact"));
  await rail.getByRole("link", { name: "Your permissions" }).click();
  await page.getByRole("heading", { name: "Maya Lindqvist" }).waitFor();
});

test("who may delete and not deactivate is told whom to ask for it", async (t) => {
  const page = await enter(t, "companies/C-201", "sofia");
  await control(page, "button.deleteCompany", "C-201").click();
  const dialog = page.getByRole("dialog");
  const advice = dialog.locator("[data-ask=deactivate]");
  assert.match(await advice.textContent(), /You need Activate Customer \(Customer Management\)/);
  assert.equal(await dialog.locator("[data-key=deactivate-instead]").count(), 0);
  const { body: may } = await around(page, "GET", "/api/permissions/activateCustomer/holders");
  const holders = may.rows.map(({ id }) => id);
  const named = await advice.locator("a").evaluateAll((all) => (
    all.map((link) => link.getAttribute("href").split("/").at(-1))));
  const more = advice.locator("summary", { hasText: `${holders.length - 3} more` });
  await more.click();
  assert.equal(await advice.locator("details[open] a").count(), holders.length - 3);
  assert.deepEqual([...named].sort(), [...holders].sort());
  // Those of her own department come first.
  const { body: first } = await around(page, "GET", `/api/users/${named[0]}`);
  assert.equal(first.fields.department, "Operations");
  await advice.locator("a").first().click();
  await page.getByRole("heading", { name: first.fields.name }).waitFor();
  // Nobody is to be asked where it is inactive already.
  await go(page, "companies/C-207");
  await control(page, "button.deleteCompany", "C-207").click();
  await dialog.waitFor();
  assert.equal(await advice.count(), 0);
  await page.keyboard.press("Escape");
  await become(page, "maya");
  await go(page, "companies/C-201");
  await control(page, "button.deleteCompany", "C-201").click();
  await dialog.locator("[data-key=deactivate-instead]").waitFor();
  assert.equal(await advice.count(), 0);
});

test("documents and past invoices stay on screen when a company is deactivated", async (t) => {
  const page = await enter(t, "companies/C-1002", "tom");
  const papers = page.locator(".papers");
  const list = () => papers.locator("li").allTextContents();
  const before = await list();
  const { body } = await around(page, "GET", "/api/companies/C-1002/documents");
  assert.equal(before.length, body.rows.length);
  assert.match(before.join(), /Invoice INV-.*Invoice · .*\$\d/);
  assert.match(before.join(), /Freight agreement.*Agreement/);
  assert.doesNotMatch(await papers.textContent(), /whatever the status/);
  await control(page, "status.company", "C-1002").click();
  const status = page.locator('[data-control="status.company"]');
  for (const name of [/Disabled/, /Inactive/]) {
    await page.getByRole("menuitem", { name }).click();
    assert.match(await page.getByRole("dialog").textContent(), /It takes no new loads until/);
    await page.getByRole("dialog").locator("[data-key=keep]").click();
    assert.match(await status.textContent(), /Active/);
    await status.click();
  }
  await page.getByRole("menuitem", { name: /Inactive/ }).click();
  await agree(page);
  await page.locator('[data-control="status.company"]', { hasText: "Inactive" }).waitFor();
  assert.match(await papers.textContent(), /stay available to everyone, whatever the status/);
  assert.deepEqual(await list(), before);
  await go(page, "companies/C-205");
  assert.match(await papers.textContent(), /No documents on file/);
});

test("customers are marked for review for a day, and where a load is booked", async (t) => {
  const page = await enter(t, "companies", "ines");
  await control(page, "button.newCompany").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Customer" }).check({ force: true });
  await dialog.getByLabel("Company name").fill("Lumen Lamps");
  await dialog.getByRole("button", { name: "Create company" }).click();
  await page.getByRole("heading", { name: "Lumen Lamps" }).waitFor();
  const note = page.locator("#screen [data-new]");
  assert.match(await note.textContent(), /within 24 hours, before a load is built/);
  await page.getByRole("button", { name: "Book a load" }).click();
  assert.match(await dialog.textContent(), /before a load is built/);
  await page.keyboard.press("Escape");
  const marked = async (screen) => {
    await go(page, screen);
    await search(page, "Lumen");
    return (await rows(page).textContent()).includes("New: needs review");
  };
  assert.ok(await marked("companies"));
  assert.ok(await marked("customers"));
  await search(page, "Harbor");
  assert.equal(await page.locator("tr[data-record] .fresh").count(), 0);
  await page.clock.setSystemTime(Date.now() + 24 * 60 * 60 * 1000);
  assert.equal(await marked("companies"), false);
  assert.equal(await marked("customers"), false);
});

test("a new company that is no customer is not marked for review", async (t) => {
  const page = await enter(t, "companies", "noah");
  await control(page, "button.newCompany").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Shipper" }).check({ force: true });
  await dialog.getByLabel("Company name").fill("Pine Planks");
  await dialog.getByRole("button", { name: "Create company" }).click();
  await page.getByRole("heading", { name: "Pine Planks" }).waitFor();
  assert.equal(await page.locator("#screen [data-new]").count(), 0);
});
