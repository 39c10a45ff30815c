// Off is off, by every binding: each kind of control in each state meets a mouse, a pen, a finger,
// a keyboard and events that scripts dispatch. What is off keeps its value, and none of the page's
// handlers hears of it; what is on changes, and they do.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { violations } from "../axe.mjs";
import { handsOn, HANDS } from "./hands.mjs";

const BINDINGS = ["dom", "react", "vue", "svelte"];

export async function check({ folder, run, fact, serve, open }) {
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  await marks(folder, { run, fact, serve, open });
  const { STATES, PARTS } = await import("./src/stage.js");
  for (const binding of BINDINGS) {
    const { page, complaints, close } = await open(`${address}?${binding}`);
    await page.setViewportSize({ width: 800, height: 1200 });
    await page.locator("body[data-ready]").waitFor();
    const hands = await handsOn(page);
    for (const state of STATES) {
      for (const part of Object.keys(PARTS)) {
        for (const hand of HANDS) {
          await fact(`${binding}: ${part} that is ${state}, by ${hand}`, () =>
            meets(page, hands, { state, part, hand }),
          );
        }
      }
    }
    await fact(`${binding}: what is off can be focused`, () => focused(page, STATES, PARTS));
    await fact(`${binding}: axe finds nothing`, async () =>
      assert.deepEqual(await violations(page), []),
    );
    await fact(`${binding}: nothing to complain of`, () => assert.deepEqual(complaints, []));
    await close();
  }
}

/** While developing, elements say which control they are; in a build for production none does. */
async function marks(folder, { run, fact, serve, open }) {
  const development = ["build", "--mode", "development", "--outDir", "development"];
  await run("env", "NODE_ENV=development", "vite", ...development);
  const built = readdirSync(join(folder, "dist/assets")).map((name) =>
    readFileSync(join(folder, "dist/assets", name), "utf8"),
  );
  await fact("a build for production writes no marks", () =>
    assert.ok(!built.some((text) => text.includes("data-tollgate"))),
  );
  const address = await serve(join(folder, "development"));
  const { lines } = await import("./src/stage.js");
  for (const binding of BINDINGS) {
    const { page, close } = await open(`${address}?${binding}`);
    await page.locator("body[data-ready]").waitFor();
    await fact(`${binding}: while developing each control says which it is`, async () => {
      const marked = await page.evaluate(() =>
        [...document.querySelectorAll("[data-tollgate]")].map((it) => it.dataset.tollgate),
      );
      for (const { id, state } of lines) {
        const shown = { on: "enabled", off: "disabled", pending: "disabled pending" }[state];
        assert.ok(marked.includes(`${id} ${shown ?? state}`), `${id} in ${marked}`);
      }
    });
    await close();
  }
}

/** One hand on one control, and what came of it. */
async function meets(page, hands, { state, part, hand }) {
  const id = `${state}-${part}`;
  const { held: before } = await look(page, id);
  await hands[hand](id, part);
  const { held: after, heard } = await look(page, id);
  if (state === "on") {
    assert.ok(heard.length > 0, "the page heard nothing");
    // The protocol's pen moves no slider, and events of scripts change nothing by themselves.
    const still = hand === "scripts" || (hand === "pen" && part === "range");
    const changes = !still && part !== "button" && part !== "form";
    if (changes) assert.notDeepEqual(after, before, "nothing changed");
    return;
  }
  const cancel = `${id}-cancel `;
  assert.deepEqual(
    heard.filter((text) => !text.startsWith(cancel)),
    [],
  );
  assert.deepEqual(after, before);
  if (part === "form") assert.ok(heard.length > 0, "a plain button in a form that is off is on");
}

/** What a control and its parts hold, where a link led, and what was heard since the last look. */
const look = (page, id) =>
  page.evaluate((id) => {
    const parts = [...document.querySelectorAll(`#${id}, #${id} *, #${id}-first`)];
    const held = parts.map(({ value, checked }) => [value ?? "", checked ?? false]);
    held.push(location.hash === `#${id}`);
    history.replaceState(null, "", " ");
    return { held, heard: globalThis.heard.splice(0) };
  }, id);

/** A keyboard gets to what is off, to read why. */
async function focused(page, states, parts) {
  for (const state of states) {
    for (const part of Object.keys(parts).filter((part) => part !== "form")) {
      const id = `${state}-${part}`;
      const focus = (id) => {
        document.getElementById(id).focus();
        return document.activeElement.id;
      };
      assert.equal(await page.evaluate(focus, id), id);
    }
  }
}
