// The page asks the gate and nothing else: a wrong question is loud, and every policy has a text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { become, enter, go, search, settled } from "./office.mjs";

const PACKS = ["client-metrics", "alvys", "access-levels", "expenses", "office"];

test("binding to a control that the pack lacks throws the contract's error", async (t) => {
  const page = await enter(t, "customers");
  const code = await page.evaluate(async () => {
    const { gated } = await import("./lib/gated.js");
    const { deskOf } = await import("./lib/desk.js");
    try {
      gated(document.createElement("button"), deskOf("client-metrics"), "button.newCustmer", null);
      return "nothing";
    } catch (error) {
      return error.code;
    }
  });
  assert.equal(code, "unknown_control");
});

test("every policy that can decide has a text to link to", async (t) => {
  const page = await enter(t, "customers");
  const missing = await page.evaluate(async (packs) => {
    const { loadPolicyTexts, policyText } = await import("./lib/policy-text.js");
    // The page does not wait for them; this does.
    await loadPolicyTexts();
    const bundles = await Promise.all(packs.map(async (pack) => (
      (await fetch(`./policies/${pack}/bundle.json`)).json())));
    return bundles.flatMap((bundle) => bundle.policies.map(({ id }) => id)
      .filter((id) => !policyText(bundle.pack, id)));
  }, PACKS);
  assert.deepEqual(missing, []);
});

test("every control of every pack is on some screen", async (t) => {
  const page = await enter(t, "customers", "maya");
  const seen = new Set();
  const collect = async () => {
    for (const id of await page.locator("[data-control]").evaluateAll((all) => (
      all.map((each) => each.dataset.control)))) seen.add(id);
  };
  await page.locator("[data-key=reveal]").click({ force: true });
  for (const [screen, opens, name] of [
    ["customers", "row.view|C-1005", "Pemberton"],
    ["customers", "row.clientMetrics|C-1001", "Harbor & Pine"],
    ["companies", "button.newCompany"], ["companies/C-201"], ["users"], ["users/tom"],
    ["shipments"], ["accounts"], ["portal"], ["expenses"], ["expenses/EX-3012"], ["requests"],
    ["periods"],
  ]) {
    await go(page, screen);
    if (name) await search(page, name);
    if (opens) {
      await page.locator(`[data-key="${opens}"]`).click();
      const radio = page.getByRole("dialog").getByRole("radio").first();
      if (await radio.count()) await radio.check({ force: true });
    }
    await settled(page);
    await collect();
    if (opens) await page.keyboard.press("Escape");
  }
  // Asking for something takes somebody who lacks it.
  await become(page, "noah");
  await go(page, "carriers");
  await page.locator('[data-key="door|menu.carriers"]').click();
  await collect();
  const controls = await page.evaluate(async (packs) => {
    const bundles = await Promise.all(packs.map(async (pack) => (
      (await fetch(`./policies/${pack}/bundle.json`)).json())));
    return bundles.flatMap((bundle) => bundle.controls.map(({ id }) => id));
  }, PACKS);
  assert.deepEqual(controls.filter((id) => !seen.has(id)), []);
});

test("every person on every screen draws without an error", async (t) => {
  const page = await enter(t, "customers", null, { expected: /404/ });
  for (const person of ["maya", "tom", "priya", "elena", "ines", "noah", "jonas"]) {
    await become(page, person);
    for (const screen of ["customers", "companies", "companies/C-201", "companies/C-204", "users",
      "users/tom", "shipments", "accounts", "staff", "carriers", "accessorials", "portal",
      "expenses", "expenses/EX-3002", "expenses/EX-3012", "expenses/new", "requests", "periods",
      "teams", "audit"]) {
      await go(page, screen);
      assert.equal(await page.locator(".failure").count(), 0, `${screen} as ${person}`);
    }
  }
});

test("an office that cannot open says so, and opens once it can", async (t) => {
  const page = await enter(t, "customers", null, { expected: /503|Unavailable|Problem/ });
  await page.route("**/api/session", (route) => route.fulfill({ status: 503, body: "" }));
  await page.reload();
  await page.getByRole("heading", { name: "The office could not be opened" }).waitFor();
  await page.unroute("**/api/session");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Customers", level: 1 }).waitFor();
});

test("rows that do not arrive say so, and are asked for again", async (t) => {
  const page = await enter(t, "carriers", null, { expected: /503|Unavailable/ });
  await page.route("**/api/staff*", (route) => route.fulfill({
    status: 503, contentType: "application/problem+json",
    body: JSON.stringify({ type: "/problems/unavailable", status: 503, title: "away", detail: "" }),
  }));
  await go(page, "staff");
  await page.getByText("The database is not available.", { exact: false }).waitFor();
  await page.unroute("**/api/staff*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("tr[data-record]").first().waitFor();
});
