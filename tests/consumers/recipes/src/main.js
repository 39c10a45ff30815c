// A page with a customer: all of its life is in the files beside.

import { gateDom } from "tollgate/dom";
import { listen } from "./events.js";
import { startFromKept } from "./kept.js";
import { ask } from "./server.js";
import { refresh, signIn, signOut, store, switchTenant } from "./session.js";
import { editable } from "./worker.js";

let customer = { type: "Customer", id: "c1", status: "ACTV", informationComplete: true };

startFromKept(store);
const screen = gateDom(document.body, store, customer);
listen(refresh);

const find = (selector) => document.querySelector(selector);
const onClick = (selector, act) =>
  document.querySelectorAll(selector).forEach((button) => {
    button.addEventListener("click", () => act(button.dataset));
  });
onClick("[data-user]", ({ user }) => signIn(user));
onClick("[data-tenant]", ({ tenant }) => switchTenant(tenant));
onClick("#out", signOut);
onClick("[data-step]", async ({ step }) => {
  customer = await ask(`/api/customers/c1/${step}`, {});
  screen.update(store.get(), customer);
});
onClick("#count", async () => {
  const rows = Array.from({ length: 300 }, (_, at) => ({
    ...customer,
    status: at % 3 ? "ACTV" : "INAC",
  }));
  const count = (column) => (column ? column.reduce((sum, one) => sum + one, 0) : "nobody");
  const counts = await Promise.all([editable(rows), editable(rows.slice(0, 3))]);
  find("#counted").textContent = counts.map(count).join(" ");
});
store.subscribe((gate) => {
  find("#who").textContent = gate ? "signed in" : "signed out";
  find("#policy").textContent = gate ? gate.fingerprint.slice(0, 8) : "";
});
