// How a person moves about the office: opening a screen as someone, finding and pressing controls.
// What the server answers on the way is searched for values that whoever asked may not see.

import assert from "node:assert/strict";
import { after } from "node:test";
import { openPage } from "../chromium.mjs";
import { openDatabases } from "../databases.mjs";
import { listenTo } from "../ears.mjs";
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
    prototype[name] = async function atRest(...args) {
      await settled(this.page());
      return read.apply(this, args);
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
 * The records whose fields that not everyone sees are marked as secrets: those that the seed makes
 * in bulk. What tests know by name and amount (S-4410 to S-4417, C-2xx and C-10xx) stays as it is;
 * paths.test.mjs and forced.test.mjs mark that too.
 */
const MARKED = {
  shipments: /^S-(3\d{3}|4[0-3]\d\d|440\d)$/, companies: /^C-[3-9]\d\d$/,
  customers: /^C-[3-9]\d\d$/,
};

let opened;
after(async () => (await opened)?.end());

/**
 * A server of the test's own, with settings of its own: on a database with marked secrets, behind
 * ears that keep what it answers. At the end of the test all of that is searched: a secret is a
 * leak that its user could see in none of the situations that there were.
 */
export async function openOffice(t, settings) {
  opened ??= openDatabases("SQLite", MARKED);
  const { secrets, ...databases } = await opened;
  const database = await databases.copy();
  const server = await startServer(database.address, settings);
  const ears = await listenTo(server.url);
  const office = { url: ears.url, ends: false, windows: [] };
  let searched;
  const search = async () => {
    office.ends = true;
    await Promise.all(office.windows.map((window) => window.close()));
    await server.finish();
    ears.end();
    const answers = ears.answers();
    const first = secrets.leaks(answers, [databases.first]);
    const { leaks, seen } = first.leaks.length
      ? secrets.leaks(answers, await secrets.situations(database.rows, databases.first)) : first;
    return { answers: answers.length, leaks, seen, suspects: first.leaks.length };
  };
  /** Ends the office, and searches what it answered: what was no leak in the end is a suspect. */
  office.search = () => (searched ??= search());
  t.after(async () => {
    const { answers, leaks, seen } = await office.search();
    assert.deepEqual(leaks, [], "the server tells what who asks may not see");
    assert.ok(answers > 0);
    t.diagnostic(`${answers} answers searched, ${seen} secrets to those who may see them`);
  });
  return office;
}

/** Opens a screen on a server of the test's own, as a sample person; Maya where none is named. */
export async function enter(t, screen, personId, { settings, ...options } = {}) {
  return enterAt(t, await openOffice(t, settings), screen, personId, options);
}

/** Opens a screen of a server that runs, in a window of its own. */
export async function enterAt(t, server, screen, personId, options = {}) {
  const page = await openPage(t, server.url, {
    path: `#/${screen}`, before: (context) => signIn(context, server.url, personId ?? "maya"),
    quiet: () => server.ends, ...options,
  });
  readAtRest(page);
  server.windows?.push(page.context());
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
    return { status: answer.status, body: await answer.json() };
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
