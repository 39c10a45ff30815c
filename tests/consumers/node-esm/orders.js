// Asks the gate in Node.js, as an ES module.

import assert from "node:assert/strict";
import companies from "tollgate/policies/alvys.json" with { type: "json" };
import { loadPolicy, TollgateError } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json" with { type: "json" };

const policy = loadPolicy(bundle);
const gate = policy.gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC", informationComplete: true };

// A verdict, and why.
const decision = gate.check("editCustomer", customer);
assert.equal(decision.allowed, false);
assert.equal(decision.denial, "blocked");
assert.equal(decision.determining[0].policy, "inactive-customers-wait");
assert.equal(decision.message, "Reactivate the customer first.");
assert.deepEqual(decision.unlock, [[{ transition: "reactivate", to: "ACTV" }]]);

// How a control shows.
assert.equal(gate.control("row.edit", customer).state, "disabled");
assert.equal(gate.control("row.edit", { ...customer, status: "ACTV" }).state, "enabled");
assert.equal(gate.controls()["button.newCustomer"].state, "enabled");

// While its record is loading, a control waits: it is as for those without the right.
const loading = gate.control("row.edit", undefined);
assert.deepEqual([loading.state, loading.pending], ["hidden", true]);

// A choice: for each value, whether it can be chosen, and why not.
const office = loadPolicy(companies).gate({ id: "ann", roles: ["SalesAgent"] });
const options = office.options("form.newCompany.companyType");
assert.deepEqual(options[0], { value: "Customer", allowed: true });
assert.equal(options[2].value, "Shipper");
assert.equal(options[2].message, "You need Create Company (Company Management).");

// Many rows.
const rows = ["PAIN", "ACTV", "INAC"].map((status) => ({ ...customer, status }));
assert.deepEqual(rows.filter(gate.predicate("editCustomer")), rows.slice(0, 2));
assert.equal(gate.filter("editCustomer").kind, "some");

// A typing mistake is an error with a place, never a silent no.
assert.throws(
  () => gate.can("editCustomer", { ...customer, status: "inactive" }),
  (error) => error instanceof TollgateError && error.code === "unknown_value",
);
console.log("asked as an ES module");
