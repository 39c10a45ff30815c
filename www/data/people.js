// The sample people of the office. Each has an account in some packs: roles, and where an
// administrator ticked boxes by hand, a list of permissions that replaces the roles' defaults.

const OWN_BOXES = [
  "createCustomer", "editCustomer", "activateCustomer", "deleteCustomer", "createCompany",
  "editCompany", "activateCompany", "deleteCompany", "setPermission", "editCustomerRate",
];

export const people = [
  {
    id: "maya",
    name: "Maya Lindqvist",
    title: "Managing director",
    about: "Holds everything the office has",
    accounts: {
      "client-metrics": { roles: ["Administrator"] },
      "alvys": { roles: ["PartnerAdmin"], permissions: OWN_BOXES },
      "access-levels": { roles: ["Admin"] },
      "expenses": { roles: ["Manager", "Finance"], attributes: { department: "Sales" } },
    },
  },
  {
    id: "tom",
    name: "Tom Okafor",
    title: "Sales representative",
    about: "Edits customers, sees only his shipments",
    accounts: {
      "client-metrics": { roles: ["Commercial"] },
      "alvys": { roles: ["SalesAgent"] },
      "access-levels": { roles: ["Sales"] },
      "expenses": {
        roles: ["Employee"],
        attributes: {
          department: "Sales", in: ["Team::carrier-days"],
          links: { "delegate-approval": ["Expense::EX-3010"] },
        },
      },
    },
  },
  {
    id: "priya",
    name: "Priya Raman",
    title: "Operations manager",
    about: "Looks up customers, runs carriers",
    accounts: {
      "client-metrics": { roles: ["ReadOnly"] },
      "alvys": { roles: ["Dispatcher"] },
      "access-levels": { roles: ["OperationsManager"] },
      "expenses": { roles: ["Manager"], attributes: { department: "Operations", limit: 8000 } },
    },
  },
  {
    id: "elena",
    name: "Elena Costa",
    title: "Accounting manager",
    about: "Rates, invoices and commissions",
    accounts: {
      "client-metrics": { roles: ["ReadOnly"] },
      "alvys": { roles: ["Biller"], permissions: ["editCustomer", "editCustomerRate"] },
      "access-levels": { roles: ["AccountingManager"] },
      "expenses": { roles: ["Finance"], attributes: { department: "Accounting" } },
    },
  },
  {
    id: "ines",
    name: "Ines Duarte",
    title: "Credit analyst",
    about: "Runs the scoring, edits no customer",
    accounts: {
      "client-metrics": { roles: [], permissions: ["view", "clientMetrics"] },
      "alvys": { roles: ["Support"], permissions: ["createCustomer"] },
      "access-levels": { roles: ["Accounting"] },
      "expenses": { roles: ["Auditor"], attributes: {} },
    },
  },
  {
    id: "noah",
    name: "Noah Berg",
    title: "Vendor onboarding",
    about: "Creates companies, nothing else",
    accounts: {
      "client-metrics": { roles: [], permissions: [] },
      "alvys": { roles: ["DataEntry"], permissions: ["createCompany"] },
      "access-levels": { roles: ["Operations"] },
      "expenses": { roles: ["Employee"], attributes: { department: "Operations" } },
    },
  },
  {
    id: "jonas",
    name: "Jonas Weber",
    title: "Buyer at Brightleaf Foods",
    about: "A customer, in the portal only",
    accounts: {
      "access-levels": { roles: ["Customer"], attributes: { customer: "brightleaf" } },
    },
  },
];
