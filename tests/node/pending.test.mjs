// While a record is not there yet, nothing that needs it is open: asked about `undefined` or `null`
// a control waits; asked about nothing it answers over all records.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadGate, loadPolicy } from "tollgate";

const packs = ["access-levels", "alvys", "client-metrics", "expenses"];
const load = (pack) =>
  loadPolicy(readFileSync(new URL(import.meta.resolve(`tollgate/policies/${pack}.json`)), "utf8"));
const attributes = { customer: "c1", department: "Finance", limit: 9000 };

for (const pack of packs) {
  test(`${pack}: no control is open to anybody while its record is missing`, () => {
    const policy = load(pack);
    let asked = 0;
    for (const role of policy.roles) {
      const gate = policy.gate({ id: "u1", ...attributes, roles: [role] });
      const snapshots = [gate.snapshot(), gate.snapshot({ explain: false })];
      for (const of of [gate, ...snapshots.map((snapshot) => loadGate(snapshot))]) {
        const pages = of.controls();
        for (const [id, listed] of Object.entries(of.controls(undefined))) {
          asked += 1;
          if (id in pages) {
            assert.deepEqual(listed, pages[id]);
            continue;
          }
          for (const missing of [undefined, null]) {
            const control = of.control(id, missing);
            assert.deepEqual(control, listed);
            assert.equal(control.pending, true);
            assert.notEqual(control.state, "enabled");
            assert.equal(control, of.control(id, missing), "kept");
          }
          assert.equal("pending" in of.control(id), false);
        }
        assert.deepEqual(of.controls(null), of.controls(undefined));
      }
    }
    assert.ok(asked > 0);
  });
}

test("no option of a choice is allowed while its record is missing", () => {
  const gate = load("alvys").gate({ id: "u1", permissions: ["createCompany", "createCustomer"] });
  assert.ok(gate.options("form.newCompany.companyType").some(({ allowed }) => allowed));
  const waiting = gate.options("form.newCompany.companyType", undefined);
  assert.ok(waiting.length > 0);
  for (const { allowed, pending } of waiting) assert.deepEqual([allowed, pending], [false, true]);
});

test("what needs a record is wrong without one, whether it is to come or not", () => {
  const gate = load("client-metrics").gate({ id: "u1", roles: ["Administrator"] });
  for (const verb of ["can", "check"]) {
    assert.throws(() => gate[verb]("editCustomer", undefined), { code: "wrong_resource" });
  }
});
