// The panel on the right, on demand: either Why, or the Switches of the person in view.

import { h } from "./dom.js";
import { focusKey, keepFocus } from "./focus.js";
import { t } from "./language.js";
import { iconButton } from "./parts.js";
import { changeRail, onRailChange, state } from "./store.js";
import { switchesContent } from "./switches.js";
import { followFocus, whyContent, whyOpener } from "./why.js";

const rail = document.getElementById("rail");
const TITLES = { why: "Why", switches: "Switches" };

/** Draws the panel that is open, if one is; `pack` governs the screen in view. */
export function drawRail(pack) {
  rail.hidden = !state.rail;
  document.getElementById("shell").classList.toggle("with-rail", Boolean(state.rail));
  document.querySelector("#topbar [data-key=switches]")
    .setAttribute("aria-expanded", String(state.rail === "switches"));
  placeRail();
  if (!state.rail) {
    rail.replaceChildren();
    return;
  }
  keepFocus(rail, () => {
    rail.setAttribute("aria-labelledby", "rail-title");
    rail.replaceChildren(
      h("header", {},
        h("h2", { id: "rail-title", tabindex: "-1" }, t(TITLES[state.rail])),
        iconButton("close", t("Close the panel"),
          { "data-key": "rail-close", onclick: closeRail })),
      h("div", { class: "rail-body", "data-scroll": "rail" },
        state.rail === "why" ? whyContent() : switchesContent(pack)));
  });
}

/** A modal dialog makes all else inert, so while one is open the panel stands inside it. */
function placeRail() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const host = state.rail === "why" && dialog ? dialog : document.getElementById("shell");
  if (rail.parentElement !== host) host.append(rail);
}

export function openSwitches() {
  changeRail(() => { state.rail = state.rail === "switches" ? null : "switches"; });
}

function closeRail() {
  const key = state.rail === "why" ? whyOpener() : "switches";
  changeRail(() => { state.rail = null; });
  focusKey(key);
}

/**
 * Escape closes the panel; focusing what is off explains it. `pack()` is the one that governs the
 * screen then in view.
 */
export function watchRail(pack) {
  onRailChange(() => drawRail(pack()));
  document.addEventListener("focusin", followFocus);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !state.rail || event.defaultPrevented) return;
    const elsewhere = event.target.closest("dialog, .menu") && !event.target.closest("#rail");
    if (elsewhere) return;
    event.preventDefault();
    closeRail();
  });
}
