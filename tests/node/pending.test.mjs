// While a record is not there yet, nothing that needs it is open to anybody: asked about
// `undefined` or `null` a control waits in its ungranted state; asked about nothing it answers over
// all records. Whom a pack's questions can tell apart, and how its controls show when closed,
// `tests/pending.rs` writes down, which asks the crate the same.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadGate, loadPolicy } from "tollgate";
import { folder, PACKS } from "./packs.mjs";

const written = join(process.env.TOLLGATE_ROOT, "target/pending");
const read = (pack) => JSON.parse(readFileSync(join(written, `${pack}.json`), "utf8"));
const load = (pack) => loadPolicy(readFileSync(join(folder, pack, "bundle.json"), "utf8"));

/** The ways in which a record is missing though it is asked about. */
const MISSING = [undefined, null];

/** Asks a gate about a control that needs a record; how many options were asked about. */
function askBound(gate, id, ungranted) {
  for (const missing of MISSING) {
    const control = gate.control(id, missing);
    assert.deepEqual([control.state, control.pending], [ungranted, true], id);
    assert.notEqual(control.state, "enabled", id);
    assert.equal("message" in control, false, id);
    assert.equal(control, gate.control(id, missing), "kept");
  }
  assert.equal("pending" in gate.control(id), false, id);
  if (gate.control(id).kind !== "choice") return 0;
  const options = MISSING.flatMap((missing) => gate.options(id, missing));
  assert.ok(options.length > 0, id);
  for (const { allowed, pending } of options) assert.deepEqual([allowed, pending], [false, true]);
  return options.length;
}

for (const pack of [...PACKS, "office"]) {
  test(`${pack}: a control without its record is ungranted and pending for everybody`, (t) => {
    const policy = load(pack);
    const { principals, bound } = read(pack);
    let [gates, controls, options] = [0, 0, 0];
    for (const principal of principals) {
      const gate = policy.gate(principal);
      const snapshots = [gate.snapshot(), gate.snapshot({ explain: false })];
      for (const of of [gate, ...snapshots.map((snapshot) => loadGate(snapshot))]) {
        gates += 1;
        const pages = of.controls();
        const all = of.controls(undefined);
        assert.deepEqual(of.controls(null), all);
        for (const [id, listed] of Object.entries(all)) {
          // Those of pages are as they are there.
          assert.deepEqual(listed, pages[id] ?? of.control(id, undefined), id);
        }
        for (const [id, ungranted] of Object.entries(bound)) {
          assert.ok(id in all, id);
          options += askBound(of, id, ungranted);
          controls += 1;
        }
      }
    }
    t.diagnostic(`${gates} gates of ${principals.length} principals, ${controls} controls pending`);
    t.diagnostic(`${options} options of choices pending`);
    assert.ok(controls > gates);
    if (pack === "alvys") assert.ok(options > gates);
  });
}

test("a choice that needs a record is open over all records, and waits for one", () => {
  const gate = load("alvys").gate({ id: "u1", permissions: ["createCompany", "createCustomer"] });
  assert.ok(gate.options("form.newCompany.companyType").some(({ allowed }) => allowed));
  assert.ok(gate.options("form.newCompany.companyType", null).every(({ pending }) => pending));
});

test("what needs a record is wrong without one, whether it is to come or not", () => {
  const gate = load("client-metrics").gate({ id: "u1", roles: ["Administrator"] });
  for (const verb of ["can", "check"]) {
    assert.throws(() => gate[verb]("editCustomer", undefined), { code: "wrong_resource" });
  }
});
