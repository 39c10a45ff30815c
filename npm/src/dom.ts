// Tollgate for the plain DOM: elements that name a control in `data-control` show as the gate says.
//
// Owns, on those elements: `hidden` always; and while they are off `readonly`, `disabled`, `title`,
// `data-off`, `data-pending` and the `aria-` attributes. Everything is put back as it was when it
// is on again, or undone.

import { MARK, markOf, NAMED, watchAt } from "./lock.js";
import type { AnyGate, MaybeContext, MaybeRecord, OnError, Shown } from "./shown.js";
import { aboutOf, report, shown, TAG, tagOf } from "./shown.js";
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

const DESCRIBED = "aria-describedby";
const HOLDS_PARTS = /^(form|field|choice|slider|status)$/;
const PRESSED = "a,button,[type=radio]";
const PARTS = "input,textarea,select,button:not([type=button])";

/**
 * Shows every element in `root` that has `data-control` as the gate says, or that which a store
 * holds, now and from now on; without the argument `record`, over all records.
 */
export function gateDom(
  root: Root,
  gate: AnyGate | GateStore<AnyGate> | null | undefined,
  ...about: [record?: RecordFor, options?: GateDomOptions]
): GatedDom {
  return new Gated(root, gate, about.slice(0, 1) as [RecordFor?], about[1] ?? {});
}

/** All that one call of `gateDom` changes. */
class Gated implements GatedDom {
  /** Elements that are not as the page made them, with their attributes as they were. */
  readonly #bound = new Map<Element, Attributes>();
  readonly #seen = new Set<Element>();
  readonly #observer = new MutationObserver((changes) => this.#follow(changes));
  readonly #root: Root;
  readonly #end: (() => void) | undefined;
  #gate: AnyGate | null | undefined;
  /** The record, where one was given. */
  #about: readonly RecordFor[];
  readonly #options: GateDomOptions;

  constructor(
    root: Root,
    gate: AnyGate | GateStore<AnyGate> | null | undefined,
    about: readonly RecordFor[],
    options: GateDomOptions,
  ) {
    this.#root = root;
    this.#about = about;
    this.#options = options;
    if (isStore<AnyGate>(gate)) this.#end = gate.subscribe((next) => this.update(next));
    else this.update(gate);
    this.#observer.observe(root, { subtree: true, childList: true, attributeFilter: [NAMED] });
  }

  readonly update: GatedDom["update"] = (...to) => {
    [this.#gate] = to;
    if (to.length > 1) this.#about = [to[1]];
    this.#refresh();
  };

  readonly undo: GatedDom["undo"] = () => {
    this.#end?.();
    this.#observer.disconnect();
    for (const [element, before] of this.#bound) this.#release(element, before);
  };

  /** What an element's attributes are to be; `null` for one that is to be absent. */
  #wanted(element: Element, to: Shown, before: Attributes): Attributes {
    const want: Attributes = new Map();
    // A part is hidden with its control.
    if (element.hasAttribute(NAMED)) want.set("hidden", to.hidden ? "" : null);
    if (__DEV__) want.set(TAG, tagOf(to));
    if (!to.readOnly) return want;
    want.set(MARK, markOf(to.kind));
    if (to.pending) want.set("data-pending", "");
    if ("readOnly" in element) want.set("readonly", "");
    // What is pressed cannot be said to be read-only, and a row is off without what is in it.
    const isPressed = !HOLDS_PARTS.test(to.kind ?? "") && to.kind !== "row";
    if (isPressed || element.matches(PRESSED) || (to.disabled && to.kind !== "row")) {
      want.set("aria-disabled", "true");
    } else if (!markOf(to.kind)) want.set("aria-readonly", "true");
    if (this.#options.native && to.disabled && "disabled" in element) want.set("disabled", "");
    if (to.message && !to.hidden) {
      const describedBy = before.get(DESCRIBED) ?? element.getAttribute(DESCRIBED);
      want.set("title", to.message);
      // An element that is described by others would not say what stands on itself.
      want.set(DESCRIBED, null);
      want.set("aria-description", textOf(this.#root, describedBy) + to.message);
    }
    return want;
  }

  #show(element: Element, to: Shown): void {
    const before: Attributes = this.#bound.get(element) ?? new Map();
    const want = this.#wanted(element, to, before);
    this.#bound.set(element, before);
    this.#seen.add(element);
    for (const [name, was] of before) if (!want.has(name)) put(element, name, was);
    for (const [name, value] of want) {
      if (!before.has(name)) before.set(name, element.getAttribute(name));
      put(element, name, value);
    }
  }

  #release(element: Element, before: Attributes): void {
    for (const [name, was] of before) put(element, name, was);
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
    report(to.error, id, this.#options.onError);
    this.#show(element, to);
    if (!HOLDS_PARTS.test(to.kind ?? "")) return;
    // The parts inside are as their control is, without its reason on each of them.
    for (const part of element.querySelectorAll(PARTS)) {
      if (!part.hasAttribute(NAMED)) this.#show(part, { ...to, message: "" });
    }
  }

  #applyIn(node: ParentNode & Node): void {
    if ((node as Element).hasAttribute?.(NAMED)) this.#apply(node as Element);
    for (const element of node.querySelectorAll(`[${NAMED}]`)) this.#apply(element);
  }

  #refresh(): void {
    // What was nowhere yet may stand in a shadow root by now.
    watchAt(this.#root);
    this.#observer.takeRecords();
    this.#seen.clear();
    this.#applyIn(this.#root);
    for (const [element, before] of this.#bound) {
      if (!this.#seen.has(element)) this.#release(element, before);
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
    for (const [element, before] of this.#bound) {
      if (!root.contains(element)) this.#release(element, before);
    }
    for (const node of changed) {
      if (node.nodeType === 1 && root.contains(node)) this.#applyIn(node as Element);
    }
  }
}

/** What elements say, by their ids. */
function textOf(root: Root, ids: string | null | undefined): string {
  const tree = root.getRootNode() as Document;
  const texts = ids?.split(/\s+/).map((id) => tree.getElementById?.(id)?.textContent);
  return texts ? `${texts.join(" ")} ` : "";
}

function put(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
