// The panel on the right, on demand: Why.

import { h } from "./dom.js";
import { focusKey, keepFocus } from "./focus.js";
import { t } from "./language.js";
import { iconButton } from "./parts.js";
import { changeRail, onRailChange, state } from "./store.js";
import { followFocus, noteKey, whyContent, whyOpener } from "./why.js";

const rail = document.getElementById("rail");

/** Draws the panel, if it is open. */
export function drawRail() {
  rail.hidden = !state.rail;
  document.getElementById("shell").classList.toggle("with-rail", Boolean(state.rail));
  placeRail();
  if (!state.rail) {
    rail.replaceChildren();
    return;
  }
  keepFocus(rail, () => {
    rail.setAttribute("aria-labelledby", "rail-title");
    rail.replaceChildren(
      h("header", {},
        h("h2", { id: "rail-title", tabindex: "-1" }, t("Why")),
        iconButton("close", t("Close the panel"),
          { "data-key": "rail-close", onclick: closeRail })),
      h("div", { class: "rail-body", "data-scroll": "rail" },
        whyContent()));
  });
}

/** A modal dialog makes all else inert, so while one is open the panel stands inside it. */
function placeRail() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const host = dialog ? dialog : document.getElementById("shell");
  if (rail.parentElement !== host) host.append(rail);
}

function closeRail() {
  changeRail(() => { state.rail = null; });
  focusKey(whyOpener());
}

/** Escape closes the panel; focusing what is off explains it. */
export function watchRail() {
  onRailChange(drawRail);
  for (const name of ["keydown", "keyup", "pointerdown"]) addEventListener(name, noteKey, true);
  document.addEventListener("focusin", followFocus);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !state.rail || event.defaultPrevented) return;
    const elsewhere = event.target.closest("dialog, .menu") && !event.target.closest("#rail");
    if (elsewhere) return;
    event.preventDefault();
    closeRail();
  });
}
