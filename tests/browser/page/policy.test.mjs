// Policies that change under an open page: it learns of it from whatever is answered, also where
// its stream is down, and what was typed stays.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { control, enterAt, go, openOffice, search, settled } from "./office.mjs";

/** JSON in the form that fingerprints are of: members in order, nothing between them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

/** A server on policies of its own; `changePolicy` changes a pack's bundle beneath it. */
async function startOnOwnPolicies(t) {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-policies-"));
  await cp(fileURLToPath(new URL("../../../policies", import.meta.url)), folder,
    { recursive: true });
  const server = await openOffice(t, ["--policies", folder]);
  t.after(() => rm(folder, { recursive: true, force: true }));
  server.changePolicy = async (pack, into) => {
    const file = join(folder, pack, "bundle.json");
    const { fingerprint: was, ...bundle } = JSON.parse(await readFile(file, "utf8"));
    assert.equal(createHash("sha256").update(canonical(bundle)).digest("hex"), was);
    into(bundle);
    const fingerprint = createHash("sha256").update(canonical(bundle)).digest("hex");
    await writeFile(file, JSON.stringify({ ...bundle, fingerprint }));
    for (const until = Date.now() + 20_000; Date.now() < until;) {
      const health = await (await fetch(new URL("health", server.url))).json();
      if (health.policies[pack] === fingerprint) return fingerprint;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    throw new Error(`the server did not take on the policy of ${pack}`);
  };
  return server;
}

/** The page of somebody whose stream never opens. */
async function enterWithoutStream(t, server, screen, person) {
  const quiet = /ERR_FAILED|403/;
  const page = await enterAt(t, server, "periods", person, { expected: quiet });
  await page.route("**/api/events", (route) => route.abort());
  await page.goto("about:blank");
  await page.goto(`${server.url}#/${screen}`);
  await page.locator("#screen-title").waitFor();
  await settled(page);
  return page;
}

/** Support has what SalesAgent had, which may edit customers, and the other way round. */
const withoutEditing = (bundle) => {
  const names = { SalesAgent: "Support", Support: "SalesAgent" };
  for (const role of bundle.roles) role.name = names[role.name] ?? role.name;
};

const announced = (page) => page.locator("#announcer", { hasText: "What you may do has changed." })
  .waitFor({ state: "attached" });

test("a page whose stream is down learns of another policy as it reads, and keeps what is typed",
  async (t) => {
    const server = await startOnOwnPolicies(t);
    const page = await enterWithoutStream(t, server, "companies/C-201", "tom");
    await page.locator('[data-control="form.company"][data-state=enabled]').waitFor();
    await page.getByLabel("Notes").fill("Not finished");
    const fingerprint = await server.changePolicy("alvys", withoutEditing);
    // Nothing was asked since: the page cannot know.
    assert.equal(await page.locator('[data-control="form.company"]').getAttribute("data-state"),
      "enabled");
    await go(page, "companies");
    await announced(page);
    await search(page, "Harbor");
    await go(page, "companies/C-201");
    await page.locator('[data-control="form.company"][data-state=readonly]').waitFor();
    assert.equal(await page.getByLabel("Notes").inputValue(), "Not finished");
    await page.locator(".nav-foot code", { hasText: fingerprint.slice(0, 12) }).waitFor();
  });

test("a change that an older policy allowed is refused by the server's, and the page shows it",
  async (t) => {
    const server = await startOnOwnPolicies(t);
    const page = await enterWithoutStream(t, server, "companies/C-201", "tom");
    await page.getByLabel("Notes").fill("Not finished");
    await server.changePolicy("alvys", withoutEditing);
    await page.locator("[data-key=save]").click();
    await page.locator("#rail", { hasText: "The server refused this" }).waitFor();
    await page.locator('[data-control="form.company"][data-state=readonly]').waitFor();
    assert.equal(await page.getByLabel("Notes").inputValue(), "Not finished");
    const record = await page.evaluate(async () => (
      (await fetch("./api/companies/C-201")).json()));
    assert.notEqual(record.fields.notes, "Not finished");
  });

test("a change that both policies allow is made, and the page shows the newer one", async (t) => {
  const server = await startOnOwnPolicies(t);
  const page = await enterWithoutStream(t, server, "companies/C-201", "tom");
  await page.getByLabel("Notes").fill("Finished");
  const fingerprint = await server.changePolicy("alvys", (bundle) => { bundle.help = []; });
  await page.locator("[data-key=save]").click();
  await announced(page);
  await page.locator(".nav-foot code", { hasText: fingerprint.slice(0, 12) }).waitFor();
  assert.equal(await page.getByLabel("Notes").inputValue(), "Finished");
  assert.equal(await control(page, "form.company").getAttribute("data-state"), "enabled");
});

test("a stream that was refused is asked for again, and told", async (t) => {
  const server = await startOnOwnPolicies(t);
  const page = await enterAt(t, server, "periods", "tom", { expected: /502/ });
  let refused = 0;
  await page.route("**/api/events", (route) => {
    refused += 1;
    return refused > 1 ? route.continue() : route.fulfill({ status: 502, body: "" });
  });
  await page.reload();
  await page.getByRole("heading", { name: "Periods", level: 1 }).waitFor();
  await page.waitForRequest((request) => request.url().endsWith("/api/events"));
  await server.changePolicy("office", (bundle) => { bundle.help = []; });
  await announced(page);
  assert.equal(refused, 2);
});

test("a role that is none of the eight is told where access is changed", async (t) => {
  const server = await startOnOwnPolicies(t);
  await server.changePolicy("access-levels", (bundle) => {
    bundle.roles.find((role) => role.name === "Sales").name = "Field";
  });
  const page = await enterAt(t, server, "users/tom", "greta");
  const part = page.locator("fieldset[data-pack=access-levels]");
  await part.getByText("The policy does not take `Sales`").waitFor();
  assert.equal(await part.locator("input:checked").count(), 0);
  const who = await enterAt(t, server, "customers", "tom");
  assert.equal(await who.locator('#nav [data-control="menu.main"]').count(), 0);
});

test("access that a newer policy does not take is told where it is changed away", async (t) => {
  const server = await startOnOwnPolicies(t);
  const rename = (from, to) => (bundle) => {
    bundle.roles.find((role) => role.name === from).name = to;
  };
  await server.changePolicy("alvys", rename("SalesAgent", "Seller"));
  await server.changePolicy("office", rename("Member", "Colleague"));
  const page = await enterAt(t, server, "users/tom", "maya");
  const boxes = control(page, "form.userPermissions", "tom");
  await boxes.getByText("The policy does not take `SalesAgent`").waitFor();
  const part = page.locator("fieldset[data-pack=office]");
  await part.getByText("The policy does not take `Member`").waitFor();
  await boxes.locator('[data-key="role|Seller"]').check();
  await boxes.locator("[data-key=save]").click();
  await boxes.getByText("The policy does not take").waitFor({ state: "detached" });
  await part.locator('[data-key="access|office|Colleague"]').check();
  await control(page, "form.access").locator("[data-key=save]").click();
  await part.getByText("The policy does not take").waitFor({ state: "detached" });
  const response = await page.context().request.get(`${server.url}api/users/tom/access`);
  const access = await response.json();
  assert.deepEqual(access.unfit, {});
  assert.deepEqual(access.packs.alvys, { roles: ["Seller"] });
  assert.deepEqual(access.packs.office, { roles: ["Colleague"] });
});
