// Tollgate for the plain DOM: elements that name a control in `data-control` show as the gate says.
//
// Owns, on those elements: `hidden` always; and while they are off `readonly`, `disabled`, `title`
// and the `aria-` attributes. Everything is put back as it was when it is on again, or undone.

import { CHOSEN, lockOf, TYPED } from "./lock.js";
import type { AnyGate, MaybeContext, MaybeRecord, OnError, Shown } from "./shown.js";
import { aboutOf, report, shown } from "./shown.js";
import { isStore } from "./store.js";
import type { GateStore } from "./store.js";

export type { AnyGate, OnError } from "./shown.js";

/**
 * The page's record, beside which controls of pages without a record may stand; or a function that
 * finds the record of each element. `undefined` and `null` are a record that is not there yet.
 */
export type RecordFor = MaybeRecord | ((element: Element) => MaybeRecord);

export interface GateDomOptions {
  /** The context of every question. */
  readonly context?: MaybeContext;
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

type Root = Element | Document | ShadowRoot | DocumentFragment;
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

/**
 * Shows every element in `root` that has `data-control` as the gate says, or that which a store
 * holds, now and from now on; without the argument `record`, over all records.
 */
export function gateDom(
  root: Root,
  gate: AnyGate | GateStore<AnyGate> | null | undefined,
  ...about: [record?: RecordFor, options?: GateDomOptions]
): GatedDom {
  const [record, options = {}] = about;
  const first = isStore<AnyGate>(gate) ? null : gate;
  const gated = new Gated(root, first, about.length > 0 ? [record] : [], options);
  const end = isStore<AnyGate>(gate) && gate.subscribe((next) => gated.update(next));
  return {
    update: (...to) => gated.update(...to),
    undo: () => {
      if (end) end();
      gated.undo();
    },
  };
}

/** The reasons that elements are described by, hidden at the end of the page. */
class Reasons {
  readonly #ids = new Map<string, string>();
  readonly #root: Root;
  readonly #document: Document;
  readonly #texts: HTMLElement;

  constructor(root: Root) {
    this.#root = root;
    this.#document = root.ownerDocument ?? (root as Document);
    this.#texts = this.#document.createElement("div");
    this.#texts.hidden = true;
  }

  /** The id of an element that says a reason. */
  id(message: string): string {
    let id = this.#ids.get(message);
    if (id === undefined) {
      do id = `tollgate-${++described}`;
      while (this.#document.getElementById(id));
      this.#ids.set(message, id);
      const text = this.#document.createElement("span");
      this.#texts.append(Object.assign(text, { id, textContent: message }));
      const tree = this.#root.getRootNode();
      if (!this.#texts.isConnected) ((tree as Document).body ?? tree).append(this.#texts);
    }
    return id;
  }

  clear(): void {
    this.#texts.replaceChildren();
    this.#texts.remove();
    this.#ids.clear();
  }
}

/** All that one call of `gateDom` changes. */
class Gated {
  readonly #bound = new Map<Element, Bound>();
  readonly #seen = new Set<Element>();
  readonly #reasons: Reasons;
  readonly #observer = new MutationObserver((changes) => this.#follow(changes));
  readonly #root: Root;
  #gate: AnyGate | null | undefined;
  /** The record, where one was given. */
  #about: readonly RecordFor[];
  readonly #options: GateDomOptions;

  constructor(
    root: Root,
    gate: AnyGate | null | undefined,
    about: readonly RecordFor[],
    options: GateDomOptions,
  ) {
    this.#root = root;
    this.#gate = gate;
    this.#about = about;
    this.#options = options;
    this.#reasons = new Reasons(root);
    this.#refresh();
    this.#observer.observe(root, { subtree: true, childList: true, attributeFilter: [NAMED] });
  }

  update(...to: Parameters<GatedDom["update"]>): void {
    [this.#gate] = to;
    if (to.length > 1) this.#about = [to[1]];
    this.#refresh();
  }

  undo(): void {
    this.#observer.disconnect();
    for (const [element, entry] of this.#bound) this.#release(element, entry);
    this.#reasons.clear();
  }

  /** What an element's attributes are to be; `null` for one that is to be absent. */
  #wanted(element: Element, to: Shown, before: Attributes): Attributes {
    const want: Attributes = new Map([["hidden", to.hidden ? "" : null]]);
    if (!to.readOnly) return want;
    const typed = element.matches(TYPED);
    if (typed) want.set("readonly", "");
    if (to.disabled) want.set("aria-disabled", "true");
    else if (!typed && to.kind !== "form") want.set("aria-readonly", "true");
    if (this.#options.native && to.disabled && "disabled" in element) want.set("disabled", "");
    if (to.message && !to.hidden) {
      const from = before.has(DESCRIBED) ? before.get(DESCRIBED) : element.getAttribute(DESCRIBED);
      want.set("title", to.message);
      want.set(DESCRIBED, `${from ?? ""} ${this.#reasons.id(to.message)}`.trim());
    }
    return want;
  }

  #show(element: Element, to: Shown, not?: string): void {
    const entry = this.#bound.get(element) ?? { before: new Map() };
    const want = this.#wanted(element, to, entry.before);
    if (not) want.delete(not);
    this.#bound.set(element, entry);
    this.#seen.add(element);
    for (const [name, was] of entry.before) if (!want.has(name)) put(element, name, was);
    for (const [name, value] of want) {
      if (!entry.before.has(name)) entry.before.set(name, element.getAttribute(name));
      put(element, name, value);
    }
    hold(element, entry, to.readOnly ? lockOf(to.kind) : undefined);
  }

  #release(element: Element, entry: Bound): void {
    for (const [name, was] of entry.before) put(element, name, was);
    hold(element, entry, undefined);
    this.#bound.delete(element);
  }

  /** What the gate says of an element; a function that finds no record by throwing hides it. */
  #answer(element: Element, id: string): Shown {
    const [gate, [record], { context }] = [this.#gate, this.#about, this.#options];
    try {
      if (typeof record === "function") return shown(gate, id, [record(element), context]);
      const to = shown(gate, id, aboutOf(this.#about.length > 0, record, context));
      const code = (to.error as { code?: string } | undefined)?.code;
      const elsewhere = to.pending || code === "wrong_resource";
      if (!elsewhere || !(id in gate!.controls())) return to;
      return shown(gate, id, aboutOf(false, null, context));
    } catch (error) {
      return { ...shown(null, id, []), error };
    }
  }

  #apply(element: Element): void {
    const id = element.getAttribute(NAMED) ?? "";
    const to = this.#answer(element, id);
    if (to.error !== undefined) report(to.error, id, this.#options.onError);
    this.#show(element, to);
    if (!HOLDS_PARTS.test(to.kind ?? "")) return;
    // The parts inside are as their control is, without its reason on each of them.
    for (const part of element.querySelectorAll(PARTS)) {
      if (part.hasAttribute(NAMED)) continue;
      this.#show(part, { ...to, hidden: false, message: "" }, "hidden");
    }
  }

  #applyIn(node: ParentNode & Node): void {
    if ((node as Element).hasAttribute?.(NAMED)) this.#apply(node as Element);
    for (const element of node.querySelectorAll(`[${NAMED}]`)) this.#apply(element);
  }

  #refresh(): void {
    this.#observer.takeRecords();
    this.#seen.clear();
    this.#applyIn(this.#root);
    for (const [element, entry] of this.#bound) {
      if (!this.#seen.has(element)) this.#release(element, entry);
    }
  }

  /** Only what came is asked about; a change of names, which is rare, asks about everything. */
  #follow(changes: MutationRecord[]): void {
    if (changes.some(({ type }) => type === "attributes")) return this.#refresh();
    const root = this.#root;
    const changed = new Set<Node>();
    for (const { target, addedNodes } of changes) {
      const holder = (target as Element).closest?.(`[${NAMED}]`);
      if (holder && root.contains(holder)) changed.add(holder);
      for (const node of addedNodes) changed.add(node);
    }
    for (const [element, entry] of this.#bound) {
      if (!root.contains(element)) this.#release(element, entry);
    }
    for (const node of changed) {
      if (node.nodeType === 1 && root.contains(node)) this.#applyIn(node as Element);
    }
  }
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
