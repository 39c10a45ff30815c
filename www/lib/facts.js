// What the expenses pack reads of a person beside roles, as switches of the drawer: the teams they
// are in, the approvals delegated to them, and their personal limit.

import { setAttribute } from "./desk.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { field } from "./parts.js";
import { announce } from "./pulse.js";
import { state } from "./store.js";
import { toggle, toggleGroup } from "./toggles.js";
import { TEAMS } from "../data/expenses.js";

const DELEGATION = "delegate-approval";

/** The teams that a person is in, by their full names. */
const teamsOf = (desk) => desk.account.attributes.in ?? [];

/** The expenses whose approval is delegated to an account, by their full names. */
export const delegatedTo = (account) => account?.attributes.links?.[DELEGATION] ?? [];

const without = (list, name) => list.filter((each) => each !== name);
const switched = (list, name, on) => (on ? [...without(list, name), name] : without(list, name));

/** The facts of the person in view, each applied at once. */
export function factsContent(desk) {
  const teams = teamsOf(desk);
  const links = delegatedTo(desk.account);
  return [
    toggleGroup(t("Teams"), Object.entries(TEAMS).map(([id, label]) => toggle({
      key: `team|${id}`, label: t(label), on: teams.includes(`Team::${id}`),
      does: (on) => setAttribute(desk, "in", switched(teams, `Team::${id}`, on)),
    }))),
    toggleGroup(t("Approvals delegated to them"), delegable(links).map(({ id, text }) => toggle({
      key: `link|${id}`, label: text, note: id, on: links.includes(`Expense::${id}`),
      does: (on) => setAttribute(desk, "links",
        { [DELEGATION]: switched(links, `Expense::${id}`, on) }),
    })), t("Delegating an approval does not show the expense to them.")),
    limitField(desk),
  ];
}

/** What waits for an approval, and what is delegated already. */
function delegable(links) {
  return state.records.expenses.filter(({ id, status }) => (
    status === "submitted" || links.includes(`Expense::${id}`)));
}

function limitField(desk) {
  const limit = desk.account.attributes.limit;
  return field(t("Personal limit"), h("input", {
    type: "text", inputmode: "numeric", value: limit ?? "", "data-key": "fact|limit",
    onchange: (event) => setLimit(desk, event.target),
  }), { hint: t("Whole dollars. Empty: no limit of their own.") });
}

function setLimit(desk, input) {
  const text = input.value.trim();
  const wrong = !/^\d{0,9}$/.test(text);
  input.setAttribute("aria-invalid", String(wrong));
  if (wrong) {
    announce(t("{field} takes an amount, such as 1240.", { field: t("Personal limit") }));
    return;
  }
  setAttribute(desk, "limit", text === "" ? undefined : Number(text));
}
