// Secrets: a value that no other field has, in each field that not everyone sees, and whom the
// packs let see it, by the gates of the package.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadPolicy } from "../../target/npm/tollgate/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What such fields are of: what policies read of the record, and who sees each field. */
const KINDS = [
  {
    table: "shipments", pack: "access-levels",
    query: "SELECT id, booked_by, billed_to, invoiced FROM shipments ORDER BY id",
    record: (row, { commissions }) => ({
      type: "Shipment", id: row.id, bookedBy: row.booked_by, billedTo: row.billed_to,
      commissioned: commissions.get(row.id) ?? [], invoiced: Boolean(row.invoiced),
    }),
    fields: {
      cost: (gate, record) => gate.can("viewCost", record),
      billed_amount: (gate, record) => gate.can("viewBilledAmount", record),
      commission: (gate, record) => gate.can("viewCommission", record),
    },
    number: true,
  },
  {
    table: "companies", pack: "alvys",
    query: "SELECT id, company_type, status, has_current_loads, has_load_history FROM companies " +
      "ORDER BY id",
    record: (row) => ({
      type: "Company", id: row.id, companyType: row.company_type, status: row.status,
      hasCurrentLoads: Boolean(row.has_current_loads),
      hasLoadHistory: Boolean(row.has_load_history),
    }),
    fields: { rate: (gate, record) => gate.can("viewCustomerRate", record) },
    number: true,
  },
  {
    table: "customers", pack: "client-metrics",
    query: "SELECT id, status, information_complete FROM customers ORDER BY id",
    record: (row) => ({
      type: "Customer", id: row.id, status: row.status,
      informationComplete: Boolean(row.information_complete),
    }),
    fields: Object.fromEntries(["contact", "email", "phone", "address", "credit_terms"].map(
      (name) => [name, (gate, record) => (
        gate.control("form.customer", record).state !== "hidden")])),
  },
];

const MARKED = /secret-\w+-[\w-]+|(?<!\d)70000\d{8}(?!\d)/g;

const policies = Object.fromEntries(KINDS.map(({ pack }) => [pack, loadPolicy(
  JSON.parse(readFileSync(`${root}policies/${pack}/bundle.json`, "utf8")))]));

/** The gates of everybody, and the records, as a database has them now. */
async function situation(rows) {
  const gates = new Map();
  for (const { user_id: id, pack, document } of await rows("SELECT * FROM principals")) {
    if (!policies[pack]) continue;
    gates.set(`${id} ${pack}`, gateOf(pack, id, JSON.parse(document)));
  }
  const commissions = new Map();
  for (const { shipment_id: id, user_id: user } of await rows(
    "SELECT shipment_id, user_id FROM shipment_commissions")) {
    commissions.set(id, [...commissions.get(id) ?? [], user]);
  }
  const records = new Map();
  for (const { table, query, record } of KINDS) {
    for (const row of await rows(query)) {
      records.set(`${table} ${row.id}`, record(row, { commissions }));
    }
  }
  return { gates, records };
}

/** The gate of a user; null where a policy of the repository knows no such role. */
function gateOf(pack, id, principal) {
  try {
    return policies[pack].gate({ id, ...principal });
  } catch (error) {
    if (error.code === "unknown_value" || error.code === "unknown_role") return null;
    throw error;
  }
}

/**
 * Every situation that there was from `first` on, one after another: as the log has it of who was
 * given what and what a record became, and as the database is in the end.
 */
async function situations(rows, first) {
  const all = [first];
  const log = await rows("SELECT record_id, record_after FROM audit WHERE allowed ORDER BY id");
  for (const { record_id: id, record_after: after } of log) {
    const { user, pack, principal, kind, record } = JSON.parse(after ?? "{}");
    const { gates, records } = all.at(-1);
    if (principal && policies[pack]) {
      all.push({ gates: new Map(gates).set(`${user} ${pack}`, gateOf(pack, user, principal)),
        records });
    } else if (record && records.has(`${kind} ${id}`)) {
      all.push({ gates, records: new Map(records).set(`${kind} ${id}`, { ...record, id }) });
    }
  }
  return [...all, await situation(rows)];
}

/**
 * The secrets of a database that `rows` asks: the statements that write them, and what searches
 * answers for them. Of a table only those records are marked whose id `marks` has for it; all,
 * where it is not given.
 */
export async function secretsFor(rows, marks) {
  const secrets = new Map();
  const statements = [];
  let place = 0;
  for (const { table, pack, query, fields, number } of KINDS) {
    const all = (await rows(query)).filter(({ id }) => !marks || marks[table].test(id));
    for (const [field, may] of Object.entries(fields)) {
      place += 1;
      for (const [at, { id }] of all.entries()) {
        const secret = number ? String(7_000_000_000_000 + place * 1_000_000 + at)
          : `secret-${field}-${id}`;
        secrets.set(secret, { table, pack, field, id, may });
        const value = number ? secret : `'${secret}'`;
        statements.push(`UPDATE ${table} SET ${field} = ${value} WHERE id = '${id}'`);
      }
    }
  }
  return { statements, count: secrets.size, situation, situations, leaks: leaksAmong(secrets) };
}

/**
 * Searches `answers`, each `{ user, path, text }`, for secrets. A secret is a leak where its user
 * may see it in none of the `situations` that there were.
 */
const leaksAmong = (secrets) => (answers, situations) => {
  const leaks = [];
  let seen = 0;
  for (const { user, method, path, text } of answers) {
    for (const [secret] of text.matchAll(MARKED)) {
      const of = secrets.get(secret);
      if (!of) {
        leaks.push(`${method} ${path} tells ${user} of ${secret}, which is no secret's name`);
        continue;
      }
      const may = ({ gates, records }) => {
        const gate = gates.get(`${user} ${of.pack}`);
        const record = records.get(`${of.table} ${of.id}`);
        return Boolean(gate && record) && of.may(gate, record);
      };
      if (situations.some(may)) seen += 1;
      else leaks.push(`${method} ${path} tells ${user} ${of.field} of ${of.table} ${of.id}`);
    }
  }
  return { leaks, seen };
};
