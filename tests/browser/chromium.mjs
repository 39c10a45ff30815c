// The system's Chromium, for tests of the page: a window a test, which must stay free of errors.

import assert from "node:assert/strict";
import { after } from "node:test";
import { launch, url } from "./launch.mjs";

let browser;
after(() => browser?.close());

/**
 * Opens a window on the page for one test, `t`, at whose end it closes. The test fails when the
 * page had anything to complain about by then: an uncaught error, an error or a warning in the
 * console, a request that failed.
 *
 * @returns a Playwright `Page`
 */
export async function openPage(t, { path = "", width = 1280, height = 800, ...options } = {}) {
  browser ??= await launch();
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    reducedMotion: "reduce",
    ...options,
  });
  // A machine busy with builds may take its time to start a window.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the page complains");
  });
  await page.goto(path);
  return page;
}
