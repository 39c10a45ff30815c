// The Why panel: what stands in the way of one thing, which policy decided, what would unlock it.

import { askingFor } from "./asking.js";
import { h, spoken } from "./dom.js";
import { icon } from "./icons.js";
import { controlOf, deskOf } from "./desk.js";
import { t } from "./language.js";
import { policyText } from "./policy-text.js";
import { announce } from "./pulse.js";
import { changeRail, state } from "./store.js";
import { badge } from "./parts.js";
import { fire } from "./write.js";

/** What the server calls the records of a pack's types that have steps. */
const KINDS = {
  "client-metrics Customer": "customers",
  "alvys Company": "companies",
  "access-levels Shipment": "shipments",
  "expenses Expense": "expenses",
};

const subjects = new WeakMap();
let opener = null;

/** What is drawn anew is explained as it is now. */
export function refreshSubject(subject) {
  const { why } = state;
  if (why && why.key === subject.key && why.desk === subject.desk) state.why = subject;
}

/** Ties an element to what it is asked about: focusing it by keyboard shows the explanation. */
export function explain(element, subject) {
  subjects.set(element, subject);
  refreshSubject(subject);
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

/** Keys that move the focus. */
const MOVES = ["Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

let moving = false;

/** Notes whether a key is down that moves the focus. */
export function noteKey({ type, key }) {
  moving = type === "keydown" && MOVES.includes(key);
}

/**
 * Follows the keyboard: on a wide page, moving to something that is off explains it. Where the page
 * itself puts the focus there, nobody asked.
 */
export function followFocus(event) {
  const subject = subjects.get(event.target);
  if (!subject || !moving || !event.target.matches(":focus-visible")) return;
  if (!matchMedia("(min-width: 1100px)").matches || event.target.closest("dialog")) return;
  if (state.rail && state.why?.key === subject.key) return;
  explain.open(subject, event.target);
}

/** The panel's content for the subject in view. */
export function whyContent() {
  const subject = state.why;
  if (subject?.refused) return refusedContent(subject);
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

/**
 * What the server refused, in its own words; the page had offered it. A change may ask for an
 * action of another pack too, of which this one has no words.
 */
function refusedContent({ refused, record, label, pack }) {
  const packDesk = pack && deskOf(pack);
  const desk = packDesk?.words.hasAction(refused.action) ? packDesk : null;
  return [
    h("div", { class: "why-head" },
      h("h3", {}, label, " ", badge("refused", t("Refused"))),
      record && h("p", { class: "quiet" }, recordName(record))),
    h("p", { class: "quiet" }, t("The server refused this; nothing was changed.")),
    desk && decisionPart(desk, { record }, { decision: refused }),
    !desk && h("p", { class: "why-sentence" }, refused.message),
  ];
}

const STATE_WORDS = {
  enabled: "On", disabled: "Off", readonly: "Read-only", hidden: "Hidden",
};

const DENIAL_WORDS = {
  blocked: "Held back by the state of this record",
  ungranted: "Not granted to you",
  unavailable: "Not possible from this status",
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
  const type = subject.controlId && desk.words.question(subject.controlId).type;
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
      changes.map((each) => changeLine(desk, subject, each))),
    !mayTickBoxes(desk) && askingFor(desk,
      { action: decision.action, record: subject.record, changes })));
  return h("div", { class: "why-part" },
    h("h4", {}, t("What would unlock it")),
    h("ul", { class: "alternatives" }, alternatives));
}

function changeLine(desk, subject, each) {
  if (each.grant) return grantLine(desk, each.grant);
  if (each.relate) return relateLine(desk, subject.record, each.relate);
  return stepLine(desk, subject.record, each);
}

/** Who may tick boxes ticks it on their own form; anybody else asks for it. */
function grantLine(desk, group) {
  const label = desk.words.groupLabel(group);
  const kind = desk.words.groupCategory(group) || t(group.split("::")[0]);
  const self = mayTickBoxes(desk);
  const verb = self ? t("Tick") : t("Ask for");
  const text = [`${verb} `, h("em", {}, label), h("span", { class: "quiet" }, ` · ${kind}`)];
  if (!self) return line("key", text);
  return line("key", text, h("a", {
    href: `#/users/${desk.person.id}`, "data-key": `grant|${group}`,
  }, t("Your permissions")));
}

/** Whether this person may set permissions, so that granting is a step of their own. */
function mayTickBoxes(desk) {
  const form = "form.userPermissions";
  if (!desk.words.controlIds.includes(form)) return false;
  return desk.gate.control(form, { type: "User", id: desk.person.id }).state === "enabled";
}

function relateLine(desk, { type }, attribute) {
  const label = desk.words.tieLabel(type, attribute);
  return line("link", [h("em", {}, label[0].toUpperCase() + label.slice(1))]);
}

function stepLine(desk, record, { transition, to }) {
  const label = desk.words.stepLabel(record.type, transition);
  const possible = desk.gate.transitions(record)
    .some((each) => each.name === transition && each.allowed);
  const reached = desk.words.stateLabel(record.type, to);
  const text = [h("em", {}, label), h("span", { class: "quiet" }, ` → ${reached}`)];
  const kind = KINDS[`${desk.pack} ${record.type}`];
  if (!possible || !kind) return line("rotate", text);
  return line("rotate", text, h("button", {
    type: "button", class: "small", "data-key": `step|${transition}`, onclick: async () => {
      const { problem } = await fire(kind, record, transition, { label });
      if (problem) return;
      announce(t("{record}: {step}, done.",
        { record: recordName(record), step: label.toLowerCase() }));
    },
  }, t("Do it now"), spoken(` ${label}`)));
}

function line(iconName, text, act) {
  return h("li", {}, icon(iconName), h("span", { class: "change-text" }, text), act);
}
