// People's paths through the Customers screen (pack client-metrics).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, around, become, control, description, enter, enterAt, ids, policiesIn, search, settled,
  stateOf, why,
} from "./office.mjs";

const ACTIVE = "C-1001";
const PARTIAL = "C-1003";
const PARTIAL_COMPLETE = "C-1006";
const INACTIVE = "C-1005";
const INACTIVE_PARTIAL = "C-1008";

const NAMES = {
  [ACTIVE]: "Harbor & Pine", [PARTIAL]: "Kestrel Outdoor", [PARTIAL_COMPLETE]: "Ouro Coffee",
  [INACTIVE]: "Pemberton Paper", [INACTIVE_PARTIAL]: "Voss Marine",
};

/** The screen as someone, with one customer in view. */
async function find(t, id, personId, options) {
  const page = await enter(t, "customers", personId, options);
  await search(page, NAMES[id]);
  assert.ok((await ids(page)).includes(id), id);
  return page;
}

test("the server searches, sorts and pages", async (t) => {
  const page = await enter(t, "customers", "tom");
  assert.equal((await ids(page)).length, 50);
  const pager = page.getByRole("navigation", { name: "Pages" });
  assert.match(await pager.textContent(), /^1 to 50 of 250/);
  const first = await ids(page);
  await pager.getByRole("button", { name: "Next" }).click();
  assert.match(await pager.textContent(), /^51 to 100 of 250/);
  assert.equal((await ids(page)).some((id) => first.includes(id)), false);
  const byScore = page.getByRole("columnheader", { name: "Score" });
  await byScore.getByRole("button").click();
  assert.equal(await byScore.getAttribute("aria-sort"), "ascending");
  const scores = await page.locator("tr[data-record] td:nth-child(5)").evaluateAll((all) => (
    all.map((cell) => Number.parseInt(cell.textContent, 10))));
  assert.deepEqual(scores, [...scores].sort((one, other) => one - other));
  await search(page, "36-4471902");
  assert.deepEqual(await ids(page), [ACTIVE]);
  await search(page, "nobody of this name");
  assert.match(await page.locator("#screen").textContent(), /No customer matches/);
});

test("a commercial user edits customers but has no catalog", async (t) => {
  const page = await find(t, ACTIVE, "tom");
  assert.equal(await stateOf(page, "button.newCustomer"), "enabled");
  assert.equal(await stateOf(page, "button.clientMetrics"), "absent");
  assert.equal(await stateOf(page, "button.recalculateScores"), "absent");
  assert.equal(await stateOf(page, "row.edit", ACTIVE), "enabled");
  assert.equal(await stateOf(page, "row.deactivate", ACTIVE), "enabled");
  assert.equal(await stateOf(page, "row.reactivate", ACTIVE), "absent");
});

test("editing an inactive customer is off, says why, and reactivating turns it on", async (t) => {
  const page = await find(t, INACTIVE, "tom");
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
  await page.reload();
  await search(page, NAMES[INACTIVE]);
  assert.equal(await stateOf(page, "row.edit", INACTIVE), "enabled");
});

test("the link of a policy leads to its text", async (t) => {
  const page = await find(t, INACTIVE, "tom");
  const rail = await why(page, control(page, "row.edit", INACTIVE));
  const link = rail.locator("[data-policy=inactive-customers-wait]");
  const href = await link.getAttribute("href");
  assert.match(href, /^\.\/policies\/client-metrics\/\w+\.cedar#/);
  const { type, text } = await page.evaluate(async (to) => {
    const answer = await fetch(to);
    return { type: answer.headers.get("content-type"), text: await answer.text() };
  }, href);
  assert.match(type, /^text\/plain/);
  assert.match(text, /@id\("inactive-customers-wait"\)/);
  await rail.getByText("Read the policy").click();
  assert.match(await rail.locator("pre").textContent(), /^(\/\/.*\n)*@id\("inactive-/);
});

test("deactivating is asked about; a partial customer comes back as partial", async (t) => {
  const page = await find(t, PARTIAL, "tom");
  const status = page.locator(`tr[data-record=${PARTIAL}] .badge`);
  assert.equal(await status.textContent(), "Partial info");
  await control(page, "row.deactivate", PARTIAL).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep it active" }).click();
  assert.equal(await status.textContent(), "Partial info");
  await control(page, "row.deactivate", PARTIAL).click();
  await agree(page);
  assert.equal(await status.textContent(), "Inactive");
  assert.equal(await stateOf(page, "row.edit", PARTIAL), "disabled");
  await control(page, "row.reactivate", PARTIAL).click();
  assert.equal(await status.textContent(), "Partial info");
});

test("sliders of an active customer move, and a recalculation takes them in", async (t) => {
  const page = await find(t, ACTIVE, "maya");
  const score = page.locator(`tr[data-record=${ACTIVE}] td`).nth(4);
  assert.equal(await score.textContent(), "79");
  await control(page, "row.clientMetrics", ACTIVE).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.getAttribute("data-state"), "enabled");
  await slider.fill("2");
  assert.equal(await slider.inputValue(), "2");
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  assert.match(await score.textContent(), /out of date/);
  await control(page, "button.recalculateScores").click();
  await page.locator("#announcer", { hasText: /^\d+ scores recalculated\.$/ })
    .waitFor({ state: "attached" });
  assert.equal(await score.textContent(), "53");
});

test("keys that follow each other on a slider are all counted by a slow server", async (t) => {
  const page = await find(t, ACTIVE, "maya");
  let late = 0;
  await page.route("**/metrics/*", async (route) => {
    late += 1;
    await new Promise((resolve) => { setTimeout(resolve, 250); });
    await route.continue();
  });
  await control(page, "row.clientMetrics", ACTIVE).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.inputValue(), "9");
  await slider.focus();
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press("ArrowLeft");
    await page.waitForTimeout(150);
  }
  assert.equal(await slider.inputValue(), "3");
  const { body } = await around(page, "GET", `/api/customers/${ACTIVE}/metrics`);
  assert.equal(body.rows[0].value, 3);
  assert.equal(late, 6);
});

test("a slider that is dragged stays in the hand while the page is drawn anew", async (t) => {
  const page = await find(t, ACTIVE, "maya");
  await control(page, "row.clientMetrics", ACTIVE).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.inputValue(), "9");
  const { x, y, width, height } = await slider.boundingBox();
  const at = (value) => [x + 8 + (width - 16) * value / 10, y + height / 2];
  await page.mouse.move(...at(9));
  await page.mouse.down();
  await page.mouse.move(...at(6), { steps: 3 });
  const drawn = await page.evaluate(async () => {
    const { change, onChange } = await import(new URL("./lib/store.js", location.href).href);
    const input = document.querySelector("dialog input[type=range]");
    const notified = new Promise((resolve) => { onChange(resolve); });
    change(() => {});
    await notified;
    return input.isConnected && input.value;
  });
  assert.equal(drawn, "6");
  await page.mouse.move(...at(4), { steps: 3 });
  await page.mouse.up();
  await settled(page);
  assert.equal(await slider.inputValue(), "4");
  const { body } = await around(page, "GET", `/api/customers/${ACTIVE}/metrics`);
  assert.equal(body.rows[0].value, 4);
});

test("sliders of a partial customer wait for Client metrics", async (t) => {
  const page = await find(t, PARTIAL, "tom");
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
  assert.match(await rail.textContent(), /Ask for Client metrics/);
});

test("sliders of an inactive customer stay off for everyone", async (t) => {
  const page = await find(t, INACTIVE, "maya");
  await control(page, "row.clientMetrics", INACTIVE).click();
  const slider = page.getByRole("dialog").getByRole("slider").first();
  assert.equal(await slider.getAttribute("data-state"), "disabled");
  const rail = await why(page, slider);
  assert.match(await rail.textContent(), /Reactivate the customer/);
  await rail.getByRole("button", { name: "Reactivate the customer" }).click();
  assert.equal(await slider.getAttribute("data-state"), "enabled");
});

test("an inactive partial customer's sliders name Client metrics as well", async (t) => {
  const page = await find(t, INACTIVE_PARTIAL, "tom");
  await control(page, "row.clientMetrics", INACTIVE_PARTIAL).click();
  await settled(page);
  const rail = await why(page, page.getByRole("dialog").getByRole("slider").first());
  const text = await rail.textContent();
  assert.match(text, /Client metrics/);
  assert.match(text, /Reactivate the customer/);
});

test("a new customer starts partial, and saving it complete activates it", async (t) => {
  const page = await enter(t, "customers", "tom");
  await control(page, "button.newCustomer").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create" }).click();
  assert.equal(await dialog.locator("[aria-invalid=true]").count(), 3);
  await dialog.getByLabel("Legal name").fill("Fern Hollow Dairy LLC");
  await dialog.getByLabel("Trade name").fill("Fern Hollow");
  await dialog.getByLabel("Tax id").fill("11-2223334");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  await search(page, "Fern Hollow");
  const [id] = await ids(page);
  const row = page.locator(`tr[data-record="${id}"]`);
  assert.match(await row.textContent(), /Fern Hollow.*Partial info.*Partial/);
  await control(page, "row.edit", id).click();
  for (const label of ["Contact", "Email", "Phone", "Address", "Credit terms"]) {
    await dialog.getByLabel(label).fill("given");
  }
  await dialog.getByRole("button", { name: "Save" }).click();
  assert.match(await row.textContent(), /Active.*Complete/);
});

test("what somebody else changed is told, and what was typed is kept", async (t) => {
  const page = await find(t, ACTIVE, "tom", { expected: /409/ });
  await control(page, "row.edit", ACTIVE).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Contact").fill("Rosa Delgado-Ruiz");
  const other = await enterAt(t, page.server, "customers", "maya");
  const { body } = await around(other, "GET", `/api/customers/${ACTIVE}`);
  const fields = { phone: "+1 312 555 0000" };
  const done = await around(other, "PATCH", `/api/customers/${ACTIVE}`,
    { version: body.version, fields });
  assert.equal(done.status, 200);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").filter({ hasText: "Somebody else changed" }).waitFor();
  assert.equal(await dialog.getByLabel("Contact").inputValue(), "Rosa Delgado-Ruiz");
  assert.equal(await dialog.getByLabel("Phone").inputValue(), fields.phone);
  await dialog.getByRole("button", { name: "Save" }).click();
  const { body: now } = await around(page, "GET", `/api/customers/${ACTIVE}`);
  assert.deepEqual([now.fields.contact, now.fields.phone], ["Rosa Delgado-Ruiz", fields.phone]);
});

test("closing a form keeps what was typed, Cancel discards it", async (t) => {
  const page = await find(t, ACTIVE, "tom");
  const dialog = page.getByRole("dialog");
  await control(page, "row.edit", ACTIVE).click();
  await dialog.getByLabel("Contact").fill("Somebody");
  await page.keyboard.press("Escape");
  await control(page, "row.edit", ACTIVE).click();
  assert.equal(await dialog.getByLabel("Contact").inputValue(), "Somebody");
  assert.match(await dialog.textContent(), /Not saved yet/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await control(page, "row.edit", ACTIVE).click();
  assert.equal(await dialog.getByLabel("Contact").inputValue(), "Rosa Delgado");
});

test("a summary offers the steps of the record", async (t) => {
  const page = await find(t, PARTIAL_COMPLETE, "tom");
  await control(page, "row.view", PARTIAL_COMPLETE).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Complete/ }).click();
  const facts = dialog.locator("dl");
  assert.match(await facts.textContent(), /Active/);
  await dialog.getByRole("button", { name: /Deactivate/ }).click();
  await dialog.getByRole("button", { name: "Keep it active" }).click();
  assert.match(await facts.textContent(), /Active/);
  await dialog.getByRole("button", { name: /Deactivate/ }).click();
  await dialog.locator("[data-key=confirm]").click();
  assert.match(await facts.textContent(), /Inactive/);
});

test("a read-only user sees the list and a summary, nothing else", async (t) => {
  const page = await find(t, ACTIVE, "priya");
  for (const id of ["row.edit", "row.clientMetrics", "row.deactivate", "row.linkFreshbooks"]) {
    assert.equal(await stateOf(page, id, ACTIVE), "absent", id);
  }
  assert.equal(await stateOf(page, "button.newCustomer"), "absent");
  await control(page, "row.view", ACTIVE).click();
  assert.match(await page.getByRole("dialog").textContent(), /Harbor and Pine Furniture LLC/);
  assert.equal(await stateOf(page, "form.customer", ACTIVE), "absent");
});

test("the form of an inactive customer is read-only and says why", async (t) => {
  const page = await find(t, INACTIVE, "tom");
  await control(page, "row.view", INACTIVE).click();
  assert.equal(await stateOf(page, "form.customer", INACTIVE), "readonly");
  const contact = page.getByRole("dialog").getByLabel("Contact");
  assert.equal(await contact.evaluate((input) => input.readOnly), true);
  assert.match(await description(contact), /Reactivate the customer first/);
  assert.equal(await page.getByRole("dialog").getByRole("button", { name: "Save" }).count(), 0);
});

test("an analyst without edit keeps the catalog but moves no slider", async (t) => {
  const page = await enter(t, "customers", "ines");
  await search(page, NAMES[ACTIVE]);
  assert.equal(await stateOf(page, "row.clientMetrics", ACTIVE), "absent");
  await control(page, "button.clientMetrics").click();
  const dialog = page.getByRole("dialog");
  const lines = dialog.locator(".catalog li");
  assert.equal(await lines.count(), 4);
  await dialog.getByLabel("New metric").fill("Answers calls");
  await dialog.getByRole("button", { name: "Add" }).click();
  assert.equal(await lines.count(), 5);
});

test("metrics are renamed, weighed and removed; what makes no sense is refused", async (t) => {
  const page = await enter(t, "customers", "maya", { expected: /422/ });
  // The second change is on its way before the first is answered.
  await page.route("**/api/metrics/*", async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    await route.continue();
  });
  await control(page, "button.clientMetrics").click();
  const dialog = page.getByRole("dialog");
  const weight = dialog.getByLabel("Multiplier of Few claims");
  await weight.fill("-5");
  await weight.press("Enter");
  await page.locator("#toast.shown", { hasText: "from 0 to 9" }).waitFor();
  await weight.fill("4");
  await weight.press("Enter");
  await dialog.getByLabel("Name of Few claims").fill("Hardly any claims");
  await dialog.getByLabel("Name of Few claims").press("Enter");
  await dialog.getByLabel("Name of Hardly any claims").waitFor();
  assert.equal(await dialog.getByLabel("Multiplier of Hardly any claims").inputValue(), "4");
  await dialog.getByLabel("New metric").fill("hardly any CLAIMS");
  await dialog.getByRole("button", { name: "Add" }).click();
  await dialog.getByText("there is a metric of that name already").waitFor();
  await dialog.getByLabel("New metric").fill(" ");
  await dialog.getByRole("button", { name: "Add" }).click();
  await dialog.getByText("This must not be blank.").waitFor();
  assert.equal(await dialog.locator(".catalog li").count(), 4);
  await dialog.getByRole("button", { name: "Remove Hardly any claims" }).click();
  await page.getByRole("dialog", { name: /Remove/ }).locator("[data-key=confirm]").click();
  assert.equal(await dialog.first().locator(".catalog li").count(), 3);
});

test("help leads to the page of what one holds, Permissions & Access", async (t) => {
  const page = await enter(t, "customers", "tom");
  for (const [person, name] of [["priya", "Priya Raman"], ["tom", "Tom Okafor"]]) {
    await become(page, person);
    await page.locator(".help summary", { hasText: "Everything is held" }).click();
    await page.locator(".help").getByRole("link", { name: "Permissions & Access" }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    assert.equal(await page.evaluate(() => location.hash), `#/users/${person}`);
    assert.notEqual(await stateOf(page, "form.access", person), "absent");
    await page.goBack();
  }
  await page.click("[data-key=language]");
  await page.getByRole("link", { name: "Permisos y acceso" }).waitFor();
});

test("what is wrong in the catalog stands beneath its field until it is right", async (t) => {
  const page = await enter(t, "customers", "maya", { expected: /422/ });
  const dialog = page.getByRole("dialog");
  const open = () => control(page, "button.clientMetrics").click();
  await open();
  const field = (name) => dialog.locator(`[data-region=claims] [data-key="${name}|claims"]`);
  const { body } = await around(page, "GET", "/api/metrics");
  const other = body.rows.find(({ id }) => id !== "claims").fields.name;
  for (const [name, wrong, says] of [
    ["multiplier", "-5", /from 0 to 9/], ["name", "  ", /must not be blank/],
    ["name", other.toUpperCase(), /of that name already/],
  ]) {
    const was = await field(name).inputValue();
    await field(name).fill(wrong);
    await field(name).press("Enter");
    await dialog.locator(".catalog .fault", { hasText: says }).waitFor();
    await dialog.locator("[data-key=done]").click();
    await open();
    assert.equal(await field(name).inputValue(), wrong);
    assert.equal(await field(name).getAttribute("aria-invalid"), "true", wrong);
    assert.match(await description(field(name)), says);
    await field(name).fill(was);
    await field(name).press("Tab");
    assert.equal(await field(name).getAttribute("aria-invalid"), null, wrong);
  }
});

test("without view the screen is hidden and says what would open it", async (t) => {
  const page = await enter(t, "customers", "noah");
  assert.equal(await stateOf(page, "menu.customers"), "absent");
  const rail = await why(page, page.locator('[data-key="door|menu.customers"]'));
  assert.match(await rail.textContent(), /Ask for View/);
});

test("who asks to see what is hidden reads in front of the door of all it takes", async (t) => {
  const page = await enter(t, "customers", "noah");
  assert.equal(await stateOf(page, "button.newCustomer"), "absent");
  await page.getByRole("switch", { name: "Show what I cannot see" }).check({ force: true });
  const takes = {
    "button.newCustomer": /View.*Edit/, "button.clientMetrics": /View.*Client metrics/,
    "button.recalculateScores": /View.*Client metrics/,
  };
  for (const [id, sentence] of Object.entries(takes)) {
    const rail = await why(page, control(page, id));
    assert.match(await rail.locator(".why-sentence").textContent(), sentence, id);
  }
  // Nothing of what is behind was asked for.
  assert.equal(await page.locator("#screen input[type=search]").count(), 0);
});

test("what the page was made to offer, the server refuses, and says why", async (t) => {
  const page = await enter(t, "customers", "priya", { expected: /403/ });
  await search(page, NAMES[ACTIVE]);
  const [done] = await page.evaluate(async (id) => {
    const { fire } = await import("./lib/write.js");
    const row = { type: "Customer", id, version: 1, tradeName: "Harbor & Pine" };
    return [await fire("customers", row, "deactivate", { label: "Deactivate" })];
  }, ACTIVE);
  assert.ok(done.problem);
  const rail = page.locator("#rail");
  await rail.getByText("The server refused this; nothing was changed.").waitFor();
  assert.match(await rail.textContent(), /Deactivate.*Refused.*You need Edit/);
  assert.match(await rail.textContent(), /Ask for Edit/);
  assert.match(await page.locator(`tr[data-record=${ACTIVE}]`).textContent(), /Active/);
});

test("linking Freshbooks writes the number that is given", async (t) => {
  const page = await find(t, PARTIAL, "tom");
  await control(page, "row.linkFreshbooks", PARTIAL).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Link" }).click();
  await dialog.getByText("This must not be blank.").waitFor();
  await dialog.getByLabel("Client number in Freshbooks").fill("FB-21003");
  await dialog.getByRole("button", { name: "Link" }).click();
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
  const page = await find(t, PARTIAL_COMPLETE, "tom");
  await control(page, "row.view", PARTIAL_COMPLETE).click();
  await page.getByRole("dialog").getByRole("button", { name: /Complete/ }).click();
  await page.locator("dialog #announcer", { hasText: "Ouro Coffee is now active" })
    .waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await control(page, "row.deactivate", PARTIAL_COMPLETE).click();
  await agree(page);
  await page.locator("body > #announcer", { hasText: "Ouro Coffee is now inactive" })
    .waitFor({ state: "attached" });
});

test("a step that the state lacks is another answer than a missing permission", async (t) => {
  const page = await find(t, ACTIVE, "tom");
  await page.locator("[data-key=reveal]").check({ force: true });
  const ghost = control(page, "row.reactivate", ACTIVE);
  const rail = await why(page, ghost);
  assert.match(await rail.textContent(), /Not possible from this status/);
  assert.doesNotMatch(await rail.textContent(), /Not granted to you/);
  await become(page, "priya");
  await search(page, NAMES[ACTIVE]);
  await why(page, control(page, "row.deactivate", ACTIVE));
  assert.match(await rail.textContent(), /Not granted to you/);
  assert.equal(await stateOf(page, "row.deactivate", ACTIVE), "hidden");
});
