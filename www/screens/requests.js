// Requests for access: one's own for everyone, and all of them for who answers.

import { changesOf } from "../lib/asking.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { grantAdvice } from "../lib/granting.js";
import { grouped, t } from "../lib/language.js";
import { listQuery, countOf, listing, listOf, searchOf } from "../lib/listing.js";
import { adviceList, badge, button, helpSection, moment, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, currentPerson, viewState } from "../lib/store.js";
import { fire } from "../lib/write.js";

const PACK = "office";

const SHOWS = { open: "request|Open", all: "request|All" };

const STEPS = {
  grant: {
    iconName: "check", label: "Grant", controlId: "row.grantRequest", yes: "Grant it",
    title: "Grant {name} what they asked for?", text: "They get it right away: {what}.",
    done: "Granted to {name}: {what}.",
  },
  decline: {
    iconName: "close", label: "Decline", controlId: "row.declineRequest", yes: "Decline it",
    title: "Decline what {name} asked for?", text: "They can ask again: {what}.",
    done: "Declined for {name}: {what}.",
  },
};

export function drawRequests() {
  return gatedScreen({ pack: PACK, title: "Requests" }, (desk) => {
    const answers = desk.gate.filter({ transition: "grant" }).kind !== "none";
    const view = viewState("requests", listQuery({
      sort: "-createdAt", show: answers ? "open" : "all",
    }));
    const list = listOf("requests", view, { only: onlyOf(view.show) });
    return [
      screenHead(t("Requests"), answers
        ? t("What people asked for, and what became of it.")
        : t("What you asked for, and what became of it.")),
      h("div", { class: "bar" }, searchOf(t("Search requests"), view), segments(view)),
      listing({ ...list, rows: list.rows?.map(requestOf) ?? null }, view, {
        name: t("Requests"), columns: columns(desk),
        none: ["key", t("No requests here"),
          t("Where something is off for you, the Why panel lets you ask for it.")],
        wrapRow: (element, row) => gated(element, desk, "row.request", row,
          { label: whatOf(row) }),
      }),
      helpSection(desk),
    ];
  });
}

const onlyOf = (show) => (show === "open" ? "status:open" : undefined);

const requestOf = (row) => ({ ...row, name: row.requesterName });

function segments(view) {
  return h("div", { class: "segments", role: "group", "aria-label": t("Which requests") },
    Object.entries(SHOWS).map(([show, word]) => {
      const count = countOf("requests", { only: onlyOf(show) });
      return button(null, [t(word), h("span", { class: "quiet" }, grouped(count))], {
        "data-key": `show|${show}`, "aria-pressed": String(view.show === show),
        onclick: () => change(() => {
          view.show = show;
          view.page = 1;
        }),
      });
    }));
}

function columns(desk) {
  return [
    { label: t("Asked for"), kind: "title", cell: title },
    { label: t("What for"), cell: aim },
    { label: t("Note"), kind: "minor", cell: (row) => row.note || "—" },
    { label: t("When"), kind: "minor nowrap", sort: "createdAt",
      cell: (row) => moment(row.createdAt) },
    { label: t("Status"), sort: "status", cell: (row) => statusOf(desk, row) },
    { label: t("Actions"), kind: "actions", cell: (row) => actions(desk, row) },
  ];
}

/** The groups that are asked for, in the words of their pack. */
function whatOf(row) {
  const desk = deskOf(row.pack);
  const labels = changesOf(row).map(({ grant }) => desk?.words.groupLabel(grant) ?? grant);
  return labels.join(", ");
}

function title(row) {
  const mine = row.requester === currentPerson().id;
  return h("div", {}, h("strong", {}, whatOf(row)),
    h("span", { class: "quiet" }, mine ? t("You") : row.name));
}

function aim(row) {
  const desk = deskOf(row.pack);
  return [desk?.words.operationLabel(row.asked) ?? row.asked,
    row.recordId && h("span", { class: "quiet nowrap" }, ` · ${row.recordId}`)];
}

function statusOf(desk, row) {
  const word = desk.words.stateLabel("Request", row.status);
  return badge(row.status, word[0].toUpperCase() + word.slice(1));
}

function actions(desk, row) {
  const steps = Object.keys(STEPS).map((name) => stepButton(desk, name, row)).filter(Boolean);
  return steps.length > 0 && h("div", { class: "row-actions" }, steps);
}

/** A step that the request still has; what is answered shows none. */
function stepButton(desk, name, row) {
  if (!desk.gate.transitions(row).some((each) => each.name === name)) return null;
  const { iconName, label, controlId } = STEPS[name];
  const face = button(iconName, t(label), {
    class: "small", "aria-label": `${t(label)}: ${whatOf(row)}, ${row.name}`,
  });
  return gated(face, desk, controlId, row, { label: t(label), does: () => ask(desk, name, row) });
}

/** What is advised before the boxes are ticked that a request asks for, whoever asks. */
function boxesAdvice({ pack, changes }) {
  const desk = deskOf(pack);
  if (!desk?.words.controlIds.includes("form.userPermissions")) return [];
  const names = changesOf({ changes }).map(({ grant }) => grant.slice("Permission::".length));
  return names.flatMap((name) => grantAdvice(desk.policy, name, []));
}

/** Asks before a request is answered: it is answered once. */
function ask(desk, name, row) {
  const { title: question, text, yes, iconName, controlId, label, done } = STEPS[name];
  const words = { name: row.name, what: whatOf(row) };
  confirm({
    title: t(question, words),
    text: [t(text, words), row.note && h("blockquote", { class: "quiet" }, row.note),
      adviceList([...desk.gate.transition(name, row).advice,
        ...name === "grant" ? boxesAdvice(row) : []])].filter(Boolean),
    keep: t("Not now"), yes: t(yes), iconName, danger: false,
    isAllowed: () => deskOf(PACK)?.gate.control(controlId, row).state === "enabled",
    does: async () => {
      const { problem } = await fire("requests", row, name, { label: t(label) });
      if (!problem) announce(t(done, words));
    },
  });
}
