// Which screens there are, what leads to them, and which pack governs each.

import { h } from "../lib/dom.js";
import { t } from "../lib/language.js";
import { empty } from "../lib/parts.js";
import { drawCustomers } from "./customers.js";
import { drawCompanies } from "./companies.js";
import { drawCompany } from "./company.js";
import { drawExpense, drawNewExpense } from "./expense.js";
import { drawExpenses } from "./expenses.js";
import { drawAudit } from "./audit.js";
import { drawPeriods } from "./periods.js";
import { drawRequests } from "./requests.js";
import { drawTeams } from "./teams.js";
import { drawUser, drawUsers } from "./users.js";
import { drawPortal, drawShipments } from "./shipments.js";
import { drawAccessorials, drawAccounts, drawCarriers, drawStaff } from "./lists.js";

/**
 * The navigation: a link shows only when its menu control is on; one without a control shows to
 * every account of its pack.
 */
export const NAVIGATION = [
  { caption: "Relations", pack: "client-metrics", links: [
    { to: "customers", label: "Customers", iconName: "users", control: "menu.customers" },
  ] },
  { caption: "Partners", pack: "alvys", links: [
    { to: "companies", label: "Companies", iconName: "building", control: "menu.companies" },
  ] },
  { caption: "Company Profile", pack: "alvys", links: [
    { to: "users", label: "Users", iconName: "key", control: "menu.companies" },
  ] },
  { caption: "Freight", pack: "access-levels", links: [
    { to: "shipments", label: "Shipments", iconName: "truck", control: "menu.main" },
    { to: "accounts", label: "Accounts", iconName: "badge", control: "menu.main" },
    { to: "staff", label: "Staff", iconName: "users", control: "menu.staff" },
    { to: "carriers", label: "Carriers", iconName: "boxes", control: "menu.carriers" },
    { to: "accessorials", label: "Accessorials", iconName: "note", control: "menu.accessorials" },
    { to: "portal", label: "Customer portal", iconName: "door", control: "menu.portal" },
  ] },
  { caption: "Spending", pack: "expenses", links: [
    { to: "expenses", label: "Expenses", iconName: "receipt" },
  ] },
  { caption: "Office", pack: "office", links: [
    { to: "requests", label: "Requests", iconName: "send" },
    { to: "periods", label: "Periods", iconName: "calendar" },
    { to: "teams", label: "Teams", iconName: "users", control: "menu.teams" },
    { to: "audit", label: "Audit log", iconName: "book", control: "menu.auditLog" },
  ] },
];

/** The screens by name; what one `takes` names a record of a kind, which has a page of its own. */
const SCREENS = {
  customers: { title: "Customers", draw: drawCustomers },
  companies: { title: "Companies", takes: "companies",
    draw: (id) => (id ? drawCompany(id) : drawCompanies()) },
  users: { title: "Users", takes: "users", draw: (id) => (id ? drawUser(id) : drawUsers()) },
  shipments: { title: "Shipments", draw: drawShipments },
  accounts: { title: "Accounts", draw: drawAccounts },
  staff: { title: "Staff", draw: drawStaff },
  carriers: { title: "Carriers", draw: drawCarriers },
  accessorials: { title: "Accessorials", draw: drawAccessorials },
  portal: { title: "Customer portal", draw: drawPortal },
  expenses: { title: "Expenses", takes: "expenses", draw: drawExpensesAt,
    added: "button.newExpense" },
  requests: { title: "Requests", draw: drawRequests },
  periods: { title: "Periods", draw: drawPeriods },
  teams: { title: "Teams", draw: drawTeams },
  audit: { title: "Audit log", draw: drawAudit },
};

const NEW = "new";

function drawExpensesAt(id) {
  if (id === NEW) return drawNewExpense();
  return id ? drawExpense(id) : drawExpenses();
}

/** Whether a link shows to who is signed in. */
function isOpen(deskOf, pack, { control }) {
  const desk = deskOf(pack);
  return Boolean(desk) && (!control || desk.gate.control(control).state !== "hidden");
}

/** The first screen that is open to who is signed in. */
export function firstFor(deskOf) {
  const links = NAVIGATION.flatMap((group) => (
    group.links.map((link) => ({ pack: group.pack, link }))));
  return links.find(({ pack, link }) => isOpen(deskOf, pack, link))?.link.to ?? "customers";
}

const MISSING = {
  name: null, title: "No such page", pack: null, draw: drawMissing, open: () => false,
};

/**
 * The screen at a path such as `companies/C-201`, the pack that governs it, whether it is `open` to
 * who is signed in, and the record that it is of, as `{ kind, id }`.
 */
export function screenAt(path) {
  const [name, ...more] = path.split("/").map(decoded);
  const screen = Object.hasOwn(SCREENS, name) ? SCREENS[name] : null;
  const [id, ...rest] = more.at(-1) === "" ? more.slice(0, -1) : more;
  if (!screen || rest.length || (id !== undefined && !(screen.takes && id))) return MISSING;
  const leads = ({ to }) => to === name;
  const section = NAVIGATION.find(({ links }) => links.some(leads));
  const link = section.links.find(leads);
  const adds = screen.added && id === NEW;
  return {
    name, title: screen.title, pack: section.pack, draw: () => screen.draw(id),
    open: (deskOf) => isOpen(deskOf, section.pack, link) &&
      (!adds || isOpen(deskOf, section.pack, { control: screen.added })),
    record: id && !adds ? { kind: screen.takes, id } : null,
  };
}

/** Where to go where a path is nothing to who is signed in: to its list, if that is something. */
export function insteadOf(path, deskOf) {
  const { name } = screenAt(path);
  return name && screenAt(name).open(deskOf) ? name : firstFor(deskOf);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function drawMissing() {
  return [
    h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, t("No such page")),
    empty("search", t("No such page"), t("There is nothing at this address.")),
  ];
}
