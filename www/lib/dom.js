// Builds DOM nodes: one function, no templates, no framework.

const PROPERTIES = new Set(["value", "checked", "indeterminate", "textContent"]);

/** An element with attributes, `on…` listeners and children; null children are skipped. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  element.append(...children.flat(3).filter((child) => child != null && child !== false));
  for (const [name, value] of Object.entries(attributes)) assign(element, name, value);
  return element;
}

function assign(element, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

let serial = 0;

/** An id for tying one element to another within this document. */
export function uniqueId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/** Text that only a screen reader meets. */
export function spoken(text, attributes = {}) {
  return h("span", { class: "spoken", ...attributes }, text);
}

/** What can take the keyboard's focus inside `root`, in order. */
export function focusables(root) {
  const selector = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...root.querySelectorAll(selector)].filter(
    (element) => !element.disabled && element.tabIndex >= 0 && element.getClientRects().length,
  );
}

/** Adds an id to a space-separated attribute such as `aria-describedby`. */
export function addToken(element, attribute, token) {
  const present = element.getAttribute(attribute);
  element.setAttribute(attribute, present ? `${present} ${token}` : token);
}
