// What the page remembers: who you are, what everyone holds, the records, and what is open.
// Everything lives in memory; a reload starts the office's day again.

import { people } from "../data/people.js";
import { customers, metricsCatalog } from "../data/customers.js";
import { companies } from "../data/companies.js";
import { expenses, periods } from "../data/expenses.js";
import { accounts, accessorials, carriers, shipments, staff } from "../data/shipments.js";

export const state = {
  personId: "maya",
  people: structuredClone(people),
  records: structuredClone({
    customers, metricsCatalog, companies, shipments, accounts, staff, carriers, accessorials,
    expenses, periods,
  }),
  revealing: false,
  rail: null,
  why: null,
  view: {},
};

const listeners = new Set();
let pending = false;

/** Calls `listener` once after each round of changes. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Applies a change and redraws once, however many changes come together. */
export function change(mutate) {
  mutate(state);
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    for (const listener of listeners) listener();
  });
}

let railListener = () => {};

/** Calls `listener` when only the panel on the right changes. */
export function onRailChange(listener) {
  railListener = listener;
}

/** Applies a change that touches the panel alone; the screen stays as it is. */
export function changeRail(mutate) {
  mutate(state);
  railListener();
}

export function currentPerson() {
  return state.people.find((person) => person.id === state.personId);
}

/** What a screen remembers between redraws (a search, a filter, a draft). */
export function viewState(screen, initial) {
  state.view[screen] ??= initial;
  return state.view[screen];
}

export function clearDrafts() {
  for (const view of Object.values(state.view)) delete view.draft;
}
