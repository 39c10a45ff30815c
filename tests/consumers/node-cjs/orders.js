// Asks the gate in Node.js, by `require`.

const assert = require("node:assert/strict");
const { loadPolicy, TollgateError } = require("tollgate");
const bundle = require("tollgate/policies/access-levels.json");
const clientMetrics = require("tollgate/policies/client-metrics.json");

assert.match(require.resolve("tollgate"), /index\.cjs$/);
assert.equal(loadPolicy(bundle).pack, "access-levels");

const gate = loadPolicy(clientMetrics).gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC", informationComplete: true };
const decision = gate.check("editCustomer", customer);
assert.equal(decision.allowed, false);
assert.equal(decision.determining[0].policy, "inactive-customers-wait");
assert.equal(decision.message, "Reactivate the customer first.");
assert.equal(gate.control("form.customer", customer).state, "readonly");
assert.throws(() => gate.can("edit"), TollgateError);
assert.equal(typeof require("tollgate/dom").gateDom, "function");
console.log("asked by require");
