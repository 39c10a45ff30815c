// How a person moves about the office: opening a screen as someone, finding and pressing controls.

import assert from "node:assert/strict";
import { openPage } from "../chromium.mjs";
import { signIn, startServer } from "../server.mjs";

/** What reads a page: it waits until the page has what it asked the server for. */
const READS = [
  "textContent", "innerText", "allTextContents", "getAttribute", "inputValue", "count",
  "evaluateAll", "evaluate", "isHidden", "isChecked",
];

let patched = false;

/** Has all that reads a page wait until the page is at rest. */
export function readAtRest(page) {
  if (patched) return;
  patched = true;
  const { prototype } = page.locator("html").constructor;
  for (const name of READS) {
    const read = prototype[name];
    prototype[name] = async function atRest(...given) {
      await settled(this.page());
      return read.apply(this, given);
    };
  }
}

/** Waits until the page has what it asked the server for, and has drawn it. */
export async function settled(page) {
  // What waits for a press to end is drawn right after it.
  await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve); }));
  await page.waitForFunction(() => (
    !document.querySelector("#screen[aria-busy=true], #screen .spinner, dialog .spinner")));
}

/**
 * Opens a screen on a server of the test's own, with settings of its own, as a sample person; Maya
 * where none is named.
 */
export async function enter(t, screen, personId, { settings, ...options } = {}) {
  const server = await startServer(null, settings);
  t.after(async () => {
    server.ends = true;
    await server.stop();
  });
  return enterAt(t, server, screen, personId, options);
}

/** Opens a screen of a server that runs, in a window of its own. */
export async function enterAt(t, server, screen, personId, options = {}) {
  const page = await openPage(t, server.url, {
    path: `#/${screen}`, before: (context) => signIn(context, server.url, personId ?? "maya"),
    quiet: () => server.ends, ...options,
  });
  readAtRest(page);
  page.server = server;
  await page.locator("#topbar [data-key=person]").waitFor();
  await settled(page);
  return page;
}

/** Signs in as another person with the menu on top. */
export async function become(page, personId) {
  await page.click("[data-key=person]");
  await page.click(`[data-key="as|${personId}"]`);
  await page.locator(`[data-key="as|${personId}"][aria-checked=true]`)
    .waitFor({ state: "attached" });
  await settled(page);
}

/** Opens another screen in the same office. */
export async function go(page, screen) {
  await page.evaluate((to) => { location.hash = `#/${to}`; }, screen);
  await page.waitForFunction((to) => document.querySelector("#screen-title") &&
    location.hash === `#/${to}`, screen);
  await settled(page);
}

/** Looks for rows of a list. */
export async function search(page, text) {
  await page.locator("#screen input[type=search]").fill(text);
  await page.waitForTimeout(260);
  await settled(page);
}

/** The element of a control, on one record where `recordId` is given. */
export function control(page, id, recordId) {
  const key = recordId ? `${id}|${recordId}` : id;
  return page.locator(`[data-control="${id}"]:is([data-key="${key}"], [data-key^="${key}|"])`);
}

/** The state in which a control is drawn; `absent` where it is not. */
export async function stateOf(page, id, recordId) {
  const found = control(page, id, recordId);
  return await found.count() ? found.first().getAttribute("data-state") : "absent";
}

/** Presses something that is off: it takes a press, though it is not enabled. */
export async function press(locator) {
  await locator.click({ force: true });
}

/** Opens the explanation of a control that is off, and gives the panel. */
export async function why(page, locator) {
  await press(locator);
  const rail = page.locator("#rail");
  await rail.locator("h2", { hasText: "Why" }).waitFor();
  return rail;
}

/** Answers a question with yes. */
export async function agree(page) {
  await page.getByRole("dialog").locator("[data-key=confirm]").click();
  await settled(page);
}

/** What an element's `aria-describedby` says. */
export async function description(locator) {
  return locator.evaluate((element) => (element.getAttribute("aria-describedby") ?? "").split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
}

/** The ids of the policies that the panel names. */
export async function policiesIn(rail) {
  return rail.locator("[data-policy]").evaluateAll((links) => (
    links.map((link) => link.dataset.policy)));
}

/** The ids of the rows in view. */
export const ids = (page) => page.locator("tr[data-record]").evaluateAll((all) => (
  all.map((row) => row.dataset.record)));

/** Asks the server itself, as who is signed in, going around the page. */
export async function around(page, method, path, body) {
  await settled(page);
  return page.evaluate(async ([how, where, what]) => {
    const answer = await fetch(where, {
      method: how, body: what && JSON.stringify(what),
      headers: { "content-type": "application/json" },
    });
    return { status: answer.status, told: await answer.json() };
  }, [method, path, body]);
}

/** Asserts that the page can be read without scrolling sideways. */
export async function assertNoSideScroll(page, where) {
  const [content, window] = await page.evaluate(() => (
    [document.documentElement.scrollWidth, innerWidth]));
  assert.ok(content <= window, `${where} is ${content} wide in a window of ${window}`);
  const inner = await page.locator("#screen").evaluate((screen) => (
    [screen.scrollWidth, screen.clientWidth]));
  assert.ok(inner[0] <= inner[1], `the screen of ${where} is ${inner[0]} wide in ${inner[1]}`);
}
