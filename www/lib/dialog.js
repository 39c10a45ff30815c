// Modal dialogs on the browser's own <dialog>: focus is kept inside and goes back afterwards.

import { focusables, h, uniqueId } from "./dom.js";
import { t } from "./language.js";
import { iconButton } from "./parts.js";
import { keepFocus, focusKey } from "./focus.js";
import { changeRail, state } from "./store.js";

const open = [];

/**
 * Opens a dialog. `draw(close)` gives `{ title, body, actions }`, and runs again after each change;
 * giving null closes it. What is only `read` is scrolled by keyboard, too.
 */
export function openDialog(draw, { wide = false } = {}) {
  const openerKey = document.activeElement?.dataset?.key;
  const region = document.activeElement?.closest("[data-region]")?.dataset.region;
  const frame = h("div", { class: "dialog-frame" });
  const element = h("dialog", { class: wide ? "wide" : "" }, frame);
  const entry = {
    element, frame, close: () => element.close(),
    redraw: () => {
      fill(entry, draw);
      enterBody(entry);
    },
  };
  element.addEventListener("close", () => {
    open.splice(open.indexOf(entry), 1);
    changeRail(() => { if (state.rail === "why") state.rail = null; });
    queueMicrotask(() => {
      element.remove();
      focusKey(openerKey, region);
    });
  });
  element.addEventListener("mousedown", (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  open.push(entry);
  if (!fill(entry, draw)) {
    open.pop();
    element.remove();
    return;
  }
  element.showModal();
  entry.waits = true;
  enterBody(entry);
}

/** Puts the focus on the first thing of the body, once there is one. */
function enterBody(entry) {
  if (!entry.waits) return;
  const first = focusables(entry.element.querySelector(".dialog-body"))[0];
  if (!first) return;
  entry.waits = false;
  first.focus();
}

/** Whether there was something to draw. */
function fill(entry, draw) {
  const content = draw(entry.close);
  if (!content) {
    entry.close();
    return false;
  }
  const titleId = uniqueId("dialog");
  keepFocus(entry.frame, () => {
    entry.element.setAttribute("aria-labelledby", titleId);
    entry.frame.replaceChildren(
      h("header", {},
        h("h2", { id: titleId, tabindex: "-1" }, content.title),
        iconButton("close", t("Close"), { "data-key": "dialog-close", onclick: entry.close })),
      h("div", {
        class: "dialog-body", "data-scroll": "dialog", "data-key": "dialog-body",
        ...content.read && { tabindex: "0", role: "group", "aria-labelledby": titleId },
      }, content.body),
      ...(content.actions ? [h("footer", {}, content.actions)] : []));
  });
  return true;
}

/** Draws every open dialog again. */
export function redrawDialogs() {
  for (const entry of [...open]) entry.redraw();
}

/** Closes every open dialog, as when the page goes elsewhere. */
export function closeDialogs() {
  for (const entry of [...open].reverse()) entry.close();
}
