// The frame: navigation on the left, who you are on top. Which screens there are it is told.

import { deskOf } from "./desk.js";
import { h, spoken } from "./dom.js";
import { gated } from "./gated.js";
import { icon } from "./icons.js";
import { LANGUAGES, language, otherLanguage, setLanguage, t, inWords } from "./language.js";
import { menuButton } from "./menu.js";
import { avatar, iconButton } from "./parts.js";
import { announce } from "./pulse.js";
import { samples } from "./samples.js";
import { loadSession, signInAs, signOut } from "./session.js";
import { change, currentPerson, state } from "./store.js";

/**
 * Draws the navigation: each link is there only if its menu control says so. `here` is the screen
 * in view, by its name and the pack that governs it.
 */
export function drawNav(navigation, here) {
  const sections = navigation.map(({ caption, pack, links }) => {
    const desk = deskOf(pack);
    const items = desk ? links.map((link) => navItem(desk, link, here.name)).filter(Boolean) : [];
    return { caption, pack, items, desk };
  });
  const nav = document.getElementById("nav");
  nav.replaceChildren(...[
    h("div", { class: "brand" }, h("span", { class: "brand-mark" }, icon("gate")),
      h("span", {},
        h("strong", {}, "Northbound Freight"), h("span", { class: "quiet" }, t("Office")))),
    h("div", { class: "nav-sections" }, sections.map(navSection)),
    here.pack && footer(here.pack),
  ].filter(Boolean));
  showCurrent(nav);
}

/** Scrolls to the current link; `scrollIntoView` would also move where Tab goes on from. */
function showCurrent(nav) {
  const link = nav.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!link) return;
  const frame = nav.getBoundingClientRect();
  const past = (from, to) => Math.min(link[from] - frame[from], 0) +
    Math.max(link[to] - frame[to], 0);
  nav.scrollBy({ left: past("left", "right"), top: past("top", "bottom"), behavior: "instant" });
}

function navSection({ caption, items, desk }) {
  if (items.length) {
    return h("section", {}, h("h2", {}, t(caption)), h("ul", {}, items));
  }
  if (!state.revealing) return null;
  const text = desk ? t("Nothing here for you") : t("You have no account here");
  return h("section", {}, h("h2", {}, t(caption)), h("p", { class: "nav-note" }, text));
}

function navItem(desk, { to, label, iconName, control }, current) {
  const anchor = h("a", {
    href: `#/${to}`, "aria-current": current === to && "page",
  }, icon(iconName), t(label));
  if (!control) return h("li", {}, anchor);
  const shown = gated(anchor, desk, control, null, { label: t(label), key: to });
  return shown && h("li", {}, shown);
}

function footer(pack) {
  const desk = deskOf(pack);
  return h("p", { class: "nav-foot", "data-tip": desk?.policy.fingerprint },
    h("span", {}, t("Policy pack {pack}", { pack })),
    desk && h("code", {}, desk.policy.fingerprint.slice(0, 12)));
}

/** Draws the bar on top: who is signed in, what is hidden, the language and the theme. */
export function drawTopbar() {
  const person = currentPerson();
  document.getElementById("topbar").replaceChildren(...[
    person && personMenu(person),
    h("span", { class: "spring" }),
    person && revealSwitch(),
    languageButton(),
    themeButton(),
  ].filter(Boolean));
}

/** Who is signed in: to sign out, and in the demo to sign in as somebody else. */
function personMenu(person) {
  const face = h("button", {
    type: "button", class: "person", "data-key": "person",
  }, avatar(person),
  h("span", { class: "person-text" },
    spoken(t("You are ")), h("strong", {}, person.name), spoken(", "),
    h("span", { class: "quiet" }, inWords(person.title)),
    spoken(t(". Sign out or switch person"))),
  icon("down"));
  const others = samples().map((each) => ({
    label: [each.name, h("span", { class: "quiet" }, ` · ${inWords(each.title)}`)],
    detail: inWords(each.about),
    before: avatar(each),
    checked: each.id === person.id,
    key: `as|${each.id}`,
    does: () => tried(() => signInAs(each.id)),
  }));
  return menuButton(face, t("Who is signed in"), [...others, {
    label: t("Sign out"), before: icon("door"), key: "sign-out", does: () => tried(signOut),
  }]);
}

/** Does something of the session; where that fails, says so. */
async function tried(does) {
  try {
    await does();
  } catch (problem) {
    announce(problem.text ?? problem.message);
  }
}

function revealSwitch() {
  const box = h("input", {
    type: "checkbox", role: "switch", checked: state.revealing, "data-key": "reveal",
    onchange: (event) => change(() => { state.revealing = event.target.checked; }),
  });
  const tip = t("Shows hidden items in outline, each with the reason");
  return h("label", { class: "switch", "data-tip": tip },
    box, h("span", { class: "track", "aria-hidden": "true" }),
    icon("eyeOff"), h("span", { class: "switch-text" }, t("Show what I cannot see")));
}

/** Leads to the other language, in that language. */
function languageButton() {
  const other = otherLanguage();
  return h("button", {
    type: "button", class: "subtle", "data-key": "language", lang: other,
    onclick: () => speak(other),
  }, h("span", { class: "wide-only" }, LANGUAGES[other]),
  h("span", { class: "narrow-only" }, other.toUpperCase(), spoken(`, ${LANGUAGES[other]}`)));
}

/** Draws everything in another language, once what gates say in it is here. */
async function speak(chosen) {
  const before = language();
  setLanguage(chosen);
  try {
    await loadSession();
  } catch (error) {
    console.warn(error);
    setLanguage(before);
    announce(t("{language} could not be loaded.", { language: LANGUAGES[chosen] }));
    return;
  }
  change(() => {
    // What the explanation is of was named in the other language.
    state.why = null;
    state.rail = null;
  });
  announce(t("This page is in English now."));
}

function themeButton() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = dark ? t("Use the light theme") : t("Use the dark theme");
  return iconButton(dark ? "sun" : "moon", name, {
    "data-key": "theme",
    onclick: () => change(() => {
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept, then */ }
    }),
  });
}
