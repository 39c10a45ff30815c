// The Companies page: the list with its status filter, and what stands above it.

import { h } from "../lib/dom.js";
import { door } from "../lib/door.js";
import { gated } from "../lib/gated.js";
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
  return badge(company.status, STATUS_LABELS[company.status]);
}

/** The links between the two lists of this screen. */
export function companyTabs(current) {
  const tab = (to, label) => h("a", {
    href: `#/${to}`, "data-key": `tab|${to}`, "aria-current": current === to && "page",
  }, label);
  return h("nav", { class: "tabs", "aria-label": "Companies and users" },
    tab("companies", "Companies"), tab("users", "Users"));
}

export function drawCompanies() {
  const place = { pack: "alvys", control: "menu.companies", title: "Companies" };
  return door(place, (desk) => {
    const view = viewState("companies", { search: "", filter: "Active" });
    const { companies } = state.records;
    const kept = FILTERS.find((each) => each.name === view.filter);
    const rows = companies.filter((row) => kept.keeps(row) && matches(row, view.search));
    return [
      screenHead("Companies", `${companies.length} companies, ${rows.length} shown`, tools(desk)),
      companyTabs("companies"),
      h("div", { class: "bar" },
        searchBox("Search companies", view.search, (text) => change(() => { view.search = text; })),
        filterButtons(view)),
      rows.length ? list(desk, rows) : empty("search", "No company matches",
        `Nothing under “${view.filter}”. Show All lists every status.`),
      helpSection(desk),
    ];
  });
}

function matches(row, search) {
  return [row.name, row.contact, TYPE_LABELS[row.companyType]].join(" ").toLowerCase()
    .includes(search.trim().toLowerCase());
}

function tools(desk) {
  return [
    gated(button("upload", "Import"), desk, "button.importCustomers", null,
      { does: openImport, label: "Import customers" }),
    gated(button("plus", "New Company", { class: "primary" }), desk, "button.newCompany", null,
      { does: openNewCompany, decide: newCompanyDecisions }),
  ];
}

/** The button asks for some type; its explanation goes through one type of each family. */
function newCompanyDecisions({ gate }) {
  return [["For a customer", "Customer"], ["For any other company", "Shipper"]]
    .map(([label, companyType]) => (
      { label, decision: gate.check("createCompany", { type: "Company", companyType }) }));
}

function filterButtons(view) {
  return h("div", { class: "segments", role: "group", "aria-label": "Status" },
    FILTERS.map(({ name }) => h("button", {
      type: "button", "data-key": `filter|${name}`, "aria-pressed": String(view.filter === name),
      onclick: () => change(() => { view.filter = name; }),
    }, name)));
}

function list(desk, rows) {
  return dataTable("Companies", [
    { label: "Company", kind: "title", cell: (row) => h("a", {
      href: `#/companies/${row.id}`, "data-key": `company|${row.id}`,
    }, row.name) },
    { label: "Type", cell: (row) => TYPE_LABELS[row.companyType] },
    { label: "Status", cell: companyBadge },
    { label: "Contact", kind: "minor", cell: (row) => row.contact || "—" },
    { label: "Terms", kind: "minor", cell: (row) => row.paymentTerms },
    { label: "Credit limit", kind: "number", cell: (row) => dollars.format(row.creditLimit) },
    { label: "Open loads", kind: "number", cell: (row) => String(row.loads.length) },
  ], rows, (element, row) => gated(element, desk, "row.company", row, { label: row.name }));
}
