// People's paths through what the office itself has (pack office): users and their access, requests
// for access, the books, and the audit log.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, around, become, control, description, enter, enterAt, go, search, settled, stateOf, why,
} from "./office.mjs";

const dialog = (page) => page.getByRole("dialog");
const dialogField = (page, name) => dialog(page).locator(`[data-key="field|${name}"]`);
const links = (page) => page.locator("#nav a").evaluateAll((all) => (
  all.map((link) => link.getAttribute("href").slice(2))));
const toast = (page, text) => page.locator("#toast.shown", { hasText: text }).waitFor();

/** The row of a list that has all of these texts. */
const rowWith = (page, ...texts) => texts.reduce(
  (rows, hasText) => rows.filter({ hasText }), page.locator("tr[data-record]"));

test("a user is added, given access with whom each level is for, and signs in to it", async (t) => {
  const page = await enter(t, "users", "greta", { expected: /422/ });
  await control(page, "button.addUser").click();
  assert.match(await dialog(page).textContent(), /what the work of the first weeks takes/);
  await dialogField(page, "name").fill("Ida Nystrom");
  await dialogField(page, "email").fill("ida");
  await dialog(page).locator("[data-key=save]").click();
  assert.match(await description(dialogField(page, "email")), /has an @/);
  await dialogField(page, "email").fill("tom.okafor@northbound.example");
  await dialog(page).locator("[data-key=save]").click();
  await dialog(page).getByText("somebody else has this address").waitFor();
  await dialogField(page, "email").fill("ida@northbound.example");
  await dialogField(page, "password").fill("a long pass phrase");
  await dialog(page).locator("[data-key=save]").click();
  await page.getByRole("heading", { name: "Ida Nystrom" }).waitFor();
  const form = control(page, "form.access");
  await form.locator('[data-key="access|access-levels|AccountingManager"]').check();
  assert.match(await form.textContent(), /for those who work with commissions/);
  await form.locator('[data-key="access|access-levels|Sales"]').check();
  assert.match(await form.textContent(), /Sales is for all sales representatives/);
  await form.locator('[data-key="access|access-levels|AccountingManager"]').uncheck();
  await form.locator('[data-key="access|expenses|Manager"]').check();
  await form.locator('[data-key="field|limit"]').fill("9x");
  await form.locator("[data-key=save]").click();
  assert.match(await description(form.locator('[data-key="field|limit"]')), /Whole dollars/);
  await form.locator('[data-key="field|limit"]').fill("9000");
  await form.locator("[data-key=save]").click();
  await toast(page, "The access of Ida Nystrom is changed.");
  const tom = await enterAt(t, page.server, "shipments", "tom", { expected: /401/ });
  await tom.click("[data-key=person]");
  await tom.click("[data-key=sign-out]");
  await tom.locator("#screen input[type=password]").waitFor();
  await tom.locator("#screen input[autocomplete=username]").fill("ida@northbound.example");
  await tom.locator("#screen input[type=password]").fill("a long pass phrase");
  await tom.keyboard.press("Enter");
  await tom.locator("#topbar", { hasText: "Ida Nystrom" }).waitFor();
  const seen = await links(tom);
  for (const link of ["shipments", "accounts", "expenses", "requests"]) {
    assert.ok(seen.includes(link), link);
  }
  for (const link of ["customers", "companies", "staff", "teams", "audit"]) {
    assert.equal(seen.includes(link), false, link);
  }
});

test("who may delete is counted, with the advice to keep it to one or two", async (t) => {
  const page = await enter(t, "users", "greta");
  const { body } = await around(page, "GET", "/api/permissions/deleteCustomer/holders");
  const holders = page.locator('[data-holders="deleteCustomer"]');
  assert.match(await holders.textContent(), new RegExp(`${body.rows.length} people`));
  assert.equal(await holders.locator("a").count(), body.rows.length);
  assert.match(await holders.textContent(), /Sofia Marchetti/);
  assert.match(await page.locator(".holders").textContent(), /one or two trusted administrators/);
});

test("who is refused the office's duties sees no menu, button or form of them", async (t) => {
  const page = await enter(t, "users/tom", "noah");
  const seen = await links(page);
  for (const link of ["users", "requests", "periods"]) assert.ok(seen.includes(link), link);
  for (const link of ["teams", "audit"]) assert.equal(seen.includes(link), false, link);
  const form = control(page, "form.access");
  assert.equal(await form.getAttribute("data-state"), "readonly");
  assert.match(await form.textContent(), /You need Access/);
  assert.equal(await form.getByRole("button", { name: /Save|Remove/ }).count(), 0);
  assert.equal(await stateOf(page, "button.delegateApproval"), "absent");
  await go(page, "users");
  assert.equal(await stateOf(page, "button.addUser"), "absent");
  for (const [screen, title] of [["audit", "Audit log"], ["teams", "Teams"]]) {
    await go(page, screen);
    const text = await page.locator("#screen").textContent();
    assert.match(text, RegExp(`${title} is hidden from you`));
  }
  await go(page, "periods");
  assert.equal(await page.locator("tr[data-record]").count(), 12);
  assert.equal(await page.locator(".row-actions").count(), 0);
});

test("nobody changes their own access or delegates to themselves", async (t) => {
  const page = await enter(t, "users/maya", "maya");
  const form = control(page, "form.access");
  assert.equal(await form.getAttribute("data-state"), "readonly");
  assert.match(await form.textContent(), /Nobody changes what they may do themselves/);
  assert.equal(await stateOf(page, "button.delegateApproval"), "absent");
});

test("access is taken away, but not from the last Admin", async (t) => {
  const page = await enter(t, "users/hugo", "greta", { expected: /409/ });
  const take = async (person) => {
    await go(page, `users/${person}`);
    await page.locator('[data-key="take|access-levels"]').click();
    await agree(page);
  };
  await take("hugo");
  await toast(page, "The access of Hugo Martel is changed.");
  await take("ben");
  await toast(page, "The access of Ben Achterberg is changed.");
  await take("maya");
  await toast(page, "no Admin would be left");
  const hugo = await enterAt(t, page.server, "shipments", "hugo");
  assert.match(await hugo.locator("#screen").textContent(), /hidden from you/);
});

test("an approval is delegated to somebody, who then may approve", async (t) => {
  const page = await enter(t, "expenses/EX-3010", "lena");
  const approve = (state) => page.locator(`[data-control="row.approve"][data-state=${state}]`);
  assert.equal(await approve("enabled").count(), 0);
  const office = await enterAt(t, page.server, "users/lena", "priya");
  await control(office, "button.delegateApproval").click();
  await dialog(office).locator('[data-key="delegate|EX-3010"]').check();
  await dialog(office).locator("[data-key=save]").click();
  await toast(office, "Approvals delegated to Lena Fischer: 1.");
  await approve("enabled").waitFor();
});

test("an expense of a closed period is read-only until the period is reopened",
  async (t) => {
    const page = await enter(t, "expenses/EX-3006", "tom");
    const form = page.locator('[data-control="form.expense"]');
    assert.equal(await form.getAttribute("data-state"), "enabled");
    const books = await enterAt(t, page.server, "periods", "elena");
    await books.getByRole("button", { name: "Close November 2026" }).click();
    assert.match(await dialog(books).textContent(), /submitted, approved and paid/);
    await dialog(books).locator("[data-key=keep]").click();
    assert.match(await rowWith(books, "November 2026").textContent(), /Open/);
    await books.getByRole("button", { name: "Close November 2026" }).click();
    await agree(books);
    await toast(books, "November 2026 is closed.");
    await page.reload();
    await page.locator('[data-control="form.expense"][data-state=readonly]').waitFor();
    assert.match(await form.textContent(), /accounting period is closed/);
    await books.getByRole("button", { name: "Reopen November 2026" }).click();
    await agree(books);
    await toast(books, "November 2026 is open again.");
    await page.reload();
    await page.locator('[data-control="form.expense"][data-state=enabled]').waitFor();
  });

test("a team is added, renamed and filled, and its members see its expenses", async (t) => {
  const page = await enter(t, "teams", "priya");
  await page.locator("[data-key=add]").click();
  await dialog(page).locator("[data-key=save]").click();
  assert.match(await description(dialogField(page, "name")), /must not be blank/);
  await dialogField(page, "name").fill("Night shift");
  await dialog(page).locator("[data-key=save]").click();
  await rowWith(page, "Night shift").waitFor();
  await page.locator('[data-key="edit|carrier-days"]').click();
  await dialogField(page, "name").fill("Carrier Days 2027");
  await dialog(page).locator("[data-key=save]").click();
  await rowWith(page, "Carrier Days 2027").waitFor();
  const { body } = await around(page, "GET", "/api/teams/carrier-days/members");
  assert.ok(body.users.includes("tom") && !body.users.includes("hugo"), body.users.join());
  await page.locator('[data-key="members|carrier-days"]').click();
  const ticked = await dialog(page).locator("input:checked").evaluateAll((all) => (
    all.map((box) => box.dataset.key.split("|")[1])));
  assert.deepEqual(ticked.sort(), body.users.toSorted());
  await dialog(page).locator('[data-key="member|hugo"]').check();
  await dialog(page).locator("[data-key=save]").click();
  await toast(page, `Members of Carrier Days 2027: ${body.users.length + 1}.`);
  await become(page, "hugo");
  await go(page, "expenses/EX-3010");
  assert.match(await page.locator(".profile-side").textContent(), /Carrier Days 2027/);
});

test("access that is asked for and granted turns on in the asker's open page", async (t) => {
  const page = await enter(t, "carriers", "noah");
  const rail = await why(page, page.locator('[data-key="door|menu.carriers"]'));
  await rail.locator('[data-key="ask|Role::Manager"]').click();
  await toast(page, "You asked for Manager.");
  assert.match(await rail.textContent(), /You asked for it/);
  const other = await enterAt(t, page.server, "requests", "greta");
  const row = rowWith(other, "Noah Berg", "Manager");
  assert.match(await row.textContent(), /Manage carriers/);
  await row.locator('[data-control="row.grantRequest"]').click();
  assert.match(await dialog(other).textContent(), /give the narrowest permission/);
  await agree(other);
  await toast(other, "Granted to Noah Berg: Manager.");
  await page.getByRole("button", { name: "New carrier" }).waitFor();
  assert.ok((await links(page)).includes("carriers"));
  await go(page, "requests");
  assert.match(await rowWith(page, "Manager").textContent(), /You.*Granted/);
});

test("one's own request is answered by others, and a declined one gives nothing", async (t) => {
  const page = await enter(t, "requests", "greta");
  assert.equal(await rowWith(page, "Audit log").locator("button").count(), 0);
  const row = rowWith(page, "Tom Okafor");
  await row.locator('[data-control="row.declineRequest"]').click();
  assert.match(await dialog(page).textContent(), /Kestrel pays on time/);
  await agree(page);
  await toast(page, "Declined for Tom Okafor: Client metrics.");
  await become(page, "tom");
  await go(page, "requests");
  const rows = await page.locator("tr[data-record]").allTextContents();
  assert.ok(rows.length > 0 && rows.every((text) => text.includes("You")), rows.join());
  assert.match(rows.join(), /Client metrics.*Declined/);
});

test("a box of another pack is granted only by who sets permissions there", async (t) => {
  const page = await enter(t, "users/tom", "tom", { expected: /403/ });
  const rail = await why(page, control(page, "form.userPermissions", "tom").locator(".mark"));
  await rail.locator('[data-key="ask|Permission::setPermission"]').click();
  await toast(page, "You asked for Set Permission.");
  const grant = async (person) => {
    await become(page, person);
    await go(page, "requests");
    await rowWith(page, "Tom Okafor", "Set Permission")
      .locator('[data-control="row.grantRequest"]').click();
    assert.match(await dialog(page).textContent(), /preferably for administrators/);
    await agree(page);
  };
  await grant("greta");
  await page.locator("#rail", { hasText: "You need Set Permission" }).waitFor();
  await grant("maya");
  await toast(page, "Granted to Tom Okafor: Set Permission.");
});

test("the audit log shows a denial and what a change made of a record", async (t) => {
  const page = await enter(t, "customers", "noah", { expected: /403/ });
  const { status } = await around(page, "GET", "/api/audit");
  assert.equal(status, 403);
  const books = await enterAt(t, page.server, "periods", "elena");
  await books.getByRole("button", { name: "Close November 2026" }).click();
  await agree(books);
  await toast(books, "is closed.");
  await go(books, "audit");
  await books.locator('[data-key="show|denied"]').click();
  await search(books, "Noah");
  const denied = rowWith(books, "View the audit log");
  assert.match(await denied.first().textContent(), /Noah Berg.*Denied/);
  await denied.first().getByRole("button").click();
  assert.match(await dialog(books).textContent(), /You need Audit log.*Nothing was changed/);
  await books.keyboard.press("Escape");
  await books.locator('[data-key="show|all"]').click();
  await search(books, "2026-11");
  await books.getByRole("button", { name: "Close the period" }).press("Enter");
  await dialog(books).waitFor();
  assert.match(await dialog(books).textContent(), /bookkeepers-close-periods/);
  const changed = dialog(books).locator("tr", { hasText: "Closed" });
  assert.match(await changed.textContent(), /No.*Yes/);
  await settled(books);
});

test("the log says of what is made which record it is", async (t) => {
  const page = await enter(t, "customers", "maya");
  await control(page, "button.newCustomer").click();
  for (const name of ["legalName", "tradeName", "taxId"]) {
    await dialogField(page, name).fill("Made Today Freight");
  }
  await dialog(page).locator("[data-key=save]").click();
  await dialog(page).waitFor({ state: "detached" });
  await control(page, "button.recalculateScores").click();
  await toast(page, "recalculated");
  const { body } = await around(page, "GET", "/api/customers?search=Made%20Today");
  await go(page, "audit");
  await search(page, body.rows[0].id);
  const [made] = await page.locator("tr[data-record]").all();
  assert.match(await made.textContent(), new RegExp(`Customer ${body.rows[0].id}`));
  await made.locator("[data-key^='entry|']").click();
  assert.match(await dialog(page).textContent(), /Made Today Freight/);
  await page.keyboard.press("Escape");
  await search(page, "recalculate");
  assert.match(await page.locator("tr[data-record] td").nth(2).textContent(), /^Recalculation /);
});

test("who reads the log reads of a change what they may see in the record", async (t) => {
  const page = await enter(t, "shipments", "maya");
  const commission = control(page, "field.shipment.commission", "S-4410");
  await commission.fill("71.25");
  await commission.press("Enter");
  await toast(page, "Commission of S-4410 is $71.25.");
  const read = async (person) => {
    await become(page, person);
    await go(page, "audit");
    await search(page, "S-4410");
    await page.locator("tr[data-record] .as-link").first().click();
    const text = await dialog(page).textContent();
    await page.keyboard.press("Escape");
    return text;
  };
  const all = await read("elena");
  assert.match(all, /Commission\$65\.00\$71\.25/);
  assert.doesNotMatch(all, /left out/);
  const less = await read("ines");
  assert.match(less, /Maya Lindqvist/);
  assert.match(less, /Fields that you do not have access to are left out\./);
  assert.doesNotMatch(less, /71\.25|Nothing was changed/);
});

test("the log says in words what happened to a load, a slider and what went along", async (t) => {
  const page = await enter(t, "audit", "maya");
  const record = async (path) => (await around(page, "GET", path)).body;
  const done = async (method, path, fields) => {
    const { version } = await record(path.replace(/\/(loads|metrics).*/, ""));
    const { status, body } = await around(page, method, path, { version, ...fields });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const read = async (query) => {
    await page.reload();
    await search(page, query);
    await page.locator("tr[data-record] .as-link").first().click();
    const text = await dialog(page).textContent();
    await page.keyboard.press("Escape");
    return text;
  };
  const company = "/api/companies/C-1001";
  const { load } = await done("POST", `${company}/loads`, { lane: "Reno → Boise" });
  assert.match(await read("bookLoad"), /Load—Reno → Boise · Booked/);
  await done("POST", `${company}/loads/${load}`, {});
  assert.match(await read("progressLoad"), /LoadReno → Boise · BookedReno → Boise · Dispatched/);
  const [metric] = (await record("/api/customers/C-1001/metrics")).rows;
  const value = metric.value === 3 ? 4 : 3;
  await done("PUT", `/api/customers/C-1001/metrics/${metric.id}`, { value });
  assert.ok((await read("scoreClientMetrics"))
    .includes(`Score: ${metric.name}${metric.value}${value}`), await read("scoreClientMetrics"));
  const find = "/api/companies?size=1&only=hasLoadHistory:false,companyType:Customer";
  const [free] = (await record(find)).rows;
  await done("DELETE", `/api/companies/${free.id}`, {});
  const gone = await read("deleteCompany");
  assert.match(gone, /Customer: Tax id/);
  assert.match(gone, /Customer: Score: /);
  assert.match(gone, /Account: City/);
  assert.doesNotMatch(gone, /\[object|undefined|\{/);
});

test("who was denied too much reads how long to wait, and others go on", async (t) => {
  const page = await enter(t, "companies", "noah", {
    expected: /403|429/, settings: ["--user-denials", "2"],
  });
  for (const status of [403, 403, 429]) {
    assert.equal((await around(page, "GET", "/api/audit")).status, status);
  }
  await go(page, "shipments");
  assert.match(await page.locator("#screen").textContent(),
    /Too much was denied to you: wait \d+ seconds/);
  await become(page, "maya");
  await go(page, "audit");
  assert.equal(await rowWith(page, "Noah Berg", "Denied").count(), 2);
});
