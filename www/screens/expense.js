// One expense: its form or its facts, the steps it has, and what else the gate looks at.

import { retry } from "../lib/answers.js";
import { dollars } from "../lib/amount.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { oneOf } from "../lib/listing.js";
import { button, day, empty, fact, failure, field, helpSection, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { write } from "../lib/write.js";
import { blankFields, createTyped, expenseForm, saveTyped } from "./expense-form.js";
import { statusBadge, stepList } from "./expense-steps.js";
import { CATEGORIES, countryName } from "./expense-words.js";

const PACK = "expenses";

export function drawExpense(id) {
  return gatedScreen({ pack: PACK, title: "Expenses" }, (desk) => {
    const { record: expense, problem, address } = oneOf("expenses", id);
    if (!expense) return absent(problem, address);
    return [
      head(expense.text, [statusBadge(desk, expense), ` ${expense.fields.owner}`],
        gated(button("trash", t("Delete"), { class: "danger" }), desk, "row.delete", expense,
          { label: t("Delete"), does: () => openDelete(expense) })),
      h("div", { class: "profile" },
        h("div", { class: "profile-main" }, formOrFacts(desk, expense)),
        h("div", { class: "profile-side" },
          card("steps", t("Steps"), stepList(desk, expense)), around(expense))),
      helpSection(desk),
    ];
  });
}

function absent(problem, address) {
  const title = h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, t("Expense"));
  if (!problem) return [title, loading()];
  if (problem.kind !== "missing") {
    return [title, failure(t("This expense could not be loaded"), problem.text,
      () => retry(address))];
  }
  return [title, empty("receipt", t("No such expense"),
    t("It no longer exists, or you do not have access to it."),
    h("a", { href: "#/expenses", "data-key": "back" }, t("Back to the list")))];
}

/** A new expense: the same form, on the right to create one. */
export function drawNewExpense() {
  const place = { pack: PACK, control: "button.newExpense", title: "New expense" };
  return gatedScreen(place, (desk) => {
    const blank = {
      ...blankFields(), type: "Expense", id: "new", owner: { id: desk.person.id }, labels: [],
      status: desk.policy.lifecycle("Expense").initial, periodClosed: false,
    };
    return [
      head(t("New expense"), t("It starts as a draft. Nobody else acts on it before it is " +
        "submitted.")),
      expenseForm(desk, blank, {
        gate: { control: "button.newExpense" }, title: t("Expense"), send: t("Create"),
        cancel: () => { location.hash = "#/expenses"; },
        does: async () => {
          const created = await createTyped(blank);
          if (!created) return;
          location.hash = `#/expenses/${encodeURIComponent(created.id)}`;
          announce(t("{name} is created.", { name: created.text }));
        },
      }),
    ];
  });
}

function head(title, subtitle, ...tools) {
  return h("header", { class: "screen-head" },
    h("div", {},
      h("a", { class: "back", href: "#/expenses", "data-key": "back" }, icon("left"),
        t("Expenses")),
      h("h1", { tabindex: "-1", id: "screen-title" }, title),
      h("p", { class: "quiet" }, subtitle)),
    tools.length > 0 && h("div", { class: "tools" }, tools));
}

function card(key, title, ...content) {
  const id = `${key}-title`;
  return h("section", { class: "card", "aria-labelledby": id }, h("h2", { id }, title), content);
}

/** Who owns it has the form, as the gate shows it; who only sees it has what it says. */
function formOrFacts(desk, expense) {
  return expenseForm(desk, expense, {
    gate: { control: "form.expense", record: expense }, title: t("Expense"),
    send: t("Save changes"),
    does: async () => {
      const saved = await saveTyped(desk, expense);
      if (saved) announce(t("Saved {name}.", { name: saved.text }));
    },
  }) ?? facts(desk, expense);
}

function facts(desk, expense) {
  const amount = h("input", {
    type: "text", value: dollars(expense.amount), "data-key": "field.amount",
  });
  return card("facts", t("Expense"),
    field(t("Amount"), amount, {
      wrap: gated(amount, desk, "field.amount", expense, { label: t("Amount") }),
    }),
    h("dl", { class: "facts" },
      fact(t("Date"), day(expense.date)),
      fact(t("Category"), t(CATEGORIES[expense.category])),
      fact(t("Country"), countryName(expense.country)),
      fact(t("Receipt"), expense.receipt || "—")));
}

/** What rules look at beside the form's fields. */
function around(expense) {
  return card("around", t("What the rules take into account"), h("dl", { class: "facts" },
    fact(t("Owner"), expense.fields.owner),
    fact(t("Team"), expense.fields.teamName ?? t("None")),
    fact(t("Accounting period"), t(expense.periodClosed ? "period|Closed" : "period|Open")),
    fact(t("Budget left"), expense.budget === undefined ? "—" : dollars(expense.budget)),
    fact(t("Labels"), (expense.labels ?? []).join(", ") || "—")));
}

/** Asks before a draft goes for good. */
export function openDelete(expense) {
  confirm({
    title: t("Delete {name}?", { name: expense.text }),
    text: t("The draft and everything typed in it are deleted. This cannot be undone."),
    yes: t("Delete for good"),
    isAllowed: () => deskOf(PACK)?.gate.control("row.delete", expense).state === "enabled",
    does: () => remove(expense),
  });
}

async function remove(expense) {
  const { problem } = await write("expenses", expense, {
    method: "DELETE", label: t("Delete"), leave: () => { location.hash = "#/expenses"; },
  });
  if (problem) return;
  announce(t("{name} is deleted.", { name: expense.text }));
}
