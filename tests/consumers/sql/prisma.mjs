// Rows by Prisma, as Prisma stores them: from fields of a model, and from what relations lead to.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import { ipKey, toPrisma } from "tollgate/prisma";

const require = createRequire(import.meta.url);
const SCALARS = [
  "status", "title", "file", "note", "code", "alias", "owner", "deputy", "draft", "size", "quota",
  "price", "paid", "due", "done", "took", "from",
];
const OPTIONAL = ["note", "alias", "deputy", "quota", "paid", "done", "from"];
const LISTS = ["labels", "more", "readings", "readers", "in"];
const BESIDE = ["note", "deputy", "quota", "done"];
const LINKS = { label: "labels", reading: "readings", reader: "readers" };
const TYPES = { sqlite: ["integer", "datetime"], postgresql: ["numeric", "timestamptz"] };

const items = (list) => list?.map((it) => it.id ?? it);
const whole = (text) => BigInt(text.replace("ms", ""));
const parts = (text) => {
  const [units, rest] = text.split(".");
  return BigInt(units) * 10_000n + BigInt(rest.padEnd(4, "0"));
};

/** A record as data of Prisma's. */
function dataOf(provider, record, n) {
  const as = {
    size: BigInt,
    quota: BigInt,
    took: whole,
    from: ipKey,
    ...(provider === "sqlite" && { price: parts, paid: parts }),
    ...Object.fromEntries(LISTS.map((name) => [name, items])),
  };
  const names = provider === "sqlite" ? SCALARS : [...SCALARS, ...LISTS];
  const had = names.filter((name) => record[name] !== undefined);
  const value = (name) => (as[name] ?? ((it) => it))(record[name]);
  const scalars = Object.fromEntries(had.map((name) => [name, value(name)]));
  return { n, document: documentOf(record, n), ...scalars };
}

/** A list as documents have it: of texts, of whole numbers where these are, or of objects. */
const listed = (list, n) =>
  list?.map((it) => {
    const id = `${Number(it)}` === it && n % 3 === 0 ? Number(it) : it;
    return n % 2 === 0 && typeof id !== "object" ? { id, name: "x" } : id;
  });

function documentOf(record, n) {
  const { title, note, draft, labels, more, readings, readers } = record;
  const folders = idsIn(record, "Folder");
  // A list of none may as well be absent.
  const teams = idsIn(record, "Team");
  return {
    title, draft, of: { note: note ?? null, readings: readings ?? null },
    labels: listed(labels, n), more: listed(more, n), readers: listed(items(readers), n),
    folders, ...(teams.length > 0 && { teams }),
  };
}

/** The ids of one type in what a record is in. */
function idsIn({ in: entries = [] }, kind) {
  const prefix = `${kind}::`;
  return entries.filter((it) => it.startsWith(prefix)).map((it) => it.slice(prefix.length));
}

/** Makes the tables and fills them. */
async function fill(provider, client, records) {
  const [decimal, datetime] = TYPES[provider];
  const types = {
    draft: "boolean", size: "bigint", quota: "bigint", price: decimal, paid: decimal, due: datetime,
    done: datetime, took: "bigint",
  };
  const column = (name) => {
    const type = LISTS.includes(name) ? "text[]" : (types[name] ?? "text");
    const required = SCALARS.includes(name) && !OPTIONAL.includes(name);
    return `"${name}" ${type}${required ? " NOT NULL" : ""}`;
  };
  const fields = provider === "sqlite" ? SCALARS : [...SCALARS, ...LISTS];
  const make = (table, columns) =>
    client.$executeRawUnsafe(`CREATE TABLE "${table}" (${columns.join(", ")})`);
  const json = provider === "sqlite" ? "document text" : "document jsonb";
  await make("Doc", ["n integer PRIMARY KEY", json, ...fields.map(column)]);
  await make("Beside", ["n integer PRIMARY KEY", json, ...BESIDE.map(column)]);
  for (const table of ["Label", "Reading", "Reader", "Folder", "Team"]) {
    await make(table, ["id integer PRIMARY KEY", "n integer", "item text NOT NULL"]);
  }
  const docs = records.map(([n, record]) => dataOf(provider, record, n));
  const create = async (model, data) => {
    for (let at = 0; at < data.length; at += 1000) {
      await client[model].createMany({ data: data.slice(at, at + 1000) });
    }
  };
  await create("doc", docs);
  const some = docs.filter((doc) => BESIDE.some((name) => doc[name] !== undefined));
  const beside = (doc) => ({
    ...Object.fromEntries(["n", ...BESIDE].map((name) => [name, doc[name]])),
    ...(doc.note !== undefined && { document: { note: doc.note } }),
  });
  await create("beside", some.map(beside));
  const linked = (pick) => {
    const links = records.flatMap(([n, record]) => pick(record).map((item) => ({ n, item })));
    return links.map((link, id) => ({ ...link, id }));
  };
  for (const [model, name] of Object.entries(LINKS)) {
    await create(model, linked((record) => items(record[name])));
  }
  for (const kind of ["Folder", "Team"]) {
    await create(kind.toLowerCase(), linked((record) => idsIn(record, kind)));
  }
}

/** The ways in which attributes are mapped: by fields, and by relations. */
function mapsOf(provider, client) {
  const { fields } = client.doc;
  const stored = {
    took: "durationMilliseconds",
    from: "ipKey",
    ...(provider === "sqlite" && { price: { parts: 10_000 }, paid: { parts: 10_000 } }),
  };
  const required = (name) => !OPTIONAL.includes(name);
  const one = (name) => ({ at: fields[name], stored: stored[name], required: required(name) });
  const scalars = {
    ...Object.fromEntries(SCALARS.map((name) => [name, one(name)])),
    n: fields.n,
    number: { at: fields.n, stored: "id", required: true },
  };
  const arrays = Object.fromEntries(LISTS.map((name) => [name, { array: fields[name] }]));
  const aside = (name) => ({ relation: "beside", at: client.beside.fields[name] });
  const beside = BESIDE.map((name) => [name, aside(name)]);
  const links = {
    labels: { relation: "labelled", item: client.label.fields.item },
    readings: { relation: "read", item: client.reading.fields.item },
    readers: { relation: "shared", item: { at: client.reader.fields.item, required: true } },
    in: {
      types: {
        Folder: { relation: "folders", item: client.folder.fields.item },
        Team: { relation: "teams", item: client.team.fields.item },
      },
    },
  };
  const member = (...path) => ({ json: fields.document, path });
  const members = {
    title: member("title"), note: member("of", "note"), draft: member("draft"),
    labels: { array: member("labels") },
    more: { array: member("more") },
    readings: { array: member("of", "readings") },
    readers: { array: member("readers") },
    in: { types: { Folder: { array: member("folders") }, Team: { array: member("teams") } } },
  };
  const { document } = client.beside.fields;
  const within = { relation: "beside", at: { json: document, path: ["note"] } };
  return [
    provider === "sqlite" ? scalars : { ...scalars, ...arrays },
    { ...scalars, ...Object.fromEntries(beside), ...links },
    { ...scalars, ...members },
    { ...scalars, note: within },
  ];
}

/** What a filter asks that Prisma refuses to say, by what it says of it. */
const REFUSED = ["inexpressible", "unmapped_attribute"];

/** Prisma on a database of its own, filled with records. */
export async function open(dialect, records, folder) {
  const provider = dialect === "sqlite" ? dialect : "postgresql";
  const file = "prisma/docs.db";
  if (provider === "sqlite") rmSync(file, { force: true });
  const adapter =
    provider === "sqlite"
      ? new PrismaLibSql({ url: `file:${file}` })
      : new PrismaPg({ host: folder, user: "tollgate", database: "postgres" });
  const { Prisma, PrismaClient } = require(`.prisma/${provider}`);
  const anyNull = Prisma.AnyNull;
  const client = new PrismaClient({ adapter });
  await fill(provider, client, records);
  const maps = mapsOf(provider, client);
  const select = { n: true };
  const whereOf = (filter, columns) => {
    try {
      return toPrisma(filter, { records: "Doc", columns }, { provider, anyNull });
    } catch (error) {
      if (!REFUSED.includes(error.code)) throw error;
      return undefined;
    }
  };
  /** Asks by each map that can say it, all rows or the first ones; how many maps there are. */
  const check = async (filter, wanted, first) => {
    const wheres = maps.map((columns) => whereOf(filter, columns));
    const all = wheres.filter((where) => where !== undefined);
    for (const whole of all) {
      const where = first === undefined ? whole : { AND: [whole, { n: { lt: first } }] };
      const found = await client.doc.findMany({ where, select, orderBy: { n: "asc" } });
      const describe = () => `Prisma on ${dialect}: ${inspect([filter, where], { depth: 9 })}`;
      assert.deepEqual(found.map(({ n }) => n), wanted, describe());
    }
    return all.length;
  };
  return { check, close: () => client.$disconnect() };
}
