// A PostgreSQL of one's own: a cluster in a temporary folder, reached by a socket there and by
// nothing else, and run by another user than root.

import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const PATIENCE = 60_000;

/** Starts a cluster: where its socket is, and how it ends. */
export async function start() {
  const bin = process.env.POSTGRES_BIN;
  if (!bin) throw new Error("POSTGRES_BIN is to be the folder of PostgreSQL's programs");
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const id = (which) => Number(execFileSync("id", [which, "postgres"]));
  const user = process.getuid() === 0 ? { uid: id("-u"), gid: id("-g") } : {};
  if (user.uid) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const options = { cwd: folder, env: { LC_ALL: "C.UTF-8" }, stdio: "ignore", ...user };
  const init = ["--username=tollgate", "--auth=trust", "--encoding=UTF8", "--no-sync", "-D", data];
  execFileSync(join(bin, "initdb"), init, options);
  const settings = ["listen_addresses=", "fsync=off", "jit=off"].flatMap((it) => ["-c", it]);
  const server = spawn(join(bin, "postgres"), ["-D", data, "-k", folder, ...settings], options);
  const end = () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  };
  const ready = () => {
    const file = join(data, "postmaster.pid");
    return existsSync(file) && /^ready\s*$/m.test(readFileSync(file, "utf8"));
  };
  const begun = Date.now();
  while (!ready()) {
    if (server.exitCode !== null || Date.now() - begun > PATIENCE) {
      end();
      throw new Error("PostgreSQL does not start");
    }
    await setTimeout(20);
  }
  return { folder, end };
}
