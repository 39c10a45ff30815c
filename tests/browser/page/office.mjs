// How a person moves about the office: opening a screen as someone, finding and pressing controls.

import assert from "node:assert/strict";
import { openPage } from "../chromium.mjs";

/** Opens a screen as one of the sample people. */
export async function enter(t, screen, personId, options = {}) {
  const page = await openPage(t, { path: `#/${screen}`, ...options });
  await page.locator("#topbar [data-key=person]").waitFor();
  if (personId) await become(page, personId);
  return page;
}

/** Switches to another person with the menu on top. */
export async function become(page, personId) {
  await page.click("[data-key=person]");
  await page.click(`[data-key="as|${personId}"]`);
}

/** Opens another screen in the same office. */
export async function go(page, screen) {
  await page.evaluate((to) => { location.hash = `#/${to}`; }, screen);
  await page.waitForFunction((to) => document.querySelector("#screen-title") &&
    location.hash === `#/${to}`, screen);
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

/** Turns single switches of the drawer, by their keys. */
export async function flip(page, ...keys) {
  const drawer = page.locator("#rail[aria-labelledby] [data-key=reset]");
  if (!await drawer.count()) await page.click("[data-key=switches]");
  for (const key of keys) await page.locator(`#rail [data-key="${key}"]`).click({ force: true });
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
