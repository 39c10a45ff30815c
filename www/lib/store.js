// What the page remembers: who is signed in, and what is open. Records live on the server.

export const state = {
  /** `{ user, packs, state }`; null when nobody is signed in, undefined while it is not known. */
  session: undefined,
  revealing: false,
  rail: null,
  why: null,
  view: {},
  /** What the views start with that was kept of an earlier visit. */
  kept: {},
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

/** Who is signed in, or null. */
export function currentPerson() {
  return state.session?.user ?? null;
}

/** What a screen remembers between redraws (a search, a filter, a page). */
export function viewState(screen, initial) {
  state.view[screen] ??= { ...initial, ...state.kept[screen] };
  return state.view[screen];
}
