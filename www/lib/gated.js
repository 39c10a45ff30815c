// Binds an element to a control of the pack: the gate says how it shows, this makes it so.
// The one place where a control's state becomes markup; a control the pack lacks throws.

import { controlOf } from "./desk.js";
import { addToken, h, spoken, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { inside, t } from "./language.js";
import { state } from "./store.js";
import { explain, refreshSubject } from "./why.js";
import { noteState } from "./pulse.js";

const WORDS = { disabled: "Off", readonly: "Read-only", hidden: "Hidden from you" };
const FORM_PARTS = "input, select, textarea";

/**
 * Shows `element` as the gate says of `controlId` on `record`, and returns what to put on the page:
 * the element, its wrapper with the reason, a ghost, an empty slot, or null.
 *
 * `does` runs on a press while enabled; `label` names the control; `decide` gives the decisions
 * behind it where a plain check cannot (a choice's options); `slot` keeps room when hidden;
 * `key` tells controls of one id on one record apart; `context` is what else is asked with.
 */
export function gated(element, desk, controlId, record, options = {}) {
  const control = controlOf(desk, controlId, record, options.context);
  const label = options.label ?? element.getAttribute("aria-label") ?? element.textContent.trim();
  const key = [controlId, record?.id, options.key].filter(Boolean).join("|");
  const { decide, context } = options;
  const subject = { desk: desk.pack, controlId, record, label, key, decide, context };
  refreshSubject(subject);
  element.dataset.control = controlId;
  element.dataset.state = control.state;
  element.dataset.key ??= key;
  if (noteState(`${desk.pack}|${key}`, control.state)) element.classList.add("changed");
  if (control.state === "enabled") {
    if (options.does) element.addEventListener("click", options.does);
    return element;
  }
  if (control.state !== "hidden") return off(element, control, subject);
  if (state.revealing) return ghost(element, control, subject);
  return options.slot ? h("span", { class: "slot", "aria-hidden": "true" }) : null;
}

/** The state that the gate gives a control, for laying out what surrounds it. */
export function shown(desk, controlId, record) {
  return controlOf(desk, controlId, record).state !== "hidden" || state.revealing;
}

/** A small button that opens the explanation of something that has no press of its own. */
export function whyMark(subject, message, controlState = "disabled") {
  const mark = h("button", {
    type: "button",
    class: "mark",
    "data-key": `why|${subject.key}`,
    "aria-label": t("Why is {label} {state}?",
      { label: subject.label, state: inside(WORDS[controlState]) }),
    "data-tip": message,
  }, icon(controlState === "hidden" ? "eyeOff" : "lock"));
  explain(mark, subject);
  mark.addEventListener("click", (event) => explain.open(subject, mark, event));
  return mark;
}

function off(element, control, subject) {
  if (element.matches("form, fieldset, .fields")) return offForm(element, control, subject);
  if (element.matches(FORM_PARTS)) return offField(element, control, subject);
  return offButton(element, control, subject);
}

function offButton(element, control, subject) {
  element.setAttribute("aria-disabled", "true");
  element.append(h("span", { class: "button-mark" }, icon("lock")));
  element.dataset.tip = control.message ?? "";
  explain(element, subject);
  element.addEventListener("click", (event) => {
    event.preventDefault();
    explain.open(subject, element, event);
  });
  return h("span", { class: "gated" }, element, reason(element, control));
}

function offField(element, control, subject) {
  lock(element, subject);
  explain(element, subject);
  element.dataset.tip = control.message ?? "";
  const note = reason(element, control);
  return h("span", { class: "gated field-off" },
    element, whyMark(subject, control.message, control.state), note);
}

function offForm(element, control, subject) {
  const id = uniqueId("reason");
  // A part that is a control of its own says its own reason.
  for (const part of element.querySelectorAll(FORM_PARTS)) {
    if (part.dataset.control) continue;
    lock(part, subject);
    explain(part, subject);
    addToken(part, "aria-describedby", id);
  }
  for (const part of element.querySelectorAll("[data-write]")) part.remove();
  const note = h("p", { class: "form-note", id },
    icon("lock"),
    h("span", {}, h("strong", {}, `${t(WORDS[control.state])}. `), control.message ?? ""),
    whyMark(subject, control.message, control.state));
  const title = element.querySelector(":scope > h2");
  if (title) title.after(note);
  else element.prepend(note);
  return element;
}

/** A hidden control drawn for a visitor who asked to see what is there. */
function ghost(element, control, subject) {
  element.classList.add("ghost");
  if (element.matches("tr")) return ghostRow(element, control, subject);
  if (element.matches("form, fieldset, .fields")) return offForm(element, control, subject);
  if (element.matches("a")) element.removeAttribute("href");
  if (element.matches("a, [role=menuitem]")) {
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") element.click();
    });
  }
  if (element.matches(FORM_PARTS)) {
    element.value = "";
    element.placeholder = t("Hidden");
    return offField(element, control, subject);
  }
  return offButton(element, control, subject);
}

/** A row that the gate hides: what it is about, and why, but nothing of its content. */
function ghostRow(element, control, subject) {
  const width = element.cells.length;
  element.replaceChildren(h("td", { role: "cell", colspan: width },
    h("span", { class: "ghost-row" },
      whyMark(subject, control.message, "hidden"),
      h("span", {}, h("strong", {}, subject.label),
        ` ${t("is hidden from you.")} ${control.message}`))));
  return element;
}

function reason(element, control) {
  const id = uniqueId("reason");
  addToken(element, "aria-describedby", id);
  const word = t(WORDS[control.state]);
  return spoken(`${word}. ${control.message ?? ""} ${t("Press for why.")}`, { id });
}

/** Keeps a form part focusable and readable but unchangeable; pressing it explains. */
function lock(part, subject) {
  const typed = part.matches("textarea, input:not([type=range], [type=checkbox], [type=radio])");
  const settled = part.matches("[type=checkbox], [type=radio]") ? part.checked : part.value;
  if (typed) {
    part.readOnly = true;
    part.addEventListener("click", (event) => explain.open(subject, part, event));
    part.addEventListener("keydown", (event) => {
      if (event.key === "Enter") explain.open(subject, part, event);
    });
    return;
  }
  part.setAttribute("aria-disabled", "true");
  const refuse = (event) => {
    event.preventDefault();
    part.focus();
    explain.open(subject, part, { detail: 1 });
  };
  part.addEventListener("mousedown", refuse);
  part.addEventListener("touchstart", refuse, { passive: false });
  part.addEventListener("click", (event) => event.preventDefault());
  part.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.key === "Escape") return;
    event.preventDefault();
    if (event.key === "Enter" || event.key === " ") explain.open(subject, part, event);
  });
  part.addEventListener("input", () => {
    if (part.matches("[type=checkbox], [type=radio]")) part.checked = settled;
    else part.value = settled;
  });
}
