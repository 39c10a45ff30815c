// Users: their forms with roles and the boxes of permissions, grouped by category, with advice on
// granting. Access to what has no boxes, and delegated approvals, are the office's.

import { answer, retry } from "../lib/answers.js";
import { deskOf } from "../lib/desk.js";
import { h } from "../lib/dom.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { boxAdvice, grantAdvice } from "../lib/granting.js";
import { icon } from "../lib/icons.js";
import { howMany, t, inWords } from "../lib/language.js";
import { listQuery, listing, listOf, oneOf, searchOf } from "../lib/listing.js";
import { avatar, button, empty, failure, helpSection, loading, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, viewState } from "../lib/store.js";
import { known, listed, namesIn, switched, typing } from "../lib/typed.js";
import { write } from "../lib/write.js";
import { companyTabs } from "./companies.js";
import { accessForm } from "./user-access.js";
import { openApprovals } from "./user-approvals.js";
import { deleteHolders } from "./user-holders.js";
import { openNewUser } from "./user-new.js";

const PLACE = { pack: "alvys", control: "menu.companies", title: "Users" };

export function drawUsers() {
  return gatedScreen(PLACE, (desk) => {
    const view = viewState("users", listQuery({ sort: "name" }));
    const list = listOf("users", view);
    return [
      screenHead(t("Users"), howMany(list.total, "1 person", "{count} people"), addTool()),
      companyTabs("users"),
      deleteHolders(desk),
      h("div", { class: "bar" }, searchOf(t("Search users"), view)),
      listing(list, view, {
        name: t("Users"), columns: columns(),
        none: ["users", t("Nobody matches"), t("Try another name.")],
        wrapRow: (element, row) => gated(element, desk, "row.user", row, { label: row.name }),
      }),
      helpSection(desk),
    ];
  });
}

/** What the office lets one do to all users, and to one. */
function addTool() {
  const office = deskOf("office");
  return office && gated(button("plus", t("Add user"), { class: "primary" }), office,
    "button.addUser", null, { does: openNewUser });
}

function delegateTool(user) {
  const office = deskOf("office");
  return office && gated(button("check", t("Delegate approvals")), office,
    "button.delegateApproval", { type: "User", id: user.id },
    { does: () => openApprovals(user) });
}

function columns() {
  return [
    { label: t("User"), kind: "title", sort: "name",
      cell: (row) => h("span", { class: "with-avatar" }, avatar(row), h("a", {
        href: `#/users/${encodeURIComponent(row.id)}`, "data-key": `user|${row.id}`,
      }, row.name)) },
    { label: t("Title"), sort: "title", cell: (row) => inWords(row.title) },
    { label: t("Email"), kind: "minor", sort: "email", cell: (row) => row.email },
    { label: t("Department"), sort: "department", 
      cell: (row) => (row.department ? inWords(row.department) : t("None")) },
  ];
}

export function drawUser(id) {
  return gatedScreen(PLACE, (desk) => {
    const { record: user, problem, address } = oneOf("users", id);
    const permissionsPath = `/api/users/${encodeURIComponent(id)}/permissions`;
    const held = user ? answer(permissionsPath) : {};
    const wrong = problem ?? held.problem;
    if (!user || !held.data) return absent(wrong, problem ? address : permissionsPath);
    return [
      h("header", { class: "screen-head" }, h("div", {},
        h("a", { class: "back", href: "#/users", "data-key": "back" }, icon("left"),
          t("Users")),
        h("h1", { tabindex: "-1", id: "screen-title" }, user.name),
        h("p", { class: "quiet" }, [inWords(user.title), roleNames(desk, held.data.roles)]
          .filter(Boolean).join(" · "))),
      h("div", { class: "tools" }, delegateTool(user))),
      permissionForm(desk, user, held.data),
      accessForm(user),
      helpSection(desk),
    ];
  });
}

function absent(problem, address) {
  const title = h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, t("Users"));
  if (!problem) return [title, loading()];
  if (problem.kind !== "missing") {
    return [title, failure(t("This user could not be loaded"), problem.text, () => retry(address))];
  }
  return [title, empty("users", t("No such user"), t("There is nobody at this address."),
    h("a", { href: "#/users", "data-key": "back" }, t("Back to the list")))];
}

const roleNames = (desk, roles) => roles.map(desk.words.roleLabel).join(", ");

function permissionForm(desk, user, held) {
  const name = `users/${user.id}`;
  const on = {
    roles: listed(known(desk.words.roles, held.roles)),
    permissions: listed(known(desk.policy.permissions, held.permissions)),
  };
  const typed = typing(name, on, user.version);
  const open = typed.changed().length > 0;
  const form = h("form", {
    class: "fields card", "aria-label": t("Permissions of {name}", { name: user.name }),
    onsubmit: (event) => {
      event.preventDefault();
      saveBoxes(desk, user, typed);
    },
  },
  h("h2", {}, t("Permissions")),
  held.unfit && h("p", { class: "hint fault" }, held.unfit),
  roleBoxes(desk, typed), boxGroups(desk, typed),
  h("div", { class: "form-foot" },
    h("div", { class: "form-state" },
      h("span", { class: "unsaved", hidden: !open }, icon("pencil"), t("Not saved yet"))),
    h("div", { class: "form-actions", "data-write": "" },
      button("rotate", t("Back to the role’s defaults"), {
        "data-key": "defaults", onclick: () => change(() => {
          typed.type("permissions", listed(desk.policy.roleDefaults(namesIn(typed.text("roles")))));
        }),
      }),
      button(null, t("Cancel"), {
        "data-key": "cancel", onclick: () => change(() => typed.forget()),
      }),
      h("button", { type: "submit", class: "primary", "data-key": "save" }, t("Save changes")))));
  return gated(form, desk, "form.userPermissions", user, { label: t("Permissions") });
}

/** The roles; giving one ticks what it starts with. */
function roleBoxes(desk, typed) {
  const roles = namesIn(typed.text("roles"));
  return h("fieldset", { class: "boxes" }, h("legend", {}, t("Roles")),
    desk.words.roles.map(({ name, label }) => h("div", { class: "box" }, h("label", {},
      h("input", {
        type: "checkbox", name: `role-${name}`, checked: roles.includes(name),
        "data-key": `role|${name}`,
        onchange: (event) => change(() => {
          const next = switched(roles, name, event.target.checked);
          typed.type("roles", listed(next));
          typed.type("permissions", listed(desk.policy.roleDefaults(next)));
        }),
      }), h("span", {}, label)))));
}

function boxGroups(desk, typed) {
  const roles = namesIn(typed.text("roles"));
  const held = namesIn(typed.text("permissions"));
  const defaults = desk.policy.roleDefaults(roles);
  const byCategory = new Map();
  for (const each of desk.policy.permissions) {
    byCategory.set(each.category, [...(byCategory.get(each.category) ?? []), each]);
  }
  return [...byCategory].map(([category, permissions]) => (
    h("fieldset", { class: "boxes" }, h("legend", {}, category), permissions.map((each) => (
      box(desk, each, { roles, on: held.includes(each.name),
        byDefault: defaults.includes(each.name),
        does: (on) => change(() => {
          typed.type("permissions", listed(switched(held, each.name, on)));
        }) }))))));
}

/** A box; where ticking it calls for advice, the pack's advice stands beneath it. */
function box(desk, { name, label }, { roles, on, byDefault, does }) {
  const advice = on ? [] : grantAdvice(desk.policy, name, roles);
  return h("div", { class: "box" },
    h("label", {},
      h("input", {
        type: "checkbox", checked: on, "data-key": `box|${name}`, name,
        onchange: (event) => does(event.target.checked),
      }),
      h("span", {}, label),
      byDefault && h("span", { class: "quiet" }, t("role default"))),
    boxAdvice(advice));
}

/** Saves the boxes; a list that is what the roles start with is left to them. */
async function saveBoxes(desk, user, typed) {
  if (!typed.changed().length) {
    announce(t("Nothing is changed."));
    return;
  }
  const roles = namesIn(typed.text("roles"));
  const permissions = namesIn(typed.text("permissions"));
  const byRoles = listed(desk.policy.roleDefaults(roles)) === listed(permissions);
  const { problem } = await write("users", user, {
    method: "PUT", path: "/permissions", version: typed.version(), label: t("Permissions"),
    body: byRoles ? { roles } : { roles, permissions },
  });
  if (problem?.kind === "changed") typed.rebase();
  if (problem) return;
  change(() => typed.forget());
  announce(t("Saved the permissions of {name}.", { name: user.name }));
}
