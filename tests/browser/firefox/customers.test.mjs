// One path through the page in Firefox: off, why, the way out, on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../firefox.mjs";
import { startServer } from "../server.mjs";

const INACTIVE = "C-1005";
const EDIT = `[data-control="row.edit"][data-key="row.edit|${INACTIVE}"]`;
const DEACTIVATE = `[data-control="row.deactivate"][data-key="row.deactivate|${INACTIVE}"]`;

/** The Customers screen of a server of the test's own, as a sales representative. */
async function enter(t) {
  const server = await startServer();
  t.after(server.stop);
  const page = await openPage(t, server.url, "#/customers");
  await page.click('[data-key="as|tom"]');
  await page.find("#topbar [data-key=person]");
  // What is typed while rows are on their way goes to a field that is drawn anew.
  await page.find("#screen[aria-busy=false] tr[data-record]");
  return page;
}

test("editing an inactive customer is off, says why, and reactivating turns it on", async (t) => {
  const page = await enter(t);
  assert.match(page.browser, /^firefox /);
  t.diagnostic(page.browser);
  await page.type("#screen input[type=search]", "Pemberton Paper");
  await page.find(`tr[data-record="${INACTIVE}"]:only-child`);

  assert.equal(await page.attribute(EDIT, "data-state"), "disabled");
  assert.equal(await page.attribute(EDIT, "aria-disabled"), "true");
  await page.click(EDIT);
  assert.match(await page.text("#rail"), /Reactivate the customer first/);
  assert.equal(await page.attribute("#rail [data-policy]", "data-policy"),
    "inactive-customers-wait");

  await page.click('#rail [data-key="step|reactivate"]');
  await page.find(`${DEACTIVATE}[data-state=enabled]`);
  assert.equal(await page.attribute(DEACTIVATE, "data-state"), "enabled");
  assert.equal(await page.attribute(EDIT, "data-state"), "enabled");
  assert.match(await page.text("#rail"), /This is on for you now/);
  await page.click(EDIT);
  assert.equal(await page.attribute('dialog[open] [data-control="form.customer"]', "data-state"),
    "enabled");
});

test("a misspelt action is the contract's error, and the gate works afterwards", async (t) => {
  const page = await enter(t);
  const answers = await page.evaluate(async () => {
    const { loadPolicy } = await import(new URL("./tollgate/index.js", document.baseURI).href);
    const bundle = await (await fetch("./tollgate/policies/client-metrics.json")).json();
    const gate = loadPolicy(bundle).gate({ id: "u1", permissions: ["view", "edit"] });
    const customer = { type: "Customer", status: "INAC", informationComplete: true };
    let code = "nothing";
    try {
      gate.can("editCustmer", customer);
    } catch (error) {
      code = error.code;
    }
    const { allowed, denial, unlock } = gate.check("editCustomer", customer);
    return { code, allowed, denial, unlock };
  });
  assert.deepEqual(answers, {
    code: "unknown_action", allowed: false, denial: "blocked",
    unlock: [[{ transition: "reactivate", to: "ACTV" }]],
  });
});
