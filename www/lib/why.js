// The Why panel: what stands in the way of one thing, which policy decided, what would unlock it.

import { h, spoken } from "./dom.js";
import { icon } from "./icons.js";
import { controlOf, deskOf, fire, grant } from "./desk.js";
import { t } from "./language.js";
import { policyText } from "./policy-text.js";
import { announce } from "./pulse.js";
import { change, changeRail, state } from "./store.js";
import { badge } from "./parts.js";

const subjects = new WeakMap();
let opener = null;

/** Ties an element to what it is asked about: focusing it by keyboard shows the explanation. */
export function explain(element, subject) {
  subjects.set(element, subject);
  element.dataset.off = "";
}

/**
 * Opens the panel on a subject; `from` gets the focus back when it closes. A press by keyboard
 * (`event.detail` is 0) goes on into the panel; a mouse stays where it is.
 */
explain.open = (subject, from, event) => {
  opener = from.dataset.key ?? null;
  changeRail(() => {
    state.why = subject;
    state.rail = "why";
  });
  if (event && !event.detail) document.getElementById("rail-title").focus();
};

/** The key of what the panel was opened from. */
export function whyOpener() {
  return opener;
}

/** Follows the keyboard: on a wide page, focusing something that is off explains it. */
export function followFocus(event) {
  const subject = subjects.get(event.target);
  if (!subject || !event.target.matches(":focus-visible")) return;
  if (!matchMedia("(min-width: 1100px)").matches || event.target.closest("dialog")) return;
  if (state.rail === "switches" || (state.rail && state.why?.key === subject.key)) return;
  explain.open(subject, event.target);
}

/** The panel's content for the subject in view. */
export function whyContent() {
  const subject = state.why;
  const desk = subject && deskOf(subject.desk);
  if (!desk) return idle();
  const control = controlOf(desk, subject.controlId, subject.record, subject.context);
  const answers = decisionsOf(desk, subject);
  // A hidden row keeps its content, here too.
  const namesRecord = subject.record && !(control.kind === "row" && control.state === "hidden");
  return [
    h("div", { class: "why-head" },
      h("h3", {}, subject.label, " ", badge(control.state, t(STATE_WORDS[control.state]))),
      namesRecord && h("p", { class: "quiet" }, recordName(subject.record))),
    control.state === "enabled"
      ? h("p", { class: "why-sentence good" }, icon("check"), t("This is on for you now."))
      : !answers.some(({ decision }) => decision.message) &&
        h("p", { class: "why-sentence" }, control.message),
    answers.map((answer) => decisionPart(desk, subject, answer)),
    h("p", { class: "why-origin" }, `${desk.pack} › ${subject.controlId}`),
  ];
}

const STATE_WORDS = {
  enabled: "On", disabled: "Off", readonly: "Read-only", hidden: "Hidden",
};

const DENIAL_WORDS = {
  blocked: "Held back by the state of this record",
  ungranted: "Not granted to you",
  unavailable: "Not a step from this state",
};

function idle() {
  return h("div", { class: "empty small" },
    icon("lock"),
    h("p", {}, t("Press anything with a lock to see why it is off, which policy decided, " +
      "and what would turn it on.")));
}

function recordName(record) {
  return record.tradeName ?? record.name ?? record.text ?? record.lane ?? record.id ?? "";
}

function decisionsOf(desk, subject) {
  const { gate, words } = desk;
  const { controlId, record, context } = subject;
  if (subject.decide) return subject.decide(desk);
  const question = words.question(controlId);
  if (question.transition) return [{ decision: gate.transition(question.transition, record) }];
  if (question.view) {
    const seen = gate.check(question.view, record);
    return [{ decision: seen.allowed ? gate.check(question.change, record) : seen }];
  }
  return [{ decision: gate.check(question.action, record ?? { type: question.type }, context) }];
}

function decisionPart(desk, subject, { decision, label }) {
  const type = desk.words.question(subject.controlId).type;
  return h("section", { class: "why-decision" },
    label && h("h4", {}, label),
    !decision.allowed && h("p", { class: "why-sentence" }, decision.message),
    decision.denial && h("p", { class: "quiet" }, t(DENIAL_WORDS[decision.denial])),
    decision.determining.length > 0 && decidedBy(desk, decision),
    !decision.allowed && unlocks(desk, subject, decision),
    decision.denial !== "unavailable" && !decision.determining.length
      && couldPermit(desk, decision, type));
}

function decidedBy(desk, { determining }) {
  return h("div", { class: "why-part" },
    h("h4", {}, t("Decided by")),
    h("ul", { class: "policies" }, determining.map(({ policy, effect, reason }) => (
      policyLine(desk.pack, { id: policy, effect, reason })))));
}

/** Where no policy held there is none to name as deciding; these are the ones that could. */
function couldPermit(desk, { action }, type) {
  const permits = desk.words.policiesOn(action, type).filter(({ effect }) => effect === "permit");
  return h("div", { class: "why-part" },
    h("h4", {}, t("Decided by")),
    h("p", {}, t("No policy permits it, and what none permits is denied.")),
    h("details", { class: "could" },
      h("summary", { "data-key": "could" },
        t("Policies that could permit it: {count}", { count: permits.length })),
      h("ul", { class: "policies" }, permits.map((policy) => policyLine(desk.pack, policy)))));
}

function policyLine(pack, { id, effect, reason }) {
  const text = policyText(pack, id);
  return h("li", {},
    h("div", { class: "policy-name" },
      h("span", { class: `effect ${effect}` }, t(effect)),
      text ? h("a", { href: text.href, target: "_blank", rel: "noopener",
        "data-key": `policy|${id}`, "data-policy": id }, id, spoken(t(" (policy text, new tab)")))
        : h("code", { "data-policy": id }, id)),
    reason && h("p", {}, reason),
    text && h("details", {},
      h("summary", { "data-key": `policy-text|${id}` }, t("Read the policy")),
      h("pre", { tabindex: "0" }, h("code", {}, text.text))));
}

function unlocks(desk, subject, decision) {
  const { unlock } = decision;
  if (unlock.length === 0) {
    return h("div", { class: "why-part" },
      h("h4", {}, t("What would unlock it")),
      h("p", { class: "quiet" }, t("Nothing that can be granted, and no step of this record.")));
  }
  const alternatives = unlock.map((changes, index) => h("li", {},
    index > 0 && h("span", { class: "or" }, t("or")),
    h("ol", { class: "changes" },
      changes.map((each) => changeLine(desk, subject, each)))));
  const tries = unlock.flat().some((each) => each.grant || each.relate);
  return h("div", { class: "why-part" },
    h("h4", {}, t("What would unlock it")),
    h("ul", { class: "alternatives" }, alternatives),
    tries && h("p", { class: "quiet small" },
      t("Try it changes this demo’s data, as someone with the right would.")));
}

function changeLine(desk, subject, each) {
  if (each.grant) return grantLine(desk, each.grant);
  if (each.relate) return relateLine(desk, subject.record, each.relate);
  return stepLine(desk, subject.record, each);
}

function grantLine(desk, group) {
  const label = desk.words.groupLabel(group);
  const kind = desk.words.groupCategory(group) || t(group.split("::")[0]);
  const self = mayTickBoxes(desk);
  const verb = self ? t("Tick") : t("Ask for");
  return line("key", [`${verb} `, h("em", {}, label), h("span", { class: "quiet" }, ` · ${kind}`)],
    self ? t("Tick it") : t("Try it"), `grant|${group}`, label, () => {
      grant(desk, group);
      announce(t("{person} now holds {label}.", { person: desk.person.name, label }));
    });
}

/** Whether this person may set permissions, so that granting is a step of their own. */
function mayTickBoxes(desk) {
  const form = "form.userPermissions";
  if (!desk.words.controlIds.includes(form)) return false;
  return desk.gate.control(form, { type: "User", id: desk.person.id }).state === "enabled";
}

function relateLine(desk, record, attribute) {
  const label = desk.words.tieLabel(record.type, attribute);
  const sentence = label[0].toUpperCase() + label.slice(1);
  return line("link", [h("em", {}, sentence)], t("Try it"), `relate|${attribute}`,
    sentence, () => {
      const id = desk.principal.id;
      change(() => {
        record[attribute] = Array.isArray(record[attribute]) ? [...record[attribute], id] : id;
      });
      announce(t("{person} is now tied to {record}.",
        { person: desk.person.name, record: recordName(record) }));
    });
}

function stepLine(desk, record, { transition, to }) {
  const label = desk.words.stepLabel(record.type, transition);
  const possible = desk.gate.transitions(record)
    .some((each) => each.name === transition && each.allowed);
  const reached = desk.words.stateLabel(record.type, to);
  const text = [h("em", {}, label), h("span", { class: "quiet" }, ` → ${reached}`)];
  if (!possible) return line("rotate", text);
  return line("rotate", text, t("Do it now"), `step|${transition}`, label, () => {
    fire(desk, transition, record);
    announce(t("{record}: {step}, done.",
      { record: recordName(record), step: label.toLowerCase() }));
  });
}

function line(iconName, text, button, key, name, does) {
  return h("li", {},
    icon(iconName),
    h("span", { class: "change-text" }, text),
    button && h("button", {
      type: "button", class: "small", "data-key": key, onclick: does,
    }, button, spoken(` ${name}`)));
}
