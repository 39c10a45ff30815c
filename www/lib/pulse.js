// Notices which controls changed state since the last drawing, and says so once, politely.

let before = new Map();
let now = new Map();
let timer = null;

/** How long a notice stays, with motion or without. */
const SHOWN_MS = 4000;

const region = document.getElementById("announcer");
const toast = document.getElementById("toast");

/** Records a control's state in this drawing; true when it differs from the last one. */
export function noteState(key, controlState) {
  now.set(key, controlState);
  const earlier = before.get(key);
  return earlier !== undefined && earlier !== controlState;
}

/** Begins a drawing of everything. */
export function beginDrawing() {
  before = now;
  now = new Map();
}

/** Ends a drawing: how many controls were turned on and off on records that were in view. */
export function endDrawing() {
  let on = 0;
  let off = 0;
  for (const [key, controlState] of now) {
    const earlier = before.get(key);
    if (earlier === undefined || earlier === controlState) continue;
    if (controlState === "enabled") on += 1;
    else off += 1;
  }
  return { on, off };
}

/** Forgets the last drawing, when another screen is about to be drawn. */
export function forgetDrawing() {
  now = new Map();
}

/** Says `text` once, after the page has settled: politely to a screen reader, briefly on screen. */
export function announce(text) {
  clearTimeout(timer);
  region.textContent = "";
  toast.classList.remove("shown");
  timer = setTimeout(() => {
    // A modal dialog makes the rest inert, live regions too, so they stand where the focus may be.
    const host = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (region.parentElement !== host) host.append(region, toast);
    timer = setTimeout(() => {
      region.textContent = text;
      toast.textContent = text;
      toast.classList.add("shown");
      timer = setTimeout(() => toast.classList.remove("shown"), SHOWN_MS);
    }, 60);
  }, 60);
}
