// The door of a screen: who has no account, or no menu item for it, is told so, and why.

import { deskOf } from "./desk.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { button, empty } from "./parts.js";
import { state } from "./store.js";
import { explain } from "./why.js";

/**
 * Draws a screen for whoever its control admits, else what stands in the way. A screen without a
 * control is open to every account of its pack. `tools` draws the controls that stand above what is
 * behind the door: who asked to see what is hidden finds them in front of it.
 */
export function gatedScreen({ pack, control, title, tools }, drawScreen) {
  const desk = deskOf(pack);
  if (!desk) {
    return heading(t(title), empty("users", t("You have no account here"),
      t("This part of the office is not open to you. Sign in as someone who works in it.")));
  }
  if (!control) return drawScreen(desk);
  const answer = desk.gate.control(control);
  if (answer.state !== "hidden") return drawScreen(desk);
  const subject = { desk: pack, controlId: control, record: null, label: t(title), key: control };
  const ask = button("lock", t("See why, and how to get access"),
    { "data-key": `door|${control}` });
  explain(ask, subject);
  ask.addEventListener("click", (event) => explain.open(subject, ask, event));
  const behind = state.revealing && tools?.(desk).filter(Boolean);
  return heading(t(title), [
    empty("lock", t("{title} is hidden from you", { title: t(title) }), answer.message, ask),
    behind?.length > 0 && h("div", { class: "behind", role: "group",
      "aria-label": t("Hidden with {title}", { title: t(title) }) }, behind),
  ]);
}

function heading(title, content) {
  return [h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, title), content];
}
