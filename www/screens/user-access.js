// What a user is to the packs that are not changed by Set Permission: roles, with what a role needs
// besides and whom each level is for, and what was given singly.

import { amountFault, typedWhole, wholeOf } from "../lib/amount.js";
import { answer, retry } from "../lib/answers.js";
import { confirm } from "../lib/confirm.js";
import { h, spoken } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, formFoot, save, submits, typedField } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { button, failure, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change } from "../lib/store.js";
import { known, listed, namesIn, switched, typing } from "../lib/typed.js";
import { write } from "../lib/write.js";

/** The packs whose access is given here; `more` is what else a role takes. */
const PARTS = [
  { pack: "client-metrics", title: "Customers" },
  { pack: "access-levels", title: "Freight",
    more: { role: "Customer", name: "customer", label: "Their account number",
      hint: "They see the shipments that are billed to it, such as {example}.",
      example: "C-1002" } },
  { pack: "expenses", title: "Spending",
    more: { role: "Manager", name: "limit", label: "Personal limit in whole dollars",
      hint: "They can approve up to this amount, where it is above the general limit.",
      inputmode: "numeric", whole: true } },
  { pack: "office", title: "Office" },
];

const formOf = (user) => `users/${user.id}/access`;

/** What is on file of a part, by the fields of the form. */
function onFile({ pack, more }, held = {}) {
  const { policy, words } = deskOf(pack);
  const roles = known(words.roles, held.roles) ?? [];
  const permissions = known(policy.permissions, held.permissions);
  return {
    [pack]: listed(roles),
    [`${pack}.permissions`]: listed(permissions ?? policy.roleDefaults(roles)),
    [`${pack}.groups`]: listed(held.groups ?? []),
    ...more && { [more.name]: more.whole ? typedWhole(held[more.name])
      : String(held[more.name] ?? "") },
  };
}

const fieldsOf = ({ pack, more }) => (
  [pack, `${pack}.permissions`, `${pack}.groups`, ...more ? [more.name] : []]);

/** The form of a user's access, as the gate shows it; nothing to who is not of the office. */
export function accessForm(user) {
  const office = deskOf("office");
  if (!office) return null;
  const who = { type: "User", id: user.id };
  if (office.gate.control("form.access", who).state === "hidden") return null;
  const address = `/api/users/${encodeURIComponent(user.id)}/access`;
  const { data, problem } = answer(address);
  if (problem) {
    return failure(t("The list could not be loaded"), problem.text, () => retry(address));
  }
  if (!data) return loading();
  const parts = PARTS.filter(({ pack }) => deskOf(pack))
    .map((part) => ({ ...part, on: onFile(part, data.packs[part.pack]),
      unfit: data.unfit[part.pack] }));
  const form = formOf(user);
  const on = Object.assign({}, ...parts.map((part) => part.on));
  const typed = typing(form, on, data.version);
  const element = h("form", {
    class: "fields card access", "data-form": form, novalidate: true,
    "aria-label": t("Access of {name}", { name: user.name }),
    onsubmit: submits(() => give(user, parts, typed)),
  },
  h("h2", {}, t("Access to the rest of the office")),
  h("p", { class: "quiet" }, t("Ticked boxes show the access this user has now."),
    h("span", { "data-write": "" }, " ", t("Only the parts that you change are saved."))),
  h("div", { class: "access-parts" }, parts.map((part) => partOf(user, part, typed))),
  h("div", { "data-write": "" }, formFoot(form, typed, { send: t("Save changes") })));
  return gated(element, office, "form.access", who, { label: t("Access") });
}

function partOf(user, part, typed) {
  const { pack, title, more } = part;
  const { words, policy } = deskOf(pack);
  const roles = namesIn(typed.text(pack));
  const choose = (name, on) => change(() => {
    const next = switched(roles, name, on);
    typed.type(pack, listed(next));
    typed.type(`${pack}.permissions`, listed(policy.roleDefaults(next)));
  });
  return h("fieldset", { class: "boxes", "data-pack": pack }, h("legend", {}, t(title)),
    part.unfit && h("p", { class: "hint fault" }, part.unfit),
    words.roles.map(({ name, label }) => [
      roleBox({ pack, name, label, on: roles.includes(name), choose },
        adviceOn(policy, name, roles)),
      more?.role === name && takesMore(part, roles) && typedField(formOf(user), typed, {
        name: more.name, label: t(more.label), inputmode: more.inputmode,
        hint: t(more.hint, { example: more.example }),
      }),
    ]),
    permissionBoxes(part, policy, typed), groupBoxes(part, words, typed),
    h("div", { "data-write": "" }, button(null, [t("Remove all access"), spoken(`: ${t(title)}`)], {
      class: "small", "data-key": `take|${pack}`, onclick: () => askTake(user, part),
    })));
}

/** What else a role takes is shown with the role, and where it is on file without it. */
function takesMore({ pack, more, on }, roles) {
  if (roles.includes(more.role)) return true;
  return on[more.name] !== "" && !namesIn(on[pack]).includes(more.role);
}

/** Whom a role is for; packs with permissions advise on those alone. */
function adviceOn(policy, role, chosen) {
  if (policy.permissions.length) return [];
  return policy.grantAdvice(role, chosen.filter((each) => each !== role));
}

function box(key, name, label, on, does, ...more) {
  return h("div", { class: "box" },
    h("label", {},
      h("input", {
        type: "checkbox", value: name, checked: on, "data-key": `${key}|${name}`,
        onchange: (event) => does(name, event.target.checked),
      }),
      h("span", {}, label)),
    more);
}

/** A role; once it is chosen, whom it is for stands beneath it. */
function roleBox({ pack, name, label, on, choose }, advice) {
  return box(`access|${pack}`, name, label, on, choose, on && advice.map((each) => (
    h("p", { class: "box-advice", "data-advice": each.id }, each.text))));
}

/** The permissions of a pack that has some: a role ticks its own, and each stands by itself. */
function permissionBoxes({ pack }, policy, typed) {
  if (!policy.permissions.length) return null;
  const name = `${pack}.permissions`;
  const held = namesIn(typed.text(name));
  const does = (each, on) => change(() => typed.type(name, listed(switched(held, each, on))));
  return subset(t("Permissions"), policy.permissions.map((each) => (
    box(`permission|${pack}`, each.name, each.label, held.includes(each.name), does))));
}

/** What a granted request gave beside the roles: to be taken again. */
function groupBoxes({ pack, on }, words, typed) {
  const name = `${pack}.groups`;
  const granted = namesIn(on[name]);
  if (!granted.length) return null;
  const held = namesIn(typed.text(name));
  const does = (each, ticked) => change(() => {
    typed.type(name, listed(switched(held, each, ticked)));
  });
  return subset(t("Granted individually"), granted.map((each) => (
    box(`group|${pack}`, each, words.groupLabel(each), held.includes(each), does))));
}

const subset = (title, boxes) => (
  h("fieldset", { class: "boxes within" }, h("legend", {}, title), boxes));

/** What is sent of a part: all that the user is to it from then on. */
function sentOf(part, typed) {
  const { pack, more } = part;
  const { policy } = deskOf(pack);
  const roles = namesIn(typed.text(pack));
  const permissions = typed.text(`${pack}.permissions`);
  const byRoles = permissions === listed(policy.roleDefaults(roles));
  const groups = namesIn(typed.text(`${pack}.groups`));
  return {
    roles, permissions: byRoles ? null : namesIn(permissions),
    groups: groups.length ? groups : null,
    ...more && { [more.name]: moreOf(part, roles, typed.text(more.name).trim()) },
  };
}

function moreOf(part, roles, text) {
  if (!text || !takesMore(part, roles)) return null;
  return part.more.whole ? wholeOf(text) : text;
}

async function give(user, parts, typed) {
  const changed = typed.changed();
  const dirty = parts.filter((part) => fieldsOf(part).some((name) => changed.includes(name)));
  if (!dirty.length) {
    announce(t("Nothing is changed."));
    return;
  }
  const done = await save(formOf(user), typed, {
    check: () => faults(dirty, typed),
    send: async () => {
      let last = {};
      // One after another: each is a change of its own, and what is refused stops the rest.
      for (const part of dirty) {
        last = await put(user, part, sentOf(part, typed), typed.version());
        if (last.problem) break;
      }
      return last;
    },
  });
  if (done) announce(t("The access of {name} is changed.", { name: user.name }));
}

function faults(parts, typed) {
  const amounts = parts.filter(({ more }) => more?.whole && typed.text(more.name).trim())
    .map(({ more }) => [more.name, amountFault(typed.text(more.name), { places: 0 })]);
  return Object.fromEntries(amounts.filter(([, fault]) => fault));
}

const put = (user, { pack, title }, body, version) => write("users", user, {
  method: "PUT", path: `/access/${pack}`, body, version, pack: "office", quiet: QUIET,
  label: t("Access to {part}", { part: t(title) }),
});

/** A part with nothing in it. */
const nothing = ({ more }) => (
  { roles: [], permissions: null, groups: null, ...more && { [more.name]: null } });

function askTake(user, part) {
  const { title } = part;
  confirm({
    title: t("Remove all access to {part}?", { part: t(title) }),
    text: t("{name} keeps the account, but without any role or individual permission here.",
      { name: user.name }),
    yes: t("Remove all access"),
    isAllowed: () => deskOf("office")?.gate
      .control("form.access", { type: "User", id: user.id }).state === "enabled",
    does: async () => {
      const { problem } = await put(user, part, nothing(part));
      if (problem && problem.kind !== "denied") announce(problem.text);
      if (!problem) announce(t("The access of {name} is changed.", { name: user.name }));
    },
  });
}
