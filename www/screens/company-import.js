// Import: rows of CSV, each judged by the server as its own action: made whole or not at all.

import { exampleMoney } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { badge, button, field } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, viewState } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { make } from "../lib/write.js";

const FORM = "companies/import";
const COLUMNS = [
  "id", "name", "companyType", "status", "contact", "email", "phone", "billingAddress",
  "paymentTerms", "creditLimit", "factoring", "notes",
];

/** Opens the import. */
export function openImport() {
  const view = viewState("import", {});
  delete view.rows;
  openDialog((close) => {
    const desk = deskOf("alvys");
    if (desk?.gate.control("button.importCustomers").state !== "enabled") return null;
    const typed = typing(FORM, { csv: "" });
    return {
      title: t("Import customers"),
      body: h("div", { class: "import-rows" }, source(typed, view),
        view.fault && h("p", { class: "hint fault", role: "alert" }, view.fault),
        view.rows && results(view.rows)),
      actions: [
        button(null, view.rows ? t("Done") : t("Cancel"), { "data-key": "done", onclick: () => {
          // What is still to be sent stays.
          if (!view.busy) typed.forget();
          close();
        } }),
        gated(button("upload", t("Import"), {
          class: "primary", "data-key": "import", disabled: view.busy ?? false,
        }), desk, "button.importCustomers", null, { does: () => send(typed, view) }),
      ],
    };
  }, { wide: true });
}

function source(typed, view) {
  const take = async (file) => {
    const text = await file.text();
    change(() => typed.type("csv", text));
  };
  return [
    field(t("CSV file"), h("input", {
      type: "file", accept: ".csv,text/csv", "data-key": "csv-file",
      onchange: (event) => { if (event.target.files[0]) take(event.target.files[0]); },
    })),
    field(t("Or CSV rows; the first line names the columns"), h("textarea", {
      rows: 6, class: "code", value: typed.text("csv"), "data-key": "csv", spellcheck: "false",
      oninput: (event) => {
        typed.type("csv", event.target.value);
        delete view.fault;
      },
    }), { hint: t("Columns: {names}. Amounts as you write them, such as {example}. A row with an " +
      "id changes that company, any other adds one.",
    { names: COLUMNS.join(", "), example: exampleMoney() }) }),
  ];
}

/** Sends the rows, and those that the server had no time for, as long as the dialog is open. */
async function send(typed, view) {
  const dialog = document.querySelector("dialog[open]");
  const rows = [];
  const refused = [];
  let csv = typed.text("csv");
  change(() => {
    view.busy = true;
    delete view.fault;
    delete view.rows;
  });
  while (csv && dialog.open) {
    const { answer, problem } = await make("/api/companies/import", { csv },
      { label: t("Import customers"), quiet: ["invalid"] });
    const before = rows.length;
    rows.push(...(answer?.rows ?? []).map((row) => ({ ...row, line: row.line + before })));
    if (answer?.refused) refused.push(answer.refused);
    csv = answer?.rest;
    change(() => {
      if (problem) view.fault = problem.text;
      if (rows.length) view.rows = [...rows];
      // What is done is not sent again, even if the rest fails, or once the refused is put right.
      if (answer) typed.type("csv", joined([...refused, csv ?? ""]));
    });
    if (problem) break;
  }
  change(() => { view.busy = false; });
  if (view.fault) return;
  const taken = rows.filter((row) => row.imported).length;
  announce(t("{count} of {all} rows imported.", { count: taken, all: rows.length }));
}

/** Parts of one table as a table: each has the same first line, which names the columns. */
const joined = (parts) => {
  const [first = "", ...others] = parts.filter(Boolean);
  return first + others.map((part) => part.slice(part.indexOf("\n") + 1)).join("");
};

/** What is wrong with a row, and in which column where that is one. */
const faultOf = ({ at, detail }) => (COLUMNS.includes(at) ? `${at}: ${detail}` : detail);

function results(rows) {
  const taken = rows.filter((row) => row.imported).length;
  return [
    h("h3", {}, t("{count} of {all} rows imported.", { count: taken, all: rows.length })),
    taken < rows.length && h("p", { class: "quiet" },
      t("What was refused stays above: correct it and import it again.")),
    dataTable(t("Rows of the import"), [
      { label: t("Line"), kind: "number", cell: (row) => String(row.line) },
      { label: t("Company"), kind: "title", cell: (row) => row.imported?.fields?.name ?? "—" },
      { label: t("Answer"), cell: ({ refused }) => (refused
        ? h("span", {}, badge("refused", t("Refused")), " ",
          refused.decision?.message || faultOf(refused))
        : badge("ready", t("Imported"))) },
    ], rows.map((row) => ({ ...row, id: `line-${row.line}` }))),
  ];
}
