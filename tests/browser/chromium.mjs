// The system's Chromium, for tests of the page: a window a test, which must stay free of errors.

import assert from "node:assert/strict";
import { after } from "node:test";
import { launch } from "./launch.mjs";

let browser;
after(() => browser?.close());

/**
 * Opens a window on `url` for one test, `t`, at whose end it closes. The test fails when the page
 * had anything to complain about by then: an uncaught error, an error or a warning in the console,
 * a request that failed. What `expected` matches is no complaint, nor is anything while `quiet`.
 * `before` runs on the window before anything is loaded.
 *
 * @returns a Playwright `Page`
 */
export async function openPage(t, url, options = {}) {
  const { path = "", width = 1280, height = 800, expected, quiet, before, ...more } = options;
  browser ??= await launch();
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    reducedMotion: "reduce",
    ...more,
  });
  // A machine busy with builds may take its time to start a window.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints = [];
  const complain = (text) => {
    if (!expected?.test(text) && !quiet?.()) complaints.push(text);
  };
  page.on("pageerror", (error) => complain(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complain(`${response.status()} ${response.url()}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the page complains");
  });
  await before?.(context);
  await page.goto(path);
  return page;
}
