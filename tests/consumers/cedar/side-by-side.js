// Asks Cedar and Tollgate the same, of the same policies.

import assert from "node:assert/strict";
import { loadPolicy } from "tollgate";
import { authorize } from "./authorizer.js";
import bundle from "./documents/bundle.json" with { type: "json" };

const policy = loadPolicy(bundle);

// Who asks: attributes, parents made at run time, and template links, in one plain object.
const tom = {
  id: "tom", department: "Sales", clearance: 2,
  in: ["Team::bids"],
  links: { "reviewers-read": ["Document::d9"] },
};
const gate = policy.gate(tom);

// What is asked about: a plain record. An entity is its id, or an object where policies read more.
const offer = {
  type: "Document", id: "d1", owner: { id: "sue", department: "Sales" }, team: "bids",
  level: 1, archived: false,
};
const context = { managed: true };

assert.deepEqual(authorize(tom, "readDocument", offer, context),
  { allowed: true, policies: ["teams-read"] });
const decision = gate.check("readDocument", offer, context);
assert.equal(decision.allowed, true);
assert.deepEqual(decision.determining.map((each) => each.policy), ["teams-read"]);

// A template's link says who and what, and nothing is added to the policies.
const review = { ...offer, id: "d9", team: undefined };
assert.deepEqual(authorize(tom, "readDocument", review, context).policies, ["reviewers-read"]);
assert.equal(gate.check("readDocument", review, context).determining[0].policy, "reviewers-read");

// What Cedar leaves to you: a sentence, how it shows, and which rows.
const archived = { ...offer, owner: tom, archived: true };
assert.deepEqual(authorize(tom, "editDocument", archived, context),
  { allowed: false, policies: ["archived-documents-stay"] });
assert.equal(gate.check("editDocument", archived, context).message,
  "An archived document is not edited.");
assert.equal(gate.control("form.document", archived, context).state, "readonly");
assert.deepEqual(gate.filter("editDocument", context).any, [{ all: [
  { attribute: "owner", op: "eq", value: "tom" },
  { attribute: "archived", op: "eq", value: false },
] }]);

// A typing mistake in a request is an error here, with a place.
assert.throws(() => gate.can("readDocument", { ...offer, level: "1" }, context),
  { code: "wrong_type", at: "level" });
assert.throws(() => gate.can("readDocument", offer), { code: "missing_attribute" });

// All of them, on everything that can be told apart.
const people = [undefined, 2].flatMap((clearance) => [[], tom.in].flatMap((teams) => (
  [{}, tom.links].map((links) => ({ ...tom, clearance, in: teams, links })))));
const owners = [offer.owner, { id: "lea", department: "Legal" }, tom];
const documents = owners.flatMap((owner) => [undefined, "bids", "board"].flatMap((team) => (
  [0, 2, 3].flatMap((level) => [false, true].flatMap((kept) => ["d1", "d9"].map((id) => (
    { type: "Document", id, owner, team, level, archived: kept })))))));
let compared = 0;
for (const who of people) {
  const theirs = policy.gate(who);
  for (const document of documents) for (const managed of [true, false]) {
    for (const action of ["readDocument", "editDocument"]) {
      const { allowed, determining } = theirs.check(action, document, { managed });
      const policies = determining.map((one) => one.policy).sort();
      assert.deepEqual({ allowed, policies }, authorize(who, action, document, { managed }),
        `${action} ${JSON.stringify({ who, document, managed })}`);
      compared += 1;
    }
  }
}
console.log(`${compared} answers are the same, and the policies that they rest on`);
