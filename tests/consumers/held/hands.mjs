// What people and scripts do to a control: input by the browser's own protocol, as a mouse, a pen,
// a finger and a keyboard give it, and events that scripts dispatch.

/** The hands that there are. */
export const HANDS = ["mouse", "pen", "touch", "keyboard", "scripts"];

const WRITTEN = ["x", "Backspace", "y"];

/** Keys that would press or change each kind of control. */
const KEYS = {
  button: ["Enter", "Space"],
  link: ["Enter"],
  checkbox: ["Space"],
  radio: ["ArrowDown"],
  text: WRITTEN,
  textarea: WRITTEN,
  editable: WRITTEN,
  number: ["ArrowUp", "7"],
  date: ["ArrowUp", "1"],
  color: ["Enter", "Escape"],
  file: ["Enter"],
  range: ["ArrowLeft", "Home", "End", "PageDown", "Control+ArrowLeft"],
};

/** Keys that follow a press. */
const AFTER = { text: ["x"], textarea: ["x"], editable: ["x"], number: ["7"], date: ["ArrowUp"] };

/** Those that hold others: what in them is met, and as what. */
const HELD = {
  form: { text: "text", check: "checkbox", range: "range", save: "button", cancel: "button" },
  row: { cell: "text", open: "button", check: "checkbox", own: "button" },
  menu: { link: "link" },
};

/** Events that scripts dispatch. */
const SCRIPTED = [
  "click",
  "dblclick",
  "pointerdown",
  "mousedown",
  "touchstart",
  "keypress",
  "keyup",
  "beforeinput",
  "compositionstart",
  "compositionend",
  "input",
  "change",
  "submit",
  "cut",
  "paste",
  "dragstart",
  "dragenter",
  "dragover",
  "drop",
];

/** The hands on a page. */
export async function handsOn(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
  const controls = await controlsOn(page);
  let files = 0;
  page.on("filechooser", (chooser) => {
    const file = { name: `${(files += 1)}.txt`, mimeType: "text/plain", buffer: Buffer.from("a") };
    return chooser.setFiles(file);
  });
  return {
    mouse: pressing(page, controls, mouse(session, "mouse")),
    pen: pressing(page, controls, mouse(session, "pen")),
    touch: pressing(page, controls, finger(session)),
    keyboard: keyboard(page, controls),
    compose: (id) => compose(session, controls.focus, id),
    scripts: (id) => dispatch(page.locator(`#${id}`)),
  };
}

/** Where controls are, and what they hold. Nothing on the page moves. */
async function controlsOn(page) {
  // A locator looks into shadow roots too.
  const boxes = await page.locator("[id]").evaluateAll((all) => {
    return Object.fromEntries(all.map((each) => [each.id, each.getBoundingClientRect().toJSON()]));
  });
  const read = (id, name) => page.locator(`#${id}`).evaluate((each, name) => each[name], name);
  return {
    read,
    at(id, share = 0.5) {
      const { x, y, width, height } = boxes[id];
      return { x: x + width * share, y: y + height / 2 };
    },
    focus: (id) => page.locator(`#${id}`).evaluate((each) => each.focus()),
    /** The first letter of what is not chosen in a list. */
    other: async (id) => ((await read(id, "value")) === "one" ? "t" : "o"),
    /** Of two radio buttons the one that is chosen, or the other. */
    radio: async (id, chosen) => ((await read(id, "checked")) === chosen ? id : `${id}-first`),
  };
}

/** A mouse or a pen: presses, moves where it is told where to, and lets go. */
const mouse = (session, pointerType) => async (from, to) => {
  const send = (type, { x, y }, buttons) => {
    const of = { type, x, y, buttons, button: "left", clickCount: 1, pointerType };
    return session.send("Input.dispatchMouseEvent", of);
  };
  await send("mouseMoved", from, 0);
  await send("mousePressed", from, 1);
  if (to) await send("mouseMoved", to, 1);
  await send("mouseReleased", to ?? from, 0);
};

/** A finger: taps, or drags slowly enough not to be a fling. */
const finger = (session) => async (from, to) => {
  const send = (type, touchPoints) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", [from]);
  for (const part of to ? [0.25, 0.5, 0.75, 1] : []) {
    await send("touchMove", [{ x: from.x + (to.x - from.x) * part, y: from.y }]);
  }
  await send("touchEnd", []);
};

/** What one does with something that presses or drags. */
function pressing(page, { at, read, other, radio }, press) {
  return async function hand(id, part) {
    if (HELD[part]) {
      for (const [name, each] of Object.entries(HELD[part])) await hand(`${id}-${name}`, each);
      return;
    }
    if (part === "range") {
      // A slider that is at one end goes to the other.
      const value = Number(await read(id, "value"));
      await press(at(id, 0.1 + 0.16 * value), at(id, value > 2 ? 0.05 : 0.95));
    } else {
      await press(at(part === "radio" ? await radio(id, false) : id));
    }
    const isList = part === "select" || part === "status";
    // Enter closes the list.
    const keys = isList ? [await other(id), "Enter"] : (AFTER[part] ?? []);
    for (const key of keys) await page.keyboard.press(key);
    // So it does what a colour is chosen in.
    if (part === "color") await page.keyboard.press("Escape");
  };
}

function keyboard(page, { focus, other, radio }) {
  return async function hand(id, part) {
    for (const [name, each] of Object.entries(HELD[part] ?? {})) {
      // It takes no focus.
      if (name !== "own") await hand(`${id}-${name}`, each);
    }
    if (part === "form") {
      await focus(`${id}-text`);
      await page.keyboard.press("Enter");
    }
    if (HELD[part]) return;
    await focus(part === "radio" ? await radio(id, true) : id);
    const isList = part === "select" || part === "status";
    const keys = isList ? [await other(id), "Alt+ArrowDown", "Enter"] : KEYS[part];
    for (const key of keys) await page.keyboard.press(key);
  };
}

/** An input method: composes a word, and enters another. */
async function compose(session, focus, id) {
  await focus(id);
  for (const text of ["n", "に", "にほ"]) {
    const at = { selectionStart: text.length, selectionEnd: text.length };
    await session.send("Input.imeSetComposition", { text, ...at });
  }
  await session.send("Input.insertText", { text: "日本" });
}

/** In the page: what scripts do. */
export const dispatch = (element, types = SCRIPTED) => element.evaluate(dispatchAll, types);

function dispatchAll(element, types) {
  for (const type of types) {
    element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    element.dispatchEvent(new Event(type, { bubbles: false, cancelable: false }));
  }
  const enter = { key: "Enter", bubbles: true, cancelable: true };
  element.dispatchEvent(new KeyboardEvent("keydown", enter));
  element.click();
  element.requestSubmit?.();
  element.reset?.();
  const inside = ["cancel", "open", "check", "own"].map((name) => `#${element.id}-${name}`);
  for (const each of element.querySelectorAll(inside.join())) each.click();
}
