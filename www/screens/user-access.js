// What a user is to the packs that are not changed box by box: roles, with what a role needs
// besides, and whom each level is for.

import { exampleWhole } from "../lib/amount.js";
import { confirm } from "../lib/confirm.js";
import { h, spoken } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, formFoot, save, submits, typedField } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { button } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { write } from "../lib/write.js";

/**
 * The packs whose access is given here. A user has one level of those that are `one`; `more` is
 * what else a role takes.
 */
const PARTS = [
  { pack: "client-metrics", title: "Customers", one: true },
  { pack: "access-levels", title: "Freight", one: true,
    more: { role: "Customer", name: "customer", label: "Number of their account",
      hint: "They see the shipments that are billed to it, such as {example}.",
      example: "C-1002" } },
  { pack: "expenses", title: "Spending",
    more: { role: "Manager", name: "limit", label: "Personal limit in whole dollars",
      hint: "They approve up to it; without one, the general limit holds.",
      inputmode: "numeric", whole: true } },
  { pack: "office", title: "Office", one: true },
];

const namesIn = (text) => text.split(" ").filter(Boolean);
const formOf = (user) => `users/${user.id}/access`;

/** The form of a user's access, as the gate shows it; nothing to who is not of the office. */
export function accessForm(user) {
  const office = deskOf("office");
  if (!office) return null;
  const parts = PARTS.filter(({ pack }) => deskOf(pack));
  const blank = parts.flatMap(({ pack, more }) => [[pack, ""], ...more ? [[more.name, ""]] : []]);
  const form = formOf(user);
  const typed = typing(form, Object.fromEntries(blank), user.version);
  const element = h("form", {
    class: "fields card access", "data-form": form, novalidate: true,
    "aria-label": t("Access of {name}", { name: user.name }),
    onsubmit: submits(() => give(user, parts, typed)),
  },
  h("h2", {}, t("Access to the rest of the office")),
  h("p", { class: "quiet" }, t("What you choose takes the place of all that the user is to that " +
    "part now. What you leave open stays as it is.")),
  h("div", { class: "access-parts" }, parts.map((part) => partOf(user, part, typed))),
  h("div", { "data-write": "" }, formFoot(form, typed, { send: t("Give access") })));
  return gated(element, office, "form.access", { type: "User", id: user.id },
    { label: t("Access") });
}

function partOf(user, part, typed) {
  const { pack, title, one, more } = part;
  const { words, policy } = deskOf(pack);
  const chosen = namesIn(typed.text(pack));
  const choose = (name, on) => change(() => {
    const others = one ? [] : chosen.filter((each) => each !== name);
    typed.type(pack, [...others, on && name].filter(Boolean).sort().join(" "));
  });
  return h("fieldset", { class: "boxes", "data-pack": pack }, h("legend", {}, t(title)),
    words.roles.map(({ name, label }) => [
      roleBox({ pack, name, label, one, on: chosen.includes(name), choose },
        adviceOn(policy, name, chosen)),
      more?.role === name && chosen.includes(name) && typedField(formOf(user), typed, {
        name: more.name, label: t(more.label), inputmode: more.inputmode,
        hint: t(more.hint, { example: more.example }),
      }),
    ]),
    h("div", { "data-write": "" }, button(null, [t("Take it all away"), spoken(`: ${t(title)}`)], {
      class: "small", "data-key": `take|${pack}`, onclick: () => askTake(user, part),
    })));
}

/** Whom a role is for; packs with permissions advise on those alone. */
function adviceOn(policy, role, chosen) {
  if (policy.permissions.length) return [];
  return policy.grantAdvice(role, chosen.filter((each) => each !== role));
}

/** A role; once it is chosen, whom it is for stands beneath it. */
function roleBox({ pack, name, label, one, on, choose }, advice) {
  return h("div", { class: "box" },
    h("label", {},
      h("input", {
        type: one ? "radio" : "checkbox", name: `access-${pack}`, value: name, checked: on,
        "data-key": `access|${pack}|${name}`,
        onchange: (event) => choose(name, event.target.checked),
      }),
      h("span", {}, label)),
    on && advice.map((each) => h("p", { class: "box-advice", "data-advice": each.id },
      each.text)));
}

/** What is sent of a part: roles, and nothing that was given one by one before. */
const sentOf = ({ more }, roles, text) => ({
  roles, permissions: null, groups: null,
  ...more && { [more.name]: moreOf(more, roles, text) },
});

function moreOf({ role, whole }, roles, text) {
  if (!text || !roles.includes(role)) return null;
  return whole ? Number(text) : text;
}

async function give(user, parts, typed) {
  const given = parts.filter(({ pack }) => typed.text(pack));
  if (!given.length) {
    announce(t("Nothing is changed."));
    return;
  }
  const done = await save(formOf(user), typed, {
    check: () => faults(given, typed),
    send: async () => {
      let last = {};
      // One after another: each is a change of its own, and what is refused stops the rest.
      for (const part of given) {
        const roles = namesIn(typed.text(part.pack));
        const text = part.more ? typed.text(part.more.name).trim() : "";
        last = await put(user, part, sentOf(part, roles, text), typed.version());
        if (last.problem) break;
      }
      return last;
    },
  });
  if (done) announce(t("The access of {name} is changed.", { name: user.name }));
}

function faults(given, typed) {
  const wrong = given.filter(({ more }) => more?.whole && !/^\d*$/.test(
    typed.text(more.name).trim()));
  return Object.fromEntries(wrong.map(({ more }) => (
    [more.name, t("Whole dollars, such as {example}.", { example: exampleWhole() })])));
}

const put = (user, { pack, title }, body, version) => write("users", user, {
  method: "PUT", path: `/access/${pack}`, body, version, pack: "office", quiet: QUIET,
  label: t("Access to {part}", { part: t(title) }),
});

function askTake(user, part) {
  const { title } = part;
  confirm({
    title: t("Take all access to {part} away?", { part: t(title) }),
    text: t("{name} keeps the account, with no role and nothing that was given singly.",
      { name: user.name }),
    yes: t("Take it all away"),
    stillAllowed: () => deskOf("office")?.gate
      .control("form.access", { type: "User", id: user.id }).state === "enabled",
    does: async () => {
      const { problem } = await put(user, part, sentOf(part, [], ""));
      if (problem && problem.kind !== "denied") announce(problem.text);
      if (!problem) announce(t("The access of {name} is changed.", { name: user.name }));
    },
  });
}
