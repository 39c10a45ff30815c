// Keeps an element that is off focusable and readable, so that a keyboard or a screen reader gets
// to its reason, while nothing in it can be pressed or changed. `disabled` would hide it from both.
//
// Such an element has a mark, and a window hears of every event before anybody else does: what is
// marked needs no handlers of its own, and nobody's are reached, whatever made the event.

/** The attribute that marks what is off: empty, or `within` where its links and buttons are on. */
export const MARK = "data-off";

/** The mark for a kind of control. */
export const markOf = (kind: string | undefined): string =>
  kind === "form" || kind === "row" ? "within" : "";

/** Form parts that hold a value and know no `readonly`. */
const CHOSEN = "select,[type=range],[type=checkbox],[type=radio],[type=color],[type=file]";

/** What arrow keys change or open. */
const MOVED = `${CHOSEN},[role],[aria-haspopup]`;

/** What is on in what is off `within`. */
const ELSEWHERE = "a[href],button[type=button],summary";

const EVENTS =
  "pointerdown pointerup mousedown mouseup touchstart touchend click dblclick auxclick " +
  "keydown keyup beforeinput input change submit reset cut paste dragstart drop";

let watched: EventTarget | null | undefined;

/** Holds what is marked in a window, or in a shadow root, for good. */
export function watch(target: EventTarget | null | undefined): void {
  if (target === watched) return;
  watched = target;
  // A listener that is added twice is one. One that could stop a touch would delay scrolling.
  for (const type of EVENTS.split(" ")) {
    target?.addEventListener(type, swallow, { capture: true, passive: type === "touchstart" });
  }
}

/** What a slider or a list held when a hand came down on it. */
let before: readonly [part: unknown, value: string] | undefined;

/** Keeps an event of what is off from everybody. */
function swallow(event: Event): void {
  const { type } = event;
  const path = (event.composedPath() as Element[]).filter((each) => each.matches);
  const [part] = path;
  if (!part || !isOff(path)) return;
  if (/^key/.test(type) && isHarmless(event as KeyboardEvent, part)) return;
  event.stopImmediatePropagation();
  const chosen = part.closest<HTMLInputElement>(CHOSEN);
  if (/^(po|m|t)/.test(type)) {
    // What is only pressed gets the focus as ever.
    if (!chosen) return;
    before = [chosen, chosen.value];
    chosen.focus();
  } else if (event.isTrusted && chosen && before?.[0] === chosen && chosen.value !== before[1]) {
    // A slider follows a finger whatever its events become.
    chosen.value = before[1];
  }
  if (type !== "touchstart" && event.cancelable) event.preventDefault();
}

/** Whether something is off, by itself or by what it is in; the path leads outwards. */
function isOff(path: readonly Element[]): boolean {
  let elsewhere = false;
  for (const element of path) {
    const mark = element.getAttribute(MARK);
    if (mark === "" || (mark !== null && !elsewhere)) return true;
    elsewhere ||= element.matches(ELSEWHERE);
  }
  return false;
}

/** Keys that only move, leave or copy. */
function isHarmless({ key = "", ctrlKey, metaKey }: KeyboardEvent, part: Element): boolean {
  if (/^(Tab|Escape|Shift|Control|Alt|Meta|F\d+)$/.test(key)) return true;
  if ((ctrlKey || metaKey) && /^\S$/.test(key)) return true;
  return /^(Arrow|Home|End|Page)/.test(key) && !part.matches(MOVED);
}
