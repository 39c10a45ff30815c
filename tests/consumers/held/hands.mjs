// What people and scripts do to a control: input by the browser's own protocol, as a mouse, a pen,
// a finger and a keyboard give it, and events that scripts dispatch.

/** The hands that there are. */
export const HANDS = ["mouse", "pen", "touch", "keyboard", "scripts"];

/** Keys that would press or change each kind of control. */
const KEYS = {
  button: ["Enter", "Space"],
  link: ["Enter"],
  checkbox: ["Space"],
  radio: ["ArrowDown"],
  text: ["x", "Backspace", "y"],
  range: ["ArrowLeft", "Home", "End", "PageDown", "Control+ArrowLeft"],
};

/** Events that scripts dispatch. */
const SCRIPTED = [
  "click",
  "dblclick",
  "pointerdown",
  "mousedown",
  "touchstart",
  "beforeinput",
  "input",
  "change",
  "submit",
  "drop",
];

/** The hands on a page. */
export async function handsOn(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
  const controls = await controlsOn(page);
  return {
    mouse: pressing(page, controls, mouse(session, "mouse")),
    pen: pressing(page, controls, mouse(session, "pen")),
    touch: pressing(page, controls, finger(session)),
    keyboard: keyboard(page, controls),
    scripts: (id) => page.locator(`#${id}`).evaluate(dispatch, SCRIPTED),
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
    if (part === "form") {
      for (const each of ["check", "range", "save", "cancel"]) await hand(`${id}-${each}`, each);
    } else if (part === "range") {
      // A slider that is at one end goes to the other.
      const value = Number(await read(id, "value"));
      await press(at(id, 0.1 + 0.16 * value), at(id, value > 2 ? 0.05 : 0.95));
    } else {
      await press(at(part === "radio" ? await radio(id, false) : id));
    }
    if (part === "text") await page.keyboard.press("x");
    if (part !== "select") return;
    await page.keyboard.press(await other(id));
    // It closes the list.
    await page.keyboard.press("Enter");
  };
}

function keyboard(page, { focus, other, radio }) {
  return async function hand(id, part) {
    if (part === "form") {
      await hand(`${id}-text`, "text");
      await hand(`${id}-check`, "checkbox");
      await hand(`${id}-range`, "range");
      await focus(`${id}-text`);
      await page.keyboard.press("Enter");
      for (const each of ["save", "cancel"]) await hand(`${id}-${each}`, "button");
      return;
    }
    await focus(part === "radio" ? await radio(id, true) : id);
    const keys = part === "select" ? [await other(id), "Alt+ArrowDown", "Enter"] : KEYS[part];
    for (const key of keys) await page.keyboard.press(key);
  };
}

/** In the page: what scripts do. */
function dispatch(element, types) {
  for (const type of types) {
    element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    element.dispatchEvent(new Event(type, { bubbles: false, cancelable: false }));
  }
  const enter = { key: "Enter", bubbles: true, cancelable: true };
  element.dispatchEvent(new KeyboardEvent("keydown", enter));
  element.click();
  element.requestSubmit?.();
  document.getElementById(`${element.id}-cancel`)?.click();
}
