// A button that opens a menu of choices: arrows move, Enter picks, Escape returns to the button.

import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";

/** Wraps `face` and its menu; items are `{label, detail?, before?, checked?, key, does}`. */
export function menuButton(face, name, items) {
  const id = uniqueId("menu");
  const list = h("ul", { id, class: "menu", role: "menu", "aria-label": name, popover: "auto" },
    items.map((item) => h("li", { role: "none" }, menuItem(item, () => hide(list, face)))));
  face.setAttribute("aria-haspopup", "menu");
  face.setAttribute("aria-expanded", "false");
  face.setAttribute("aria-controls", id);
  face.setAttribute("popovertarget", id);
  face.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      list.showPopover();
    }
  });
  list.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    face.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(list, face);
    if (list.contains(document.activeElement)) return;
    (list.querySelector("[aria-checked=true]") ?? list.querySelector("button")).focus();
  });
  list.addEventListener("keydown", (event) => move(event, list, face));
  return h("span", { class: "menu-button" }, face, list);
}

function menuItem({ label, detail, before, checked, key, does }, close) {
  return h("button", {
    type: "button", tabindex: "-1", "data-key": key,
    role: checked === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": checked === undefined ? null : String(checked),
    onclick: () => {
      close();
      does();
    },
  }, before, h("span", { class: "menu-text" }, h("span", {}, label),
    detail && h("span", { class: "quiet small" }, detail)),
  checked && icon("check"));
}

function hide(list, face) {
  list.hidePopover();
  face.focus();
}

function place(list, face) {
  const box = face.getBoundingClientRect();
  const width = list.offsetWidth;
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  list.style.left = `${left}px`;
  list.style.top = `${Math.min(box.bottom + 4, innerHeight - list.offsetHeight - 8)}px`;
}

function move(event, list, face) {
  const items = [...list.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to].focus();
  } else if (event.key === "Tab" || event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    hide(list, face);
  }
}
