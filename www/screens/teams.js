// Teams, whose members see each other's expenses for the team: added, renamed, removed, and who is
// in them.

import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { QUIET, blanks, formFoot, save, submits, typedField } from "../lib/form.js";
import { answer, retry } from "../lib/answers.js";
import { howMany, t, inWords } from "../lib/language.js";
import { allOf, listQuery, listing, listOf, searchOf } from "../lib/listing.js";
import {
  button, failure, helpSection, iconButton, loading, screenHead,
} from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, viewState } from "../lib/store.js";
import { listed, namesIn, switched, typing } from "../lib/typed.js";
import { make, write } from "../lib/write.js";

const PACK = "office";
const MENU = "menu.teams";

const isOpen = () => deskOf(PACK)?.gate.control(MENU).state === "enabled";

export function drawTeams() {
  return gatedScreen({ pack: PACK, control: MENU, title: "Teams" }, (desk) => {
    const view = viewState("teams", listQuery({ sort: "name" }));
    const list = listOf("teams", view);
    return [
      screenHead(t("Teams"), howMany(list.total, "1 team", "{count} teams"),
        button("plus", t("New team"), {
          class: "primary", "data-key": "add", onclick: () => openTeam(),
        })),
      h("div", { class: "bar" }, searchOf(t("Search teams"), view)),
      listing(list, view, {
        name: t("Teams"), columns: columns(),
        none: view.search ? ["search", t("Nothing matches"), t("Try another name.")]
          : ["users", t("Nothing on file"), t("What you add appears here.")],
      }),
      helpSection(desk),
    ];
  });
}

function columns() {
  return [
    { label: t("Name"), kind: "title", sort: "name", cell: (row) => h("strong", {}, row.name) },
    { label: t("Actions"), kind: "actions", cell: (row) => h("div", { class: "row-actions" },
      button("users", t("Members"), {
        class: "small", "data-key": `members|${row.id}`, onclick: () => openMembers(row),
        "aria-label": t("Members of {name}", { name: row.name }),
      }),
      iconButton("pencil", t("Edit {name}", { name: row.name }), {
        "data-key": `edit|${row.id}`, onclick: () => openTeam(row),
      }),
      iconButton("trash", t("Remove {name}", { name: row.name }), {
        "data-key": `remove|${row.id}`, onclick: () => askRemove(row),
      })) },
  ];
}

/** The form of a team's name: a new one's, or of one that is on file. */
function openTeam(row) {
  const form = `teams/${row?.id ?? "new"}`;
  openDialog((close) => {
    if (!isOpen()) return null;
    const typed = typing(form, { name: row?.name ?? "" }, row?.version);
    return {
      title: row ? t("Edit {name}", { name: row.name }) : t("New team"),
      body: h("form", {
        class: "fields", "data-form": form, novalidate: true,
        onsubmit: submits(async () => { if (await saveTeam(form, typed, row)) close(); }),
      },
      typedField(form, typed, { name: "name", label: t("Name") }),
      formFoot(form, typed, { send: row ? t("Save") : t("Create"), cancel: close })),
    };
  });
}

async function saveTeam(form, typed, row) {
  if (row && !typed.changed().length) return true;
  const name = typed.text("name").trim();
  const body = { fields: { name } };
  const more = { quiet: QUIET, label: t("Teams") };
  const done = await save(form, typed, {
    check: () => blanks(typed, ["name"]),
    send: () => (row
      ? write("teams", row, { method: "PATCH", body, version: typed.version(), ...more })
      : make("/api/teams", body, more)),
  });
  if (!done) return false;
  announce(row ? t("Saved {name}.", { name }) : t("{name} is added.", { name }));
  return true;
}

const membersAt = (row) => `/api/teams/${encodeURIComponent(row.id)}/members`;

/** Removing a team, with what that means for who is in it. */
function askRemove(row) {
  confirm({
    title: t("Remove {name}?", { name: row.name }),
    text: () => {
      const { data, problem } = answer(membersAt(row));
      const count = data ? data.users.length : "–";
      return [
        problem ? problem.text : t("Members: {count}. They will no longer see each other’s " +
          "expenses for this team.", { count }),
        t("Its expenses stay, without a team. The team itself cannot be restored."),
      ];
    },
    yes: t("Remove"),
    isAllowed: isOpen,
    does: async () => {
      const { problem } = await write("teams", row,
        { method: "DELETE", label: t("Remove {name}", { name: row.name }) });
      if (!problem) announce(t("{name} is removed.", { name: row.name }));
    },
  });
}

function openMembers(row) {
  openDialog((close) => (isOpen() ? {
    title: t("Members of {name}", { name: row.name }), body: members(row, close),
  } : null));
}

function members(row, close) {
  const list = allOf("users", { sort: "name" });
  const now = answer(membersAt(row));
  for (const { problem, address } of [list, { ...now, address: membersAt(row) }]) {
    if (problem) {
      return failure(t("The list could not be loaded"), problem.text, () => retry(address));
    }
  }
  if (!list.rows || !now.data) return loading();
  const form = `teams/${row.id}/members`;
  const typed = typing(form, { users: listed(now.data.users) }, now.data.version);
  return h("form", {
    class: "fields", "data-form": form, novalidate: true,
    onsubmit: submits(async () => { if (await saveMembers(form, typed, row)) close(); }),
  },
  h("p", { class: "quiet" }, t("The people ticked here become the team’s members.")),
  h("fieldset", { class: "boxes" }, h("legend", {}, t("People")),
    list.rows.map((person) => memberBox(person, typed))),
  formFoot(form, typed, { send: t("Save"), cancel: close }));
}

function memberBox(person, typed) {
  const ticked = namesIn(typed.text("users"));
  return h("div", { class: "box" }, h("label", {},
    h("input", {
      type: "checkbox", checked: ticked.includes(person.id), "data-key": `member|${person.id}`,
      onchange: (event) => change(() => {
        typed.type("users", listed(switched(ticked, person.id, event.target.checked)));
      }),
    }),
    h("span", {}, person.name, h("span", { class: "quiet" }, ` · ${inWords(person.title)}`))));
}

async function saveMembers(form, typed, row) {
  const users = namesIn(typed.text("users"));
  const done = await save(form, typed, {
    send: () => write("teams", row, {
      method: "PUT", path: "/members", body: { users }, version: typed.version(),
      quiet: [...QUIET, "no-account"],
      label: t("Members of {name}", { name: row.name }),
    }),
  });
  if (!done) return false;
  announce(t("Members of {name}: {count}.", { name: row.name, count: users.length }));
  return true;
}
