// One person's windows: those in view are kept up to date, and the others catch up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { around, control, enter, enterAt, go, stateOf } from "./office.mjs";

const COMPANY = "C-201";
const TAKES = "What you may do has changed. This page shows it now.";

/** Gives or takes Tom's permission to delete companies, by Maya. */
async function setDelete(page, permissions) {
  const { body: user } = await around(page, "GET", "/api/users/tom");
  const body = { permissions, version: user.version };
  const { status } = await around(page, "PUT", "/api/users/tom/permissions", body);
  assert.equal(status, 200);
}

/** Hides a window, or shows it, as a browser does. */
const turn = (page, hidden) => page.evaluate((is) => {
  Object.defineProperty(document, "hidden", { value: is, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}, hidden);

/** Counts the streams that a window asks for. */
function streamsOf(page) {
  const streams = { begun: 0, ended: 0 };
  const count = (name) => (request) => {
    if (request.url().endsWith("/api/events")) streams[name] += 1;
  };
  page.on("request", count("begun"));
  page.on("requestfailed", count("ended"));
  page.on("requestfinished", count("ended"));
  return streams;
}

const offers = (page) => control(page, "button.deleteCompany", COMPANY);

test("a window out of view holds no stream, and catches up once it is in view", async (t) => {
  const maya = await enter(t, "companies", "maya");
  const toms = await enterAt(t, maya.server, `companies/${COMPANY}`, "tom");
  const streams = streamsOf(toms);
  await turn(toms, true);
  assert.equal(await stateOf(toms, "button.deleteCompany", COMPANY), "absent");
  await setDelete(maya, ["deleteCustomer"]);
  // Longer than a server takes to tell a window that listens.
  await toms.waitForTimeout(2500);
  assert.deepEqual([streams.begun, await offers(toms).count()], [0, 0]);
  await turn(toms, false);
  await toms.locator("#toast.shown", { hasText: TAKES }).waitFor();
  await offers(toms).waitFor();
  assert.equal(streams.begun, 1);
});

test("of too many windows the newest listen, and one that is turned to", async (t) => {
  const maya = await enter(t, "companies", "maya", { settings: ["--user-streams", "1"] });
  const first = await enterAt(t, maya.server, `companies/${COMPANY}`, "tom");
  const streams = streamsOf(first);
  const second = await enterAt(t, maya.server, `companies/${COMPANY}`, "tom");
  await setDelete(maya, ["deleteCustomer"]);
  await offers(second).waitFor();
  // The first has given its place up, and does not fight for it.
  assert.deepEqual([streams.begun, await offers(first).count()], [0, 0]);
  await first.evaluate(() => window.dispatchEvent(new Event("focus")));
  await offers(first).waitFor();
  assert.equal(streams.begun, 1);
  // It works all the same while it does not listen.
  await go(second, "customers");
  await second.locator("tr[data-record]").first().waitFor();
});
