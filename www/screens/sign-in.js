// Signing in: by email address and password, and in the demo as a sample person at a click.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t, inWords } from "../lib/language.js";
import { avatar, field } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { samples } from "../lib/samples.js";
import { signIn, signInAs } from "../lib/session.js";
import { change, viewState } from "../lib/store.js";

export function drawSignIn() {
  const view = viewState("sign-in", { email: "", password: "", fault: "", busy: false });
  return h("div", { class: "sign-in" },
    h("div", { class: "sign-in-head" },
      h("span", { class: "brand-mark" }, icon("gate")),
      h("h1", { tabindex: "-1", id: "screen-title" }, t("Sign in to Northbound Freight"))),
    form(view), people(view));
}

function form(view) {
  const typed = (name) => ({
    name, value: view[name], required: true, "data-key": `field|${name}`,
    oninput: (event) => { view[name] = event.target.value; },
  });
  return h("form", {
    class: "fields card", "aria-label": t("Sign in"),
    onsubmit: (event) => {
      event.preventDefault();
      attempt(view, () => signIn({ email: view.email, password: view.password }));
    },
  },
  field(t("Email"), h("input", { type: "email", autocomplete: "username", ...typed("email") })),
  field(t("Password"), h("input", {
    type: "password", autocomplete: "current-password", ...typed("password"),
  })),
  h("p", { class: "hint fault", role: "alert" }, view.fault),
  h("div", { class: "form-actions" },
    h("button", { type: "submit", class: "primary", "data-key": "sign-in" }, t("Sign in"))));
}

function people(view) {
  const rows = samples();
  if (!rows.length) return null;
  return h("section", { "aria-labelledby": "samples-title" },
    h("h2", { id: "samples-title" }, t("Or continue as one of the sample people")),
    h("ul", { class: "samples" }, rows.map((each) => h("li", {}, h("button", {
      type: "button", "data-key": `as|${each.id}`,
      onclick: () => attempt(view, () => signInAs(each.id)),
    }, avatar(each), h("span", { class: "menu-text" },
      h("span", {}, each.name, h("span", { class: "quiet" }, ` · ${inWords(each.title)}`)),
      h("span", { class: "quiet small" }, inWords(each.about))))))));
}

async function attempt(view, does) {
  if (view.busy) return;
  view.busy = true;
  try {
    await does();
    view.password = "";
  } catch (problem) {
    change(() => { view.fault = problem.text ?? problem.message; });
    announce(view.fault);
  } finally {
    view.busy = false;
  }
}
