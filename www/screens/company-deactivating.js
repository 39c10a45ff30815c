// Whom to ask to deactivate a company, for who may delete it and not deactivate it.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { oneOf } from "../lib/listing.js";
import { currentPerson, viewState } from "../lib/store.js";
import { holdersOf } from "./user-holders.js";

/** How many are named at once. */
const NAMED = 3;

const PERMISSION = "Permission::";

/** Why deactivating is not offered, and who may; nothing where the company is inactive already. */
export function whoDeactivates(desk, company) {
  const decision = desk.gate.transition("deactivate", company);
  if (decision.allowed || decision.denial === "unavailable") return null;
  const people = holders(decision.unlock);
  return h("div", { class: "who-deactivates", "data-ask": "deactivate" },
    icon("power"),
    h("div", {}, h("strong", {}, t("You cannot deactivate it yourself.")), ` ${decision.message} `,
      people.length > 0 && [t("Ask somebody who may:"), " ", ...personLinks(people)]));
}

/** Who holds all that some alternative takes, one's own department first. */
function holders(unlock) {
  const ways = unlock.map((changes) => changes.map(({ grant }) => grant))
    .filter((grants) => grants.every((grant) => grant?.startsWith(PERMISSION)))
    .map((grants) => grants.map((grant) => holdersOf(grant.slice(PERMISSION.length))));
  if (ways.some((way) => way.includes(null))) return [];
  const every = ways.flatMap(([first, ...others]) => (first ?? []).filter(({ id }) => (
    others.every((of) => of.some((other) => other.id === id)))));
  const may = [...new Map(every.map((person) => [person.id, person])).values()]
    .sort((one, other) => one.name.localeCompare(other.name));
  const home = oneOf("users", currentPerson().id).record?.department;
  const [near, far] = [true, false].map((is) => (
    may.filter((it) => (it.department === home) === is)));
  return [...near, ...far];
}

/** The first of them, and all others for who wants to see them. */
function personLinks(people) {
  const links = (some) => [...some.flatMap(({ id, name }, index) => [index > 0 && ", ", h("a", {
    href: `#/users/${encodeURIComponent(id)}`, "data-key": `ask|${id}`,
  }, name)]), "."];
  const others = people.slice(NAMED);
  const view = viewState("deactivating", { open: false });
  return [...links(people.slice(0, NAMED)), others.length > 0 && h("details", {
    open: view.open, ontoggle: (event) => { view.open = event.target.open; },
  }, h("summary", { "data-key": "ask-more" }, t("{count} more", { count: others.length })),
  links(others))];
}
