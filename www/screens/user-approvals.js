// Which submitted expenses a user approves in the place of those who do by their role.

import { retry } from "../lib/answers.js";
import { dollars } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, formFoot, save, submits } from "../lib/form.js";
import { t } from "../lib/language.js";
import { listQuery, listOf } from "../lib/listing.js";
import { empty, failure, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { write } from "../lib/write.js";

const namesIn = (text) => text.split(" ").filter(Boolean);

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
    return empty("receipt", t("No expenses for you"), t("You have no account for expenses."));
  }
  const list = listOf("expenses", listQuery({ sort: "-date" }),
    { only: "status:submitted", size: 100 });
  if (list.problem) {
    return failure(t("These rows did not arrive"), list.problem.text, () => retry(list.address));
  }
  if (!list.rows) return loading();
  const form = `users/${user.id}/approvals`;
  const typed = typing(form, { expenses: "" }, user.version);
  return h("form", {
    class: "fields", "data-form": form, novalidate: true,
    onsubmit: submits(async () => { if (await send(form, typed, user)) close(); }),
  },
  h("p", { class: "quiet" }, t("What is ticked takes the place of what was delegated to them " +
    "before. With nothing ticked, all of it is taken back.")),
  h("fieldset", { class: "boxes" }, h("legend", {}, t("Submitted expenses that you see")),
    list.rows.length ? list.rows.map((row) => box(row, typed))
      : h("p", { class: "quiet" }, t("No expense that you see is submitted."))),
  formFoot(form, typed, { send: t("Delegate"), cancel: close }));
}

function box(row, typed) {
  const ticked = namesIn(typed.text("expenses"));
  return h("div", { class: "box" }, h("label", {},
    h("input", {
      type: "checkbox", checked: ticked.includes(row.id), "data-key": `delegate|${row.id}`,
      onchange: (event) => change(() => {
        const others = ticked.filter((each) => each !== row.id);
        typed.type("expenses", [...others, event.target.checked && row.id].filter(Boolean)
          .sort().join(" "));
      }),
    }),
    h("span", {}, row.text, h("span", { class: "quiet" },
      ` · ${row.fields.owner} · ${dollars(row.amount)}`))));
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
