// What the page sends of each control, for who sends it around the page.

const TYPES = ["Customer", "BrokerOr3PL", "Shipper", "Warehouse", "Factoring", "Other"];

const fields = (values) => ({ fields: values });
const get = (path) => () => [["GET", path]];
const post = (path, body) => () => [["POST", path, body]];
const step = (kind, name) => ({ id }) => [["POST", `/api/${kind}/${id}/${name}`, {}]];
const change = (kind, values, path = "") => ({ id }) => (
  [["PATCH", `/api/${kind}/${id}${path}`, fields(values)]]);
const put = (kind, path, body) => ({ id }) => [["PUT", `/api/${kind}/${id}${path}`, body]];
const remove = (kind) => ({ id }) => [["DELETE", `/api/${kind}/${id}`, {}]];

const company = (companyType) => ["POST", "/api/companies",
  fields({ companyType, name: `Forced ${companyType}` })];
const expense = {
  text: "Forced", date: "2026-11-20", amount: 40, category: "travel", country: "US",
  receipt: null, team: null,
};

/** Of controls of the same name in two packs, those of one of them, by its screen. */
const BY_SCREEN = {
  "accounts button.newCustomer": post("/api/accounts", fields({ name: "Forced", city: "Reno" })),
  "expenses row.edit": change("expenses", { text: "Forced" }),
};

const BY_CONTROL = {
  "menu.customers": get("/api/customers"),
  "button.newCustomer": post("/api/customers",
    fields({ legalName: "Forced", tradeName: "Forced", taxId: "12-3456789" })),
  "button.clientMetrics": get("/api/metrics"),
  "button.recalculateScores": post("/api/recalculations", {}),
  "row.view": ({ id }) => [["GET", `/api/customers/${id}`]],
  "row.edit": change("customers", { creditTerms: "Forced" }),
  "row.clientMetrics": ({ id }) => [["GET", `/api/customers/${id}/metrics`]],
  "row.deactivate": step("customers", "deactivate"),
  "row.reactivate": step("customers", "reactivate"),
  "row.linkFreshbooks": ({ id }) => (
    [["POST", `/api/customers/${id}/freshbooks`, { client: "Forced" }]]),
  "slider.reliability": ({ id, more }) => (
    [["PUT", `/api/customers/${id}/metrics/${more}`, { value: 0 }]]),
  "form.customer": change("customers", { creditTerms: "Forced" }),

  "menu.companies": get("/api/companies"),
  "button.newCompany": () => TYPES.map(company),
  "form.newCompany.companyType": ({ value }) => (value ? [value] : TYPES).map(company),
  "form.newCompany": ({ chosen }) => [company(chosen)],
  "button.importCustomers": post("/api/companies/import",
    { csv: "name,companyType\nForced,Customer\n" }),
  "form.company": change("companies", { notes: "Forced" }),
  "form.company.companyType": ({ id, value, chosen }) => (value ? [value] : TYPES)
    .filter((to) => to !== chosen)
    .map((to) => ["PUT", `/api/companies/${id}/type`, { to }]),
  "status.company": ({ id }) => ["activate", "hold", "deactivate", "disable"]
    .map((name) => ["POST", `/api/companies/${id}/${name}`, {}]),
  "button.deleteCompany": remove("companies"),
  "form.customerRate": change("companies", { rate: 1 }, "/rate"),
  "button.progressLoad": ({ id, more }) => [["POST", `/api/companies/${id}/loads/${more}`, {}]],
  "button.bookLoad": ({ id }) => [["POST", `/api/companies/${id}/loads`, { lane: "Forced" }]],
  "form.userPermissions": put("users", "/permissions", { roles: ["PartnerAdmin"] }),

  "menu.staff": get("/api/staff"),
  "menu.carriers": get("/api/carriers"),
  "menu.accessorials": get("/api/accessorials"),
  "button.invoice": step("shipments", "invoice"),
  "field.shipment.cost": change("shipments", { cost: 1 }, "/cost"),
  "field.shipment.billedAmount": change("shipments", { billedAmount: 1 }, "/billed-amount"),
  "field.shipment.commission": change("shipments", { commission: 1 }, "/commission"),
  // Both doors lead to the same list, which has for everyone what is theirs.
  "menu.main": () => [],
  "menu.portal": () => [],

  "button.newExpense": post("/api/expenses", fields(expense)),
  "button.export": get("/api/expenses.csv"),
  "row.delete": remove("expenses"),
  "row.submit": step("expenses", "submit"),
  "row.approve": step("expenses", "approve"),
  "row.reject": step("expenses", "reject"),
  "row.pay": step("expenses", "pay"),
  "form.expense": change("expenses", { text: "Forced" }),
  "field.amount": change("expenses", { amount: 1 }),

  "menu.auditLog": get("/api/audit"),
  "menu.teams": get("/api/teams"),
  "button.delegateApproval": put("users", "/approvals", { expenses: [] }),
  "row.closePeriod": step("periods", "close"),
  "row.reopenPeriod": step("periods", "reopen"),
  "button.addUser": post("/api/users",
    fields({ name: "Forced", title: "", department: null, email: "forced@example.com" })),
  "form.access": put("users", "/access/client-metrics", { roles: ["Administrator"] }),
  "button.askForAccess": post("/api/requests", {
    pack: "client-metrics", asked: "editCustomer", changes: [{ grant: "Permission::edit" }],
  }),
  "row.grantRequest": step("requests", "grant"),
  "row.declineRequest": step("requests", "decline"),
};

/**
 * The requests of a control, each `[method, path, body]`. `screen` is where it was found, `id` the
 * record's, `more` what else its key says, `value` what would be chosen and `chosen` what is.
 */
export function requestsOf(target) {
  const { screen, control } = target;
  const requests = BY_SCREEN[`${screen.split("/")[0]} ${control}`] ?? BY_CONTROL[control];
  if (!requests) throw new Error(`it is not known what ${control} on ${screen} sends`);
  return requests(target);
}
