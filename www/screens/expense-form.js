// An expense's form. What is typed is kept, by person and expense, until it is saved or discarded:
// going elsewhere, being somebody else and a period that closes lose nothing of it.

import { h, uniqueId } from "../lib/dom.js";
import { gated } from "../lib/gated.js";
import { icon } from "../lib/icons.js";
import { language, t } from "../lib/language.js";
import { button, field } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, state, viewState } from "../lib/store.js";
import { CATEGORIES, COUNTRIES, TEAMS } from "../data/expenses.js";

const NAMES = ["text", "date", "amount", "category", "country", "receipt", "team"];

/** What the Expenses screens remember of this visit. */
export const expenseView = () => viewState("expenses",
  { show: "all", search: "", today: "2026-11-27", typed: {} });

/** What a form starts with where nothing is on file yet. */
export const BLANK = {
  text: "", date: "2026-11-27", amount: "", category: "travel", country: "US", receipt: "",
  team: "",
};

const keyOf = (desk, id) => `${desk.person.id}|${id}`;
const shownOf = (expense) => Object.fromEntries(
  NAMES.map((name) => [name, String(expense[name] ?? "")]));

/** What the person in view has typed about an expense and not saved, or null. */
export function typedOf(desk, expense) {
  const typed = expenseView().typed[keyOf(desk, expense.id)];
  return typed && NAMES.some((name) => typed[name] !== shownOf(expense)[name]) ? typed : null;
}

export function forgetTyped(desk, { id }) {
  delete expenseView().typed[keyOf(desk, id)];
}

/** Whether the accounting period of a date is closed. */
const isClosed = (date) => (
  state.records.periods.some(({ id, closed }) => closed && date.startsWith(id)));

/** The expense as it would be with what was typed; an amount that is none stays as it is. */
export function withTyped(expense, typed) {
  const amount = amountOf(typed.amount) ?? expense.amount;
  return {
    ...expense, ...typed, amount, team: typed.team || undefined, periodClosed: isClosed(typed.date),
  };
}

/** Whole dollars, as `1,240` or `$1240`; null where it is no such amount. */
function amountOf(text) {
  const digits = text.replace(/[$,\s]/g, "");
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** Closes or opens a period; the expenses of its days go with it. */
export function setPeriod(period, closed) {
  change(() => {
    period.closed = closed;
    for (const each of state.records.expenses) each.periodClosed = isClosed(each.date);
  });
}

/** What is wrong with what was typed, by field; nothing is lost where something is. */
function faultsOf(typed) {
  return Object.fromEntries([
    !typed.text.trim() && ["text", t("Say what it was for.")],
    !typed.date && ["date", t("Choose the day.")],
    amountOf(typed.amount) === null && ["amount", t("Whole dollars, such as 1240.")],
  ].filter(Boolean));
}

/** Saves what was typed of an expense, if anything was; false where it cannot be. */
export function saveTyped(desk, expense) {
  const typed = typedOf(desk, expense);
  if (!typed) return true;
  const faults = faultsOf(typed);
  const changed = withTyped(expense, typed);
  // What it is now has to be open for changes, and what it would be then.
  const refused = [expense, changed].map((each) => desk.gate.check("editExpense", each))
    .find(({ allowed }) => !allowed);
  if (Object.keys(faults).length || refused) {
    change(() => { expenseView().faults = { id: expense.id, faults, refused: refused?.message }; });
    announce([...Object.values(faults), refused?.message].filter(Boolean).join(" "));
    return false;
  }
  change(() => {
    Object.assign(expense, changed);
    settled(desk, expense);
  });
  return true;
}

/** Creates what was typed as a new expense, if it can be; gives it. */
export function createTyped(desk, blank) {
  const typed = typedOf(desk, blank) ?? shownOf(blank);
  const faults = faultsOf(typed);
  const decision = desk.gate.check("createExpense", { type: "Workspace" });
  if (Object.keys(faults).length || !decision.allowed) {
    change(() => { expenseView().faults = { id: blank.id, faults, refused: decision.message }; });
    announce([...Object.values(faults), decision.message].filter(Boolean).join(" "));
    return null;
  }
  const { expenses } = state.records;
  const created = { ...withTyped(blank, typed), id: `EX-${3001 + expenses.length}` };
  change(() => {
    expenses.unshift(created);
    settled(desk, blank);
  });
  return created;
}

function settled(desk, expense) {
  forgetTyped(desk, expense);
  expenseView().faults = null;
}

/**
 * The form of an expense, gated as `gate` says: `{ control, record, options }`. `send` is the label
 * of its button, `does` what that does.
 */
export function expenseForm(desk, expense, { gate, send, does, title }) {
  const view = expenseView();
  const { faults = {}, refused } = view.faults?.id === expense.id ? view.faults : {};
  const draft = { ...(typedOf(desk, expense) ?? shownOf(expense)) };
  const status = formStatus(desk, expense);
  const typing = (name) => (event) => {
    draft[name] = event.target.value;
    view.typed[keyOf(desk, expense.id)] = draft;
    status.tell(draft);
  };
  const form = h("form", {
    class: "fields card", "aria-label": title, novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      does();
      queueMicrotask(() => document.querySelector("#screen [aria-invalid=true]")?.focus());
    },
  },
  h("h2", {}, title),
  h("div", { class: "field-grid" }, fieldsOf(desk, expense, { draft, faults, typing })),
  h("div", { class: "form-foot" },
    h("div", { class: "form-state" },
      h("p", { class: "hint fault", role: "alert" }, refused), status.parts),
    h("div", { class: "form-actions", "data-write": "" },
      h("button", { type: "submit", class: "primary", "data-key": "save" }, send))));
  status.tell(draft);
  return gated(form, desk, gate.control, gate.record, { label: title, key: "form" });
}

function fieldsOf(desk, expense, { draft, faults, typing }) {
  const common = (name) => ({
    name, value: draft[name], "data-key": `field|${name}`, oninput: typing(name),
    "aria-invalid": faults[name] ? "true" : null,
  });
  const text = (name, label, more = {}) => checked(faults[name], t(label),
    h("input", { type: "text", ...common(name), ...more }));
  const select = (name, label, options) => checked(faults[name], t(label),
    h("select", common(name), options.map(([value, word]) => h("option", { value }, word))));
  const amount = h("input", { type: "text", inputmode: "numeric", ...common("amount") });
  const what = text("text", "What it was for");
  what.classList.add("whole");
  return [
    what,
    text("date", "Date", { type: "date" }),
    checked(faults.amount, t("Amount, whole dollars"), amount, amountPart(desk, expense, amount)),
    select("category", "Category", Object.entries(CATEGORIES).map(([id, word]) => [id, t(word)])),
    select("country", "Country", COUNTRIES.map((code) => [code, countryName(code)])),
    text("receipt", "Receipt, a file’s name", { placeholder: "receipt.pdf" }),
    select("team", "Team", [["", t("None")], ...Object.entries(TEAMS)
      .map(([id, word]) => [id, t(word)])]),
  ];
}

/** The amount is a control of its own, once the expense is on file. */
function amountPart(desk, expense, input) {
  if (!state.records.expenses.includes(expense)) return input;
  return gated(input, desk, "field.amount", expense, { label: t("Amount") });
}

/** A field with what is wrong with it beneath. */
function checked(fault, label, input, wrap = input) {
  if (!fault) return field(label, input, { wrap });
  const id = uniqueId("fault");
  input.setAttribute("aria-describedby", id);
  const part = field(label, input, { wrap });
  part.append(h("p", { class: "hint fault", id }, fault));
  return part;
}

/** A country's name in the language of the page. */
export function countryName(code) {
  return new Intl.DisplayNames([language()], { type: "region" }).of(code);
}

/** What the gate says of submitting what is typed, while it is typed, and what is not saved. */
function formStatus(desk, expense) {
  const said = h("p", { class: "quiet form-said", role: "status" });
  const unsaved = h("span", { class: "unsaved" }, icon("pencil"), t("Not saved yet"));
  const discard = button(null, t("Discard"), {
    class: "small subtle", "data-key": "discard",
    onclick: () => {
      change(() => settled(desk, expense));
      announce(t("What was typed is discarded."));
    },
  });
  const open = h("div", { class: "form-unsaved" }, unsaved, discard);
  return {
    parts: [said, open],
    tell(draft) {
      open.hidden = !typedOf(desk, expense);
      const text = open.hidden || amountOf(draft.amount) === null ? ""
        : desk.gate.transition("submit", withTyped(expense, draft)).message ||
          t("Once it is saved, it can be submitted.");
      if (said.textContent !== text) said.textContent = text;
    },
  };
}
