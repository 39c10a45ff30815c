// Which submitted expenses a user approves in the place of those who do by their role.

import { answer, retry } from "../lib/answers.js";
import { dollars } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, formFoot, save, submits } from "../lib/form.js";
import { t } from "../lib/language.js";
import { allOf } from "../lib/listing.js";
import { empty, failure, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change } from "../lib/store.js";
import { listed, namesIn, switched, typing } from "../lib/typed.js";
import { write } from "../lib/write.js";

/** Opens the dialog for whoever may delegate to this user. */
export function openApprovals(user) {
  openDialog((close) => {
    const who = { type: "User", id: user.id };
    const state = deskOf("office")?.gate.control("button.delegateApproval", who).state;
    if (state !== "enabled") return null;
    return {
      title: t("Delegate approvals to {name}", { name: user.name }),
      body: body(user, close),
    };
  });
}

function body(user, close) {
  if (!deskOf("expenses")) {
    return empty("receipt", t("No expenses for you"), t("You have no access to expenses."));
  }
  const list = allOf("expenses", { sort: "-date", only: "status:submitted" });
  const address = `/api/users/${encodeURIComponent(user.id)}/approvals`;
  const now = answer(address);
  for (const each of [list, { ...now, address }]) {
    if (each.problem) {
      return failure(t("The list could not be loaded"), each.problem.text,
        () => retry(each.address));
    }
  }
  if (!list.rows || !now.data) return loading();
  const form = `users/${user.id}/approvals`;
  const typed = typing(form, { expenses: listed(now.data.expenses) }, now.data.version);
  const others = now.data.expenses.filter((id) => !list.rows.some((row) => row.id === id));
  return h("form", {
    class: "fields", "data-form": form, novalidate: true,
    onsubmit: submits(async () => { if (await send(form, typed, user)) close(); }),
  },
  h("p", { class: "quiet" }, t("They can approve the expenses that you tick. Untick an expense " +
    "to take it back.")),
  h("fieldset", { class: "boxes" }, h("legend", {}, t("Submitted expenses that you see")),
    list.rows.length ? list.rows.map((row) => box(row.id, typed, row.text,
      `${row.fields.owner} · ${dollars(row.amount)}`))
      : h("p", { class: "quiet" }, t("No expense that you see is submitted."))),
  others.length > 0 && h("fieldset", { class: "boxes" },
    h("legend", {}, t("Also delegated to them")),
    others.map((id) => box(id, typed, id, t("not submitted, or you have no access to it")))),
  formFoot(form, typed, { send: t("Delegate"), cancel: close }));
}

function box(id, typed, name, more) {
  const ticked = namesIn(typed.text("expenses"));
  return h("div", { class: "box" }, h("label", {},
    h("input", {
      type: "checkbox", checked: ticked.includes(id), "data-key": `delegate|${id}`,
      onchange: (event) => change(() => {
        typed.type("expenses", listed(switched(ticked, id, event.target.checked)));
      }),
    }),
    h("span", {}, name, h("span", { class: "quiet" }, ` · ${more}`))));
}

async function send(form, typed, user) {
  const expenses = namesIn(typed.text("expenses"));
  const done = await save(form, typed, {
    send: () => write("users", user, {
      method: "PUT", path: "/approvals", body: { expenses }, version: typed.version(),
      pack: "office", label: t("Delegate approvals"), quiet: [...QUIET, "no-account"],
    }),
  });
  if (!done) return false;
  announce(t("Approvals delegated to {name}: {count}.",
    { name: user.name, count: expenses.length }));
  return true;
}
