// workerd, the runtime of Cloudflare's Workers, with the entry whose module is a file of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "../drive.mjs";

const TRIES = 100;

export async function check({ folder, fact }) {
  const installed = join(folder, "node_modules/tollgate");
  const modules = readdirSync(installed).filter((name) => name.endsWith(".wasm"));
  await fact("the package has one WebAssembly module", () => assert.equal(modules.length, 1));
  if (modules.length !== 1) return;
  copyFileSync(join(installed, modules[0]), join(folder, "engine.wasm"));
  const address = `127.0.0.1:${await freePort()}`;
  const options = ["serve", "config.capnp", "--socket-addr", `http=${address}`];
  // The program itself: the script that npm puts before it does not pass on the signal to end.
  const program = createRequire(join(folder, "package.json"))("workerd").default;
  const workerd = spawn(program, options, { cwd: folder });
  let output = "";
  for (const stream of [workerd.stdout, workerd.stderr]) {
    stream.on("data", (text) => (output += text));
  }
  const ended = new Promise((resolve) => workerd.on("close", resolve));
  try {
    await fact("a worker gives verdicts, reasons and controls", async () => {
      const answer = await ask(`http://${address}`, workerd);
      if (!answer) throw new Error(`workerd does not answer\n${output}`);
      assert.equal(answer.status, 200, output);
      const { decision, controls } = await answer.json();
      assert.equal(decision.allowed, false);
      assert.equal(decision.determining[0].policy, "inactive-customers-wait");
      assert.equal(decision.message, "Reactivate the customer first.");
      assert.equal(controls["row.edit"].state, "disabled");
      assert.equal(controls["row.reactivate"].state, "enabled");
    });
  } finally {
    workerd.kill();
    await ended;
  }
}

/** Asks until the worker listens; nothing when it has ended or never does. */
async function ask(address, { exitCode }) {
  const question = {
    user: { id: "tom", roles: ["Commercial"] },
    action: "editCustomer",
    record: { type: "Customer", status: "INAC", informationComplete: true },
  };
  for (let left = TRIES; left > 0 && exitCode === null; left -= 1) {
    try {
      return await fetch(address, { method: "POST", body: JSON.stringify(question) });
    } catch {
      await setTimeout(100);
    }
  }
  return undefined;
}
