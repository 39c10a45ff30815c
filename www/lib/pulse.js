// Notices which controls changed state since the last drawing, and says so once, politely.

let before = new Map();
let now = new Map();
let timer = null;

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

/** Says `text` through the live region, once, after the page has settled. */
export function announce(text) {
  clearTimeout(timer);
  const region = document.getElementById("announcer");
  const toast = document.getElementById("toast");
  region.textContent = "";
  timer = setTimeout(() => { region.textContent = text; }, 120);
  toast.textContent = text;
  toast.classList.remove("shown");
  void toast.offsetWidth;
  toast.classList.add("shown");
}
