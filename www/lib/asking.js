// Asking for what would unlock something: who looks after access grants it or declines.

import { answer } from "./answers.js";
import { h, spoken } from "./dom.js";
import { deskOf } from "./desk.js";
import { t } from "./language.js";
import { button } from "./parts.js";
import { announce } from "./pulse.js";
import { currentPerson } from "./store.js";
import { make } from "./write.js";

const CONTROL = "button.askForAccess";

/**
 * What stands beneath an alternative of an unlock: a button that asks for it, or that it is asked
 * for already. Nothing where it takes more than grants, or where nobody can be asked.
 */
export function askingFor(desk, { action, record, changes }) {
  const office = deskOf("office");
  if (!changes.every(({ grant }) => grant) || !office) return null;
  if (office.gate.control(CONTROL).state !== "enabled") return null;
  if (isOpen(desk.pack, changes)) {
    return h("p", { class: "ask quiet" }, t("You asked for it."), " ",
      h("a", { href: "#/requests", "data-key": "requests" }, t("Requests")));
  }
  const names = changes.map(({ grant }) => desk.words.groupLabel(grant)).join(", ");
  return h("p", { class: "ask" }, button("send", [t("Ask for it"), spoken(`: ${names}`)], {
    class: "small", "data-control": CONTROL, "data-state": "enabled",
    "data-key": `ask|${keyOf(changes)}`,
    onclick: () => send(desk, { action, record, changes, names }),
  }));
}

const keyOf = (changes) => changes.map(({ grant }) => grant).sort().join(" ");

/** Whether one's own request for the same is not answered yet. */
function isOpen(pack, changes) {
  const only = encodeURIComponent(`status:open,pack:${pack}`);
  const { data } = answer(`/api/requests?only=${only}&size=100`, { rail: true });
  return (data?.rows ?? []).some(({ record, fields }) => (
    record.requester === currentPerson().id && keyOf(changesOf(fields)) === keyOf(changes)));
}

/** What a request asks for, as an unlock names it. */
export function changesOf(request) {
  try {
    return JSON.parse(request.changes);
  } catch {
    return [];
  }
}

async function send({ pack }, { action, record, changes, names }) {
  const { problem } = await make("/api/requests", {
    pack, asked: action, recordId: record?.version ? record.id : null, changes,
  }, { label: t("Ask for it") });
  if (problem) return;
  announce(t("You asked for {names}. Someone who manages access will answer.", { names }));
}
