// The panel of `tollgate/devtools`, as somebody who develops meets it; and that a build for
// production has none of it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { violations } from "../axe.mjs";

/** What would tell of the panel, or of marks for it. */
const TRACES = ["data-tollgate", "tollgate-devtools", "Act as"];

/** The scripts of a build. */
const scripts = (folder) =>
  readdirSync(join(folder, "assets"))
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(folder, "assets", name), "utf8"));

const has = (folder, trace) => scripts(folder).some((text) => text.includes(trace));

/** Checks both builds of the page, which stand side by side. */
export async function checkDevtools({ folder, fact, serve, open }) {
  await fact("a build for production has no trace of the panel and its marks", () => {
    for (const trace of TRACES) {
      assert.ok(!has(join(folder, "dist"), trace), trace);
      assert.ok(has(join(folder, "development"), trace), `${trace} is looked for in vain`);
    }
  });
  const built = await open(`${await serve(join(folder, "dist"))}devtools.html`);
  await fact("there the page is as ever", async () => {
    await built.page.getByRole("button", { name: "Reactivate" }).waitFor();
    assert.equal(await built.page.locator("tollgate-devtools").count(), 0);
    assert.equal(await built.page.locator("[data-tollgate]").count(), 0);
  });
  await built.close();
  const opened = await open(`${await serve(join(folder, "development"))}devtools.html`);
  await panelFacts(opened, fact);
  await opened.close();
}

async function panelFacts({ page, complaints }, fact) {
  const panel = page.locator("tollgate-devtools");
  const button = (name) => page.getByRole("button", { name, exact: true });
  const who = (text) => panel.locator("[part=who]", { hasText: text }).waitFor();
  const row = (text) => panel.getByRole("row").filter({ hasText: text });
  await button("Edit").waitFor();
  await panel.getByText("Tollgate", { exact: true }).click();
  await fact("the panel says who asks, by which pack and fingerprint", () =>
    who(/^Gate of "tom" \(client-metrics [0-9a-f]{8}\), fingerprint [0-9a-f]{64}$/),
  );
  await fact("elements say which control they are", async () => {
    const mark = await button("Edit").getAttribute("data-tollgate");
    assert.equal(mark, "row.edit disabled");
  });
  await fact("questions are listed once, with their answers", async () => {
    await row("control row.edit").filter({ hasText: "Customer c1" }).waitFor();
    assert.equal(await row("control row.edit").count(), 1);
    assert.match(await row("control row.edit").textContent(), /disabled/);
    assert.match(await row("check editCustomer").textContent(), /blocked/);
  });
  await fact("what a predicate answers is listed record by record", async () => {
    await button("Look for those to deactivate").click();
    for (const id of ["c7", "c8"]) {
      const line = row("predicate deactivateCustomer").filter({ hasText: `Customer ${id}` });
      assert.match(await line.textContent(), /allowed/);
    }
  });
  await fact("an answer is explained, in words and with the place", async () => {
    await panel.getByRole("button", { name: "control row.edit" }).click();
    const why = panel.getByRole("region", { name: "Why" });
    await why.getByText("forbid inactive-customers-wait (status.cedar:3): holds").waitFor();
    await why.getByText("✓ status is INAC").first().waitFor();
  });
  await fact("axe finds nothing on the page with the panel", async () =>
    assert.deepEqual(await violations(page), []),
  );
  await revealFacts({ page, panel, button }, fact);
  await actFacts({ page, panel, button, who }, fact);
  await fact("the page has nothing to complain of", () => assert.deepEqual(complaints, []));
}

/** Deactivating an inactive customer is not there at all. */
async function revealFacts({ page, panel, button }, fact) {
  await fact("what is hidden is shown as disabled, and marked, while that is wanted", async () => {
    assert.equal(await button("Deactivate").count(), 0);
    await panel.getByRole("checkbox").check();
    await button("Deactivate").waitFor();
    assert.equal(await button("Deactivate").getAttribute("aria-disabled"), "true");
    const outline = await button("Deactivate").evaluate((it) => getComputedStyle(it).outlineStyle);
    assert.equal(outline, "dashed");
    await button("Deactivate").click({ force: true });
    assert.equal(await page.locator("#status").textContent(), "INAC");
    await panel.getByRole("checkbox").uncheck();
    await button("Deactivate").waitFor({ state: "detached" });
  });
}

async function actFacts({ page, panel, button, who }, fact) {
  const principal = panel.getByRole("textbox", { name: "Principal" });
  await fact("one acts as another principal, and back", async () => {
    await principal.fill(JSON.stringify({ id: "root", roles: ["Administrator"] }));
    await panel.getByRole("button", { name: "Act", exact: true }).click();
    await who(/^acting as Gate of "root"/);
    await panel.getByRole("button", { name: "Back to my own" }).click();
    await who(/^Gate of "tom"/);
  });
  await fact("those of the page and of each role are offered", async () => {
    const offered = await panel.getByRole("combobox").locator("option").allTextContents();
    assert.ok(offered[0].startsWith("vera"), offered.join());
    assert.ok(offered.some((text) => text.endsWith("Administrator")));
    await panel.getByRole("combobox").selectOption({ index: 0 });
    const filled = JSON.parse(await principal.inputValue());
    assert.deepEqual(filled, { id: "vera", permissions: ["view"] });
  });
  await fact("a principal that is none is told, and changes nothing", async () => {
    await principal.fill('{"id": "x", "roles": ["Pirate"]}');
    await panel.getByRole("button", { name: "Act", exact: true }).click();
    await panel.getByRole("alert").filter({ hasText: "there is no role `Pirate`" }).waitFor();
    await who(/^Gate of "tom"/);
  });
  await fact("the page's own sign-in is followed, and stays when the panel ends", async () => {
    await button("Vera signs in").click();
    await who(/^Gate of "vera"/);
    await button("Edit").waitFor({ state: "hidden" });
    await button("End the panel").click();
    await panel.waitFor({ state: "detached" });
    assert.equal(await button("Edit").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Customers" }).count(), 1);
  });
}
