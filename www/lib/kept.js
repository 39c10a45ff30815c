// What leaving the page does not lose: how lists are narrowed, sorted and turned, until the tab is
// closed, and where a screen was scrolled to, for who goes back to it.

import { state } from "./store.js";

const PLACE = "lists";
const NAMES = ["search", "show", "filter", "sort", "page"];

let kept = read();

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE));
  } catch {
    return null;
  }
}

/** How the lists of a user were shown as the page was left; told once. */
export function keptViews(user) {
  const views = user && kept?.user === user ? kept.views : {};
  kept = null;
  return views;
}

function shown() {
  const lists = Object.entries(state.view).filter(([, view]) => "search" in view);
  return Object.fromEntries(lists.map(([name, view]) => [
    name, Object.fromEntries(NAMES.filter((each) => each in view).map((each) => (
      [each, view[each]]))),
  ]));
}

/** Keeps how lists are shown as the page is left. */
export function watchLeaving() {
  addEventListener("pagehide", () => {
    try {
      const user = state.session?.user.id;
      if (user) sessionStorage.setItem(PLACE, JSON.stringify({ user, views: shown() }));
      else sessionStorage.removeItem(PLACE);
    } catch {
      // Not kept, then.
    }
  });
}

/** How long scrolling rests before it is noted: browsers bound how often that is done. */
const REST_MS = 150;

let rest = null;

/** Notes in the history where a screen is scrolled to. */
export function watchScrolling(screen) {
  screen.addEventListener("scroll", () => {
    clearTimeout(rest);
    const { href } = location;
    rest = setTimeout(() => {
      // Where one is elsewhere already, it is no place of this entry's.
      if (location.href === href) history.replaceState({ top: screen.scrollTop }, "");
    }, REST_MS);
  }, { passive: true });
}

/** Scrolls to where the screen was in this entry of the history: to the top, where it is new. */
export function scrollBack(screen) {
  clearTimeout(rest);
  const top = history.state?.top ?? 0;
  screen.scrollTo(0, 0);
  // What is drawn for it is drawn before.
  queueMicrotask(() => screen.scrollTo(0, top));
}
