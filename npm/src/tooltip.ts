// Says beside what is off why it is, to a mouse, a finger and the keyboard: `title` shows to a
// mouse alone. Screen readers have the reason from the element itself.

import { MARK, offOf } from "./lock.js";

/** How long a pointer may take from the element to what is said beside it. */
const GRACE = 150;
/** What is left between both. */
const GAP = 6;

/** Shows the reasons of a page, for as long as until what it returns is called. */
export function showReasons(page: Document = document): () => void {
  const reasons = new Reasons(page);
  return () => reasons.end();
}

/** What is said, and beside what. */
class Reasons {
  readonly #page: Document;
  readonly #tip: HTMLElement;
  readonly #ended = new AbortController();
  #beside: Element | undefined;
  #title: string | null = null;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Document) {
    this.#page = page;
    this.#tip = page.createElement("div");
    const attributes = { role: "tooltip", class: "tollgate-reason", popover: "manual", hidden: "" };
    for (const [name, value] of Object.entries(attributes)) this.#tip.setAttribute(name, value);
    const { signal } = this.#ended;
    const on = <E extends Event>(type: string, listener: (event: E) => void): void =>
      page.addEventListener(type, listener as (event: Event) => void, { capture: true, signal });
    on<PointerEvent>("pointerover", (event) => this.#over(event));
    on<FocusEvent>("focusin", (event) => this.#show(offOf(event)));
    on("focusout", () => this.#hide());
    on("scroll", () => this.#hide());
    on<KeyboardEvent>("keydown", ({ key }) => key === "Escape" && this.#hide());
  }

  end(): void {
    this.#hide();
    this.#ended.abort();
    this.#tip.remove();
  }

  /** A finger lifts, and what it tapped stays said until it taps elsewhere. */
  #over(event: PointerEvent): void {
    clearTimeout(this.#leaving);
    const element = offOf(event);
    if (element) this.#show(element);
    else if (!event.composedPath().includes(this.#tip) && !this.#isFocused()) {
      this.#leaving = setTimeout(() => this.#hide(), GRACE);
    }
  }

  #isFocused(): boolean {
    const { activeElement } = this.#page;
    return !!activeElement && activeElement === this.#beside;
  }

  #show(element: Element | undefined): void {
    if (element === this.#beside) return;
    this.#hide();
    const title = element?.getAttribute("title") ?? null;
    const reason = title ?? element?.getAttribute("aria-description");
    if (!element || !reason) return;
    this.#beside = element;
    this.#title = title;
    // A browser would say it once more.
    element.removeAttribute("title");
    const landmark = landmarkOf(element) ?? this.#page.body;
    if (this.#tip.parentNode !== landmark) landmark.append(this.#tip);
    this.#tip.textContent = reason;
    this.#tip.hidden = false;
    this.#tip.showPopover?.();
    this.#place(element.getBoundingClientRect());
  }

  /** Below the element, or above where there is no room; within the window. */
  #place({ left, top, bottom }: DOMRect): void {
    const { width, height } = this.#tip.getBoundingClientRect();
    const { clientWidth, clientHeight } = this.#page.documentElement;
    const below = bottom + GAP;
    const y = below + height > clientHeight ? Math.max(top - GAP - height, 0) : below;
    const x = Math.max(Math.min(left, clientWidth - width - GAP), GAP);
    Object.assign(this.#tip.style, { left: `${x}px`, top: `${y}px` });
  }

  #hide(): void {
    clearTimeout(this.#leaving);
    const element = this.#beside;
    this.#beside = undefined;
    if (!element) return;
    this.#tip.hidden = true;
    this.#tip.hidePopover?.();
    // What is on by now has no reason any more, and what is said anew stays.
    const isOff = element.hasAttribute(MARK) && !element.hasAttribute("title");
    if (this.#title !== null && isOff) element.setAttribute("title", this.#title);
  }
}

/** Where what is said beside an element belongs: out of a modal dialog nobody would get to it. */
function landmarkOf(element: Element): Element | null {
  const root = element.getRootNode();
  if (root instanceof ShadowRoot) return landmarkOf(root.host);
  return element.closest("main,dialog,nav,aside,header,footer,[role=main],[role=dialog]");
}
