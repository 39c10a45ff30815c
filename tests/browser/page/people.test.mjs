// People's paths through the forms that say whom others are: access in every part, delegated
// approvals, the boxes of permissions, and teams. Each starts with what is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, around, become, control, description, enter, enterAt, go, stateOf,
} from "./office.mjs";

const dialog = (page) => page.getByRole("dialog");
const toast = (page, text) => page.locator("#toast.shown", { hasText: text }).waitFor();
const links = (page) => page.locator("#nav a").evaluateAll((all) => (
  all.map((link) => link.getAttribute("href").slice(2))));

/** The boxes of a form that are ticked. */
const ticked = (form) => form.locator("input:checked").evaluateAll((all) => (
  all.map((box) => box.dataset.key).sort()));

const box = (page, key) => control(page, "form.access").locator(`[data-key="${key}"]`);

async function saveAccess(page, name) {
  await control(page, "form.access").locator("[data-key=save]").click();
  await toast(page, `The access of ${name} is changed.`);
}

test("the form of access starts with what the user is, for who may only look, too", async (t) => {
  const page = await enter(t, "users/priya", "greta");
  const form = control(page, "form.access");
  const priya = [
    "access|access-levels|OperationsManager", "access|client-metrics|ReadOnly",
    "access|expenses|Manager", "access|office|Lead", "permission|client-metrics|view",
  ];
  assert.deepEqual(await ticked(form), priya);
  assert.equal(await box(page, "field|limit").inputValue(), "8,000");
  await become(page, "tom");
  assert.equal(await form.getAttribute("data-state"), "readonly");
  assert.deepEqual(await ticked(form), priya);
  assert.equal(await box(page, "field|limit").evaluate((input) => input.readOnly), true);
  await go(page, "users/tom");
  assert.ok((await ticked(form)).includes("access|access-levels|Sales"));
  await become(page, "greta");
  await go(page, "users/ines");
  assert.deepEqual(await ticked(form), [
    "access|access-levels|Accounting", "access|expenses|Auditor", "access|office|Member",
    "group|office|Duty::audit", "permission|client-metrics|clientMetrics",
    "permission|client-metrics|view",
  ]);
});

test("saving a part leaves the others as they are, singly given ones included", async (t) => {
  const page = await enter(t, "users/ines", "greta");
  const was = (await around(page, "GET", "/api/users/ines/access")).body;
  await box(page, "access|expenses|Employee").check();
  await saveAccess(page, "Ines Duarte");
  const now = (await around(page, "GET", "/api/users/ines/access")).body;
  assert.deepEqual(now.packs.expenses.roles, ["Auditor", "Employee"]);
  for (const pack of ["client-metrics", "access-levels", "office", "alvys"]) {
    assert.deepEqual(now.packs[pack], was.packs[pack], pack);
  }
  await box(page, "group|office|Duty::audit").uncheck();
  await saveAccess(page, "Ines Duarte");
  await box(page, "group|office|Duty::audit").waitFor({ state: "detached" });
  await become(page, "ines");
  assert.equal((await links(page)).includes("audit"), false);
});

test("a personal limit is typed and shown as amounts are elsewhere", async (t) => {
  const page = await enter(t, "users/priya", "greta");
  const limit = box(page, "field|limit");
  for (const [wrong, says] of [
    ["8.500,00", /Whole dollars, such as 1,240/], ["99999999999999999999", /At most \$9,007,199/],
  ]) {
    await limit.fill(wrong);
    await control(page, "form.access").locator("[data-key=save]").click();
    assert.match(await description(limit), says);
    assert.equal(await limit.inputValue(), wrong);
  }
  await limit.fill("8,500");
  await saveAccess(page, "Priya Raman");
  assert.equal(await limit.inputValue(), "8,500");
  const { body } = await around(page, "GET", "/api/users/priya/access");
  assert.equal(body.packs.expenses.limit, 8500);
});

test("Edit or Client metrics without View gives nothing", async (t) => {
  const page = await enter(t, "users/tom", "greta");
  for (const key of ["view", "edit", "clientMetrics"]) {
    await box(page, `permission|client-metrics|${key}`).setChecked(key !== "view");
  }
  await saveAccess(page, "Tom Okafor");
  await become(page, "tom");
  assert.equal((await links(page)).includes("customers"), false);
  await go(page, "customers");
  assert.match(await page.locator("#screen").textContent(), /You need View/);
});

test("several levels have the union, a manager is one of each, Customer locks in", async (t) => {
  const page = await enter(t, "users/noah", "maya");
  const noah = await enterAt(t, page.server, "shipments", "noah", { expected: /403/ });
  for (const link of ["staff", "carriers"]) {
    assert.equal((await links(noah)).includes(link), false, link);
  }
  await box(page, "access|access-levels|SalesManager").check();
  await saveAccess(page, "Noah Berg");
  await noah.locator('#nav a[href="#/carriers"]').waitFor();
  for (const link of ["shipments", "accounts", "staff", "carriers"]) {
    assert.ok((await links(noah)).includes(link), link);
  }
  await box(page, "access|access-levels|Customer").check();
  await saveAccess(page, "Noah Berg");
  await noah.locator('#nav a[href="#/portal"]').waitFor();
  for (const link of ["shipments", "accounts", "staff", "carriers"]) {
    assert.equal((await links(noah)).includes(link), false, link);
  }
});

test("a customer without an account sees what they booked and nothing billed", async (t) => {
  const page = await enter(t, "users/jonas", "greta");
  assert.equal(await box(page, "field|customer").inputValue(), "C-1002");
  await box(page, "field|customer").fill("");
  await saveAccess(page, "Jonas Weber");
  const jonas = await enterAt(t, page.server, "portal", "jonas");
  const rows = jonas.locator("tr[data-record]");
  const shown = await rows.evaluateAll((all) => all.map((row) => row.dataset.record));
  assert.ok(shown.includes("S-4416") && shown.includes("S-4410"), shown.join());
  assert.equal(shown.includes("S-4413"), false);
  assert.equal(await jonas.locator('[data-control="field.shipment.billedAmount"]').count(), 0);
});

test("delegating starts with what is delegated, and takes it back", async (t) => {
  const page = await enter(t, "users/tom", "maya");
  await control(page, "button.delegateApproval").click();
  assert.deepEqual(await ticked(dialog(page)), ["delegate|EX-3010"]);
  await dialog(page).locator('[data-key="delegate|EX-3009"]').check();
  await dialog(page).locator("[data-key=save]").click();
  await toast(page, "Approvals delegated to Tom Okafor: 2.");
  await control(page, "button.delegateApproval").click();
  assert.deepEqual(await ticked(dialog(page)), ["delegate|EX-3009", "delegate|EX-3010"]);
  await page.keyboard.press("Escape");
  // Lena does not see EX-3009: what is delegated of it stays unless she unticks it.
  await become(page, "lena");
  await control(page, "button.delegateApproval").click();
  const unseen = dialog(page).getByRole("group", { name: "Also delegated to them" });
  assert.match(await unseen.textContent(), /EX-3009/);
  await unseen.locator('[data-key="delegate|EX-3009"]').uncheck();
  await dialog(page).locator("[data-key=save]").click();
  await toast(page, "Approvals delegated to Tom Okafor: 1.");
});

/** The ids of a list, page by page, as the server gives them. */
async function listed(page, path) {
  const all = [];
  for (let number = 1, total = 1; all.length < total; number += 1) {
    const { body } = await around(page, "GET", `${path}&size=100&page=${number}`);
    all.push(...body.rows.map(({ id }) => id));
    total = body.total;
  }
  return all;
}

/** Makes a hundred records of a kind, beside those that there are. */
async function many(page, kind, fieldsOf) {
  for (let number = 1; number <= 100; number += 1) {
    const { status, body } = await around(page, "POST", `/api/${kind}`,
      { fields: fieldsOf(number) });
    assert.ok(status < 300, JSON.stringify(body));
  }
}

test("forms offer all there are to choose from, more than a page of them", async (t) => {
  const page = await enter(t, "teams", "greta");
  await many(page, "users", (number) => (
    { name: `Person ${number}`, title: "", email: `p${number}@example.com`, department: null }));
  await page.locator('[data-key="members|carrier-days"]').click();
  const offered = (name) => dialog(page).locator(`[data-key^="${name}|"]`)
    .evaluateAll((all) => all.map((each) => each.dataset.key.split("|")[1]).sort());
  await dialog(page).locator('[data-key^="member|"]').first().waitFor();
  const people = await listed(page, "/api/users?sort=name");
  assert.ok(people.length > 100, `${people.length} people`);
  assert.deepEqual(await offered("member"), people.toSorted());
  await page.keyboard.press("Escape");
  await become(page, "maya");
  await many(page, "metrics", (number) => ({ name: `Metric ${number}`, multiplier: 1 }));
  await go(page, "customers");
  await control(page, "button.clientMetrics").click();
  const metrics = await listed(page, "/api/metrics?sort=name");
  assert.ok(metrics.length > 100, `${metrics.length} metrics`);
  assert.deepEqual(await offered("name"), metrics.toSorted());
});

test("a team is removed after a question, and its members see its expenses no more", async (t) => {
  const page = await enter(t, "teams", "priya", { expected: /404/ });
  const tom = await enterAt(t, page.server, "expenses/EX-3010", "tom", { expected: /404/ });
  assert.match(await tom.locator(".profile-side").textContent(), /Carrier/);
  const { body } = await around(page, "GET", "/api/teams/carrier-days/members");
  await page.locator('[data-key="remove|carrier-days"]').press("Enter");
  assert.match(await dialog(page).textContent(), new RegExp(`Members: ${body.users.length}`));
  assert.match(await dialog(page).textContent(), /Its expenses stay, without a team/);
  await dialog(page).locator("[data-key=keep]").click();
  await page.locator("tr[data-record=carrier-days]").waitFor();
  await page.locator('[data-key="remove|carrier-days"]').press("Enter");
  await agree(page);
  await page.locator("tr[data-record=carrier-days]").waitFor({ state: "detached" });
  await page.reload();
  await become(page, "noah");
  await go(page, "expenses/EX-3010");
  assert.doesNotMatch(await page.locator(".profile-side").textContent(), /Carrier/);
  assert.equal((await around(page, "GET", "/api/teams/carrier-days/members")).status, 404);
});

test("Set Permission is advised for administrators, where it is ticked", async (t) => {
  const page = await enter(t, "users/priya", "maya");
  const form = control(page, "form.userPermissions", "priya");
  const advice = form.locator('[data-advice="preferably-administrators"]');
  assert.match(await advice.textContent(), /preferably for administrators/);
  await form.locator('[data-key="box|setPermission"]').check();
  assert.equal(await advice.count(), 0);
  await form.locator('[data-key="box|setPermission"]').uncheck();
  await form.locator('[data-key="role|Admin"]').check();
  assert.equal(await advice.count(), 0);
});

test("Edit Customer Rate does not give Edit Customer", async (t) => {
  const page = await enter(t, "users/elena", "maya");
  const form = control(page, "form.userPermissions", "elena");
  await form.locator('[data-key="box|editCustomer"]').uncheck();
  await form.locator("[data-key=save]").click();
  await toast(page, "Saved the permissions of Elena Costa.");
  await become(page, "elena");
  await go(page, "companies/C-201");
  assert.equal(await stateOf(page, "form.company", "C-201"), "readonly");
  assert.equal(await stateOf(page, "form.customerRate", "C-201"), "enabled");
});

test("a team takes nobody who has no account for expenses", async (t) => {
  const page = await enter(t, "teams", "priya", { expected: /403/ });
  await page.locator('[data-key="members|carrier-days"]').click();
  await dialog(page).locator('[data-key="member|jonas"]').check();
  await dialog(page).locator("[data-key=save]").click();
  await dialog(page).getByText("There is no account for this part of the office.").waitFor();
  await dialog(page).locator('[data-key="member|jonas"]').uncheck();
  await dialog(page).locator('[data-key="member|hugo"]').check();
  await dialog(page).locator("[data-key=save]").click();
  await toast(page, "Members of Carrier Days: 5.");
});

test("what was given and taken back is known to the search of answers", async (t) => {
  const page = await enter(t, "users/ines", "maya");
  const ines = await enterAt(t, page.server, "shipments", "ines");
  const path = "/api/users/ines/access";
  const list = "/api/shipments?size=100&sort=pickup";
  const commissions = async (roles) => {
    const { version } = (await around(page, "GET", path)).body;
    const { status } = await around(page, "PUT", `${path}/access-levels`, { version, roles });
    assert.equal(status, 200);
    const { body } = await around(ines, "GET", list);
    return body.rows.filter(({ fields }) => fields.commission > 7_000_000_000_000).length;
  };
  assert.equal(await commissions(["AccountingManager"]), 100);
  assert.equal(await commissions(["Accounting"]), 0);
  const { leaks, suspects } = await page.server.search();
  assert.deepEqual(leaks, []);
  assert.ok(suspects >= 100, `${suspects} commissions were told that she could not see at first`);
});
