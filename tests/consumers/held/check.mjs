// Off is off, by every binding: each kind of control in each state meets a mouse, a pen, a finger,
// a keyboard and events that scripts dispatch. What is off keeps its value, and none of the page's
// handlers hears of it; what is on changes, and they do.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { violations } from "../axe.mjs";
import { dispatch, handsOn, HANDS } from "./hands.mjs";

const BINDINGS = ["dom", "react", "vue", "svelte"];

export async function check({ folder, run, fact, serve, open }) {
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  await marks(folder, { run, fact, serve, open });
  const stage = await import("./src/stage.js");
  const all = BINDINGS.map(async (binding) => {
    const claim = (text, check) => fact(`${binding}: ${text}`, check);
    await onPage(stage, { address: `${address}?${binding}`, claim, open });
    for (const mode of ["open", "closed"]) {
      const inRoot = (text, check) => claim(`in a shadow root that is ${mode}, ${text}`, check);
      await inShadow(stage, { address: `${address}?${binding}&${mode}`, claim: inRoot, open });
    }
  });
  await Promise.all(all);
}

/** Every hand on every control. */
async function onPage(stage, { address, claim, open }) {
  const { STATES, PARTS } = stage;
  const { page, complaints, close } = await open(address);
  await page.setViewportSize({ width: 800, height: 2600 });
  await page.locator("body[data-ready]").waitFor();
  const hands = await handsOn(page);
  for (const state of STATES) {
    for (const part of Object.keys(PARTS)) {
      for (const hand of HANDS) {
        await claim(`${part} that is ${state}, by ${hand}`, () =>
          meets(page, stage, { act: hands[hand], state, part, hand }),
        );
      }
    }
    for (const part of ["text", "textarea", "editable"]) {
      await claim(`${part} that is ${state}, by an input method`, () =>
        meets(page, stage, { act: hands.compose, state, part, hand: "compose" }),
      );
    }
  }
  await claim("what is off can be focused", () => focused(page, STATES, PARTS));
  await claim("axe finds nothing", async () => assert.deepEqual(await violations(page), []));
  await claim("nothing to complain of", () => assert.deepEqual(complaints, []));
  await close();
}

/** What scripts dispatch in a shadow root does not leave it; what a hand does is seen outside. */
async function inShadow(stage, { address, claim, open }) {
  const { page, complaints, close } = await open(address);
  await page.locator("body[data-ready]").waitFor();
  const find = (id) => page.evaluateHandle((id) => globalThis.stage.getElementById(id), id);
  for (const state of stage.STATES) {
    for (const part of Object.keys(stage.PARTS)) {
      const act = async (id) => dispatch(await find(id));
      await claim(`${part} that is ${state}, by scripts`, () =>
        meets(page, stage, { act, state, part, hand: "scripts" }),
      );
    }
    const act = async (id) => {
      const { x, y, width, height } = await (await find(id)).boundingBox();
      await page.mouse.click(x + width / 2, y + height / 2);
    };
    await claim(`a checkbox that is ${state}, by mouse`, () =>
      meets(page, stage, { act, state, part: "checkbox", hand: "mouse" }),
    );
  }
  await claim("it is listened to once", async () => {
    const session = await page.context().newCDPSession(page);
    const expression = "globalThis.stage";
    const { result } = await session.send("Runtime.evaluate", { expression });
    const of = { objectId: result.objectId };
    const { listeners } = await session.send("DOMDebugger.getEventListeners", of);
    assert.equal(listeners.filter(({ type }) => type === "command").length, 1);
  });
  await claim("nothing to complain of", () => assert.deepEqual(complaints, []));
  await close();
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

/** What nothing changes by itself: what is pressed, and what asks elsewhere for a colour. */
const STATIC = new Set(["button", "row", "form", "color"]);

/** How often a hand tries what is on: of lists that drop down a browser has one open at a time. */
const TRIES = 3;

/** One hand on one control: what is off stays as it is, and what is on is reached. */
async function meets(page, stage, of) {
  for (let tries = 1; ; tries += 1) {
    const missed = await once(page, stage, of);
    if (!missed) return;
    assert.ok(tries < TRIES, missed);
    await page.keyboard.press("Escape");
  }
}

/** What ought to have come of a hand and did not; nothing of what is off may. */
async function once(page, { INSIDE }, { act, state, part, hand }) {
  const id = `${state}-${part}`;
  const { held: before, inside: checked } = await look(page, id);
  await act(id, part);
  if (part === "file") await chosen(page, id, before[0][0], state === "on" && hand !== "scripts");
  const { held: after, heard, inside } = await look(page, id);
  const within = (INSIDE[part] ?? []).map((name) => `${id}-${name} `);
  if (state !== "on") {
    const outer = heard.filter((text) => !within.some((name) => text.startsWith(name)));
    assert.deepEqual(outer, []);
    assert.deepEqual(after, before);
  }
  // Nothing but its control is to be known of `own`, which no keyboard gets to.
  const reached = within.filter((name) => hand !== "keyboard" || !name.endsWith("own "));
  const unheard = reached.filter((name) => !heard.includes(`${name}click`));
  if (unheard.length) return `${unheard} is on in whatever it is in: ${heard}`;
  if (part === "row" && isDeepStrictEqual(inside, checked)) return "nothing in the row changed";
  if (state !== "on") return undefined;
  if (heard.length === 0) return "the page heard nothing";
  // The protocol's pen moves no slider, and events of scripts change nothing by themselves.
  const inert = hand === "scripts" || (hand === "pen" && part === "range") || STATIC.has(part);
  return inert || !isDeepStrictEqual(after, before) ? undefined : "nothing changed";
}

/** Waits for a file to be chosen: a browser asks for one when it gets to it. */
async function chosen(page, id, before, willOpen) {
  const isOther = ([id, before]) => globalThis.stage.getElementById(id).value !== before;
  const timeout = willOpen ? 10_000 : 50;
  await page.waitForFunction(isOther, [id, before], { timeout }).catch(() => {});
}

/**
 * What a control and its parts hold, where a link led, and what was heard since the last look; and
 * what those in a row hold.
 */
const look = (page, id) =>
  page.evaluate((id) => {
    const { stage } = globalThis;
    const holds = (selector) =>
      [...stage.querySelectorAll(selector)].map((each) => [
        each.isContentEditable ? each.textContent : (each.value ?? ""),
        each.checked ?? false,
      ]);
    const held = holds(`#${id}, form#${id} *, #${id}-first`);
    held.push(location.hash === `#${id}`);
    history.replaceState(null, "", " ");
    return { held, inside: holds(`tr#${id} *`), heard: globalThis.heard.splice(0) };
  }, id);

/** A keyboard gets to what is off, to read why. */
async function focused(page, states, parts) {
  for (const state of states) {
    for (const part of Object.keys(parts).filter((part) => part !== "form" && part !== "row")) {
      const id = `${state}-${part}${part === "menu" ? "-link" : ""}`;
      const focus = (id) => {
        document.getElementById(id).focus();
        return document.activeElement.id;
      };
      assert.equal(await page.evaluate(focus, id), id);
    }
  }
}
