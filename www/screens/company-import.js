// Import: rows pasted as CSV, each judged as its own action before anything is written.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { t } from "../lib/language.js";
import { badge, button, field } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { dataTable } from "../lib/rows.js";
import { change, state } from "../lib/store.js";
import { STATUS_LABELS, TYPE_LABELS } from "../data/companies.js";
import { blankCompany } from "./company-new.js";

const PACK = "alvys";

const SAMPLE = `id,name,companyType,status,creditLimit
,Juniper Textiles,Customer,,18000
,Bayside Warehousing,Warehouse,,0
C-203,,,Active,
C-205,,,,40000
,Larkspur 3PL,BrokerOr3PL,OnHold,30000`;

/** Opens the import; every row says what it would do and whether this person may. */
export function openImport() {
  const draft = { text: SAMPLE };
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("button.importCustomers").state !== "enabled") return null;
    const rows = parse(draft.text).map((row, index) => judge(desk, row, index));
    const accepted = rows.filter((row) => !row.problem);
    return {
      title: t("Import customers"),
      body: [
        field(t("Rows as CSV, the first line names the columns"), h("textarea", {
          rows: 6, class: "code", value: draft.text, "data-key": "csv", spellcheck: "false",
          oninput: (event) => change(() => { draft.text = event.target.value; }),
        })),
        h("h3", {}, t("{count} of {all} rows would be taken",
          { count: accepted.length, all: rows.length })),
        dataTable(t("Rows of the import"), [
          { label: t("Row"), kind: "title", cell: (row) => row.title },
          { label: t("Would"), cell: (row) => row.does },
          { label: t("Answer"), cell: (row) => (row.problem
            ? h("span", {}, badge("refused", t("Refused")), " ", row.problem)
            : badge("ready", t("Ready"))) },
        ], rows),
      ],
      actions: [button("upload", t("Import {count}", { count: accepted.length }), {
        class: "primary", "data-key": "import", onclick: () => {
          close();
          take(desk, accepted);
        },
      })],
    };
  }, { wide: true });
}

/** CSV without quoting: a first line of names, then a line per row. */
function parse(text) {
  const [head = "", ...lines] = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const names = head.split(",").map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}

function judge(desk, row, index) {
  const stored = state.records.companies.find((each) => each.id === row.id);
  const named = { id: `row-${index}`, row, stored, title: row.name || stored?.name || row.id };
  if (row.id && !stored) {
    return { ...named, does: "—", problem: t("No record {id}.", { id: row.id }) };
  }
  try {
    const asked = stored ? changesTo(desk, stored, row) : creation(desk, row);
    const denied = asked.find((each) => !each.decision.allowed);
    return { ...named, does: asked.map((each) => each.does).join(", ") || t("change nothing"),
      problem: denied?.decision.message ?? null };
  } catch (error) {
    return { ...named, does: "—", problem: error.message };
  }
}

function creation(desk, row) {
  const { initial } = desk.policy.lifecycle("Company");
  const made = { type: "Company", companyType: row.companyType, status: initial };
  const asked = [{
    does: t("create a {type}", { type: t(TYPE_LABELS[row.companyType] ?? row.companyType) }),
    decision: desk.gate.check("createCompany", made),
  }];
  return row.status ? [...asked, statusStep(desk, made, row.status)] : asked;
}

function changesTo(desk, stored, row) {
  const asked = [];
  if (row.companyType && row.companyType !== stored.companyType) {
    asked.push({
      does: t("make it a {type}", { type: t(TYPE_LABELS[row.companyType] ?? row.companyType) }),
      decision: desk.gate.check("changeCompanyType", stored, { to: row.companyType }),
    });
  }
  if (row.name || row.creditLimit) {
    asked.push({ does: t("edit"), decision: desk.gate.check("editCompany", stored) });
  }
  if (row.status) asked.push(statusStep(desk, stored, row.status));
  return asked;
}

/** Setting a status asks the activate permission, also where the status is the same. */
function statusStep(desk, record, status) {
  return {
    does: t("set {status}", { status: t(STATUS_LABELS[status] ?? status) }),
    decision: desk.gate.check("setCompanyStatus", { ...record, status }),
  };
}

function take(desk, accepted) {
  change(() => {
    for (const { row, stored } of accepted) {
      const fields = Object.fromEntries(Object.entries(row)
        .filter(([name, value]) => name !== "id" && value !== "")
        .map(([name, value]) => [name, name === "creditLimit" ? Number(value) : value]));
      if (stored) Object.assign(stored, fields);
      else state.records.companies.push(blankCompany(desk, fields));
    }
  });
  announce(t("{count} rows imported.", { count: accepted.length }));
}
