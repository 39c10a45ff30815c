// What a person meets on the customer screen that the projects with a page all show: Tom, who
// works with customers, an inactive one; then the same once it is active; then Vera, who may only
// look.

import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { spoken } from "./drive.mjs";

const WAIT = "Reactivate the customer first.";

/** Checks the screen at an address, fact by fact. */
export async function checkScreen(address, { fact, open }) {
  const { page, complaints, close } = await open(address);
  const screen = screenOn(page);
  await screen.says("status", "INAC");
  await inactiveFacts(screen, fact);
  await fact("axe finds nothing while much is off", () => clean(page));
  await screen.button("Reactivate").click();
  await screen.says("status", "ACTV");
  await activeFacts(screen, fact);
  await screen.button("Vera").click();
  await screen.says("who", "vera");
  await onlookerFacts(screen, fact);
  await fact("axe finds nothing on what an onlooker sees", () => clean(page));
  await screen.button("Tom").click();
  await fact("and back again", () => screen.button("Edit").waitFor());
  await fact("the page has nothing to complain of", () => assert.deepEqual(complaints, []));
  await close();
}

/** Checks that reasons stand beside what is off, on a screen that says them so. */
export async function checkReasons(address, { fact, open }) {
  const { page, complaints, close } = await open(address);
  const { button, says } = screenOn(page);
  await says("status", "INAC");
  await fact("focus shows a reason beside what is off, and Escape hides it", async () => {
    await button("Edit").focus();
    assert.equal(await page.getByRole("tooltip").textContent(), WAIT);
    await clean(page);
    await page.keyboard.press("Escape");
    await page.getByRole("tooltip").waitFor({ state: "hidden" });
    assert.equal(await button("Edit").getAttribute("title"), WAIT);
  });
  await fact("a finger gets to a reason, and by tapping elsewhere away from it", async () => {
    const tip = page.getByRole("tooltip");
    await button("Edit").blur();
    await tap(page, button("Edit"));
    await tip.waitFor();
    assert.equal(await tip.textContent(), WAIT);
    assert.equal(await page.locator("#edits").textContent(), "0");
    await button("Edit").blur();
    await tap(page, page.locator("#status"));
    await tip.waitFor({ state: "hidden" });
  });
  await fact("reasons complain of nothing", () => assert.deepEqual(complaints, []));
  await close();
}

/** Taps the middle of an element. */
async function tap(page, element) {
  const { x, y, width, height } = await element.boundingBox();
  const session = await page.context().newCDPSession(page);
  const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await session.detach();
}

const clean = async (page) => assert.deepEqual(await violations(page), []);

/** What is on the screen, by what a person calls it. */
function screenOn(page) {
  const button = (name) => page.getByRole("button", { name, exact: true });
  const slider = page.getByRole("slider", { name: "Reliability" });
  const name = page.getByRole("textbox", { name: "Name" });
  const says = (id, text) => page.locator(`#${id}`, { hasText: text }).waitFor();
  const only = async (role, label) => {
    const found = await spoken(page, role, label);
    assert.equal(found.length, 1, `${found.length} times ${role} ${label}`);
    return found[0];
  };
  return { page, button, slider, name, says, only };
}

/** The customer is inactive, and Tom may not edit it. */
async function inactiveFacts({ page, button, slider, name, says, only }, fact) {
  await fact("an inactive customer's Edit is there, off, focusable, and says why", async () => {
    const edit = await only("button", "Edit");
    assert.deepEqual(edit, { description: WAIT, disabled: true, focusable: true });
    assert.equal(await button("Edit").getAttribute("title"), WAIT);
  });
  await fact("neither mouse nor keyboard presses what is off", async () => {
    await button("Edit").click({ force: true });
    await button("Edit").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Space");
    assert.equal(await page.locator("#edits").textContent(), "0");
  });
  await fact("a form that is read-only neither changes nor submits", async () => {
    await name.focus();
    await page.keyboard.type("x");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await button("Save").click({ force: true });
    assert.equal(await name.inputValue(), "Acme");
    assert.equal(await page.locator("#saves").textContent(), "0");
  });
  await fact("what sends a form that is off is said to be off", async () => {
    assert.equal(await button("Save").getAttribute("aria-disabled"), "true");
    assert.notEqual(await name.getAttribute("readonly"), null);
  });
  await fact("a slider that is off keeps its value and its focus", async () => {
    assert.deepEqual(await only("slider", "Reliability"), {
      description: WAIT,
      disabled: true,
      focusable: true,
    });
    await slider.focus();
    for (const key of ["ArrowRight", "End", "PageUp"]) await page.keyboard.press(key);
    const { x, y, width, height } = await slider.boundingBox();
    await page.mouse.click(x + width - 4, y + height / 2);
    assert.equal(await slider.inputValue(), "3");
    const isFocused = (element) => element.getRootNode().activeElement === element;
    assert.ok(await slider.evaluate(isFocused));
  });
  await fact("the deciding policy is named", () => says("why", "inactive-customers-wait"));
  await fact("a step that the state does not have is not there", async () => {
    assert.equal(await button("Deactivate").count(), 0);
  });
}

/** The customer is active, and Tom may. */
async function activeFacts({ page, button, slider, name, says, only }, fact) {
  await fact("a new record shows at once", async () => {
    await button("Deactivate").waitFor();
    assert.equal(await button("Reactivate").count(), 0);
    const edit = await only("button", "Edit");
    assert.deepEqual(edit, { description: "", disabled: false, focusable: true });
    assert.equal(await button("Edit").getAttribute("title"), null);
    assert.equal((await only("slider", "Reliability")).description, "");
  });
  await fact("what is on can be pressed, changed and sent", async () => {
    await button("Edit").click();
    await says("edits", "1");
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await slider.inputValue(), "4");
    await name.fill("Acme Ltd");
    await button("Save").click();
    await says("saves", "1");
  });
}

/** Vera may look, whatever the customer is. */
async function onlookerFacts({ button, name, only }, fact) {
  await fact("another person's gate shows at once", async () => {
    await button("Edit").waitFor({ state: "hidden" });
    for (const gone of ["Edit", "New customer", "Deactivate", "Save"]) {
      assert.equal(await button(gone).count(), 0, gone);
    }
    assert.equal(await name.count(), 0);
    assert.equal(await button("Customers").count(), 1);
    assert.deepEqual(await only("slider", "Reliability"), {
      description: "You need Edit (Customers).",
      disabled: true,
      focusable: true,
    });
  });
}
