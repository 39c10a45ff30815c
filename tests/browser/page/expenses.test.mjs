// People's paths through the Expenses screen (pack expenses).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import {
  become, control, description, enter, flip, go, policiesIn, press, stateOf, why,
} from "./office.mjs";

const ids = (page) => page.locator("tr[data-record]").evaluateAll((all) => (
  all.map((row) => row.dataset.record)));
const show = (page, name) => page.locator(`[data-key="show|${name}"]`).click();
const field = (page, name) => page.locator(`[data-key="field|${name}"]`);
const period = (page, id) => press(page.locator(`[data-key="period|${id}"]`));

test("each sees their own, their department's or team's expenses, and Finance all", async (t) => {
  const page = await enter(t, "expenses", "noah");
  assert.deepEqual(await ids(page), ["EX-3010", "EX-3009", "EX-3005", "EX-3003", "EX-3002"]);
  assert.match(await page.locator(".filter-note").textContent(), /owner is you/);
  await become(page, "tom");
  assert.deepEqual(await ids(page),
    ["EX-3011", "EX-3010", "EX-3007", "EX-3006", "EX-3001"]);
  await flip(page, "team|carrier-days");
  assert.deepEqual(await ids(page), ["EX-3011", "EX-3007", "EX-3006", "EX-3001"]);
  await become(page, "priya");
  assert.match(await page.locator(".filter-note").textContent(), /owner.department is Operations/);
  await become(page, "elena");
  assert.equal((await ids(page)).length, 12);
});

test("the lists of what waits for a step are the rows whose step is on", async (t) => {
  const page = await enter(t, "expenses", "maya");
  let asked = 0;
  for (const person of ["maya", "tom", "priya", "elena", "noah"]) {
    await become(page, person);
    for (const step of ["submit", "approve", "reject", "pay"]) {
      await show(page, "all");
      const on = await page.locator(`[data-control="row.${step}"][data-state=enabled]`)
        .evaluateAll((all) => all.map((each) => each.closest("tr").dataset.record));
      if (!await page.locator(`[data-key="show|${step}"]`).count()) {
        assert.deepEqual(on, [], `${step} as ${person}`);
        continue;
      }
      await show(page, step);
      assert.deepEqual(await ids(page), on, `${step} as ${person}`);
      asked += 1;
    }
  }
  assert.ok(asked >= 12, `${asked} lists`);
});

test("an expense is filed, submitted, approved and paid, each by who may", async (t) => {
  const page = await enter(t, "expenses", "noah");
  await control(page, "button.newExpense").click();
  await field(page, "text").fill("Ratchet straps");
  await field(page, "amount").fill("88");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Ratchet straps" }).waitFor();
  const id = (await page.evaluate(() => location.hash)).split("/").at(-1);
  await page.getByRole("button", { name: "Submit Ratchet straps" }).click();
  assert.equal(await stateOf(page, "row.submit", id), "absent");
  assert.match(await page.locator(".steps").textContent(), /Approve the expense.*Reject/);
  await become(page, "priya");
  await page.getByRole("button", { name: "Approve Ratchet straps" }).click();
  assert.match(await page.locator(".screen-head").textContent(), /Approved/);
  await become(page, "elena");
  await page.getByRole("button", { name: "Pay Ratchet straps" }).click();
  assert.match(await page.locator(".screen-head").textContent(), /Paid/);
  assert.match(await page.locator(".profile-side").textContent(), /No step is left/);
});

test("a period that closes blocks, with the reason, and opens again", async (t) => {
  const page = await enter(t, "expenses", "elena");
  const approve = control(page, "row.approve", "EX-3009");
  assert.equal(await stateOf(page, "row.approve", "EX-3009"), "enabled");
  await period(page, "2026-11");
  await page.locator("#announcer", { hasText: "November 2026 is closed." }).waitFor();
  assert.equal(await approve.getAttribute("aria-disabled"), "true");
  assert.match(await description(approve), /accounting period is closed/);
  const rail = await why(page, approve);
  assert.match(await rail.textContent(), /accounting period is closed/);
  assert.deepEqual(await policiesIn(rail), ["closed-periods-stop-approving"]);
  assert.match(await page.locator("tr[data-record=EX-3009]").textContent(), /period closed/);
  assert.equal(await stateOf(page, "row.reject", "EX-3009"), "enabled");
  await period(page, "2026-11");
  assert.equal(await stateOf(page, "row.approve", "EX-3009"), "enabled");
});

test("a form of a closed period is read-only, and says why", async (t) => {
  const page = await enter(t, "expenses/EX-3002", "noah");
  const form = page.locator('[data-control="form.expense"]');
  assert.equal(await form.getAttribute("data-state"), "readonly");
  assert.match(await description(field(page, "text")), /accounting period is closed/);
  assert.match(await page.locator(".steps").textContent(), /accounting period is closed/);
  assert.equal(await form.getByRole("button", { name: "Save changes" }).count(), 0);
  const category = field(page, "category");
  await category.focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await category.inputValue(), "other");
  const amount = page.locator('[data-control="field.amount"]');
  assert.equal(await amount.getAttribute("data-state"), "readonly");
});

test("an amount is said to a viewer, who cannot change it and reads why", async (t) => {
  const page = await enter(t, "expenses/EX-3009", "ines");
  const amount = control(page, "field.amount");
  assert.equal(await amount.inputValue(), "$7,200");
  assert.equal(await amount.evaluate((input) => input.readOnly), true);
  assert.equal(await stateOf(page, "form.expense", "EX-3009"), "absent");
  assert.match(await page.locator(".steps").textContent(), /You need Finance/);
});

test("a higher limit lets a Manager approve, and a lower one takes nothing away", async (t) => {
  const page = await enter(t, "expenses", "priya");
  assert.equal(await stateOf(page, "row.approve", "EX-3009"), "enabled");
  await page.click("[data-key=switches]");
  const limit = page.getByLabel("Personal limit");
  await limit.fill("7199");
  await limit.press("Enter");
  assert.equal(await stateOf(page, "row.approve", "EX-3009"), "absent");
  await limit.fill("a lot");
  await limit.press("Enter");
  assert.equal(await limit.getAttribute("aria-invalid"), "true");
  assert.equal(await limit.inputValue(), "a lot");
  await limit.fill("10");
  await limit.press("Enter");
  assert.equal(await stateOf(page, "row.approve", "EX-3010"), "enabled");
  await limit.fill("7200");
  await limit.press("Enter");
  assert.equal(await stateOf(page, "row.approve", "EX-3009"), "enabled");
});

test("a delegated approval is on for its delegate alone, as long as it is delegated", async (t) => {
  const page = await enter(t, "expenses", "tom");
  assert.equal(await stateOf(page, "row.approve", "EX-3010"), "enabled");
  assert.equal(await stateOf(page, "row.reject", "EX-3010"), "absent");
  await flip(page, "link|EX-3010");
  assert.equal(await stateOf(page, "row.approve", "EX-3010"), "absent");
  await flip(page, "link|EX-3010");
  await control(page, "row.approve", "EX-3010").click();
  assert.match(await page.locator("tr[data-record=EX-3010]").textContent(), /Approved/);
});

test("a receipt is asked for while the amount is typed", async (t) => {
  const page = await enter(t, "expenses/EX-3006", "tom");
  const said = page.locator(".form-said");
  assert.equal(await said.textContent(), "");
  await field(page, "amount").fill("101");
  assert.match(await said.textContent(), /above 100 is submitted with a receipt/);
  await field(page, "receipt").fill("taxi.PDF");
  assert.match(await said.textContent(), /receipt/);
  await field(page, "receipt").fill("taxi.pdf");
  assert.equal(await said.textContent(), "Once it is saved, it can be submitted.");
  await field(page, "amount").fill("100");
  await field(page, "receipt").fill("");
  assert.equal(await said.textContent(), "Once it is saved, it can be submitted.");
});

test("what is typed outlives another screen, person and language, until discarded", async (t) => {
  const page = await enter(t, "expenses/EX-3006", "tom");
  await field(page, "text").fill("Taxi to Yakima and back");
  await field(page, "amount").fill("9x");
  await go(page, "customers");
  await become(page, "maya");
  await go(page, "expenses/EX-3006");
  assert.equal(await page.locator("#screen").getByText("Taxi to Yakima and back").count(), 0);
  await page.click("[data-key=language]");
  await become(page, "tom");
  await page.click("[data-key=language]");
  assert.equal(await field(page, "text").inputValue(), "Taxi to Yakima and back");
  assert.equal(await field(page, "amount").inputValue(), "9x");
  await go(page, "expenses");
  assert.match(await page.locator("tr[data-record=EX-3006]").textContent(), /Not saved yet/);
  await go(page, "expenses/EX-3006");
  await page.getByRole("button", { name: "Discard" }).click();
  assert.equal(await field(page, "text").inputValue(), "Taxi to the Yakima visit");
});

test("what cannot be saved is told at its field, and stays typed", async (t) => {
  const page = await enter(t, "expenses/EX-3006", "tom");
  await field(page, "amount").fill("12.5");
  await field(page, "receipt").fill("taxi.jpg");
  await page.getByRole("button", { name: "Submit Taxi" }).click();
  assert.match(await description(field(page, "amount")), /Whole dollars/);
  assert.equal(await field(page, "amount").inputValue(), "12.5");
  assert.match(await page.locator(".screen-head").textContent(), /Draft/);
  await field(page, "amount").fill("1,250");
  await field(page, "date").fill("2026-10-30");
  await page.getByRole("button", { name: "Save changes" }).click();
  assert.match(await page.locator(".form-state [role=alert]").textContent(),
    /accounting period is closed/);
  assert.equal(await field(page, "date").inputValue(), "2026-10-30");
  await field(page, "date").fill("2026-11-02");
  await page.getByRole("button", { name: "Submit Taxi" }).click();
  assert.match(await page.locator(".screen-head").textContent(), /Submitted/);
  assert.equal(await field(page, "amount").inputValue(), "1250");
});

test("an unlock is tried where it is told, and turns the step on", async (t) => {
  const page = await enter(t, "expenses", "priya");
  await period(page, "2026-10");
  await press(page.locator("[data-key=reveal]"));
  const rail = await why(page, control(page, "row.pay", "EX-3003"));
  assert.match(await rail.textContent(), /You need Finance/);
  await rail.getByRole("button", { name: /^Try it Finance/ }).click();
  assert.equal(await stateOf(page, "row.pay", "EX-3003"), "enabled");
  await control(page, "row.pay", "EX-3003").click();
  assert.match(await page.locator("tr[data-record=EX-3003]").textContent(), /Paid/);
});

test("a draft is deleted after a question; a submitted one is not", async (t) => {
  const page = await enter(t, "expenses", "tom");
  assert.equal(await stateOf(page, "row.delete", "EX-3007"), "disabled");
  await control(page, "row.delete", "EX-3011").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  assert.equal((await ids(page)).length, 5);
  await control(page, "row.delete", "EX-3011").click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  assert.deepEqual(await ids(page), ["EX-3010", "EX-3007", "EX-3006", "EX-3001"]);
});

test("an Auditor exports in the first months of 2026, and only there", async (t) => {
  const page = await enter(t, "expenses", "ines");
  assert.equal(await stateOf(page, "button.newExpense"), "absent");
  const today = page.getByLabel("Today");
  for (const [day, state] of [["2025-12-31", "absent"], ["2026-01-01", "enabled"],
    ["2026-03-31", "enabled"], ["2026-04-01", "absent"]]) {
    await today.fill(day);
    await today.blur();
    assert.equal(await stateOf(page, "button.export"), state, day);
  }
  await today.fill("2026-02-10");
  await today.blur();
  const [file] = await Promise.all([page.waitForEvent("download"),
    control(page, "button.export").click()]);
  assert.match(await readFile(await file.path(), "utf8"), /^id,date,owner,.*\n"EX-3012",/);
});

test("on a phone the steps carry their words, and Submit works by touch", async (t) => {
  const page = await enter(t, "expenses", "tom", { width: 390, hasTouch: true });
  const submit = control(page, "row.submit", "EX-3006");
  assert.match(await submit.innerText(), /Submit/);
  await submit.tap();
  assert.match(await page.locator("tr[data-record=EX-3006]").textContent(), /Submitted/);
});
