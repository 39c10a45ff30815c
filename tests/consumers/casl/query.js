// The list from a database, by CASL and by Tollgate.

import assert from "node:assert/strict";
import { accessibleBy } from "@casl/mongoose";
import { Query } from "mingo";
import initSqlJs from "sql.js";
import { toSql } from "tollgate/sql";
import { abilityOf } from "./ability.js";
import { articlesOf, users } from "./articles.js";
import { gateOf } from "./gate.js";

const articles = articlesOf();
const { Database } = await initSqlJs();
const database = new Database();
database.run("CREATE TABLE articles (id integer, author text, status text, words integer)");
for (const { id, author, status, words } of articles) {
  database.run("INSERT INTO articles VALUES (?, ?, ?, ?)", [id, author, status, words]);
}

const columns = {
  table: "articles",
  records: "Article",
  columns: { author: "author", status: "status", words: { at: "words", stored: "long" } },
};

/** With CASL: a query of MongoDB, `Article.find(query)`. */
function queryOf(user, action) {
  return accessibleBy(abilityOf(user), action).ofType("Article");
}

/** With Tollgate: a condition of SQL, here SQLite's. */
function conditionOf(user, action) {
  return toSql(gateOf(user).filter(action), columns, { dialect: "sqlite" });
}

let compared = 0;
for (const user of users) {
  for (const action of ["readArticle", "updateArticle", "deleteArticle", "publishArticle"]) {
    const query = new Query(queryOf(user, action));
    const before = articles.filter((it) => query.test(it)).map(({ id }) => id);
    const { text, values } = conditionOf(user, action);
    const [found] = database.exec(`SELECT id FROM articles WHERE ${text} ORDER BY id`, values);
    const after = (found?.values ?? []).map(([id]) => id);
    assert.deepEqual(after, before, `${action} ${JSON.stringify(user)} ${text}`);
    compared += after.length;
  }
}
console.log(`${compared} rows are the same`);
