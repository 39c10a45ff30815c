// Waits with drawing while a hand is on something: a press, a slider that is dragged, a word that
// is being composed, a date of which a part is typed would be lost with the element.

/** How long a press holds drawing at most, where nobody hears that it ended. */
const PRESS_MS = 3000;

/** What is dragged, or in which text is selected, however long that takes. */
const DRAGGED = "textarea, input:not([type=checkbox], [type=radio])";

/** What holds drawing: a `press` or a `word`; null where nothing does. */
let held = null;
let bound = null;
let waiting = null;

/** Draws at once, or when the hand is off. */
export function whenFree(draw) {
  if (held || isHalfTyped(document.activeElement)) waiting = draw;
  else draw();
}

/** What is typed is no value yet, or has a year of one digit: the element alone knows the rest. */
const isHalfTyped = (element) => element?.matches("input") &&
  (element.validity.badInput || (element.type === "date" && element.value.startsWith("0")));

function goOn() {
  const draw = waiting;
  waiting = null;
  if (draw) whenFree(draw);
}

function hold({ type, target, isTrusted }) {
  // What a script dispatches is no hand, and may never be let go.
  if (!isTrusted) return;
  held = type === "compositionstart" ? "word" : "press";
  clearTimeout(bound);
  if (held === "press" && !target.matches(DRAGGED)) bound = setTimeout(letGo, PRESS_MS);
}

function letGo() {
  clearTimeout(bound);
  held = null;
  goOn();
}

/** Notices where hands are. What an input itself says of an event comes before what waits. */
export function watchHands() {
  const on = (names, does) => {
    for (const name of names) addEventListener(name, does, true);
  };
  // A finger's mouse events come after it is off.
  on(["pointerdown", "mousedown", "compositionstart"], hold);
  // Let go where the page did not hear it.
  on(["pointermove"], ({ buttons }) => {
    if (held === "press" && buttons === 0) setTimeout(letGo);
  });
  on(["pointerup", "pointercancel", "mouseup", "compositionend"], () => setTimeout(letGo));
  on(["input", "focusout"], () => setTimeout(goOn));
  on(["blur"], ({ target }) => { if (target === window) setTimeout(letGo); });
}
