// Keeps an element that is off focusable and readable, so that a keyboard or a screen reader gets
// to its reason, while nothing in it can be pressed or changed. `disabled` would hide it from both.

/** What the handlers read of an event, the browser's or a framework's. */
export interface Locked {
  readonly type: string;
  readonly target: unknown;
  readonly key?: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  preventDefault(): void;
  stopPropagation(): void;
}

/** Inputs that `readonly` does not hold. */
const SET = ["range", "checkbox", "radio", "color", "file"].map((type) => `[type=${type}]`).join();
const PRESSED = "[type=button],[type=submit],[type=reset],[type=image]";

/** Form parts that hold a value and know no `readonly`. */
export const CHOSEN = `select,input:is(${SET})`;
/** Form parts that `readonly` makes unchangeable. */
export const TYPED = `textarea,input:not(${SET},${PRESSED})`;

const ELSEWHERE = "a[href],button[type=button],summary";

/** Swallows what would press or change the element it listens on, before the page hears of it. */
export function lock(event: Locked): void {
  const { type, target, key = "" } = event;
  const part = target as HTMLElement;
  const chosen = part.closest<HTMLElement>(CHOSEN);
  if (type === "keydown") {
    const harmless = chosen
      ? event.ctrlKey || event.metaKey || /^(Tab|Escape|Shift)$/.test(key)
      : part.matches(TYPED) || !/^(Enter| )$/.test(key);
    if (harmless) return;
  } else if (type === "mousedown" || type === "touchstart") {
    if (!chosen) return;
    chosen.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}

/** The same for what has controls of its own: its links and plain buttons go on working. */
export function lockWithin(event: Locked): void {
  if (!(event.target as Element).closest(ELSEWHERE)) lock(event);
}

/** The handler for a kind of control. */
export const lockOf = (kind: string | undefined): ((event: Locked) => void) =>
  kind === "form" || kind === "row" ? lockWithin : lock;
