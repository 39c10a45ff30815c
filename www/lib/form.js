// Forms on a record: what is typed is kept until it is saved or discarded, what the server finds
// wrong stands beneath its field, and what somebody else changed meanwhile is told.

import { refresh } from "./answers.js";
import { addToken, h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { button, field } from "./parts.js";
import { announce } from "./pulse.js";
import { change, viewState } from "./store.js";

/** What is wrong with what was typed into a form, by field; `""` is of the form as a whole. */
const faultsOf = (form) => viewState("faults", {})[form] ?? {};

function tell(form, faults) {
  change(() => { viewState("faults", {})[form] = faults; });
  announce([...new Set(Object.values(faults))].join(" "));
}

/** Whether something is wrong with what was typed into a form. */
export const faulty = (form) => Object.keys(faultsOf(form)).length > 0;

/** What is wrong with an input, to stand beneath it; nothing where it is right. */
export function faultNote(form, name, input) {
  const fault = faultsOf(form)[name];
  if (!fault) return null;
  const id = uniqueId("fault");
  input.setAttribute("aria-invalid", "true");
  addToken(input, "aria-describedby", id);
  return h("p", { class: "hint fault", id }, fault);
}

/** What is wrong with a form as a whole. */
export const formFault = (form) => (
  h("p", { class: "hint fault", role: "alert" }, faultsOf(form)[""]));

/** Forgets what was typed into a form, and what was wrong with it. */
export const discard = (form, typed) => settle(form, typed);

/** Forgets what was typed into a form, or what was `sent` of it, and what was wrong with it. */
function settle(form, typed, sent) {
  if (sent) typed.settle(sent);
  else typed.forget();
  change(() => { delete viewState("faults", {})[form]; });
}

/**
 * A field of a form: `{ name, label, type, multiline, required, options, hint }`. `wrap` may gate
 * its input.
 */
export function typedField(form, typed, part, wrap = (input) => input) {
  const { name, label, multiline, options, whole, ...more } = part;
  const attributes = {
    name, "data-key": `field|${name}`,
    oninput: (event) => {
      typed.type(name, event.target.value);
      const mark = event.target.closest("form")?.querySelector(".unsaved");
      if (mark) mark.hidden = typed.changed().length === 0;
      part.tell?.();
    },
    ...more, tell: null, hint: null,
  };
  const value = typed.text(name);
  let input;
  if (options) {
    input = h("select", attributes, options.map(([each, word]) => (
      h("option", { value: each, selected: each === value }, word))));
  } else {
    input = multiline ? h("textarea", { rows: 2, ...attributes, value })
      : h("input", { type: "text", ...attributes, value });
  }
  const shown = field(label, input, { wrap: wrap(input), hint: part.hint });
  if (multiline || whole) shown.classList.add("whole");
  const note = faultNote(form, name, input);
  if (note) shown.append(note);
  return shown;
}

/** What stands at the foot of a form: what is not saved, and its buttons. */
export function formFoot(form, typed, { send, cancel, hint }) {
  const open = typed.changed().length > 0;
  const state = h("div", { class: "form-state" },
    formFault(form),
    hint,
    h("span", { class: "unsaved", hidden: !open }, icon("pencil"), t("Not saved yet")));
  return h("div", { class: "form-foot" }, state,
    h("div", { class: "form-actions", "data-write": "" },
      button(null, t("Cancel"), {
        "data-key": "cancel", onclick: () => {
          discard(form, typed);
          cancel?.();
        },
      }),
      h("button", { type: "submit", class: "primary", "data-key": "save" }, send)));
}

/** A submit that `does` what it does and then shows the first field with something wrong. */
export const submits = (does) => async (event) => {
  event.preventDefault();
  const form = event.target.getAttribute("data-form");
  await does();
  queueMicrotask(() => document
    .querySelector(`[data-form="${CSS.escape(form)}"] [aria-invalid=true]`)?.focus());
};

/**
 * Saves a form. `check` gives what is wrong before anything is sent, by field; `send` sends it and
 * gives what `write` does. True when it is saved.
 */
export async function save(form, typed, { check = () => ({}), send }) {
  const wrong = check();
  if (Object.keys(wrong).length) {
    tell(form, wrong);
    return null;
  }
  const sent = typed.sent();
  const done = await send();
  if (!done.problem) {
    settle(form, typed, sent);
    return done;
  }
  const { kind, document } = done.problem;
  if (kind === "changed") {
    typed.rebase();
    tell(form, { "": t("Somebody else changed this record meanwhile. Their change is loaded; " +
      "what you typed is kept. Check it and save again.") });
    change(() => refresh());
  } else {
    const text = kind === "invalid" ? document.detail : done.problem.text;
    tell(form, { [typed.has(document.at) ? document.at : ""]: text });
  }
  return null;
}

/** What `save` quietly leaves to the form to tell. */
export const QUIET = ["changed", "invalid", "kept", "missing", "unreachable", "unavailable"];

/** That none of these fields is blank. */
export function blanks(typed, names) {
  const blank = names.filter((name) => !typed.text(name).trim());
  return Object.fromEntries(blank.map((name) => [name, t("This must not be blank.")]));
}
