// What every page stages: each kind of control in each state, a gate that says so, and an ear that
// notes which of the page's own handlers were reached.

export const STATES = ["on", "off", "readonly", "pending"];

/** What an element is called, and the kind of control that it is. */
export const PARTS = {
  button: "button",
  link: "rowAction",
  checkbox: "field",
  radio: "field",
  text: "field",
  range: "slider",
  select: "choice",
  form: "form",
};

/** How each control shows: as its name begins. */
const SHOWN = {
  on: { state: "enabled" },
  off: { state: "disabled", message: "Ask Ada." },
  readonly: { state: "readonly", message: "Ask Ada." },
  pending: { state: "disabled", pending: true },
};

/** The controls of a page, line by line. */
export const lines = STATES.flatMap((state) =>
  Object.keys(PARTS).map((part) => ({ id: `${state}-${part}`, state, part })),
);

/** A gate that shows controls as they are called. */
export const gate = {
  control(id) {
    const [state, part] = id.split("-");
    return { id, kind: PARTS[part], ...SHOWN[state] };
  },
  controls: () => ({}),
  check: (action) => ({ allowed: false, action }),
};

/** What the page's handlers heard since it was last emptied. */
globalThis.heard = [];

/** A handler of the page. */
export function hear(event) {
  const { type, target, key } = event;
  if (type === "submit") event.preventDefault();
  // A key that does nothing by itself is nobody's secret.
  if (key !== "Control" && key !== "Alt") globalThis.heard.push(`${target.id} ${type}`);
}

/** What pages listen to. */
export const EVENTS = [
  "click",
  "dblclick",
  "pointerdown",
  "mousedown",
  "touchstart",
  "keydown",
  "beforeinput",
  "input",
  "change",
  "submit",
  "drop",
];
