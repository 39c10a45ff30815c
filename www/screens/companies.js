// The Companies page: the list with its status filter, and what stands above it.

import { money } from "../lib/amount.js";
import { h } from "../lib/dom.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { howMany, t } from "../lib/language.js";
import { listQuery, listing, listOf, searchOf } from "../lib/listing.js";
import { button, helpSection, screenHead } from "../lib/parts.js";
import { change, viewState } from "../lib/store.js";
import { openImport } from "./company-import.js";
import { openNewCompany } from "./company-new.js";
import { TYPE_LABELS, companyBadge, newBadge } from "./company-words.js";

const FILTERS = { "Active": "status:Active", "Inactive": "status:Inactive", "Show All": "" };

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
  return gatedScreen(place, (desk) => {
    const view = viewState("companies", listQuery({ sort: "name", filter: "Active" }));
    const list = listOf("companies", view, { only: FILTERS[view.filter] });
    return [
      screenHead(t("Companies"), howMany(list.total, "1 company", "{count} companies"),
        tools(desk)),
      companyTabs("companies"),
      h("div", { class: "bar" }, searchOf(t("Search companies"), view), filterButtons(view)),
      listing(list, view, {
        name: t("Companies"), columns: columns(),
        none: ["search", t("No company matches"),
          t("Nothing under “{filter}”. Show All lists every status.",
            { filter: t(`filter|${view.filter}`) })],
        wrapRow: (element, row) => gated(element, desk, "row.company", row, { label: row.name }),
      }),
      helpSection(desk),
    ];
  });
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
    Object.keys(FILTERS).map((name) => h("button", {
      type: "button", "data-key": `filter|${name}`, "aria-pressed": String(view.filter === name),
      onclick: () => change(() => {
        view.filter = name;
        view.page = 1;
      }),
    }, t(`filter|${name}`))));
}

function nameOf(row) {
  return h("span", { class: "marked" },
    h("a", {
      href: `#/companies/${encodeURIComponent(row.id)}`, "data-key": `company|${row.id}`,
    }, row.name),
    newBadge(row));
}

function columns() {
  return [
    { label: t("Company"), kind: "title", sort: "name", cell: nameOf },
    { label: t("Type"), sort: "companyType", cell: (row) => t(TYPE_LABELS[row.companyType]) },
    { label: t("Status"), sort: "status", cell: companyBadge },
    { label: t("Contact"), kind: "minor", sort: "contact", cell: (row) => row.contact || "—" },
    { label: t("Terms"), kind: "minor", cell: (row) => row.paymentTerms || "—" },
    { label: t("Credit limit"), kind: "number", sort: "creditLimit",
      cell: (row) => money(row.creditLimit) },
    { label: t("Loads"), cell: (row) => (row.hasCurrentLoads ? t("On the road") : "—") },
  ];
}
