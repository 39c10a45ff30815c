// The databases that a server of a test's own keeps its office in: SQLite and PostgreSQL, each with
// the sample data and a secret in every field that not everyone sees.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSql from "sql.js";
import { start as startCluster } from "../consumers/sql/postgres.mjs";
import { secretsFor } from "./secrets.mjs";
import { startServer } from "./server.mjs";

/** Where the header of an SQLite file says that there is a log beside it. */
const LOGGED = [18, 19];

/** Files of SQLite. They are read and written while no server has them open. */
async function openSqlite() {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-sqlite-"));
  const sql = await initSql();
  const file = (name) => join(folder, `${name}.db`);
  const open = async (name) => {
    if (existsSync(`${file(name)}-wal`)) throw new Error("a server has the database open");
    const bytes = await readFile(file(name));
    for (const at of LOGGED) bytes[at] = 1;
    return new sql.Database(bytes);
  };
  return {
    address: (name) => `sqlite:${file(name)}?mode=rwc`,
    copy: (from, to) => copyFile(file(from), file(to)),
    async change(name, statements) {
      const database = await open(name);
      database.exec(statements.join(";\n"));
      await writeFile(file(name), database.export());
      database.close();
    },
    async rows(name, query) {
      const database = await open(name);
      const [found = { columns: [], values: [] }] = database.exec(query);
      database.close();
      return found.values.map((row) => (
        Object.fromEntries(row.map((value, at) => [found.columns[at], value]))));
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Databases of a cluster of one's own. */
async function openPostgres() {
  const cluster = await startCluster();
  const user = ["--host", cluster.folder, "--username", "tollgate"];
  const run = (program, args, input) => execFileSync(join(process.env.POSTGRES_BIN, program),
    [...user, ...args], { encoding: "utf8", input, maxBuffer: 1 << 28 });
  const ask = (name, text) => run("psql", ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
    "--single-transaction", "--set", "ON_ERROR_STOP=1", "--dbname", name], text);
  run("createdb", ["template"]);
  return {
    address: (name) => `postgres://tollgate@localhost/${name}?host=${cluster.folder}`,
    copy: async (from, to) => run("createdb", ["--template", from, to]),
    change: async (name, statements) => ask(name, statements.join(";\n")),
    rows: async (name, text) => JSON.parse(
      ask(name, `SELECT coalesce(json_agg(found), '[]') FROM (${text}) AS found`)),
    /** All that there is but for who came, and what the log has of what was refused. */
    dump: (name) => [
      ...run("pg_dump", ["--data-only", "--exclude-table-data", "audit",
        "--exclude-table-data", "sessions", name])
        .split("\n").filter((line) => !/^\\(un)?restrict /.test(line)),
      ask(name, "SELECT id FROM audit WHERE allowed ORDER BY id"),
    ].join("\n"),
    end: cluster.end,
  };
}

/** What opens databases of each kind. */
export const KINDS = { SQLite: openSqlite, PostgreSQL: openPostgres };

/**
 * Databases of a kind, each a copy of one that a server has filled and whose secrets are marked:
 * `{ secrets, first, copy, end }`, where `first` is the situation that they start with. `marks`
 * says which records have secrets, where not all have.
 */
export async function openDatabases(kind, marks) {
  const databases = await KINDS[kind]();
  const secrets = await fill(databases, marks).catch(async (error) => {
    await databases.end();
    throw error;
  });
  let made = 0;
  const copy = async () => {
    made += 1;
    const name = `office${made}`;
    await databases.copy("template", name);
    return {
      address: databases.address(name),
      rows: (query) => databases.rows(name, query),
      dump: () => databases.dump(name),
    };
  };
  const first = await secrets.situation((query) => databases.rows("template", query));
  return { secrets, first, copy, end: databases.end };
}

/** Makes the database that others are copies of. */
async function fill(databases, marks) {
  const server = await startServer(databases.address("template"));
  await server.finish();
  const secrets = await secretsFor((query) => databases.rows("template", query), marks);
  await databases.change("template", secrets.statements);
  return secrets;
}
