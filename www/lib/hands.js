// Waits with drawing while a hand is on an input: a slider that is dragged, a word that is being
// composed, a date of which a part is typed would be lost with the element that holds them.

let held = false;
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

function letGo() {
  held = false;
  goOn();
}

/** Notices where hands are. What an input itself says of an event comes before what waits. */
export function watchHands() {
  const on = (names, does) => {
    for (const name of names) addEventListener(name, does, true);
  };
  on(["pointerdown", "compositionstart"], ({ target, isTrusted }) => {
    // What a script dispatches is no hand, and may never be let go.
    held = isTrusted && target.matches("textarea, input:not([type=checkbox], [type=radio])");
  });
  // Let go where the page did not see it.
  on(["pointerenter"], ({ target, buttons }) => {
    if (target === document.documentElement && buttons === 0) setTimeout(letGo);
  });
  on(["pointerup", "pointercancel", "compositionend"], () => setTimeout(letGo));
  on(["input", "focusout"], () => setTimeout(goOn));
  on(["blur"], ({ target }) => { if (target === window) setTimeout(letGo); });
}
