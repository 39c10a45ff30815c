// Small parts that every screen uses: badges, buttons, headings, fields, empty states.

import { deskOf } from "./desk.js";
import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { language, t } from "./language.js";

/** A word in a tinted pill; the tone also carries a shape, so hue is never alone. */
export function badge(tone, word) {
  return h("span", { class: `badge ${tone}` }, h("span", { class: "dot", "aria-hidden": "true" }),
    word);
}

/** A button with an icon and a word. */
export function button(iconName, word, attributes = {}) {
  return h("button", { type: "button", ...attributes }, iconName && icon(iconName), word);
}

/** A square button that shows only its icon, named for everyone. */
export function iconButton(iconName, name, attributes = {}) {
  return h("button", {
    type: "button", class: "icon-button", "aria-label": name, "data-tip": name, ...attributes,
  }, icon(iconName));
}

/** The same for a row; where nothing hovers, the word stands beside the icon. */
export function rowButton(iconName, word, name) {
  const face = iconButton(iconName, name, { "data-tip": word });
  face.append(h("span", { class: "touch-word", "aria-hidden": "true" }, word));
  return face;
}

/** The title of a screen with what one can do there. */
export function screenHead(title, subtitle, ...tools) {
  return h("header", { class: "screen-head" },
    h("div", {},
      h("h1", { tabindex: "-1", id: "screen-title" }, title),
      h("p", { class: "quiet" }, subtitle)),
    h("div", { class: "tools" }, tools));
}

/** A labelled input, select or textarea; `wrap` may put something else in the input's place. */
export function field(label, input, { hint, wrap } = {}) {
  input.id ||= uniqueId("field");
  return h("div", { class: "field" },
    h("label", { for: input.id }, label), wrap ?? input, hint && h("p", { class: "hint" }, hint));
}

/** What stands where there is nothing to show. */
export function empty(iconName, title, text, ...more) {
  return h("div", { class: "empty" }, icon(iconName), h("h2", {}, title), h("p", {}, text), more);
}

/** A pair in a summary. */
export function fact(name, value) {
  return h("div", { class: "fact" }, h("dt", {}, name), h("dd", {}, value));
}

/** The page of what one holds in every part of the office, for who may open it. */
function accessLink() {
  const desk = deskOf("alvys");
  if (!desk || desk.gate.control("menu.companies").state === "hidden") return null;
  return h("p", { class: "help-more" }, t("What you hold in every part of the office:"), " ",
    h("a", { href: `#/users/${encodeURIComponent(desk.person.id)}`, "data-key": "own-access" },
      t("Permissions & Access")));
}

/** The pack's own answers to common questions, and where to look for what they do not explain. */
export function helpSection(desk) {
  if (!desk.policy.help.length) return null;
  return h("section", { class: "help", "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, icon("book"), t("Questions about this screen")),
    h("div", { class: "help-list" }, desk.policy.help.map(({ question, answer }, index) => (
      h("details", {}, h("summary", { "data-key": `help|${index}` }, question),
        h("p", {}, answer))))), accessLink());
}

/** A search box that keeps its own redraws quiet. */
export function searchBox(name, value, onInput) {
  return h("label", { class: "search" }, icon("search"),
    h("span", { class: "spoken" }, name),
    h("input", {
      type: "search", placeholder: name, value, "data-key": `search|${name}`,
      oninput: (event) => onInput(event.target.value),
    }));
}

/** A day and its month, with the year where that is not this one. */
function dayAndMonth(date) {
  const other = new Date(date).getUTCFullYear() !== new Date().getFullYear();
  return { month: "short", day: "numeric", ...other && { year: "numeric" } };
}

/** A day in the language of the page, as the office's country writes it. */
export function day(date, format = dayAndMonth(date)) {
  return new Intl.DateTimeFormat(`${language()}-US`, { ...format, timeZone: "UTC" })
    .format(new Date(date));
}

/** A moment by the reader's own clock. */
export function moment(ms) {
  const format = { ...dayAndMonth(ms), hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(`${language()}-US`, format).format(new Date(ms));
}

/** What a pack advises, as a list. */
export function adviceList(advice) {
  if (!advice.length) return null;
  return h("ul", { class: "advice" }, advice.map(({ id, text }) => (
    h("li", { "data-advice": id }, icon("alert"), h("span", {}, text)))));
}

const TINTS = 7;

/** A person's initials on a tint of their own. */
export function avatar(person) {
  const initials = person.name.split(" ").map((part) => part[0]).join("").slice(0, 2);
  const sum = [...person.id].reduce((all, each) => (all * 31 + each.codePointAt(0)) % 9973, 7);
  return h("span", { class: `avatar tint-${sum % TINTS}`, "aria-hidden": "true" }, initials);
}

/** What is on its way. */
export function loading(text = t("Loading…")) {
  return h("div", { class: "empty", role: "status" },
    h("span", { class: "spinner", "aria-hidden": "true" }), h("p", {}, text));
}

/** What did not arrive, with a way to ask again. */
export function failure(title, text, again) {
  return h("div", { class: "failure", role: "alert" },
    empty("alert", title, text,
      button("rotate", t("Try again"), { "data-key": "again", onclick: again })));
}
