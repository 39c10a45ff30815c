// While developing: tells of a control that is off and whose element does not say so, because a
// component drops the props that it is given. What is built for production has none of this.

import { report } from "./shown.js";

/** What an element carries that the props of a control were applied to. */
export interface Mark {
  readonly id: string;
  applied: boolean;
}

const GATED = "data-gated";
let marks = 0;

export const newMark = (): Mark => ({ id: String(++marks), applied: false });

/** Props with a mark to be found by. */
export function marked(mark: Mark, props: object): object {
  mark.applied = true;
  return { ...props, [GATED]: mark.id };
}

const toConsole = (error: unknown): void => console.warn((error as Error).message);

/** Warns, once for each control, where no element of the page has the mark. */
export function warnDropped({ id }: Mark, control: string): void {
  if (!has(document, `[${GATED}="${id}"]`)) warnOf(control);
}

/** Whether something is in a page, or in a shadow root that it has. */
const has = (root: ParentNode, selector: string): boolean =>
  !!root.querySelector(selector) ||
  [...root.querySelectorAll("*")].some(({ shadowRoot: inner }) => inner && has(inner, selector));

/** Says that a control is off and that what it is given to does not show it. */
export function warnOf(control: string): void {
  const text =
    `\`${control}\` is off, but the component that it is given to drops its props: ` +
    "pass them on to an element, or give <Gated> a function";
  report(new Error(text), control, toConsole);
}
