// Next.js with the app router: the server makes a snapshot, the page lives on it. Built, for the
// screen; then as a developer runs it, for only then React says that a hydration did not match.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { checkScreen } from "../customer-screen.mjs";
import { freePort } from "../drive.mjs";

const TRIES = 300;

export async function check({ folder, run, fact, open }) {
  const component = new URL("../vite-react/src/Customer.tsx", import.meta.url);
  copyFileSync(component, join(folder, "app/Customer.jsx"));
  await run("next", "build");
  await served("start", folder, async (address) => {
    const html = await (await fetch(address)).text();
    await fact("the server renders the reason", () => {
      assert.match(html, /aria-disabled="true"[^>]*title="Reactivate the customer first\."/);
    });
    await fact("the page is sent one person's gate, not the policy", () => {
      assert.ok(!html.includes("Administrator"), "the page names a role of nobody on it");
    });
    await checkScreen(address, { fact, open });
  });
  await served("dev", folder, (address) =>
    fact("hydration warns of nothing", async () => {
      const { page, complaints, close } = await open(address);
      await page.getByRole("button", { name: "Reactivate", exact: true }).click();
      await page.locator("#status", { hasText: "ACTV" }).waitFor();
      assert.deepEqual(complaints, []);
      await close();
    }),
  );
}

/** Runs the server, as built or for development, for as long as something uses it. */
async function served(how, folder, use) {
  const port = await freePort();
  const options = [how, "--port", port, "--hostname", "127.0.0.1"];
  const program = join(folder, "node_modules/next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: undefined };
  const settings = { cwd: folder, env, detached: true };
  const next = spawn(process.execPath, [program, ...options], settings);
  let output = "";
  for (const stream of [next.stdout, next.stderr]) stream.on("data", (text) => (output += text));
  try {
    await answering(`http://127.0.0.1:${port}/`, next, () => output);
    await use(`http://127.0.0.1:${port}/`);
  } finally {
    // The group, for the server that develops is a process of its own.
    process.kill(-next.pid, "SIGKILL");
  }
}

async function answering(address, { exitCode }, output) {
  for (let left = TRIES; left > 0 && exitCode === null; left -= 1) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    if (answer) throw new Error(`Next.js answers ${answer.status}\n${output()}`);
    await setTimeout(100);
  }
  throw new Error(`Next.js does not answer\n${output()}`);
}
