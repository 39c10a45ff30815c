// Keeps the keyboard where it was while the page is drawn anew: elements are known by `data-key`.

import { focusables } from "./dom.js";

let depth = 0;

/** Whether something is being drawn anew. */
export const drawing = () => depth > 0;

/** Runs `redraw` on `root` and gives the focus back to the same thing, or to its nearest. */
export function keepFocus(root, redraw) {
  const active = document.activeElement;
  const inside = active && active !== root && root.contains(active);
  const key = inside ? active.dataset.key : null;
  const region = inside ? active.closest("[data-region]")?.dataset.region : null;
  const caret = inside && active.matches("input[type=text], input[type=search], textarea")
    ? [active.selectionStart, active.selectionEnd] : null;
  const scrolled = remember(root);
  const menu = root.querySelector(".menu:popover-open")?.previousElementSibling?.dataset.key;
  depth += 1;
  try {
    redraw();
  } finally {
    depth -= 1;
  }
  restore(root, scrolled);
  if (menu) reopen(root, menu);
  if (!inside) return;
  const target = find(root, key, region);
  give(target, { preventScroll: true });
  if (caret && target?.setSelectionRange) target.setSelectionRange(...caret);
}

/** Focuses an element of the page by its key, or something near it. */
export function focusKey(key, region) {
  if (key || region) give(find(document, key, region));
}

/** Gives the focus, to a row too. */
function give(target, options) {
  target?.focus(options);
  if (!target || document.activeElement === target || target.tabIndex >= 0) return;
  target.tabIndex = -1;
  target.focus(options);
}

/** A menu that was open is open again. */
function reopen(root, key) {
  const face = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  face?.parentElement.querySelector(":scope > .menu")?.showPopover();
}

function find(root, key, region) {
  const same = key && root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (same) return same;
  const around = region && root.querySelector(`[data-region="${CSS.escape(region)}"]`);
  // What is off was not meant: rather the region itself.
  if (around) return focusables(around).find((each) => !("off" in each.dataset)) ?? around;
  return root.querySelector("[tabindex='-1']");
}

function remember(root) {
  const parts = [...root.querySelectorAll("[data-scroll]")];
  return parts.map((part) => [part.dataset.scroll, part.scrollTop, part.scrollLeft]);
}

function restore(root, scrolled) {
  for (const [name, top, left] of scrolled) {
    const part = root.querySelector(`[data-scroll="${name}"]`);
    part?.scrollTo({ top, left, behavior: "instant" });
  }
}
