// An expense's form. What is typed is kept, by person and expense, until it is saved or discarded:
// going elsewhere, being somebody else and a period that closes lose nothing of it.

import { answer } from "../lib/answers.js";
import { amountFault, typedWhole, wholeOf } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { QUIET, blanks, formFoot, save, submits, typedField } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { typing } from "../lib/typed.js";
import { make, write } from "../lib/write.js";
import { CATEGORIES, COUNTRIES, countryName } from "./expense-words.js";

const NAMES = ["text", "date", "amount", "category", "country", "receipt", "team"];

/** Today where the reader is, as a form has it. */
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What a form starts with where nothing is on file yet. */
export const blankFields = () => (
  { text: "", date: today(), category: "travel", country: "US" });

const formOf = ({ id }) => `expenses/${id}`;

const textOf = (expense, name) => (name === "amount" ? typedWhole(expense.amount)
  : String(expense[name] ?? ""));

/** What has been typed about an expense. */
export const typedOf = (expense) => typing(formOf(expense),
  Object.fromEntries(NAMES.map((name) => [name, textOf(expense, name)])), expense.version);

/** The teams and the accounting periods, for who files expenses. */
const books = (desk) => (desk.gate.can("createExpense", { type: "Workspace" })
  ? answer("/api/books").data : null) ?? { teams: [], periods: [] };

/** The expense as it would be with what was typed; an amount that is none stays as it is. */
function withTyped(desk, expense, typed) {
  const changed = typed.changed();
  const edits = Object.fromEntries(changed.map((name) => [name, typed.text(name) || undefined]));
  if ("amount" in edits) edits.amount = wholeOf(typed.text("amount")) ?? expense.amount;
  if ("date" in edits) edits.periodClosed = isClosed(desk, edits.date) ?? expense.periodClosed;
  return { ...expense, ...edits };
}

/** Whether the accounting period of a date is closed, where it is known. */
const isClosed = (desk, date) => (
  books(desk).periods.find(({ id }) => date?.startsWith(id))?.closed);

/** What is wrong with what was typed, by field; nothing is lost where something is. */
function faultsOf(typed, names) {
  const faults = blanks(typed, names.filter((name) => ["text", "date"].includes(name)));
  const amount = typed.text("amount");
  if (names.includes("amount") && !wholeOf(amount)) {
    // Nothing is no expense.
    faults.amount = amountFault(wholeOf(amount) === 0 ? "" : amount, { places: 0 });
  }
  return faults;
}

const sentOf = (typed, names) => Object.fromEntries(names.map((name) => {
  const text = typed.text(name).trim();
  if (name === "amount") return [name, wholeOf(text)];
  return [name, text === "" && ["receipt", "team"].includes(name) ? null : text];
}));

/**
 * Saves what was typed of an expense, if anything was. Gives the expense as it is now, or null
 * where it is not saved.
 */
export async function saveTyped(desk, expense) {
  const typed = typedOf(expense);
  const changed = typed.changed();
  if (!changed.length) return expense;
  const done = await save(formOf(expense), typed, {
    check: () => {
      const faults = faultsOf(typed, changed);
      // What it would be has to be open for changes too.
      const then = desk.gate.check("editExpense", withTyped(desk, expense, typed));
      return { ...faults, ...(then.allowed ? {} : { "": then.message }) };
    },
    send: () => write("expenses", expense, {
      method: "PATCH", version: typed.version(), quiet: QUIET, label: t("Expense"),
      body: { fields: sentOf(typed, changed) },
    }),
  });
  return done?.record ?? null;
}

/** Creates what was typed as a new expense, if it can be; gives it. */
export async function createTyped(blank) {
  const typed = typedOf(blank);
  const done = await save(formOf(blank), typed, {
    check: () => faultsOf(typed, NAMES),
    send: () => make("/api/expenses", { fields: sentOf(typed, NAMES) },
      { quiet: QUIET, label: t("New expense") }),
  });
  return done?.record ?? null;
}

/**
 * The form of an expense, gated as `gate` says: `{ control, record }`. `send` is the label of its
 * button, `does` what that does.
 */
export function expenseForm(desk, expense, { gate, send, does, title, cancel }) {
  const typed = typedOf(expense);
  const name = formOf(expense);
  const hint = h("p", { class: "quiet form-hint", role: "status" });
  const tell = () => {
    const text = wouldSubmit(desk, expense, typed);
    if (hint.textContent !== text) hint.textContent = text;
  };
  const form = h("form", {
    class: "fields card", "aria-label": title, "data-form": name, novalidate: true,
    onsubmit: submits(does),
  },
  h("h2", {}, title),
  h("div", { class: "field-grid" }, fieldsOf(desk, expense, typed, tell)),
  formFoot(name, typed, { send, hint, cancel }));
  tell();
  return gated(form, desk, gate.control, gate.record, { label: title, key: "form" });
}

function fieldsOf(desk, expense, typed, tell) {
  const form = formOf(expense);
  const part = (name, label, more = {}) => typedField(form, typed,
    { name, label: t(label), tell, ...more });
  const teams = books(desk).teams.map(({ id, name }) => [id, name]);
  const current = expense.team && !teams.some(([id]) => id === expense.team)
    ? [[expense.team, expense.fields?.teamName ?? expense.team]] : [];
  return [
    part("text", "What it was for", { whole: true }),
    part("date", "Date", { type: "date" }),
    typedField(form, typed, {
      name: "amount", label: t("Amount, whole dollars"), inputmode: "numeric", tell,
    }, (input) => amountPart(desk, expense, input)),
    part("category", "Category",
      { options: Object.entries(CATEGORIES).map(([id, word]) => [id, t(word)]) }),
    part("country", "Country",
      { options: [...new Set([...COUNTRIES, expense.country])].map((code) => (
        [code, countryName(code)])) }),
    part("receipt", "Receipt (file name)", { placeholder: "receipt.pdf" }),
    part("team", "Team", { options: [["", t("None")], ...current, ...teams] }),
  ];
}

/** The amount is a control of its own, once the expense is on file. */
function amountPart(desk, expense, input) {
  if (!expense.version) return input;
  return gated(input, desk, "field.amount", expense, { label: t("Amount") }) ?? input;
}

/** What the gate says of submitting what is typed, while it is typed. */
function wouldSubmit(desk, expense, typed) {
  if (!typed.changed().length || !wholeOf(typed.text("amount"))) return "";
  return desk.gate.transition("submit", withTyped(desk, expense, typed)).message ||
    t("Once it is saved, it can be submitted.");
}
