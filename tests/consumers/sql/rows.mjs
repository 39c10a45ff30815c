// 10,000 rows in both databases, however attributes are stored: SQL of a filter gives exactly those
// on which the gate allows the action.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import pg from "pg";
import initSqlJs from "sql.js";
import { loadPolicy } from "tollgate";
import { toDrizzle } from "tollgate/drizzle";
import { toPrisma } from "tollgate/prisma";
import { ipKey, toSql } from "tollgate/sql";
import { rowsBy } from "./drizzle.mjs";
import { start } from "./postgres.mjs";
import { Query } from "mingo";
import { toMongo } from "./mongo.mjs";
import { ODD, VALUE_AND_LIST } from "./odd.mjs";
import { open } from "./prisma.mjs";

const ROWS = 10_000;
/**
 * How many of them Prisma, and mingo, which reads MongoDB's queries, are asked for by each
 * condition alone; by whole filters they are asked for all.
 */
const SOME = 1_500;
/** Every operator, and those that compare two attributes. */
const FORMS = [
  "absent", "containedBy", "contains", "containsAny", "eq", "ge", "gt", "in", "inRange", "lacks",
  "le", "like", "lt", "ne", "notContainedBy", "notIn", "notInRange", "notLike", "present",
  ...["eq", "ne", "lt", "le", "gt", "ge", "in", "notIn", "contains", "lacks"].map(
    (op) => `${op} other`,
  ),
];
const formOf = ({ op, other }) => (other === undefined ? op : `${op} other`);
const TEXTS = [
  "", "'", '"', "it's", "IT'S", "'; DROP TABLE docs; --", "%", "100%", "100x", "a_b", "axb", "a_",
  "*", "*a*", "[a]", "x[a]y?z", "xay?z", "\\", "a\\", "a\\\\", "a", "A", "Ax", "\u{e9}", "e\u{301}",
  "ez\u{301}z", "E\u{301}z", "x'y\"z", "\u{d7ff}", "\u{e000}", "\u{fffd}", "y\u{fffe}", "y\u{fffd}",
  "\u{ffff}", "\u{10000}", "\u{10ffff}", "x\0y", "x\0", "x", '{"a",NULL}',
];
const VALUES = {
  bool: [true, false],
  string: TEXTS,
  long: [-6, -5, -4, 0, 1, 2, 3, 4, 5, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 63n - 1n],
  decimal: [
    "0.0", "99.9899", "99.99", "99.9901", "12.5", "12.4999", "12.5001", "1000000000000.0",
    "1000000000000.0001", "922337203685477.5807",
  ],
  datetime: [
    "2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00.000Z", "2026-02-01T00:00:00.001Z",
    "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.998Z",
    "2026-03-01T12:00:00.000Z", "2026-03-01T12:00:00.001Z", "2026-01-15T00:00:00.000Z",
    "2026-01-15T00:00:00.001Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z",
  ],
  duration: ["0ms", "-1000ms", "-1001ms", "-999ms", "86400000ms", "86400001ms", "86399999ms"],
  ip: [
    "10.127.255.255", "10.128.0.0", "10.128.0.0/9", "10.0.0.0/8", "10.128.0.0/10", "10.129.0.0/17",
    "10.129.127.255", "10.129.128.0", "11.0.0.0", "10.200.1.1/9", "127.0.0.1", "127.0.0.0/8",
    "126.255.255.255", "::1", "::2", "2001:db8::/32", "2001:db8::", "fe80::1", "fe80::/10",
  ],
  id: ["it's", "IT'S", "7", "07", "%", "u1", "U1"],
};

let state = Number(process.env.TOLLGATE_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`TOLLGATE_SEED=${state} repeats this run`);
function below(count) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
}
const one = (list) => list[below(list.length)];
const some = (make) => Array.from({ length: below(4) }, make);

const bundle = JSON.parse(readFileSync(new URL("bundle.json", import.meta.url), "utf8"));
const policy = loadPolicy(bundle);
const seen = new Set();
const attributes = bundle.types
  .find(({ name }) => name === "Doc")
  .attributes.map(({ name, path = [name], ...rest }) => ({ ...rest, name: path.join(".") }))
  .filter(({ name }) => !seen.has(name) && seen.add(name));

function value({ kind, name, values }) {
  if (kind === "enum") return one(values);
  if (kind === "entity") return one(VALUES.id);
  const entry = () => `${one(["Folder", "Team"])}::${one(["it's", "%", "t1", ""])}`;
  if (name === "in") return some(entry);
  if (kind === "set") return some(() => (below(3) ? one(VALUES.id) : { id: one(VALUES.id) }));
  if (kind === "strings") return some(() => one(TEXTS));
  return one(VALUES[kind]);
}

const records = Array.from({ length: ROWS }, () => {
  const record = { type: "Doc" };
  for (const attribute of attributes) {
    if (attribute.optional && below(3) === 0) continue;
    record[attribute.name] = value(attribute);
  }
  return record;
});

/** Ways of storing an attribute: the type of the column, the value there, and what maps it. */
const plain = (type, stored, as = (it) => it) => ({ type, stored, as });
const parts = (text) => {
  const [whole, rest] = text.split(".");
  return `${BigInt(whole) * 10_000n + BigInt(rest.padEnd(4, "0"))}`;
};
const items = (list) => list.map((it) => it.id ?? it);
const array = (list) =>
  `{${items(list).map((it) => `"${it.replace(/[\\"]/g, "\\$&")}"`).join(",")}}`;
const LISTS = {
  sqlite: { type: "text", map: (at) => ({ json: at }), as: JSON.stringify },
  postgres: { type: "text[]", map: (at) => ({ array: at }), as: array },
};
const WAYS = {
  sqlite: {
    bool: plain("integer", "flag", Number),
    long: plain("integer", "long"),
    decimal: plain("integer", { parts: 10_000 }, parts),
    datetime: plain("integer", "milliseconds", Date.parse),
    duration: plain("integer", "durationMilliseconds", (it) => it.slice(0, -2)),
    ip: plain("text", "ipKey", ipKey),
  },
  postgres: {
    bool: plain("boolean", "flag"),
    long: plain("bigint", "long"),
    decimal: plain("numeric", "numeric"),
    datetime: plain("timestamptz", "timestamptz"),
    duration: plain("bigint", "durationMilliseconds", (it) => it.slice(0, -2)),
    ip: plain("inet", "inet"),
  },
};
/** In one document: what JSON has no type for, as text or as a whole number. */
const DOCUMENT = {
  ...WAYS.sqlite,
  datetime: plain("", "isoText"),
  decimal: plain("", { parts: 10_000 }, (it) => BigInt(parts(it))),
  duration: plain("", "durationMilliseconds", (it) => Number(it.slice(0, -2))),
};
const TEXT = (dialect) => plain(dialect === "sqlite" ? "text COLLATE NOCASE" : "text", "text");
const isList = ({ kind }) => kind === "set" || kind === "strings";

/** What one database has in its columns, and how they are mapped. */
function layout(dialect) {
  const columns = attributes.map((attribute, at) => {
    const scalar = WAYS[dialect][attribute.kind] ?? TEXT(dialect);
    const way = isList(attribute) ? LISTS[dialect] : scalar;
    const map = way.map?.(`c${at}`) ?? { at: `c${at}`, stored: way.stored };
    return { ...way, name: attribute.name, map };
  });
  const direct = Object.fromEntries(columns.map(({ name, map }) => [name, map]));
  const inner = attributes.map((attribute) => {
    const place = { column: "document", path: [attribute.name] };
    const stored = (DOCUMENT[attribute.kind] ?? TEXT(dialect)).stored;
    return [attribute.name, isList(attribute) ? { json: place } : { at: place, stored }];
  });
  return { columns, maps: [direct, Object.fromEntries(inner)] };
}

/** A number of 64 bits as JSON has it. */
const raw = (_, it) => (typeof it === "bigint" ? `#${it}#` : it);
const json = (it) => JSON.stringify(it, raw).replace(/"#(\d+)#"/g, "$1");

const document = (record) => {
  const members = attributes.map((attribute) => {
    const found = record[attribute.name];
    const bool = attribute.kind === "bool";
    const same = (it) => it;
    const as = isList(attribute) || bool ? same : (DOCUMENT[attribute.kind]?.as ?? same);
    return [attribute.name, found === undefined ? null : as(found)];
  });
  return json(Object.fromEntries(members));
};

const hasNul = (record) => JSON.stringify(record, raw).includes("\\u0000");

/** Documents of MongoDB by their row; mingo has no whole numbers beyond those of doubles. */
const date = (text) => new Date(text);
const ms = (text) => Number(text.slice(0, -2));
const units = (text) => Number(parts(text));
const BSON = {
  due: date, done: date, price: units, paid: units, took: ms, from: ipKey,
  size: Number, quota: Number,
};
const bson = (name, it) => (Array.isArray(it) ? items(it) : (BSON[name]?.(it) ?? it));
const documents = new Map();
for (const [n, record] of records.entries()) {
  const members = Object.entries(record).map(([name, it]) => [name, bson(name, it)]);
  const isSafe = ([, it]) => typeof it !== "number" || Number.isSafeInteger(it);
  if (members.every(isSafe)) documents.set(n, Object.fromEntries(members));
}

/** The rows of a filter by MongoDB; nothing where it has no words for it. */
function byMongo(filter, first = ROWS) {
  let query;
  try {
    query = new Query(toMongo(filter, BSON));
  } catch (error) {
    if (!/is not said/.test(error)) throw error;
    return undefined;
  }
  return [...documents].filter(([n, it]) => n < first && query.test(it)).map(([n]) => n);
}

/** Fills a table, with one statement for many rows. */
async function fill(dialect, run) {
  const { columns } = layout(dialect);
  const type = dialect === "sqlite" ? "text" : "jsonb";
  const names = columns.map(({ type }, at) => `c${at} ${type}`);
  await run(`CREATE TABLE docs (n integer, document ${type}, ${names.join(", ")})`, []);
  const width = columns.length + 2;
  const rows = [...records.entries()].filter(([, it]) => dialect === "sqlite" || !hasNul(it));
  for (let at = 0; at < rows.length; at += 500) {
    const some = rows.slice(at, at + 500);
    const values = some.flatMap(([n, record]) => [
      n,
      document(record),
      ...columns.map(({ name, as }) => (record[name] === undefined ? null : as(record[name]))),
    ]);
    const place = (it) => (dialect === "sqlite" ? "?" : `$${it + 1}`);
    const line = (_, row) =>
      `(${Array.from({ length: width }, (_, at) => place(row * width + at)).join(", ")})`;
    await run(`INSERT INTO docs VALUES ${some.map(line).join(", ")}`, values);
  }
}

const cluster = await start();
const client = new pg.Client({ host: cluster.folder, user: "tollgate", database: "postgres" });
try {
  const lite = new (await initSqlJs()).Database();
  await client.connect();
  const databases = {
    sqlite: (text, values) => lite.exec(text, values)[0]?.values.map(([n]) => n) ?? [],
    postgres: async (text, values) => {
      const { rows } = await client.query({ text, values, rowMode: "array" });
      return rows.map(([n]) => n);
    },
  };
  for (const [dialect, run] of Object.entries(databases)) await fill(dialect, run);
  const names = attributes.map((_, at) => `c${at}`);
  const byDrizzle = {
    sqlite: rowsBy("sqlite", lite, names),
    postgres: rowsBy("postgres", client, names),
  };

  const some = [...records.entries()];
  const plain = some.filter(([, record]) => !hasNul(record));
  const byPrisma = {
    sqlite: await open("sqlite", some),
    postgres: await open("postgres", plain, cluster.folder),
  };

  const person = (id, name, level) => ({
    id, name, level, limit: "12.5", since: "1970-01-01", patience: "1d",
    tags: ["%", "\\", "x\0y", '{"a",NULL}'], teams: ["%", "it's"], in: ["Team::t1"],
  });
  const people = [
    person("it's", "\u{ffff}", 4),
    person("7", "'; DROP TABLE docs; --", 2n ** 63n - 1n),
    person("x\0y", "\ud800", -5),
  ];
  const counts = { filters: 0, decisions: 0, queries: 0, rows: 0 };
  const conditions = [];
  for (const [at, who] of people.entries()) {
    const gate = policy.gate(who);
    const context = { now: ["2026-01-15", "9999-12-31T23:59:59-2359"][at % 2] };
    for (const action of policy.actions) {
      const filter = gate.filter(action, context);
      const key = json(filter);
      if (seen.has(key) || !seen.add(key)) continue;
      const allowed = records.map((record) => gate.can(action, record, context));
      counts.filters += 1;
      counts.decisions += ROWS;
      const compared = filter.any.flatMap(({ all }) => all).filter((of) => of.attribute !== "type");
      conditions.push(...compared);
      const documented = byMongo(filter);
      if (documented) {
        const wanted = [...documents.keys()].filter((n) => allowed[n]);
        assert.deepEqual(documented, wanted, `MongoDB: ${json(toMongo(filter, BSON))}`);
        counts.queries += 1;
      }
      for (const [dialect, run] of Object.entries(databases)) {
        const wanted = [...allowed.keys()].filter(
          (n) => allowed[n] && (dialect === "sqlite" || !hasNul(records[n])),
        );
        for (const columns of layout(dialect).maps) {
          const map = { table: "docs", records: "Doc", columns };
          const { text, values } = toSql(filter, map, { dialect });
          const found = await run(`SELECT n FROM docs WHERE ${text} ORDER BY n`, values);
          assert.deepEqual(await byDrizzle[dialect](filter, map), found, `Drizzle: ${text}`);
          const differ = (n) => found.includes(n) !== wanted.includes(n);
          const at = [...found, ...wanted].find(differ);
          const describe = () => `${dialect} ${action} ${json([filter, records[at]])} ${text}`;
          if (at !== undefined) assert.fail(describe());
          counts.queries += 2;
          counts.rows += found.length;
        }
        counts.queries += await byPrisma[dialect].check(filter, wanted);
      }
    }
  }
  // A value and a list of a row, which no policy compares, as the records say themselves.
  for (const condition of VALUE_AND_LIST) {
    const { attribute, op, other } = condition;
    const filter = { kind: "some", any: [{ all: [condition] }] };
    const [one, list] = /in$/i.test(op) ? [attribute, other] : [other, attribute];
    const holds = ({ [one]: value, [list]: values }) =>
      value !== undefined &&
      values !== undefined &&
      items(values).includes(value) === /^(in|contains)$/.test(op);
    for (const [dialect, run] of Object.entries(databases)) {
      const has = (n) => dialect === "sqlite" || !hasNul(records[n]);
      const wanted = [...records.keys()].filter((n) => has(n) && holds(records[n]));
      assert.ok(wanted.length > 0, json(condition));
      for (const columns of layout(dialect).maps) {
        const { text, values } = toSql(filter, { table: "docs", columns }, { dialect });
        const found = await run(`SELECT n FROM docs WHERE ${text} ORDER BY n`, values);
        assert.deepEqual(found, wanted, `${dialect} ${json(condition)}`);
        counts.queries += 1;
      }
    }
    counts.filters += 1;
    conditions.push(condition);
  }
  const forms = new Set(conditions.map(formOf));
  assert.deepEqual(FORMS.filter((form) => !forms.has(form)), []);
  const { filters, decisions, queries, rows } = counts;
  const all = `${filters} filters of ${forms.size} forms, ${decisions} decisions`;
  console.log(`${all}, ${queries} queries, ${rows} rows`);

  // Of whole filters Prisma says but some; of their conditions, each that it has exact words for.
  const single = new Map([...ODD, ...conditions.map((of) => [of])].map((any) => [json(any), any]));
  const expressed = { sqlite: 0, postgres: 0, mongo: 0 };
  for (const any of single.values()) {
    const filter = { kind: "some", any: any.map((of) => ({ all: [of] })) };
    for (const [dialect, run] of Object.entries(databases)) {
      const map = { table: "docs", columns: layout(dialect).maps[0] };
      const { text, values } = toSql(filter, map, { dialect });
      const found = await run(`SELECT n FROM docs WHERE ${text} ORDER BY n`, values);
      const wanted = found.filter((n) => n < SOME);
      expressed[dialect] += await byPrisma[dialect].check(filter, wanted, SOME);
      const documented = dialect === "sqlite" ? byMongo(filter, SOME) : undefined;
      if (documented) expressed.mongo += 1;
      const among = wanted.filter((n) => documents.has(n));
      assert.deepEqual(documented ?? among, among, `MongoDB: ${json(filter)}`);
    }
  }
  console.log(`${single.size} conditions, said ${json(expressed)}`);

  // Who sees nothing sees nothing where the application joins conditions of its own either.
  for (const { check } of Object.values(byPrisma)) {
    assert.equal(await check({ kind: "none", any: [] }, []), 4);
    assert.equal(await check({ kind: "none", any: [] }, [], SOME), 4);
  }

  // Where Prisma would split a list there is no answer rather than one with rows twice.
  const many = (count) => Array.from({ length: count }, (_, at) => `${at}`).concat("it's");
  const filterOf = (attribute, op, value) => ({
    kind: "some", any: [{ all: [{ attribute, op, value }] }],
  });
  const among = (count) => filterOf("code", "in", many(count));
  const its = (known) => known.filter(([, { code }]) => many(499).includes(code)).map(([n]) => n);
  assert.equal(await byPrisma.sqlite.check(among(499), its(some)), 4);
  assert.equal(await byPrisma.sqlite.check(among(500), []), 0);
  assert.equal(await byPrisma.postgres.check(among(15_999), its(plain)), 4);
  assert.equal(await byPrisma.postgres.check(among(16_000), []), 0);
  // What an `Int` cannot hold is more, or less, than all that it holds.
  for (const [dialect, known] of Object.entries({ sqlite: some, postgres: plain })) {
    const all = known.map(([n]) => n);
    for (const [attribute, op, value, wanted] of [
      ["n", "lt", 10, all.filter((n) => n < 10)],
      ["n", "le", 2 ** 40, all],
      ["n", "gt", 2 ** 40, []],
      ["n", "ge", -(2 ** 40), all],
      ["n", "ne", 2 ** 40, all],
      ["number", "in", ["5", "7", "07", `${2 ** 40}`], all.filter((n) => n === 5 || n === 7)],
      ["number", "notIn", [`${2 ** 40}`, "x"], all],
    ]) {
      assert.equal(await byPrisma[dialect].check(filterOf(attribute, op, value), wanted), 4);
    }
  }
  for (const { close } of Object.values(byPrisma)) await close();

  const filter = policy.gate(people[0]).filter("owner", { now: "2026-01-15" });
  const map = { table: "docs", columns: { deputy: "deputy" } };
  assert.throws(() => toSql(filter, map, { dialect: "sqlite" }), {
    code: "unmapped_attribute", at: "owner", allowed: ["deputy", "owner"],
  });
  const price = policy.gate(people[0]).filter("price", { now: "2026-01-15" });
  const numeric = { table: "docs", columns: { price: { at: "price", stored: "numeric" } } };
  const error = { code: "inexpressible", at: "price" };
  assert.throws(() => toSql(price, numeric, { dialect: "sqlite" }), error);
  // What is said for another database would be wrong there.
  for (const adapter of [toSql, toDrizzle, toPrisma]) {
    for (const options of [undefined, {}, { dialect: "mysql", provider: "mysql" }]) {
      const at = adapter === toPrisma ? "provider" : "dialect";
      assert.throws(() => adapter(price, numeric, options), { code: "wrong_type", at });
    }
  }
} finally {
  await client.end();
  cluster.end();
}
