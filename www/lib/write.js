// Changes: sent to the server, which decides. What it refuses is shown as the page's own refusals
// are; what somebody else changed meanwhile is loaded anew.

import { recordOf, refresh } from "./answers.js";
import { t } from "./language.js";
import { announce } from "./pulse.js";
import { again } from "./session.js";
import { ask } from "./server.js";
import { change, state } from "./store.js";
import { advance, drop } from "./typed.js";

/** The pack that governs what is at an address. */
const PACKS = {
  customers: "client-metrics", metrics: "client-metrics", recalculations: "client-metrics",
  companies: "alvys", users: "alvys",
  shipments: "access-levels", accounts: "access-levels", carriers: "access-levels",
  accessorials: "access-levels", expenses: "expenses",
  periods: "office", teams: "office", requests: "office",
};

const kindOf = (path) => path.split("/")[2];

/** What is under way, the newest of each place: a second press does not ask for it again. */
const underWay = new Map();

function once(place, request, does) {
  const newest = underWay.get(place);
  if (newest?.request === request) return newest.done;
  const entry = { request, done: does().finally(() => {
    if (underWay.get(place) === entry) underWay.delete(place);
  }) };
  underWay.set(place, entry);
  return entry.done;
}

/** Changes of one record go one after another, each on what the one before made of it. */
const queues = new Map();
/** From which version to which one's own changes led, without anybody else's between. */
const versions = new Map();

/**
 * Changes a record of a kind such as `customers`. `path` is what follows its address, `version` the
 * one that was read, and `label` names it where the server refuses; `pack` governs the change where
 * the address does not say; `leave` goes elsewhere once it is done. Gives `{ record }` with the
 * record as it is now, or `{ problem }`.
 */
export function write(kind, record, options) {
  const { method = "POST", path = "", body = {} } = options;
  const key = `${kind}/${record.id}`;
  return once(key, `${method} ${path} ${JSON.stringify(body)}`,
    () => inTurn(key, kind, record, { method, path, body, ...options }));
}

function inTurn(key, kind, record, { method, path, body, version, ...more }) {
  const before = queues.get(key) ?? Promise.resolve();
  const now = before.then(async () => {
    const read = latest(key, version ?? record.version);
    const sent = { ...body, version: read };
    const done = await send(method, `/api/${kind}/${encodeURIComponent(record.id)}${path}`, sent,
      { ...more, record });
    if (method === "DELETE" && !path && !done.problem) drop(key);
    if (done.answer?.version) {
      const known = versions.get(key);
      versions.set(key, { from: known?.to === read ? known.from : read, to: done.answer.version });
      advance(key, read, done.answer.version);
    }
    return done;
  });
  queues.set(key, now.then(() => {}));
  return now;
}

/** The version to change: after changes of one's own, what they made of the one that was seen. */
function latest(key, seen) {
  const known = versions.get(key);
  return known && known.from <= seen && seen < known.to ? known.to : seen;
}

/** Makes something, or changes what has no version. */
export function make(path, body, options = {}) {
  return once(path, JSON.stringify(body), () => send("POST", path, body, options));
}

async function send(method, path, body, options) {
  try {
    const answer = await ask(method, path, body);
    options.leave?.();
    change(() => refresh(answer));
    return { answer, record: answer?.record ? recordOf(answer) : null };
  } catch (problem) {
    if (!problem.document) throw problem;
    refused(problem, path, options);
    return { problem };
  }
}

function refused(problem, path, { record, label, pack = PACKS[kindOf(path)], quiet = [] }) {
  const { kind, document } = problem;
  if (kind === "denied") {
    deny(document.decision, { record, label, pack });
  } else if (["changed", "missing", "slow"].includes(kind)) {
    change(() => refresh());
  } else if (kind === "signed-out") {
    again();
  }
  if (kind === "denied" || quiet.includes(kind)) return;
  announce(kind === "changed"
    ? t("Somebody else changed this record meanwhile. It is up to date now; check it and " +
      "try again.")
    : problem.text);
}

/** Shows the server's decision, and asks anew what one may: the page took it for allowed. */
function deny(decision, { record, label, pack }) {
  change(() => {
    state.why = {
      refused: decision, record, pack, label: label ?? decision.action, key: "refused",
    };
    state.rail = "why";
    refresh();
  });
  announce(decision.message);
  again();
}

/** Takes a lifecycle step of a record. */
export function fire(kind, record, name, options = {}) {
  return write(kind, record, { path: `/${name}`, ...options });
}
