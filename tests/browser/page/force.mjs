// Forces open in the browser what a page shows as off: takes away all by which it holds that it is
// off, and presses, types and submits as if it were on. It runs in the page.

/* global forcing */

/** What is off on the screen, or in the dialog that is open, each kind once. */
function whatIsOff() {
  const key = (element) => (element.dataset.key ?? "").split("|");
  const chosenIn = (element) => element.closest("dialog, #screen")
    ?.querySelector("[type=radio][data-allowed]:checked")?.value;
  const found = new Map();
  const host = document.querySelector("dialog[open]") ?? document;
  const off = "[data-control][data-state]:not([data-state=enabled]), [data-allowed=false]";
  for (const element of host.querySelectorAll(off)) {
    const choice = element.matches("[data-allowed]");
    const control = (choice ? element.closest("[data-control]") : element).dataset.control;
    const state = choice ? "refused" : element.dataset.state;
    const says = choice ? element.value
      : element.dataset.tip ?? element.querySelector(".form-note")?.textContent ?? "";
    const [, id, more] = choice ? [] : key(element);
    const target = {
      control, state, key: element.dataset.key ?? null, id: id ?? null, more: more ?? null,
      value: choice ? element.value : null, chosen: chosenIn(element) ?? null,
    };
    target.kind = [control, state, says].join("|");
    if (!found.has(target.kind)) found.set(target.kind, target);
  }
  return [...found.values()];
}

/** Forces open one of what is off; gives how many events it sent. */
function forceOpen({ control, key, value }) {
  const host = document.querySelector("dialog[open]") ?? document;
  const named = [...host.querySelectorAll(value === null ? `[data-control="${control}"]`
    : `[data-control="${control}"] [data-allowed=false]`)];
  const element = named.find((each) => each.dataset.key === key);
  if (!element) return 0;
  let sent = 0;
  const send = (to, Kind, type, more) => {
    sent += 1;
    to.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, ...more }));
  };
  const within = [element, ...element.querySelectorAll("*")];
  const around = [];
  for (let at = element.parentElement; at; at = at.parentElement) around.push(at);
  for (const each of [...within, ...around]) {
    for (const name of ["inert", "hidden", "disabled", "readonly", "aria-disabled",
      "aria-readonly", "aria-hidden", "data-state", "data-off", "data-allowed"]) {
      each.removeAttribute(name);
    }
    if ("disabled" in each) each.disabled = false;
    if ("readOnly" in each) each.readOnly = false;
  }
  const press = (each) => {
    each.focus();
    send(each, PointerEvent, "pointerdown");
    send(each, MouseEvent, "mousedown");
    send(each, MouseEvent, "mouseup");
    send(each, MouseEvent, "click");
    for (const name of ["Enter", " "]) send(each, KeyboardEvent, "keydown", { key: name });
  };
  const OTHER = { date: "2026-11-21", email: "forced@example.com" };
  const type = (part) => {
    if (part.matches("[type=checkbox], [type=radio]")) part.checked = !part.checked;
    else if (part.matches("select")) part.selectedIndex = (part.selectedIndex + 1) % part.length;
    else if (part.matches("[type=range]")) part.value = part.value === "0" ? "1" : "0";
    else part.value = OTHER[part.type] ?? (part.inputMode ? "7" : "Forced");
    send(part, Event, "input");
    send(part, Event, "change");
    send(part, KeyboardEvent, "keydown", { key: "Enter" });
    part.blur();
  };
  const parts = within.filter((each) => each.matches("input, select, textarea"));
  for (const part of parts) {
    press(part);
    type(part);
  }
  if (!parts.length) press(element);
  const form = element.closest("form");
  if (form) {
    sent += 1;
    form.requestSubmit();
  }
  return sent;
}

/** Closes the panel that says why, without going back to what it was opened from. */
async function closeWhy() {
  const { changeRail } = await import("./lib/store.js");
  changeRail((state) => Object.assign(state, { rail: null, why: null }));
  return document.getElementById("rail").hidden;
}

/** Waits until the page has what it asked the server for. */
async function rest() {
  const busy = "#screen[aria-busy=true], #screen .spinner, dialog .spinner";
  do await new Promise((resolve) => { setTimeout(resolve, 10); });
  while (document.querySelector(busy));
}

/** What the panel says, where it is open; else what a message beside the control does. */
function reasonShown() {
  const text = (found) => [...document.querySelectorAll(found)]
    .map((each) => each.textContent.trim()).join(" ").trim();
  return text("#rail:not([hidden])") || text(".form-error[data-shown]");
}

/** Forces one thing open, and gives how many events that took and what the page says of it. */
async function force(target) {
  if (!await forcing.closeWhy()) throw new Error("the panel does not close");
  const events = forcing.forceOpen(target);
  await forcing.rest();
  return { events, why: forcing.reasonShown() };
}

/** Sends requests around the page, each on the record as it is; gives what each is answered. */
async function sendAround(requests) {
  const headers = { "content-type": "application/json" };
  const answers = [];
  for (const [method, path, body] of requests) {
    const [, , kind, id] = path.split("/");
    const isRecord = id && id !== "import" && method !== "GET";
    const record = isRecord && await fetch(`./api/${kind}/${id}`);
    const version = record?.ok ? (await record.json()).version : 1;
    const sent = body && JSON.stringify({ version, ...body });
    const answer = await fetch(`.${path}`, { method, headers, body: sent });
    const text = await answer.text();
    answers.push({ method, path, status: answer.status, text });
  }
  return answers;
}

const parts = [whatIsOff, forceOpen, closeWhy, rest, reasonShown, force, sendAround];

/** A script that gives a page `forcing`, with all of these. */
export const FORCING = `globalThis.forcing = { ${
  parts.map((each) => `${each.name}: ${each}`).join(",\n")} };`;
