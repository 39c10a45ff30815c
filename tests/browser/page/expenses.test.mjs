// People's paths through the Expenses screen (pack expenses).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import {
  agree, around, become, control, description, enter, go, ids, policiesIn, press, search, stateOf,
  why,
} from "./office.mjs";

const show = (page, name) => page.locator(`[data-key="show|${name}"]`).click();
const field = (page, name) => page.locator(`#screen [data-key="field|${name}"]`);

/** The list as someone, with one expense in view. */
async function find(t, text, personId, options) {
  const page = await enter(t, "expenses", personId, options);
  await search(page, text);
  return page;
}

test("each sees their own, their department's or team's expenses, and Finance all", async (t) => {
  const page = await enter(t, "expenses", "noah");
  const seen = await ids(page);
  for (const id of ["EX-3010", "EX-3009", "EX-3005", "EX-3003"]) assert.ok(seen.includes(id), id);
  assert.equal(seen.includes("EX-3007"), false);
  assert.match(await page.locator(".filter-note").textContent(), /where you are the owner/);
  await become(page, "tom");
  const toms = await ids(page);
  for (const id of ["EX-3011", "EX-3010", "EX-3007"]) assert.ok(toms.includes(id), id);
  assert.equal(toms.includes("EX-3009"), false);
  await become(page, "priya");
  assert.match(await page.locator(".filter-note").textContent(),
    /the owner’s department is Operations/);
  // What every way in has in common is said once.
  await page.click('[data-key="show|approve"]');
  assert.match(await page.locator(".filter-note summary").textContent(),
    /^Here are the expenses where the status is submitted, .* is open, and one of 10 holds:$/);
  assert.deepEqual((await page.locator(".filter-note li").allTextContents()).slice(0, 2), [
    "the amount is at most $60 and the amount is at most the budget left",
    "the amount is at most $60 and there is no budget",
  ]);
  await page.click('[data-key="show|all"]');
  await become(page, "elena");
  assert.match(await page.locator(".screen-head").textContent(), /300 expenses/);
});

test("the lists of what waits for a step are the rows whose step is on", async (t) => {
  const page = await enter(t, "expenses", "maya");
  let lists = 0;
  for (const person of ["maya", "tom", "priya", "elena", "noah"]) {
    await become(page, person);
    for (const step of ["submit", "approve", "reject", "pay"]) {
      if (!await page.locator(`[data-key="show|${step}"]`).count()) continue;
      await show(page, step);
      const states = await page.locator(`[data-control="row.${step}"]`)
        .evaluateAll((all) => all.map((each) => each.dataset.state));
      assert.ok(states.every((state) => state === "enabled"), `${step} as ${person}`);
      assert.equal(states.length, (await ids(page)).length, `${step} as ${person}`);
      lists += 1;
    }
  }
  assert.ok(lists >= 12, `${lists} lists`);
});

test("an expense is filed, submitted, approved and paid, each by who may", async (t) => {
  const page = await enter(t, "expenses", "noah");
  await control(page, "button.newExpense").click();
  await field(page, "text").fill("Ratchet straps");
  await page.getByRole("button", { name: "Create" }).click();
  assert.match(await description(field(page, "amount")), /Whole dollars/);
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
  const question = page.getByRole("dialog");
  assert.match(await question.textContent(), /Noah Berg is paid \$88\. A payment cannot be undone/);
  await question.locator("[data-key=keep]").click();
  assert.match(await page.locator(".screen-head").textContent(), /Approved/);
  await page.getByRole("button", { name: "Pay Ratchet straps" }).click();
  await agree(page);
  assert.match(await page.locator(".screen-head").textContent(), /Paid/);
  assert.match(await page.locator(".profile-side").textContent(), /Nothing is left to do/);
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

test("a closed period blocks paying, with the reason", async (t) => {
  const page = await find(t, "Headset", "elena");
  const pay = control(page, "row.pay", "EX-3003");
  assert.equal(await pay.getAttribute("aria-disabled"), "true");
  assert.match(await description(pay), /accounting period is closed/);
  const rail = await why(page, pay);
  assert.match(await rail.textContent(), /accounting period is closed/);
  assert.equal((await policiesIn(rail)).length, 1);
});

test("an amount is said to a viewer, who cannot change it and reads why", async (t) => {
  const page = await enter(t, "expenses/EX-3009", "ines");
  const amount = page.locator('[data-control="field.amount"]');
  assert.equal(await amount.inputValue(), "$7,200");
  assert.equal(await amount.evaluate((input) => input.readOnly), true);
  assert.equal(await stateOf(page, "form.expense", "EX-3009"), "absent");
  assert.match(await page.locator(".steps").textContent(), /You need Finance/);
});

test("a higher limit lets a Manager approve what others of the role do not", async (t) => {
  const page = await find(t, "Pallet jack repair", "priya");
  assert.equal(await stateOf(page, "row.approve", "EX-3009"), "enabled");
  const { body } = await around(page, "GET", "/api/expenses/EX-3009");
  assert.equal(body.fields.amount, 7200);
});

test("a delegated approval is on for its delegate alone", async (t) => {
  const page = await find(t, "Stand at Carrier Days", "tom");
  assert.equal(await stateOf(page, "row.approve", "EX-3010"), "enabled");
  assert.equal(await stateOf(page, "row.reject", "EX-3010"), "absent");
  await control(page, "row.approve", "EX-3010").click();
  assert.match(await page.locator("tr[data-record=EX-3010]").textContent(), /Approved/);
});

test("a receipt is asked for while the amount is typed", async (t) => {
  const page = await enter(t, "expenses/EX-3006", "tom");
  const hint = page.locator(".form-hint");
  assert.equal(await hint.textContent(), "");
  await field(page, "amount").fill("101");
  assert.match(await hint.textContent(), /above 100 is submitted with a receipt/);
  await field(page, "receipt").fill("taxi.PDF");
  assert.match(await hint.textContent(), /receipt/);
  await field(page, "receipt").fill("taxi.pdf");
  assert.equal(await hint.textContent(), "Once it is saved, it can be submitted.");
  await field(page, "amount").fill("100");
  await field(page, "receipt").fill("");
  assert.equal(await hint.textContent(), "Once it is saved, it can be submitted.");
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
  await page.locator("html[lang=es]").waitFor();
  await become(page, "tom");
  await page.click("[data-key=language]");
  await page.locator("html[lang=en]").waitFor();
  assert.equal(await field(page, "text").inputValue(), "Taxi to Yakima and back");
  assert.equal(await field(page, "amount").inputValue(), "9x");
  await go(page, "expenses");
  await search(page, "Taxi to the Yakima visit");
  assert.match(await page.locator("tr[data-record=EX-3006]").textContent(), /Not saved yet/);
  await go(page, "expenses/EX-3006");
  await page.getByRole("button", { name: "Cancel" }).click();
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
  assert.equal(await field(page, "amount").inputValue(), "1,250");
});

test("a draft is deleted after a question; a submitted one is not", async (t) => {
  const page = await find(t, "Dinner with Brightleaf in Lyon", "tom");
  assert.equal(await stateOf(page, "row.delete", "EX-3007"), "disabled");
  await search(page, "Flight to Savannah");
  await control(page, "row.delete", "EX-3011").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  assert.ok((await ids(page)).includes("EX-3011"));
  await control(page, "row.delete", "EX-3011").click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal((await ids(page)).includes("EX-3011"), false);
});

test("Finance exports what it sees, as the server writes it", async (t) => {
  const page = await enter(t, "expenses", "elena");
  assert.equal(await stateOf(page, "button.newExpense"), "enabled");
  const [file] = await Promise.all([page.waitForEvent("download"),
    control(page, "button.export").click()]);
  const text = await readFile(await file.path(), "utf8");
  assert.match(text, /^text,date,owner,amount,/);
  assert.equal(text.trim().split("\n").length, 301);
});

test("an Auditor does not export now, and files nothing", async (t) => {
  const page = await enter(t, "expenses", "ines");
  assert.equal(await stateOf(page, "button.newExpense"), "absent");
  assert.equal(await stateOf(page, "button.export"), "absent");
});

test("an Auditor exports in the first months of 2026, by the clock of each side", async (t) => {
  const page = await enter(t, "expenses", "ines", { expected: /403/ });
  for (const [moment, state] of [
    ["2025-12-31T23:59:59Z", "absent"], ["2026-01-01T00:00:00Z", "enabled"],
    ["2026-04-01T00:00:00Z", "absent"], ["2026-03-31T23:59:00Z", "enabled"],
  ]) {
    await page.clock.setFixedTime(new Date(moment));
    await page.reload();
    assert.equal(await stateOf(page, "button.export"), state, moment);
  }
  // The server goes by its own.
  await control(page, "button.export").click();
  const toastShown = page.locator("#toast.shown");
  await toastShown.waitFor();
  assert.match(await toastShown.textContent(), /Finance/);
  const { status, body: problem } = await around(page, "GET", "/api/expenses.csv");
  assert.equal(status, 403);
  assert.equal(problem.decision.action, "exportExpenses");
});

test("on a phone the steps carry their words, and Submit works by touch", async (t) => {
  const page = await find(t, "Taxi to the Yakima visit", "tom", { width: 390, hasTouch: true });
  const submit = control(page, "row.submit", "EX-3006");
  assert.match(await submit.innerText(), /Submit/);
  await submit.tap();
  assert.match(await page.locator("tr[data-record=EX-3006]").textContent(), /Submitted/);
});

test("an unlock names what to ask for, and grants nothing by itself", async (t) => {
  const page = await enter(t, "expenses", "noah");
  assert.equal(await stateOf(page, "button.export"), "absent");
  await press(page.locator("[data-key=reveal]"));
  const rail = await why(page, control(page, "button.export"));
  assert.match(await rail.textContent(), /Ask for Finance/);
  assert.equal(await rail.locator(".changes button").count(), 0);
});

test("a date of which a part is typed is not lost while the page is drawn anew", async (t) => {
  const page = await enter(t, "expenses/new", "tom");
  const date = page.locator('[data-key="field|date"]');
  await date.fill("");
  await date.focus();
  await page.keyboard.type("11");
  await page.evaluate(async () => {
    const { change, state } = await import(new URL("./lib/store.js", location.href).href);
    change(() => { state.revealing = true; });
  });
  await page.waitForTimeout(100);
  await page.keyboard.type("232026");
  assert.equal(await date.inputValue(), "2026-11-23");
  // What waited is drawn by now.
  await page.locator("[data-key=reveal]:checked").waitFor({ state: "attached" });
});
