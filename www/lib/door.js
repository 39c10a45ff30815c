// The door of a screen: who has no account, or no menu item for it, is told so, and why.

import { deskOf } from "./desk.js";
import { h } from "./dom.js";
import { button, empty } from "./parts.js";
import { currentPerson } from "./store.js";
import { explain } from "./why.js";

/** Draws a screen for whoever its menu control admits, else what stands in the way. */
export function door({ pack, control, title }, drawScreen) {
  const person = currentPerson();
  const desk = deskOf(pack);
  if (!desk) {
    return heading(title, empty("users", `${person.name} has no account here`,
      "This part of the office is not theirs. Switch to someone who works in it."));
  }
  const answer = desk.gate.control(control);
  if (answer.state !== "hidden") return drawScreen(desk);
  const subject = { desk: pack, controlId: control, record: null, label: title, key: control };
  const ask = button("lock", "Why, and what would open it", { "data-key": `door|${control}` });
  explain(ask, subject);
  ask.addEventListener("click", (event) => explain.open(subject, ask, event));
  return heading(title, empty("lock", `${title} is hidden from you`, answer.message, ask));
}

function heading(title, content) {
  return [h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, title), content];
}
