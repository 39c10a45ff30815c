// What every page stages: each kind of control in each state, a gate that says so, and an ear that
// notes which of the page's own handlers were reached.

export const STATES = ["on", "off", "readonly", "pending"];

/** What an element is called, and the kind of control that it is. */
export const PARTS = {
  button: "button",
  menu: "menu",
  link: "rowAction",
  row: "row",
  checkbox: "field",
  radio: "field",
  text: "field",
  textarea: "field",
  number: "field",
  date: "field",
  color: "field",
  file: "field",
  editable: "field",
  range: "slider",
  select: "choice",
  status: "status",
  form: "form",
};

/** Of those that hold others, what in them is on whatever they are. */
export const INSIDE = { form: ["cancel"], row: ["open", "check", "own"] };

/** Fields that are one input of a type, and what they hold. */
export const INPUTS = { text: "a", number: "3", date: "2026-05-05", color: "#112233", file: "" };

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

/** Keys that do nothing by themselves are nobody's secret. */
const HARMLESS = new Set(["Alt", "Control", "Escape"]);

/** A handler of the page. */
export function hear(event) {
  const { type, target, key } = event;
  if (type === "submit") event.preventDefault();
  if (!HARMLESS.has(key)) globalThis.heard.push(`${target.id} ${type}`);
}

/** What pages listen to. */
export const EVENTS = [
  "click",
  "dblclick",
  "pointerdown",
  "mousedown",
  "touchstart",
  "keydown",
  "keypress",
  "keyup",
  "beforeinput",
  "input",
  "change",
  "submit",
  "reset",
  "compositionstart",
  "compositionend",
  "cut",
  "paste",
  "dragstart",
  "dragenter",
  "dragover",
  "drop",
];
