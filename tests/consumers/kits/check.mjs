// MUI and Radix: `disabled={control.disabled}` is off for every hand, the props are too and say why
// to a mouse, a finger and the keyboard, and nothing on the pages is wrong by axe.

import assert from "node:assert/strict";
import { join } from "node:path";
import { violations } from "../axe.mjs";

const WHY = "Reactivate the customer first.";

export async function check({ folder, run, fact, serve, open }) {
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  for (const kit of ["mui", "radix"]) {
    const { page, complaints, close } = await open(`${address}?${kit}`);
    await page.locator("#values").waitFor();
    const session = await page.context().newCDPSession(page);
    await fact(`${kit}: what is off stays as it is`, () => off(page, session));
    await fact(`${kit}: focus and a finger get to the reason`, () => reasons(page, session));
    await fact(`${kit}: axe finds nothing`, () => clean(page));
    await page.getByText("Make active").click();
    await fact(`${kit}: what is on works`, () => on(page));
    await fact(`${kit}: nothing to complain of`, () => assert.deepEqual(complaints, []));
    await close();
  }
}

const clean = async (page) => assert.deepEqual(await violations(page), []);
const values = (page) => page.locator("#values").textContent();

/** Where in an element, as a share of its width. */
async function at(page, id, share = 0.5) {
  const { x, y, width, height } = await page.locator(`#${id}`).boundingBox();
  return { x: x + width * share, y: y + height / 2 };
}

async function tap(session, point) {
  const send = (type, touchPoints) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", [point]);
  await send("touchEnd", []);
}

/** Mouse, finger and keyboard on everything that is off. */
async function off(page, session) {
  const places = { disabled: 0.5, props: 0.5, slider: 0.9, check: 0.5 };
  for (const [id, share] of Object.entries(places)) {
    const point = await at(page, id, share);
    await page.mouse.click(point.x, point.y);
    await tap(session, point);
    await page.locator(`#${id}`).evaluate((element) => {
      (element.querySelector("[role=slider],input") ?? element).focus();
      element.click();
    });
    for (const key of ["Enter", "Space", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  }
  assert.equal(await values(page), "0 3 false");
}

/** The reason shows beside what is off, and goes away. */
async function reasons(page, session) {
  const tip = page.getByRole("tooltip");
  await page.keyboard.press("Escape");
  await page.mouse.move(0, 0);
  await page.locator("#props").blur();
  await tip.waitFor({ state: "hidden" });
  await page.locator("#props").focus();
  assert.equal(await tip.textContent(), WHY);
  await page.keyboard.press("Escape");
  await tip.waitFor({ state: "hidden" });
  await page.locator("#props").blur();
  await tap(session, await at(page, "props"));
  await tip.waitFor();
  assert.equal(await page.locator("#props").getAttribute("aria-description"), WHY);
  await page.locator("#props").blur();
  await tap(session, await at(page, "status"));
  await tip.waitFor({ state: "hidden" });
  assert.equal(await page.locator("#props").getAttribute("title"), WHY);
}

/** The same things work once they may. */
async function on(page) {
  const edits = page.locator("#values");
  await page.locator("#disabled").click();
  await page.keyboard.press("Escape");
  await page.locator("#props").click();
  await page.keyboard.press("Escape");
  const { x, y } = await at(page, "slider", 0.9);
  await page.mouse.click(x, y);
  await page.locator("#check").click();
  await edits.filter({ hasText: /^2 [45] true$/ }).waitFor();
}
