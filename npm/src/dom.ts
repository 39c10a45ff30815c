// Tollgate for the plain DOM: elements that name a control in `data-control` show as the gate says.
//
// Owns, on those elements: `hidden` always; and while they are off `readonly`, `disabled`, `title`
// and the `aria-` attributes. Everything is put back as it was when it is on again, or undone.

import { CHOSEN, lockOf, TYPED } from "./lock.js";
import type { AnyGate, Asked, Given, OnError, Shown } from "./shown.js";
import { report, shown } from "./shown.js";

export type { AnyGate, OnError } from "./shown.js";

/**
 * The page's record, beside which controls of pages without a record may stand; or a function that
 * finds the record of each element.
 */
export type RecordFor = Asked | ((element: Element) => Asked);

export interface GateDomOptions {
  /** The context of every question. */
  readonly context?: Given;
  /** Hears of what cannot be answered; `console.error` unless it is given. */
  readonly onError?: OnError;
  /**
   * Sets `disabled` on form parts that are off. They can then not be focused, so that a keyboard
   * does not get to the reason; `aria-disabled` and a lock, which is the default, lets it.
   */
  readonly native?: boolean;
}

/** What `gateDom` set up. */
export interface GatedDom {
  /** Shows everything anew, by another gate, and by another record where one is given. */
  update(gate: AnyGate | null | undefined, record?: RecordFor): void;
  /** Puts back all that was changed, and stops following the page. */
  undo(): void;
}

type Attributes = Map<string, string | null>;

/** An element that is not as the page made it. */
interface Bound {
  readonly before: Attributes;
  hold?: (event: Event) => void;
}

const NAMED = "data-control";
const DESCRIBED = "aria-describedby";
const HELD = "click mousedown touchstart keydown beforeinput input change submit drop".split(" ");
const HOLDS_PARTS = /^(form|field|choice|slider|status)$/;
const PARTS = `${TYPED},${CHOSEN},button:not([type=button])`;
const CAPTURE = { capture: true, passive: false };

/** Ids of descriptions, across all that is gated. */
let described = 0;

/** Shows every element in `root` that has `data-control` as the gate says, now and from now on. */
export function gateDom(
  root: Element | Document | ShadowRoot | DocumentFragment,
  gate: AnyGate | null | undefined,
  record?: RecordFor,
  { context, onError, native = false }: GateDomOptions = {},
): GatedDom {
  const document = root.ownerDocument ?? (root as Document);
  const bound = new Map<Element, Bound>();
  const seen = new Set<Element>();
  const reasons = new Map<string, string>();
  const texts = document.createElement("div");
  texts.hidden = true;

  /** The id of an element that says why. */
  function reasonId(message: string): string {
    let id = reasons.get(message);
    if (id === undefined) {
      do id = `tollgate-${++described}`;
      while (document.getElementById(id));
      reasons.set(message, id);
      texts.append(Object.assign(document.createElement("span"), { id, textContent: message }));
      const tree = root.getRootNode();
      if (!texts.isConnected) ((tree as Document).body ?? tree).append(texts);
    }
    return id;
  }

  /** What an element's attributes are to be; `null` for one that is to be absent. */
  function wanted(element: Element, to: Shown, before: Attributes): Attributes {
    const want: Attributes = new Map([["hidden", to.hidden ? "" : null]]);
    if (!to.readOnly) return want;
    const typed = element.matches(TYPED);
    if (typed) want.set("readonly", "");
    if (to.disabled) want.set("aria-disabled", "true");
    else if (!typed && to.kind !== "form") want.set("aria-readonly", "true");
    if (native && to.disabled && "disabled" in element) want.set("disabled", "");
    if (to.message && !to.hidden) {
      const from = before.has(DESCRIBED) ? before.get(DESCRIBED) : element.getAttribute(DESCRIBED);
      want.set("title", to.message);
      want.set(DESCRIBED, `${from ?? ""} ${reasonId(to.message)}`.trim());
    }
    return want;
  }

  function show(element: Element, to: Shown, not?: string): void {
    const entry = bound.get(element) ?? { before: new Map() };
    const want = wanted(element, to, entry.before);
    if (not) want.delete(not);
    bound.set(element, entry);
    seen.add(element);
    for (const [name, was] of entry.before) if (!want.has(name)) put(element, name, was);
    for (const [name, value] of want) {
      if (!entry.before.has(name)) entry.before.set(name, element.getAttribute(name));
      put(element, name, value);
    }
    hold(element, entry, to.readOnly ? lockOf(to.kind) : undefined);
  }

  function release(element: Element, entry: Bound): void {
    for (const [name, was] of entry.before) put(element, name, was);
    hold(element, entry, undefined);
    bound.delete(element);
  }

  /** What the gate says of an element; a function that finds no record by throwing hides it. */
  function asked(element: Element, id: string): Shown {
    try {
      if (typeof record === "function") return shown(gate, id, record(element), context);
      const to = shown(gate, id, record, context);
      const elsewhere = (to.error as { code?: string } | undefined)?.code === "wrong_resource";
      return elsewhere && id in gate!.controls() ? shown(gate, id, null, context) : to;
    } catch (error) {
      return { ...shown(null, id), error };
    }
  }

  function apply(element: Element): void {
    const id = element.getAttribute(NAMED) ?? "";
    const to = asked(element, id);
    if (to.error !== undefined) report(to.error, id, onError);
    show(element, to);
    if (!HOLDS_PARTS.test(to.kind ?? "")) return;
    // The parts inside are as their control is, without its reason on each of them.
    for (const part of element.querySelectorAll(PARTS)) {
      if (!part.hasAttribute(NAMED)) show(part, { ...to, hidden: false, message: "" }, "hidden");
    }
  }

  function applyIn(node: ParentNode & Node): void {
    if ((node as Element).hasAttribute?.(NAMED)) apply(node as Element);
    for (const element of node.querySelectorAll(`[${NAMED}]`)) apply(element);
  }

  function refresh(): void {
    observer.takeRecords();
    seen.clear();
    applyIn(root);
    for (const [element, entry] of bound) if (!seen.has(element)) release(element, entry);
  }

  /** Only what came is asked about; a change of names, which is rare, asks about everything. */
  function follow(changes: MutationRecord[]): void {
    if (changes.some(({ type }) => type === "attributes")) return refresh();
    const changed = new Set<Node>();
    for (const { target, addedNodes } of changes) {
      const holder = (target as Element).closest?.(`[${NAMED}]`);
      if (holder && root.contains(holder)) changed.add(holder);
      for (const node of addedNodes) changed.add(node);
    }
    for (const [element, entry] of bound) if (!root.contains(element)) release(element, entry);
    for (const node of changed) {
      if (node.nodeType === 1 && root.contains(node)) applyIn(node as Element);
    }
  }

  const observer = new MutationObserver(follow);
  refresh();
  observer.observe(root, { subtree: true, childList: true, attributeFilter: [NAMED] });
  return {
    update(...to) {
      [gate] = to;
      if (to.length > 1) record = to[1];
      refresh();
    },
    undo() {
      observer.disconnect();
      for (const [element, entry] of bound) release(element, entry);
      texts.replaceChildren();
      texts.remove();
      reasons.clear();
    },
  };
}

function put(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Listens with one lock, or none. */
function hold(element: Element, entry: Bound, lock: Bound["hold"]): void {
  if (entry.hold === lock) return;
  for (const type of HELD) {
    if (entry.hold) element.removeEventListener(type, entry.hold, CAPTURE);
    if (lock) element.addEventListener(type, lock, CAPTURE);
  }
  if (lock) entry.hold = lock;
  else delete entry.hold;
}
