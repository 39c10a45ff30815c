// An expense's status in words, and the steps that lead from one to the next.

import { dollars } from "../lib/amount.js";
import { confirm } from "../lib/confirm.js";
import { deskOf } from "../lib/desk.js";
import { h } from "../lib/dom.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { badge, button, rowButton } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { fire } from "../lib/write.js";
import { saveTyped } from "./expense-form.js";

const STEPS = {
  submit: { iconName: "send", label: "Submit", controlId: "row.submit" },
  approve: { iconName: "check", label: "Approve", controlId: "row.approve" },
  reject: { iconName: "close", label: "Reject", controlId: "row.reject" },
  pay: { iconName: "note", label: "Pay", controlId: "row.pay" },
};

export const STEP_NAMES = Object.keys(STEPS);

/** A status in the pack's words, as the first word of something. */
export function statusWord(desk, expense) {
  const word = desk.words.stateLabel("Expense", expense.status);
  return word[0].toUpperCase() + word.slice(1);
}

/** An expense's status as a badge that carries its word. */
export const statusBadge = (desk, expense) => badge(expense.status, statusWord(desk, expense));

/** A step as a button of a row. */
export function stepIcon(desk, name, expense) {
  const { iconName, label, controlId } = STEPS[name];
  return rowAction(desk, { iconName, name: t(label), controlId }, expense,
    () => take(desk, name, expense));
}

/** A button of an expense's row. */
export function rowAction(desk, { iconName, name, controlId }, expense, does) {
  return gated(rowButton(iconName, name, `${name} ${expense.text}`), desk, controlId, expense,
    { label: name, does, slot: true });
}

/** The steps that an expense's status has: each as a button, or with what stands in its way. */
export function stepList(desk, expense) {
  const steps = desk.gate.transitions(expense);
  if (!steps.length) return h("p", { class: "quiet" }, t("It is paid. Nothing is left to do."));
  return h("ul", { class: "steps" }, steps.map(({ name, to, decision }) => h("li", {},
    gated(stepButton(name, expense), desk, STEPS[name].controlId, expense, {
      label: desk.words.stepLabel("Expense", name), does: () => take(desk, name, expense),
    }) ?? h("strong", {}, desk.words.stepLabel("Expense", name)),
    h("p", { class: "quiet" }, decision.allowed
      ? `→ ${desk.words.stateLabel("Expense", to)}` : decision.message))));
}

function stepButton(name, expense) {
  const { iconName, label } = STEPS[name];
  return button(iconName, t(label), { "aria-label": `${t(label)} ${expense.text}` });
}

/** Takes a step; what was typed and not saved yet is saved before it is submitted. */
async function take(desk, name, expense) {
  if (name === "pay") {
    askPay(expense);
    return;
  }
  const saved = name === "submit" ? await saveTyped(desk, expense) : expense;
  if (saved) await step(desk, name, saved);
}

/** A payment is not taken back. */
function askPay(expense) {
  const { iconName, label, controlId } = STEPS.pay;
  const currentDesk = () => deskOf("expenses");
  confirm({
    title: t("Pay {name}?", { name: expense.text }),
    text: t("{person} is paid {amount}. A payment cannot be undone.",
      { person: expense.fields.owner, amount: dollars(expense.amount) }),
    keep: t("Not now"), yes: t(label), iconName, danger: false,
    isAllowed: () => currentDesk()?.gate.control(controlId, expense).state === "enabled",
    does: () => step(currentDesk(), "pay", expense),
  });
}

async function step(desk, name, expense) {
  const { record } = await fire("expenses", expense, name, { label: t(STEPS[name].label) });
  if (!record) return;
  announce(t("{name} is now {status}.", {
    name: record.text, status: desk.words.stateLabel("Expense", record.status),
  }));
}
