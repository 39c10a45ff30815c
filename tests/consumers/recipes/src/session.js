// Who is signed in, and the gate that follows from it.

import { createGateStore } from "tollgate/store";
import { currentPolicy } from "./policy.js";
import { ask } from "./server.js";
import { onChange, tellOthers } from "./tabs.js";

/** The gate of whoever is signed in, `null` for nobody: what every binding follows. */
export const store = createGateStore();

/** The number of the last request: only its answer counts. */
let request = 0;

/** Asks the server who is signed in, and puts that person's gate in place. */
export async function refresh() {
  const mine = ++request;
  const answers = Promise.all([currentPolicy(), ask("/api/session")]);
  // Where the server cannot be reached, what shows goes on showing.
  const [policy, principal] = await answers.catch(() => []);
  if (mine === request && policy) store.set(principal && policy.gate(principal));
}

/** Nothing shows of who was there before, until the server has said who it is now. */
function clear() {
  request += 1;
  store.set(null);
}

async function change(path, body) {
  clear();
  await ask(path, body);
  tellOthers();
  await refresh();
}

export const signIn = (user) => change("/api/sign-in", { user });
export const signOut = () => change("/api/sign-out", {});
export const switchTenant = (tenant) => change("/api/tenant", { tenant });

onChange(() => {
  clear();
  refresh();
});
