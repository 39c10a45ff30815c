// What policies/expenses/README.md says is seen on the Expenses screen, row by row: who has which
// step of which expense, and what others change of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree, become, control, enter, enterAt, go, ids, policiesIn, press, search, settled, stateOf, why,
} from "./office.mjs";

const TEXTS = {
  "EX-3001": "Hotel in Phoenix", "EX-3003": "Headset", "EX-3004": "Audit software",
  "EX-3005": "Training in Chicago", "EX-3006": "Taxi to the Yakima", "EX-3007": "Dinner with",
  "EX-3008": "Dock scanners", "EX-3009": "Pallet jack", "EX-3010": "Stand at Carrier",
  "EX-3011": "Flight to Savannah", "EX-3012": "Client lunch",
};

/** The state of a row's control to somebody; `unseen` where they do not have the row. */
async function stateIn(page, person, id, action) {
  const signedIn = page.locator(`[data-key="as|${person}"]`);
  if (await signedIn.getAttribute("aria-checked") !== "true") await become(page, person);
  await search(page, TEXTS[id]);
  if (!(await ids(page)).includes(id)) return "unseen";
  return stateOf(page, `row.${action}`, id);
}

/** Asserts the states of rows' controls: person, expense, action, state. */
async function states(page, rows) {
  for (const [person, id, action, state] of rows) {
    assert.equal(await stateIn(page, person, id, action), state, `${action} of ${id}, ${person}`);
  }
}

const reveal = (page) => press(page.locator("[data-key=reveal]"));

/** Changes boxes and fields of somebody's access, as Greta does. */
async function giveAccess(t, server, person, change) {
  const page = await enterAt(t, server, `users/${person}`, "greta");
  const form = control(page, "form.access");
  await change((key) => form.locator(`[data-key="${key}"]`));
  await form.locator("[data-key=save]").click();
  await page.locator("#toast.shown", { hasText: "is changed." }).waitFor();
  await page.close();
}

test("each step of each named expense is as the table says, to each person", async (t) => {
  const page = await enter(t, "expenses", "noah");
  await states(page, [
    // Own drafts and rejected ones are edited, submitted and deleted by who filed them.
    ["tom", "EX-3006", "edit", "enabled"], ["tom", "EX-3007", "edit", "disabled"],
    ["tom", "EX-3006", "delete", "enabled"], ["tom", "EX-3007", "delete", "disabled"],
    ["tom", "EX-3006", "submit", "enabled"], ["lena", "EX-3006", "submit", "absent"],
    ["tom", "EX-3011", "submit", "absent"],
    // Managers of the department, up to 5,000 or a higher limit of their own; not their own.
    ["priya", "EX-3010", "approve", "enabled"], ["priya", "EX-3009", "approve", "enabled"],
    ["lena", "EX-3010", "approve", "absent"], ["priya", "EX-3008", "approve", "absent"],
    ["maya", "EX-3012", "approve", "absent"], ["tom", "EX-3010", "approve", "enabled"],
    ["elena", "EX-3008", "approve", "enabled"], ["elena", "EX-3007", "approve", "enabled"],
    ["lena", "EX-3007", "approve", "absent"],
    ...["elena", "maya", "priya", "noah"].map((who) => [who, "EX-3005", "approve", "absent"]),
    ["priya", "EX-3009", "reject", "enabled"], ["elena", "EX-3009", "reject", "enabled"],
    ["priya", "EX-3008", "reject", "absent"],
    // Paying is Finance's, not of one's own, and not in a closed period.
    ["maya", "EX-3004", "pay", "enabled"], ["elena", "EX-3004", "pay", "absent"],
    ["elena", "EX-3003", "pay", "disabled"],
    // Of what is paid a step is off to whom it is open, and hidden from others.
    ["lena", "EX-3001", "approve", "disabled"], ["elena", "EX-3001", "pay", "disabled"],
    ["lena", "EX-3001", "pay", "absent"],
  ]);
  await become(page, "elena");
  await search(page, TEXTS["EX-3003"]);
  assert.match(await page.locator("tr[data-record=EX-3003]").textContent(), /period closed/);
  for (const [person, state] of [
    ["tom", "enabled"], ["priya", "enabled"], ["elena", "enabled"], ["maya", "enabled"],
    ["hugo", "enabled"], ["ines", "absent"],
  ]) {
    await become(page, person);
    assert.equal(await stateOf(page, "button.newExpense"), state, person);
    const exports = ["elena", "maya"].includes(person) ? "enabled" : "absent";
    assert.equal(await stateOf(page, "button.export"), exports, person);
  }
});

test("a form is its owner's, locked after its turn; others read what it says", async (t) => {
  const page = await enter(t, "expenses/EX-3006", "tom", { expected: /404/ });
  const form = () => page.locator('[data-control="form.expense"]');
  const amount = () => page.locator('[data-control="field.amount"]').getAttribute("data-state");
  assert.equal(await form().getAttribute("data-state"), "enabled");
  assert.equal(await amount(), "enabled");
  await go(page, "expenses/EX-3007");
  assert.equal(await form().getAttribute("data-state"), "readonly");
  await become(page, "priya");
  await go(page, "expenses/EX-3010");
  assert.equal(await form().count(), 0);
  assert.equal(await amount(), "readonly");
  await become(page, "noah");
  await go(page, "expenses/EX-3002");
  assert.equal(await form().getAttribute("data-state"), "readonly");
  assert.equal(await stateOf(page, "row.submit", "EX-3002"), "disabled");
  // A rejected one is its owner's again.
  await become(page, "priya");
  await go(page, "expenses/EX-3009");
  await page.getByRole("button", { name: "Reject Pallet jack repair" }).click();
  assert.match(await page.locator(".screen-head").textContent(), /Rejected/);
  await become(page, "noah");
  assert.equal(await form().getAttribute("data-state"), "enabled");
  // Above 100 the steps say what is missing.
  await become(page, "tom");
  await go(page, "expenses/EX-3011");
  assert.match(await page.locator(".steps").textContent(), /receipt/);
  assert.equal(await stateOf(page, "row.submit", "EX-3011"), "absent");
});

test("what is off says which rule decided, and offers roles alone", async (t) => {
  const page = await enter(t, "expenses", "lena");
  await reveal(page);
  await search(page, TEXTS["EX-3010"]);
  let rail = await why(page, control(page, "row.approve", "EX-3010"));
  const offers = await rail.locator(".changes").allTextContents();
  assert.match(offers.join(), /Finance/);
  assert.doesNotMatch(offers.join(), /Manager|department|limit|delegat/i);
  await become(page, "priya");
  await search(page, TEXTS["EX-3008"]);
  rail = await why(page, control(page, "row.approve", "EX-3008"));
  assert.ok((await policiesIn(rail)).some((id) => id.includes("own")), await rail.textContent());
  await become(page, "tom");
  rail = await why(page, control(page, "button.export"));
  assert.match(await rail.locator(".changes").allTextContents().then(String), /Finance/);
});

test("a limit counts upwards, to Managers alone, and lifts no budget", async (t) => {
  const page = await enter(t, "expenses", "priya");
  const limit = async (amount) => {
    await giveAccess(t, page.server, "priya", async (box) => box("field|limit").fill(amount));
    await settled(page);
  };
  await limit("1000");
  await page.reload();
  await states(page, [
    ["priya", "EX-3010", "approve", "enabled"], ["priya", "EX-3009", "approve", "absent"],
  ]);
  await limit("");
  await page.reload();
  await states(page, [
    ["priya", "EX-3010", "approve", "enabled"], ["priya", "EX-3009", "approve", "absent"],
  ]);
  await giveAccess(t, page.server, "omar", async (box) => {
    await box("access|expenses|Manager").check();
    await box("field|limit").fill("7000");
  });
  await states(page, [
    ["omar", "EX-3010", "approve", "enabled"], ["omar", "EX-3008", "approve", "absent"],
    ["elena", "EX-3008", "approve", "enabled"],
  ]);
});

test("who is of no department manages nobody, and what is delegated ends at 5,000", async (t) => {
  const page = await enter(t, "users/ines", "maya");
  await giveAccess(t, page.server, "ines", async (box) => {
    await box("access|expenses|Auditor").uncheck();
    await box("access|expenses|Manager").check();
  });
  await page.reload();
  await control(page, "button.delegateApproval").click();
  for (const id of ["EX-3009", "EX-3010"]) {
    await page.getByRole("dialog").locator(`[data-key="delegate|${id}"]`).check();
  }
  await page.getByRole("dialog").locator("[data-key=save]").click();
  await page.locator("#toast.shown", { hasText: "Approvals delegated" }).waitFor();
  await become(page, "ines");
  await go(page, "expenses");
  // Being delegated an approval does not show the expense.
  assert.deepEqual(await ids(page), []);
  await giveAccess(t, page.server, "ines", async (box) => box("access|expenses|Auditor").check());
  await page.reload();
  await states(page, [
    ["ines", "EX-3010", "approve", "enabled"], ["ines", "EX-3009", "approve", "absent"],
  ]);
});

test("a period that is closed holds back approving, not rejecting", async (t) => {
  const page = await enter(t, "periods", "elena");
  await page.getByRole("button", { name: "Close November 2026" }).click();
  await agree(page);
  await page.locator("#toast.shown", { hasText: "November 2026" }).waitFor();
  await go(page, "expenses");
  await states(page, [
    ["priya", "EX-3010", "approve", "disabled"], ["priya", "EX-3010", "reject", "enabled"],
    ["tom", "EX-3006", "delete", "enabled"], ["tom", "EX-3006", "edit", "disabled"],
  ]);
});
