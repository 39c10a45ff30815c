// Sample records of the Companies screen: customers, brokers, shippers, warehouses and others.

export const TYPE_LABELS = {
  Customer: "Customer", BrokerOr3PL: "Broker / 3PL", Shipper: "Shipper", Warehouse: "Warehouse",
  Factoring: "Factoring", Other: "Other",
};

export const STATUS_LABELS = {
  Active: "Active", OnHold: "On hold", Inactive: "Inactive", Disabled: "Disabled",
};

/** The fields of a profile; status, type and rates are governed apart. */
export const PROFILE_FIELDS = [
  { name: "name", label: "Company name", required: true },
  { name: "contact", label: "Contact" },
  { name: "email", label: "Email", type: "email" },
  { name: "phone", label: "Phone", type: "tel" },
  { name: "billingAddress", label: "Billing address" },
  { name: "paymentTerms", label: "Payment terms" },
  { name: "creditLimit", label: "Credit limit (USD)", type: "number" },
  { name: "factoring", label: "Factoring company" },
  { name: "notes", label: "Notes", multiline: true },
];

function company(id, name, companyType, status, city, more = {}) {
  return {
    type: "Company", id, name, companyType, status, contact: "", email: "", phone: "",
    billingAddress: city, paymentTerms: "Net 30", creditLimit: 25000, factoring: "", notes: "",
    rate: null, loads: [], hasCurrentLoads: false, hasLoadHistory: false, ...more,
  };
}

const load = (id, lane, progress) => ({ id, lane, progress });

/** The steps of work on a load: what it is at, and what is done to get there. */
export const LOAD_STEPS = [
  { at: "Booked" },
  { at: "Dispatched", act: "Dispatch" },
  { at: "In transit", act: "Pick up" },
  { at: "Delivered", act: "Deliver" },
  { at: "Invoiced", act: "Draw up invoice" },
];

export const companies = [
  company("C-201", "Alder Creek Produce", "Customer", "Active", "Yakima, WA", {
    contact: "Nell Ostrom", email: "nell@aldercreek.example", phone: "+1 509 555 0121",
    creditLimit: 60000, rate: 2.85, hasCurrentLoads: true, hasLoadHistory: true,
    loads: [load("L-7781", "Yakima → Boise", 2), load("L-7794", "Yakima → Reno", 0)],
  }),
  company("C-202", "Copperline Brokerage", "BrokerOr3PL", "Active", "Phoenix, AZ", {
    contact: "Dev Anand", email: "ops@copperline.example", creditLimit: 120000, rate: 2.4,
    hasLoadHistory: true,
  }),
  company("C-203", "Duneside Glass", "Customer", "OnHold", "Toledo, OH", {
    contact: "Karl Brandt", email: "karl@duneside.example", creditLimit: 15000, rate: 3.1,
    notes: "On hold until the March invoices are paid.", hasLoadHistory: true,
    hasCurrentLoads: true, loads: [load("L-7702", "Toledo → Dayton", 3)],
  }),
  company("C-204", "Fathom Cold Storage", "Warehouse", "Active", "Savannah, GA", {
    contact: "Lila Moss", email: "dock@fathom.example", paymentTerms: "Net 15",
  }),
  company("C-205", "Grantham Mills", "Shipper", "Active", "Greenville, SC", {
    contact: "Ava Price", email: "shipping@grantham.example",
  }),
  company("C-206", "Meridian Freight Capital", "Factoring", "Active", "Dallas, TX", {
    contact: "Otis Grant", email: "desk@meridianfc.example", paymentTerms: "Same day",
  }),
  company("C-207", "Northgate Toys", "Customer", "Inactive", "Buffalo, NY", {
    contact: "Pia Lund", email: "pia@northgate.example", creditLimit: 20000, rate: 2.95,
    hasLoadHistory: true, notes: "Season ended; comes back every autumn.",
  }),
  company("C-208", "Orchid Logistics", "BrokerOr3PL", "Disabled", "Tampa, FL", {
    contact: "Sean Doyle", rate: 2.2, hasLoadHistory: true,
  }),
  company("C-209", "Redwater Test Account", "Customer", "Active", "—", {
    creditLimit: 0, notes: "Duplicate made while testing the import.",
  }),
];
