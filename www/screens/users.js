// Users: their forms with the boxes of permissions, grouped by category, with advice on granting.

import { h } from "../lib/dom.js";
import { deskOf, heldPermissions, setPermission } from "../lib/desk.js";
import { door } from "../lib/door.js";
import { gated } from "../lib/gated.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { avatar, button, helpSection, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state } from "../lib/store.js";
import { groupByCategory } from "../lib/switches.js";
import { companyTabs } from "./companies.js";

const PLACE = { pack: "alvys", control: "menu.companies", title: "Users" };

const users = () => state.people.filter((person) => person.accounts.alvys);
const recordOf = (person) => ({ type: "User", id: person.id, name: person.name });

export function drawUsers() {
  return door(PLACE, (desk) => [
    screenHead(t("Users"), t("{count} people work with companies", { count: users().length })),
    companyTabs("users"),
    dataTable(t("Users"), [
      { label: t("User"), kind: "title", cell: ({ person }) => h("span", { class: "with-avatar" },
        avatar(person), h("a", {
          href: `#/users/${person.id}`, "data-key": `user|${person.id}`,
        }, person.name)) },
      { label: t("Role"), cell: ({ person }) => roleNames(desk, person) },
      { label: t("Title"), cell: ({ person }) => t(person.title) },
      { label: t("Permissions"), kind: "number", cell: ({ person }) => String(
        heldPermissions(deskOf(desk.pack, person)).length) },
    ], users().map((person) => ({ id: person.id, person })),
    (element, { person }) => gated(element, desk, "row.user", recordOf(person),
      { label: person.name })),
    helpSection(desk),
  ]);
}

function roleNames(desk, person) {
  return person.accounts.alvys.roles.map(desk.words.roleLabel).join(", ");
}

export function drawUser(id) {
  return door(PLACE, (desk) => {
    const person = users().find((each) => each.id === id) ?? users()[0];
    const theirs = deskOf(desk.pack, person);
    const form = h("form", {
      class: "fields card", "aria-label": t("Permissions of {name}", { name: person.name }),
      onsubmit: (event) => event.preventDefault(),
    },
    h("h2", {}, t("Permissions")),
    boxGroups(desk, theirs),
    h("div", { class: "form-actions", "data-write": "" },
      button("rotate", t("Back to the role’s defaults"), {
        "data-key": "defaults", onclick: () => backToDefaults(desk, person),
      })));
    return [
      h("header", { class: "screen-head" }, h("div", {},
        h("a", { class: "back", href: "#/users", "data-key": "back" }, icon("left"),
          t("Users")),
        h("h1", { tabindex: "-1", id: "screen-title" }, person.name),
        h("p", { class: "quiet" }, `${t(person.title)} · ${roleNames(desk, person)}`))),
      gated(form, desk, "form.userPermissions", recordOf(person), { label: t("Permissions") }),
      helpSection(desk),
    ];
  });
}

function boxGroups(desk, theirs) {
  const held = new Set(heldPermissions(theirs));
  const defaults = new Set(desk.policy.roleDefaults(theirs.account.roles));
  const boxOf = (each) => box(desk, theirs, each, held.has(each.name), defaults.has(each.name));
  return [...groupByCategory(desk.policy.permissions)].map(([category, permissions]) => (
    h("fieldset", { class: "boxes" }, h("legend", {}, category), permissions.map(boxOf))));
}

/** A box; where ticking it calls for advice, the pack's advice stands beneath it. */
function box(desk, theirs, { name, label }, on, byDefault) {
  const advice = on ? [] : desk.policy.grantAdvice(name, theirs.account.roles);
  return h("div", { class: "box" },
    h("label", {},
      h("input", {
        type: "checkbox", checked: on, "data-key": `box|${name}`, name,
        onchange: (event) => {
          setPermission(theirs, name, event.target.checked);
          announce(t(event.target.checked ? "{person}: {label} on." : "{person}: {label} off.",
            { person: theirs.person.name, label }));
        },
      }),
      h("span", {}, label),
      byDefault && h("span", { class: "quiet" }, t("role default"))),
    advice.map((each) => h("p", { class: "box-advice", "data-advice": each.id },
      h("strong", {}, t("Before you tick it:"), " "), each.text)));
}

function backToDefaults(desk, person) {
  change(() => { delete person.accounts[desk.pack].permissions; });
  announce(t("{person} holds what the role starts with.", { person: person.name }));
}
