// Signing in and out, and what an open page learns of who is signed in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../chromium.mjs";
import {
  around, become, enter, enterAt, go, ids, openOffice, search, settled,
} from "./office.mjs";

/** The page of a server of the test's own, where nobody is signed in: no error in the console. */
async function arrive(t, path = "", expected) {
  const office = await openOffice(t);
  const page = await openPage(t, office.url, { path, expected, quiet: () => office.ends });
  office.windows.push(page.context());
  await page.getByRole("heading", { name: "Sign in to Northbound Freight" }).waitFor();
  return page;
}

test("a sample person signs in at a click, is there after a reload, and leaves", async (t) => {
  const page = await arrive(t, "#/expenses", /401/);
  assert.equal(await page.locator("#nav a").count(), 0);
  await page.getByRole("button", { name: /Tom Okafor/ }).click();
  await page.getByRole("heading", { name: "Expenses", level: 1 }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Expenses", level: 1 }).waitFor();
  await page.click("[data-key=person]");
  await page.click("[data-key=sign-out]");
  await page.getByRole("heading", { name: "Sign in to Northbound Freight" }).waitFor();
  const { status } = await page.evaluate(async () => {
    const answer = await fetch("./api/expenses");
    return { status: answer.status };
  });
  assert.equal(status, 401);
});

test("a wrong password says so and keeps the address that was typed", async (t) => {
  const page = await arrive(t, "", /401/);
  await page.getByLabel("Email").fill("tom@northbound.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("do not belong together").first().waitFor();
  assert.equal(await page.getByLabel("Email").inputValue(), "tom@northbound.example");
});

test("who is not signed in yet is asked to, and leaving is learnt of at once", async (t) => {
  const page = await arrive(t);
  await page.getByRole("button", { name: /Tom Okafor/ }).click();
  await page.getByRole("heading", { name: "Customers", level: 1 }).waitFor();
  await settled(page);
  // In another window: this one hears of it, and asks for nothing that is refused.
  await page.context().request.delete(new URL("api/session", page.url()).href);
  await page.getByRole("heading", { name: "Sign in to Northbound Freight" }).waitFor();
});

test("whose screen is gone after a switch is led to one of their own", async (t) => {
  const page = await enter(t, "staff", "maya");
  await page.click("[data-key=person]");
  await page.click('[data-key="as|jonas"]');
  await page.getByRole("heading", { name: "Customer portal", level: 1 }).waitFor();
});

test("a session that ended elsewhere shows signing in, at the next thing asked", async (t) => {
  const page = await enter(t, "customers", "tom", { expected: /401/ });
  await page.evaluate(() => fetch("./api/session", { method: "DELETE" }));
  await page.evaluate(async () => {
    const { fire } = await import("./lib/write.js");
    await fire("customers", { type: "Customer", id: "C-1001", version: 1 }, "deactivate");
  });
  await page.getByRole("heading", { name: "Sign in to Northbound Freight" }).waitFor();
});

test("whose record or form is gone after a switch is led to its list", async (t) => {
  const page = await enter(t, "expenses/new", "tom", { expected: /404/ });
  const ledTo = async (person, hash) => {
    await become(page, person);
    await page.waitForFunction((to) => location.hash === to, hash);
    await settled(page);
  };
  await ledTo("ines", "#/expenses");
  await become(page, "tom");
  await go(page, "expenses/EX-3006");
  await ledTo("omar", "#/expenses");
  await page.getByRole("heading", { name: "Expenses" }).waitFor();
  // Whose it is as well stays, and who types an address is told that there is nothing.
  await become(page, "tom");
  await go(page, "expenses/EX-3006");
  await ledTo("elena", "#/expenses/EX-3006");
  await become(page, "omar");
  await go(page, "expenses/EX-3006");
  await page.getByText("No such expense").waitFor();
});

test("what is taken from somebody is gone from their open page, which is told", async (t) => {
  const page = await enter(t, "companies/C-201", "tom");
  await page.getByLabel("Notes").fill("Not finished");
  const admin = await enterAt(t, page.server, "users/tom", "maya");
  const { body } = await around(admin, "GET", "/api/users/tom");
  const taken = await around(admin, "PUT", "/api/users/tom/permissions",
    { version: body.version, roles: ["SalesAgent"], permissions: [] });
  assert.equal(taken.status, 200);
  await page.locator('[data-control="form.company"][data-state=readonly]').waitFor();
  await page.locator("#announcer", { hasText: "What you may do has changed." })
    .waitFor({ state: "attached" });
  assert.equal(await page.getByLabel("Notes").inputValue(), "Not finished");
});

test("nothing in the page runs inline, and it says so to the browser", async (t) => {
  const page = await enter(t, "customers");
  const policy = await page.evaluate(async () => (
    (await fetch("./")).headers.get("content-security-policy")));
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  await search(page, "Harbor & Pine");
  await settled(page);
  assert.deepEqual(await ids(page), ["C-1001"]);
});
