// Asks CASL and Tollgate the same.

import assert from "node:assert/strict";
import { defineAbility, ForbiddenError, subject } from "@casl/ability";
import { rulesToAST } from "@casl/ability/extra";
import { abilityOf } from "./ability.js";
import { gateOf } from "./gate.js";

const tom = { id: "tom", roles: ["Author"] };
const [ability, gate] = [abilityOf(tom), gateOf(tom)];
const draft = { type: "Article", author: "tom", status: "draft", words: 150 };
const published = { ...draft, status: "published" };

// May I, on this record?
assert.equal(ability.can("updateArticle", draft), true);
assert.equal(gate.can("updateArticle", draft), true);

// May I at all, on some record?
assert.equal(ability.can("updateArticle", "Article"), true);
assert.equal(gate.scope("updateArticle"), "depends");
assert.equal(ability.can("publishArticle", "Article"), false);
assert.equal(gate.scope("publishArticle"), "never");

// Why not?
assert.equal(ability.relevantRuleFor("deleteArticle", published).reason,
  "A published article stays.");
const decision = gate.check("deleteArticle", published);
assert.equal(decision.message, "A published article stays.");
assert.equal(decision.determining[0].policy, "published-articles-stay");

// What would change it? CASL does not say.
assert.deepEqual(gate.check("publishArticle", { ...draft, words: 200 }).unlock,
  [[{ grant: "Role::Editor" }]]);

// Throw where it may not be.
assert.throws(() => ForbiddenError.from(ability).throwUnlessCan("deleteArticle", published),
  /A published article stays/);
function required(action, record) {
  const { allowed, message } = gate.check(action, record);
  if (!allowed) throw new Error(message);
}
assert.throws(() => required("deleteArticle", published), /A published article stays/);

// Which rows? A tree of conditions there, here alternatives of conditions on columns.
const tree = rulesToAST(ability, "deleteArticle", "Article");
assert.equal(tree.operator, "and");
assert.deepEqual(gate.filter("deleteArticle").any, [{ all: [
  { attribute: "author", op: "eq", value: "tom" },
  { attribute: "status", op: "eq", value: "draft" },
] }]);

// A misspelt name: CASL says no, Tollgate says what is wrong.
assert.equal(ability.can("deleteArtcle", draft), false);
assert.throws(() => gate.can("deleteArtcle", draft), { code: "unknown_action" });
assert.throws(() => gate.can("deleteArticle", { ...draft, status: "Draft" }),
  { code: "unknown_value" });
assert.throws(() => gate.can("publishArticle", { ...draft, words: "many" }),
  { code: "wrong_type" });

// A record that is still loading: CASL takes it for all that there is.
assert.equal(defineAbility((can) => can("manage", "all")).can("deleteArticle", undefined), true);
assert.throws(() => gate.can("deleteArticle", undefined), { code: "wrong_resource" });
const { state, pending } = gate.control("row.delete", undefined);
assert.deepEqual([state, pending], ["disabled", true]);

// All of them, on everything that can be told apart.
let compared = 0;
for (const roles of [[], ["Author"], ["Editor"], ["Author", "Editor"]]) {
  const user = { id: "tom", roles };
  const [before, after] = [abilityOf(user), gateOf(user)];
  for (const author of ["tom", "sue"]) for (const status of ["draft", "published"]) {
    for (const words of [0, 199, 200, 9000]) {
      const article = { type: "Article", author, status, words };
      for (const action of ["readArticle", "updateArticle", "deleteArticle", "publishArticle"]) {
        assert.equal(after.can(action, article), before.can(action, subject("Article",
          { ...article })), `${action} ${JSON.stringify({ user, article })}`);
        compared += 1;
      }
    }
  }
  assert.equal(after.can("createArticle"), before.can("createArticle", "Workspace"));
  compared += 1;
}
console.log(`${compared} answers are the same`);
