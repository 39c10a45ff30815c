// The server with its sample data, on a fresh database of its own for each test: what one test
// changes, no other sees.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.TOLLGATE_SERVER ?? join(root, "target/debug/tollgate-server");

/**
 * Starts the server, on a database that is gone with it unless one is given, and gives its address.
 * `stop` ends it at once; `finish` lets it put its database in order. `more` are settings of the
 * test's own.
 */
export async function startServer(database, more = []) {
  const folder = database ? null : await mkdtemp(join(tmpdir(), "tollgate-page-"));
  const child = spawn(program, [
    "--demo", "--demo-day", "2026-11-25", "--listen", "127.0.0.1:0",
    "--database", database ?? `sqlite:${join(folder, "office.db")}?mode=rwc`,
    // A suite asks for far more that is denied than anybody does.
    ...(more.includes("--user-denials") ? [] : ["--user-denials", "1000000"]), ...more,
  ], { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn" } });
  const ended = new Promise((resolve) => { child.on("close", resolve); });
  const end = async (signal) => {
    child.kill(signal);
    await ended;
    if (folder) await rm(folder, { recursive: true, force: true });
  };
  const output = [];
  child.stderr.on("data", (text) => output.push(text));
  const url = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => (
      reject(new Error(`the server ended with ${status}: ${output.join("")}`))));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = line.match(/listening on (http:\S+)/);
      if (address) resolve(address[1]);
    });
  });
  return { url, stop: () => end("SIGKILL"), finish: () => end("SIGTERM") };
}

/** Signs a browser's window in as a sample person, before it opens the page. */
export async function signIn(context, url, user) {
  const answer = await context.request.post(new URL("api/samples", url).href, { data: { user } });
  if (!answer.ok()) throw new Error(`signing in as ${user} answered ${answer.status()}`);
}
