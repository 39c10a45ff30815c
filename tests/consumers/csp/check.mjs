// Pages under a Content-Security-Policy, as strict as each entry lets it be.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { spoken } from "../drive.mjs";

const STRICT = "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'";

export async function check({ folder, fact, serve, open }) {
  const under = (scripts) =>
    serve(folder, { "content-security-policy": `${STRICT}; script-src ${scripts}` });
  const wasm = await under("'self' 'wasm-unsafe-eval'");
  const plain = await under("'self'");

  for (const [entry, address] of [
    ["the default entries", `${wasm}index.html`],
    ["those without WebAssembly", `${plain}csp.html`],
  ]) {
    await fact(`${entry} answer and explain, and violate nothing`, () => answers(open, address));
  }
  await fact("the panel for developers asks and explains, and violates nothing", () =>
    explains(open, `${plain}devtools.html`),
  );
  await fact("the policy is in force: without its word WebAssembly is stopped", async () => {
    const { page, close } = await open(`${plain}index.html`);
    await page.waitForFunction(() => globalThis.violations.length > 0);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), ["script-src wasm-eval"]);
    await close();
  });
}

async function answers(open, address) {
  const { page, complaints, close } = await open(address);
  await page.locator("#why", { hasText: "inactive-customers-wait" }).waitFor();
  const explained = page.locator("#explained", { hasText: "inactive-customers-wait" });
  await explained.waitFor();
  assert.deepEqual(await spoken(page, "button", "Edit"), [
    { description: "Reactivate the customer first.", disabled: true, focusable: true },
  ]);
  assert.equal((await spoken(page, "button", "Reactivate"))[0].disabled, false);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(complaints, []);
  assert.deepEqual(await violations(page), []);
  await close();
}

async function explains(open, address) {
  const { page, complaints, close } = await open(address);
  await page.getByText("Tollgate", { exact: true }).click();
  await page.getByRole("button", { name: "control row.edit" }).click();
  const why = page.getByRole("region", { name: "Why" });
  await why.getByRole("heading", { name: "row.edit: not allowed" }).waitFor();
  assert.match(await why.textContent(), /forbid inactive-customers-wait: holds/);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(complaints, []);
  assert.deepEqual(await violations(page), []);
  await close();
}
