// One expense: its form or its facts, the steps it has, and what else the gate looks at.

import { h } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { openDialog } from "../lib/dialog.js";
import { door } from "../lib/door.js";
import { delegatedTo } from "../lib/facts.js";
import { gated } from "../lib/gated.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { button, day, dollars, empty, fact, field, helpSection } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, state } from "../lib/store.js";
import { CATEGORIES, TEAMS, ownerOf } from "../data/expenses.js";
import {
  BLANK, countryName, createTyped, expenseForm, forgetTyped, saveTyped,
} from "./expense-form.js";
import { statusBadge, stepList } from "./expense-steps.js";

const PACK = "expenses";

export const personName = (id) => state.people.find((each) => each.id === id)?.name ?? id;

export function drawExpense(id) {
  return door({ pack: PACK, title: "Expenses" }, (desk) => {
    const expense = state.records.expenses.find((each) => each.id === id);
    if (!expense || !desk.gate.can("viewExpense", expense)) {
      return [h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, t("Expense")),
        empty("receipt", t("No such expense"), t("It is gone, or it is not yours to see."),
          h("a", { href: "#/expenses", "data-key": "back" }, t("Back to the list")))];
    }
    return [
      head(expense.text, [statusBadge(desk, expense), ` ${expense.id} · `,
        personName(expense.owner.id)],
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

/** A new expense: the same form, on the right to create one. */
export function drawNewExpense() {
  const place = { pack: PACK, control: "button.newExpense", title: "New expense" };
  return door(place, (desk) => {
    const blank = {
      ...BLANK, type: "Expense", id: "new", owner: ownerOf(desk.person.id), labels: [],
      status: desk.policy.lifecycle("Expense").initial, periodClosed: false,
    };
    return [
      head(t("New expense"), t("It starts as a draft. Nobody else acts on it before it is " +
        "submitted.")),
      expenseForm(desk, blank, {
        gate: { control: "button.newExpense" }, title: t("Expense"), send: t("Create"),
        does: () => {
          const created = createTyped(desk, blank);
          if (!created) return;
          location.hash = `#/expenses/${created.id}`;
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
    does: () => {
      if (saveTyped(desk, expense)) announce(t("Saved {name}.", { name: expense.text }));
    },
  }) ?? facts(desk, expense);
}

function facts(desk, expense) {
  const amount = h("input", {
    type: "text", value: dollars.format(expense.amount), "data-key": "field.amount",
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
  const delegates = state.people.filter((each) => (
    delegatedTo(each.accounts[PACK]).includes(`Expense::${expense.id}`)));
  return card("around", t("What rules look at"), h("dl", { class: "facts" },
    fact(t("Department"), t(expense.owner.department ?? "None")),
    fact(t("Team"), t(TEAMS[expense.team] ?? "None")),
    fact(t("Accounting period"), t(expense.periodClosed ? "period|Closed" : "period|Open")),
    fact(t("Budget left"), expense.budget === undefined ? "—" : dollars.format(expense.budget)),
    fact(t("Labels"), expense.labels.join(", ") || "—"),
    fact(t("Approval delegated to"), delegates.map(({ name }) => name).join(", ") || "—")));
}

/** Asks before a draft goes for good. */
export function openDelete(expense) {
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("row.delete", expense).state !== "enabled") return null;
    return {
      title: t("Delete {name}?", { name: expense.text }),
      body: h("p", {}, t("The draft and what was typed in it go for good.")),
      actions: [
        button(null, t("Keep it"), { "data-key": "keep", onclick: close }),
        button("trash", t("Delete for good"), {
          class: "danger", "data-key": "delete",
          onclick: () => {
            close();
            remove(desk, expense);
          },
        }),
      ],
    };
  });
}

function remove(desk, expense) {
  change(() => {
    state.records.expenses = state.records.expenses.filter((each) => each !== expense);
    forgetTyped(desk, expense);
  });
  location.hash = "#/expenses";
  announce(t("{name} is deleted.", { name: expense.text }));
}
