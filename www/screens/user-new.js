// Add user: who they are. What they may do is given on their own page afterwards.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, blanks, formFoot, save, submits, typedField } from "../lib/form.js";
import { t, inWords } from "../lib/language.js";
import { adviceList } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { typing } from "../lib/typed.js";
import { make } from "../lib/write.js";

const FORM = "users/new";

const START = { name: "", title: "", email: "", department: "", password: "" };

/** The departments that rules on expenses know people by. */
const DEPARTMENTS = ["Sales", "Operations", "Accounting"];

/** Opens the dialog for whoever may add a user. */
export function openNewUser() {
  openDialog((close) => {
    const desk = deskOf("office");
    if (desk?.gate.control("button.addUser").state !== "enabled") return null;
    const typed = typing(FORM, START);
    return {
      title: t("Add user"),
      body: [
        adviceList(desk.gate.check("addUser", { type: "Workspace" }).advice),
        h("form", {
          class: "fields", "data-form": FORM, novalidate: true,
          onsubmit: submits(async () => {
            const made = await create(typed);
            if (!made) return;
            close();
            location.hash = `#/users/${encodeURIComponent(made.id)}`;
          }),
        }, fields(typed), formFoot(FORM, typed, { send: t("Add user"), cancel: close })),
      ],
    };
  });
}

function fields(typed) {
  const departments = [["", t("None")], ...DEPARTMENTS.map((each) => [each, inWords(each)])];
  return [
    { name: "name", label: t("Name"), autocomplete: "off" },
    { name: "title", label: t("Title"), autocomplete: "off" },
    { name: "email", label: t("Email"), type: "email", autocomplete: "off" },
    { name: "department", label: t("Department"), options: departments },
    { name: "password", label: t("Password"), type: "password", autocomplete: "new-password",
      hint:
        t("Leave it empty if your identity provider signs them in and says what they may do.") },
  ].map((part) => typedField(FORM, typed, part));
}

async function create(typed) {
  const { password, ...rest } = Object.fromEntries(
    Object.keys(START).map((name) => [name, typed.text(name)]));
  const values = Object.fromEntries(
    Object.entries(rest).map(([name, text]) => [name, text.trim()]));
  const body = { fields: { ...values, department: values.department || null } };
  const done = await save(FORM, typed, {
    check: () => ({
      ...(values.email.includes("@") ? {} : { email: t("Enter an email address that has an @.") }),
      ...blanks(typed, ["name", "email"]),
    }),
    send: () => make("/api/users", password ? { ...body, password } : body,
      { label: t("Add user"), pack: "office", quiet: QUIET }),
  });
  if (!done) return null;
  announce(password
    ? t("{name} is added. Set their access here.", { name: values.name })
    : t("{name} is added, without a password: their access comes from your identity provider.",
      { name: values.name }));
  return done.answer;
}
