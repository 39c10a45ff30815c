// Which screens there are, what leads to them, and which pack governs each.

import { drawCustomers } from "./customers.js";
import { drawCompanies } from "./companies.js";
import { drawCompany } from "./company.js";
import { drawExpense, drawNewExpense } from "./expense.js";
import { drawExpenses } from "./expenses.js";
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
  { caption: "Freight", pack: "access-levels", links: [
    { to: "shipments", label: "Shipments", iconName: "truck", control: "menu.main" },
    { to: "accounts", label: "Accounts", iconName: "badge", control: "menu.main" },
    { to: "staff", label: "Staff", iconName: "users", control: "menu.staff" },
    { to: "carriers", label: "Carriers", iconName: "boxes", control: "menu.carriers" },
    { to: "accessorials", label: "Accessorials", iconName: "plus", control: "menu.accessorials" },
    { to: "portal", label: "Customer portal", iconName: "door", control: "menu.portal" },
  ] },
  { caption: "Spending", pack: "expenses", links: [
    { to: "expenses", label: "Expenses", iconName: "receipt" },
  ] },
];

const SCREENS = {
  customers: { title: "Customers", pack: "client-metrics", draw: drawCustomers },
  companies: {
    title: "Companies", pack: "alvys", draw: (id) => (id ? drawCompany(id) : drawCompanies()),
  },
  users: { title: "Users", pack: "alvys", draw: (id) => (id ? drawUser(id) : drawUsers()) },
  shipments: { title: "Shipments", pack: "access-levels", draw: drawShipments },
  accounts: { title: "Accounts", pack: "access-levels", draw: drawAccounts },
  staff: { title: "Staff", pack: "access-levels", draw: drawStaff },
  carriers: { title: "Carriers", pack: "access-levels", draw: drawCarriers },
  accessorials: { title: "Accessorials", pack: "access-levels", draw: drawAccessorials },
  portal: { title: "Customer portal", pack: "access-levels", draw: drawPortal },
  expenses: { title: "Expenses", pack: "expenses", draw: drawExpensesAt },
};

function drawExpensesAt(id) {
  if (id === "new") return drawNewExpense();
  return id ? drawExpense(id) : drawExpenses();
}

/** The screen at a path such as `companies/C-201`, and the pack that governs it. */
export function screenAt(path) {
  const [name, id] = path.split("/");
  const screen = SCREENS[name] ?? SCREENS.customers;
  return { title: screen.title, pack: screen.pack, draw: () => screen.draw(id) };
}
