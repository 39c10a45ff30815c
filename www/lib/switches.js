// The drawer of switches: the roles, and the single permissions and groups, of the person in view.

import {
  deskOf, heldGroups, heldPermissions, resetAccount, setGroup, setPermission, setRole,
} from "./desk.js";
import { h } from "./dom.js";
import { factsContent } from "./facts.js";
import { t } from "./language.js";
import { button } from "./parts.js";
import { announce } from "./pulse.js";
import { currentPerson } from "./store.js";
import { toggle, toggleGroup } from "./toggles.js";
import { people as originals } from "../data/people.js";

/** The switches for one pack, applied at once. */
export function switchesContent(pack) {
  const person = currentPerson();
  const desk = deskOf(pack);
  if (!desk) {
    return h("p", { class: "quiet" },
      t("{person} has no account in this part of the office.", { person: person.name }));
  }
  return [
    h("p", { class: "quiet" },
      t("What {person} holds here. Each switch works at once.", { person: person.name })),
    toggleGroup(t("Roles"), desk.words.roles.map((role) => toggle({
      key: `role|${role.name}`, label: role.label, on: desk.account.roles.includes(role.name),
      does: (on) => setRole(desk, role.name, on),
    }))),
    permissionGroups(desk),
    otherGroups(desk),
    pack === "expenses" && factsContent(desk),
    button("rotate", t("Back to how the day began"), {
      class: "wide-button", "data-key": "reset",
      onclick: () => {
        const original = originals.find((each) => each.id === person.id);
        resetAccount(desk, original.accounts[pack]);
        announce(t("{person} holds what the day began with.", { person: person.name }));
      },
    }),
  ];
}

function permissionGroups(desk) {
  const held = new Set(heldPermissions(desk));
  const byCategory = groupByCategory(desk.policy.permissions);
  return [...byCategory].map(([category, permissions]) => toggleGroup(category || t("Permissions"),
    permissions.map(({ name, label }) => toggle({
      key: `permission|${name}`, label, on: held.has(name),
      does: (on) => setPermission(desk, name, on),
    }))));
}

/** Permissions by their category, in the pack's order. */
export function groupByCategory(permissions) {
  const byCategory = new Map();
  for (const each of permissions) {
    byCategory.set(each.category, [...(byCategory.get(each.category) ?? []), each]);
  }
  return byCategory;
}

/** Groups that are no permissions, such as levels; those that a role gives cannot be switched. */
function otherGroups(desk) {
  const others = desk.words.groups.filter((each) => !each.name.startsWith("Permission::"));
  if (!others.length) return null;
  const given = new Set(desk.words.roles
    .filter((role) => desk.account.roles.includes(role.name)).flatMap((role) => role.groups));
  const extra = new Set(heldGroups(desk));
  return toggleGroup(t("Single groups"), others.map(({ name, label }) => {
    const [type, value] = name.split("::");
    const byRole = given.has(name);
    return toggle({
      key: `group|${name}`, label: `${t(type)}: ${label ?? value}`, on: byRole || extra.has(name),
      note: byRole && t("from the role"), does: byRole ? null : (on) => setGroup(desk, name, on),
    });
  }));
}
