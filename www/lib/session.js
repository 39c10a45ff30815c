// Who is signed in: asked of the server, kept up to date by its events.

import { forget, refresh } from "./answers.js";
import { openPacks, useGates } from "./desk.js";
import { t } from "./language.js";
import { announce } from "./pulse.js";
import { ask } from "./server.js";
import { change, state } from "./store.js";

let stream = null;
let requests = 0;

/** Asks who is signed in, and for their gates; what is open stays open. */
export async function loadSession() {
  requests += 1;
  const mine = requests;
  let session = null;
  try {
    session = await ask("GET", "/api/session");
  } catch (problem) {
    if (problem.kind !== "signed-out") throw problem;
  }
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
  });
  if (!same) listen();
}

/** Listens for what changes of who is signed in. */
function listen() {
  stream?.close();
  stream = null;
  if (!state.session) return;
  const own = new EventSource("./api/events");
  stream = own;
  own.addEventListener("state", (event) => {
    if (own === stream) notice(event.data);
  });
  own.addEventListener("error", () => {
    // One that is refused does not come back by itself.
    if (own === stream && own.readyState === EventSource.CLOSED) again();
  });
}

async function notice(data) {
  if (!state.session || sameState(JSON.parse(data), state.session.state)) return;
  await again();
  announce(t("What you may do has changed. This page shows it now."));
}

const sameState = (one, other) => flat(one) === flat(other);
const flat = (value) => JSON.stringify(value, (_, each) => (
  each && typeof each === "object" ? Object.fromEntries(Object.entries(each).sort()) : each));

/** Asks again who is signed in; while nobody answers, what is known stays. */
export async function again() {
  try {
    await loadSession();
  } catch (problem) {
    console.warn(problem);
  }
}

/** Signs in with `{ email, password }`. */
export async function signIn(credentials) {
  await ask("POST", "/api/session", credentials);
  await loadSession();
}

/** Signs in as a sample person of the demo. */
export async function signInAs(user) {
  await ask("POST", "/api/samples", { user });
  await loadSession();
}

export async function signOut() {
  await ask("DELETE", "/api/session");
  await loadSession();
}
