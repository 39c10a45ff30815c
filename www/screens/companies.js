// The Companies page: the list with its status filter, and what stands above it.

import { h } from "../lib/dom.js";
import { door } from "../lib/door.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { badge, button, dollars, empty, helpSection, screenHead, searchBox } from "../lib/parts.js";
import { dataTable } from "../lib/rows.js";
import { change, state, viewState } from "../lib/store.js";
import { STATUS_LABELS, TYPE_LABELS } from "../data/companies.js";
import { openImport } from "./company-import.js";
import { openNewCompany } from "./company-new.js";

const FILTERS = [
  { name: "Active", keeps: (row) => row.status === "Active" },
  { name: "Inactive", keeps: (row) => row.status === "Inactive" },
  { name: "Show All", keeps: () => true },
];

/** A company’s status as a badge that carries its word. */
function companyBadge(company) {
  return badge(company.status, t(STATUS_LABELS[company.status]));
}

/** The links between the two lists of this screen. */
export function companyTabs(current) {
  const tab = (to, label) => h("a", {
    href: `#/${to}`, "data-key": `tab|${to}`, "aria-current": current === to && "page",
  }, label);
  return h("nav", { class: "tabs", "aria-label": t("Companies and users") },
    tab("companies", t("Companies")), tab("users", t("Users")));
}

export function drawCompanies() {
  const place = { pack: "alvys", control: "menu.companies", title: "Companies" };
  return door(place, (desk) => {
    const view = viewState("companies", { search: "", filter: "Active" });
    const { companies } = state.records;
    const kept = FILTERS.find((each) => each.name === view.filter);
    const rows = companies.filter((row) => kept.keeps(row) && matches(row, view.search));
    return [
      screenHead(t("Companies"), t("{count} companies, {shown} shown",
        { count: companies.length, shown: rows.length }), tools(desk)),
      companyTabs("companies"),
      h("div", { class: "bar" },
        searchBox(t("Search companies"), view.search, (text) => {
          change(() => { view.search = text; });
        }),
        filterButtons(view)),
      rows.length ? list(desk, rows) : empty("search", t("No company matches"),
        t("Nothing under “{filter}”. Show All lists every status.",
          { filter: t(`filter|${view.filter}`) })),
      helpSection(desk),
    ];
  });
}

function matches(row, search) {
  return [row.name, row.contact, t(TYPE_LABELS[row.companyType])].join(" ").toLowerCase()
    .includes(search.trim().toLowerCase());
}

function tools(desk) {
  return [
    gated(button("upload", t("Import")), desk, "button.importCustomers", null,
      { does: openImport, label: t("Import customers") }),
    gated(button("plus", t("New Company"), { class: "primary" }), desk, "button.newCompany", null,
      { does: openNewCompany, decide: newCompanyDecisions }),
  ];
}

/** The button asks for some type; its explanation goes through one type of each family. */
function newCompanyDecisions({ gate }) {
  return [[t("For a customer"), "Customer"], [t("For any other company"), "Shipper"]]
    .map(([label, companyType]) => (
      { label, decision: gate.check("createCompany", { type: "Company", companyType }) }));
}

function filterButtons(view) {
  return h("div", { class: "segments", role: "group", "aria-label": t("Status") },
    FILTERS.map(({ name }) => h("button", {
      type: "button", "data-key": `filter|${name}`, "aria-pressed": String(view.filter === name),
      onclick: () => change(() => { view.filter = name; }),
    }, t(`filter|${name}`))));
}

function list(desk, rows) {
  return dataTable(t("Companies"), [
    { label: t("Company"), kind: "title", cell: (row) => h("a", {
      href: `#/companies/${row.id}`, "data-key": `company|${row.id}`,
    }, row.name) },
    { label: t("Type"), cell: (row) => t(TYPE_LABELS[row.companyType]) },
    { label: t("Status"), cell: companyBadge },
    { label: t("Contact"), kind: "minor", cell: (row) => row.contact || "—" },
    { label: t("Terms"), kind: "minor", cell: (row) => row.paymentTerms },
    { label: t("Credit limit"), kind: "number", cell: (row) => dollars.format(row.creditLimit) },
    { label: t("Open loads"), kind: "number", cell: (row) => String(row.loads.length) },
  ], rows, (element, row) => gated(element, desk, "row.company", row, { label: row.name }));
}
