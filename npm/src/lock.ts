// Keeps an element that is off focusable and readable, so that a keyboard or a screen reader gets
// to its reason, while nothing in it can be pressed or changed. `disabled` would hide it from both.
//
// Such an element has a mark, and its window and shadow root keep from it what acts: it needs no
// handlers of its own, and nobody's are reached, whatever made the event. The one exception are
// those that listened on the window, capturing, before.

/** The attribute that marks what is off: empty, or what is on in it: see `ON`. */
export const MARK = "data-off";

/** The attribute that names an element's control: it is as that says, whatever it is in. */
export const NAMED = "data-control";

/** The mark for a kind of control. */
export const markOf = (kind: string | undefined): string =>
  kind === "form" ? "within" : kind === "row" ? kind : "";

const ENABLED = `[${NAMED}]:not([${MARK}])`;

const LINKS = `${ENABLED},a[href],summary`;

/** By mark, what is on in what is off: a form holds its fields, a row nothing but itself. */
const ON: Readonly<Record<string, string>> = {
  within: `${LINKS},button[type=button]`,
  row:
    `${LINKS},button,input,select,textarea,label,[contenteditable],[role$=button],[role$=box],` +
    "[role^=menuitem],[role=link],[role=radio],[role=slider],[role=switch]",
};

/** Form parts that hold a value and know no `readonly`. */
const CHOSEN = "select,[type=range],[type=checkbox],[type=radio],[type=color],[type=file]";

/** What arrow keys change or open. */
const MOVED =
  `${CHOSEN},[type=number],[type^=date],[type=time],[type=month],[type=week],` +
  "[role]:not([role=textbox]),[aria-haspopup]";

/** All that acts; not what reads, as scrolling and menus do, nor what only follows or ends. */
const EVENTS =
  "pointerdown pointerup mousedown mouseup touchstart touchend click dblclick auxclick " +
  "keydown keypress keyup beforeinput textInput input change submit reset command cut paste " +
  "compositionstart compositionupdate compositionend dragstart dragenter dragover drop";

const watched = new WeakSet<EventTarget>();

/** Holds what is marked in a window, or in a shadow root, for good. */
export function watch(target: EventTarget | null | undefined): void {
  if (!target || watched.has(target)) return;
  watched.add(target);
  // A listener that could stop a touch would delay scrolling.
  for (const type of EVENTS.split(" ")) {
    target.addEventListener(type, swallow, { capture: true, passive: type === "touchstart" });
  }
}

/** Holds what is marked where a node is: some events do not leave a shadow root. */
export function watchAt(node: Node): void {
  watch((node.ownerDocument ?? (node as Document)).defaultView);
  const root = node.getRootNode();
  if ("host" in root) watch(root);
}

let search: Promise<void> | undefined;

/** Holds what is marked in the open shadow roots of a page, once what runs is through. */
export function watchPage(): void {
  const watchIn = (root: ParentNode): void => {
    for (const { shadowRoot } of root.querySelectorAll("*")) {
      if (!shadowRoot) continue;
      watch(shadowRoot);
      watchIn(shadowRoot);
    }
  };
  search ??= Promise.resolve().then(() => {
    search = undefined;
    watchIn(document);
  });
}

/** What a slider or a list held when a hand came down on it. */
let before: readonly [part: unknown, value: string] | undefined;

/** Keeps an event of what is off from everybody. */
function swallow(event: Event): void {
  const { type, isTrusted } = event;
  const [part] = event.composedPath() as HTMLElement[];
  if (!part || !offOf(event)) return;
  if (/^key/.test(type) && isHarmless(event as KeyboardEvent, part)) return;
  event.stopImmediatePropagation();
  const chosen = part.closest<HTMLInputElement>(CHOSEN);
  if (/^(po|m|to)/.test(type)) {
    // What is only pressed gets the focus as ever.
    if (!chosen) return;
    before = [chosen, chosen.value];
    chosen.focus();
  } else if (isTrusted && chosen && before?.[0] === chosen && chosen.value !== before[1]) {
    // A slider follows a finger whatever its events become.
    chosen.value = before[1];
  }
  if (type !== "touchstart" && event.cancelable) event.preventDefault();
  // An input method cannot be prevented, but where nothing is selected it enters nothing.
  else if (type === "beforeinput") getSelection()?.removeAllRanges();
}

/** What an event is in that is off, by itself or by what it is in; the innermost. */
export function offOf(event: Event): Element | undefined {
  const path = (event.composedPath() as Element[]).filter((each) => each.matches);
  return path.find((element, at) => {
    const mark = element.getAttribute(MARK);
    return mark !== null && !path.slice(0, at).some((each) => each.matches(ON[mark] ?? ENABLED));
  });
}

/** Keys that only move, leave or copy. */
function isHarmless({ key = "", ctrlKey, metaKey }: KeyboardEvent, part: Element): boolean {
  if (/^(Tab|Escape|Shift|Control|Alt|Meta|F\d+)$/.test(key)) return true;
  if ((ctrlKey || metaKey) && /^\S$/.test(key)) return true;
  return /^(Arrow|Home|End|Page)/.test(key) && !part.matches(MOVED);
}
