// Who is signed in: asked of the server, kept up to date by its events.

import { forget, refresh } from "./answers.js";
import { openPacks, useGates } from "./desk.js";
import { keptViews } from "./kept.js";
import { t } from "./language.js";
import { announce } from "./pulse.js";
import { ask, onOtherPolicies } from "./server.js";
import { change, state } from "./store.js";

let stream = null;
let requests = 0;

/** Asks who is signed in, and for their gates; what is open stays open. */
export async function loadSession() {
  requests += 1;
  const mine = requests;
  const answer = await ask("GET", "/api/session");
  const session = answer.user ? answer : null;
  const gates = session && await openPacks(session);
  // Somebody else may have signed in meanwhile.
  if (mine !== requests) return;
  const same = session && state.session?.user.id === session.user.id;
  if (session) useGates(session, gates);
  if (!same) forget();
  change(() => {
    refresh();
    state.session = session;
    if (same) return;
    state.why = null;
    state.rail = null;
    state.view = {};
    state.kept = keptViews(session?.user.id);
  });
  if (!same) listen();
}

/** How long it takes until a stream that was refused is asked for anew, at first and at most. */
const REFUSED_MS = 5000;
const REFUSED_MOST_MS = 60_000;

/** How often a stream was refused in a row. */
let refusals = 0;

/** How often the page catches up at most: servers that are being replaced may disagree. */
const CALM_MS = 2000;

/**
 * Listens for what changes of who is signed in, while the page is in view: servers and browsers
 * hold so many streams only, and a page that comes into view catches up.
 */
function listen() {
  stream?.close();
  stream = null;
  if (!state.session || document.hidden) return;
  const source = new EventSource("./api/events");
  stream = source;
  source.addEventListener("state", (event) => {
    refusals = 0;
    if (source !== stream || sameState(JSON.parse(event.data), state.session.state)) return;
    missed = true;
    catchUp();
  });
  source.addEventListener("signed-out", () => {
    source.close();
    if (source === stream) again();
  });
  source.addEventListener("replaced", () => {
    // Newer windows have all places; this one takes one again once somebody turns to it.
    source.close();
    if (source === stream) stream = null;
  });
  source.addEventListener("error", async () => {
    // One that is refused does not come back by itself.
    if (source !== stream || source.readyState !== EventSource.CLOSED) return;
    await again();
    // A server that is busy is not made busier.
    const wait = Math.min(REFUSED_MS * 2 ** refusals, REFUSED_MOST_MS);
    refusals += 1;
    setTimeout(() => { if (source === stream) listen(); }, wait);
  });
}

document.addEventListener("visibilitychange", () => listen());
window.addEventListener("focus", () => { if (!stream) listen(); });

let caughtUp = 0;
let catching = false;
let missed = false;

/** Shows what one may do now, which is not what the page shows; what is typed stays. */
async function catchUp() {
  if (catching) return;
  catching = true;
  do {
    const wait = caughtUp + CALM_MS - Date.now();
    if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
    missed = false;
    const done = await again();
    caughtUp = Date.now();
    if (done && state.session) announce(t("What you may do has changed. This page shows it now."));
  } while (missed);
  catching = false;
}

onOtherPolicies(catchUp);

const sameState = (one, other) => flat(one) === flat(other);
const flat = (value) => JSON.stringify(value, (_, each) => (
  each && typeof each === "object" ? Object.fromEntries(Object.entries(each).sort()) : each));

/** Asks again who is signed in; while nobody answers, what is known stays. Whether it is known. */
export async function again() {
  try {
    await loadSession();
    return true;
  } catch (problem) {
    console.warn(problem);
    return false;
  }
}

/** Changes who is signed in. The stream of who was ends with their session, which is no news. */
async function replaceSession(method, path, body) {
  stream?.close();
  stream = null;
  try {
    await ask(method, path, body);
    await loadSession();
  } finally {
    if (!stream) listen();
  }
}

/** Signs in with `{ email, password }`. */
export const signIn = (credentials) => replaceSession("POST", "/api/session", credentials);

/** Signs in as a sample person of the demo. */
export const signInAs = (user) => replaceSession("POST", "/api/samples", { user });

export const signOut = () => replaceSession("DELETE", "/api/session");
