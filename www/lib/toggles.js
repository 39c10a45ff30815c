// Switches, and named groups of them.

import { h } from "./dom.js";

/** A group of switches under a legend. */
export function toggleGroup(title, items, note) {
  return h("fieldset", { class: "switches" }, h("legend", {}, title), items,
    note && h("p", { class: "hint" }, note));
}

/** A switch that `does` what it says at once; without `does` it only shows. */
export function toggle({ key, label, on, does, note }) {
  const box = h("input", {
    type: "checkbox", role: "switch", checked: on, "data-key": key,
    "aria-disabled": does ? null : "true",
    onclick: (event) => { if (!does) event.preventDefault(); },
    onchange: (event) => does?.(event.target.checked),
  });
  return h("label", { class: "switch row" },
    h("span", { class: "switch-text" }, label, note && h("span", { class: "quiet" }, ` ${note}`)),
    box, h("span", { class: "track", "aria-hidden": "true" }));
}
