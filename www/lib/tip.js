// One tooltip for everything with `data-tip`: on hover, and on focus by keyboard.

let showing = null;

/** Watches the document for things to explain in passing. */
export function watchTips() {
  document.addEventListener("mouseover", (event) => show(event.target.closest?.("[data-tip]")));
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-tip]:focus-visible")) show(event.target);
  });
  document.addEventListener("focusout", () => show(null));
  document.addEventListener("scroll", () => show(null), true);
  document.addEventListener("mousedown", () => show(null));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") show(null); });
}

function show(target) {
  const tip = document.getElementById("tip");
  if (target === showing) return;
  showing = target ?? null;
  if (tip.matches(":popover-open")) tip.hidePopover();
  if (!showing?.dataset.tip) return;
  tip.textContent = showing.dataset.tip;
  tip.showPopover();
  const box = showing.getBoundingClientRect();
  const middle = box.left + box.width / 2 - tip.offsetWidth / 2;
  const below = box.bottom + 6;
  const fits = below + tip.offsetHeight < innerHeight - 8;
  tip.style.left = `${Math.max(8, Math.min(middle, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${fits ? below : box.top - tip.offsetHeight - 6}px`;
}
