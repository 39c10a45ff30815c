// The page: opens the office, draws the shell and the screen in view, and redraws on each change.

import { closeDialogs, redrawDialogs } from "./lib/dialog.js";
import { openOffice, PACKS } from "./lib/desk.js";
import { h } from "./lib/dom.js";
import { keepFocus } from "./lib/focus.js";
import { language, t } from "./lib/language.js";
import { button, empty } from "./lib/parts.js";
import { loadPolicyTexts } from "./lib/policy-text.js";
import { announce, beginDrawing, endDrawing, forgetDrawing } from "./lib/pulse.js";
import { drawRail, watchRail } from "./lib/rail.js";
import { drawNav, drawTopbar } from "./lib/shell.js";
import { change, clearDrafts, currentPerson, onChange, state } from "./lib/store.js";
import { watchTips } from "./lib/tip.js";
import { NAVIGATION, screenAt } from "./screens/index.js";

let drawnPath = null;
let drawnPerson = null;

function path() {
  return location.hash.replace(/^#\/?/, "") || "customers";
}

function pack() {
  return screenAt(path()).pack;
}

function draw() {
  const screen = document.getElementById("screen");
  drawFrame();
  const moved = drawnPath !== path();
  if (moved) forgetDrawing();
  beginDrawing();
  keepFocus(document.getElementById("nav"), () => {
    drawNav(NAVIGATION, { path: path(), pack: pack() });
  });
  keepFocus(document.getElementById("topbar"), drawTopbar);
  keepFocus(screen, () => screen.replaceChildren(...content()));
  redrawDialogs();
  drawRail(pack());
  const turned = endDrawing();
  drawnPath = path();
  tellPersonChange(turned, moved);
}

/** What of the document itself is in words. */
function drawFrame() {
  document.documentElement.lang = language();
  document.getElementById("skip").textContent = t("Skip to the screen");
  document.getElementById("nav").setAttribute("aria-label", t("Screens"));
}

function content() {
  try {
    const { title, draw: drawScreen } = screenAt(path());
    document.title = `${t(title)} · Northbound Freight`;
    return [drawScreen()].flat().filter(Boolean);
  } catch (error) {
    console.error(error);
    return [failure(t("This screen could not ask its gate"), `${error.code ?? error.name}: ` +
      error.message)];
  }
}

function tellPersonChange({ on, off }, moved) {
  const person = currentPerson();
  if (drawnPerson !== null && drawnPerson !== person.id) {
    const turned = [
      on && t("{count} turned on", { count: on }), off && t("{count} turned off", { count: off }),
    ].filter(Boolean);
    const now = t("You are now {person}, {title}.",
      { person: person.name, title: t(person.title) });
    const controls = t("Controls: {turned}.", { turned: turned.join(", ") });
    announce(moved || !turned.length ? now : `${now} ${controls}`);
  }
  drawnPerson = person.id;
}

function failure(title, text) {
  return h("div", { class: "failure", role: "alert" },
    empty("alert", title, text,
      button("rotate", t("Try again"), { onclick: () => location.reload() })));
}

function start() {
  onChange(draw);
  watchRail(pack);
  watchTips();
  addEventListener("hashchange", () => {
    closeDialogs();
    change(() => {
      state.why = null;
      if (state.rail === "why") state.rail = null;
      clearDrafts();
    });
    document.getElementById("screen").scrollTo(0, 0);
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("screen-title")?.focus();
  });
  draw();
}

try {
  await openOffice();
  // Explanations work without the policies' texts; they only lose the link.
  await Promise.all(PACKS.map(loadPolicyTexts)).catch(console.warn);
  start();
} catch (error) {
  console.error(error);
  document.getElementById("screen").replaceChildren(failure(t("The office did not open"),
    `${error.message}. ${t("The page needs the built package: run “cargo xtask demo”.")}`));
}
