// The DOM binding where it is hard: many records, attributes that were there before, errors, what
// comes and goes, and undoing it all.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { spoken } from "../drive.mjs";

/** Checks the page of rows at an address, fact by fact. */
export async function checkDom(address, { fact, open }) {
  const { page, complaints, close } = await open(address);
  await page.waitForFunction(() => globalThis.errors);
  const screen = screenOn(page);
  await rowFacts(screen, fact);
  await formFacts(screen, fact);
  await fact("axe finds nothing", async () => assert.deepEqual(await violations(page), []));
  await changeFacts(screen, fact);
  await endFacts(screen, fact);
  await fact("only the listener hears of errors", () => assert.deepEqual(complaints, []));
  await close();
}

/** What is on the page, by what a person calls it. */
function screenOn(page) {
  const button = (name) => page.getByRole("button", { name, exact: true });
  const only = async (role, name) => {
    const found = await spoken(page, role, name);
    assert.equal(found.length, 1, `${found.length} times ${role} ${name}`);
    return found[0];
  };
  return { page, button, only };
}

/** Each row has its record, and its errors. */
async function rowFacts({ page, button, only }, fact) {
  await fact("each element is asked about the record of its row", async () => {
    assert.equal((await only("button", "Edit Acme")).disabled, false);
    assert.equal((await only("button", "Edit Bolt")).disabled, true);
  });
  await fact("a description that was there is kept beside the reason", async () => {
    const { description } = await only("button", "Edit Bolt");
    assert.equal(description, "Changes are kept. Reactivate the customer first.");
  });
  await fact("a link that is off leads nowhere", async () => {
    await page.getByRole("link", { name: "Open Bolt" }).click({ force: true });
    assert.equal(await page.evaluate(() => location.hash), "");
  });
  await fact("an element whose record is not found stays closed", async () => {
    await page.evaluate(() => {
      const stray = Object.assign(document.createElement("button"), { textContent: "Edit stray" });
      stray.dataset.control = "row.view";
      document.body.append(stray);
    });
    const stray = page.locator("button", { hasText: "Edit stray" });
    await stray.waitFor({ state: "hidden" });
    await stray.evaluate((element) => element.remove());
  });
  await fact("the next gate of a store shows at once", async () => {
    const shown = () => page.getByRole("button", { name: "Edit Acme", exact: true }).count();
    await page.evaluate(() => globalThis.store.set(null));
    assert.equal(await shown(), 0);
    await page.evaluate(() => globalThis.store.set(globalThis.gate));
    assert.equal(await shown(), 1);
  });
  await fact("what cannot be answered is ungranted or hidden, and told once", async () => {
    assert.equal(await button("Edit Cole").count(), 0);
    assert.equal(await button("Typo").count(), 0);
    await page.evaluate(() => globalThis.screen.update(globalThis.gate));
    assert.deepEqual(await page.evaluate(() => globalThis.errors), [
      { control: "row.edit", code: "unknown_value" },
      { control: "row.typo", code: "unknown_control" },
    ]);
  });
}

/** A form that is off holds still, but for its plain buttons. */
async function formFacts({ page, button }, fact) {
  await fact("no part of a form that is off can be changed", async () => {
    const form = page.locator("form");
    await form.locator("textarea").focus();
    await page.keyboard.type("not ");
    await form.locator("select").focus();
    for (const key of ["ArrowDown", "t"]) await page.keyboard.press(key);
    await form.locator("[type=checkbox]").click({ force: true });
    await form.locator("[type=checkbox]").focus();
    await page.keyboard.press("Space");
    assert.deepEqual(
      await form.evaluate(({ elements: [note, kind, billed] }) => [
        note.value,
        kind.value,
        billed.checked,
      ]),
      ["as it is", "one", true],
    );
  });
  await fact("a plain button in it still works", async () => {
    const pressed = page.evaluate(
      () =>
        new Promise((resolve) => {
          document.querySelector("#cancel").addEventListener("click", () => resolve("pressed"));
        }),
    );
    await button("Cancel").click();
    assert.equal(await pressed, "pressed");
  });
}

/** What comes, goes and is called something else. */
async function changeFacts({ page, button, only }, fact) {
  await fact("what is added, renamed or removed is followed", async () => {
    await page.evaluate(() => {
      const row = document.createElement("tr");
      row.id = "c1";
      row.innerHTML = `<td><button data-control="row.edit" hidden>Edit another</button></td>`;
      document.querySelector("table").append(row);
      document.querySelector("form").append(document.createElement("textarea"));
    });
    assert.equal((await only("button", "Edit another")).disabled, false);
    assert.ok(
      await page
        .locator("textarea")
        .last()
        .evaluate((added) => added.readOnly),
    );
    await page.evaluate(() => {
      globalThis.named = document.querySelector("[data-control='row.typo']");
      globalThis.named.dataset.control = "menu.customers";
    });
    assert.equal(await button("Typo").count(), 1);
    await page.evaluate(() => globalThis.named.removeAttribute("data-control"));
    await page.evaluate(() => document.querySelector("table > tr").remove());
    await page.evaluate(() => document.querySelector("form > textarea").remove());
    await page.evaluate(() => globalThis.named.setAttribute("data-control", "row.typo"));
  });
}

/** Without a gate, and without the binding. */
async function endFacts({ page }, fact) {
  await fact("without a gate everything is hidden", async () => {
    await page.evaluate(() => globalThis.screen.update(null));
    assert.equal(await page.locator("[data-control]:visible").count(), 0);
  });
  await fact("undone, the page is as it was, and stays so", async () => {
    const [before, after] = await page.evaluate(async () => {
      globalThis.screen.undo();
      const button = document.createElement("button");
      button.dataset.control = "row.typo";
      document.body.append(button);
      await new Promise(requestAnimationFrame);
      const seen = button.hidden;
      button.remove();
      return [globalThis.before, seen ? "still gated" : document.body.innerHTML];
    });
    assert.equal(after, before);
    await page.getByRole("link", { name: "Open Bolt" }).click();
    assert.equal(await page.evaluate(() => location.hash), "#bolt");
  });
}
