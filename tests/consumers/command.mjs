// Runs a program to its end; what it printed is shown only when it fails.

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

const MINUTES_MAX = 5;

/** Resolves with what the program printed; a project's own tools are found by name. */
export function command(program, args, { cwd, env = {} }) {
  const path = [join(cwd, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const quiet = { CI: "1", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", FORCE_COLOR: undefined };
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...quiet, ...env, PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: MINUTES_MAX * 60_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (status === 0) return resolve(output);
      const ended = `${program} ${args.join(" ")} ended with ${status ?? signal}`;
      reject(new Error(`${ended}\n${output}`));
    });
  });
}
