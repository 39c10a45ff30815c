// Where a script runs once: a fresh process of Node, or a fresh page of Chromium. Either gives what
// the script leaves as `result`. `startedAt` is set before it is imported; a bundled script that is
// timed from its start sets it again.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const ATTEMPTS_MAX = 3;

/** A page that has just opened is still busy with that. */
const REST_MS = 300;

export function node() {
  let count = 0;
  return {
    version: `Node.js ${process.versions.node}, V8 ${process.versions.v8}`,
    add(script, home) {
      const file = join(home, `${count++}.mjs`);
      writeFileSync(file, script);
      return file;
    },
    run(file) {
      const program = `globalThis.startedAt = performance.now();
        await import(${JSON.stringify(file)});
        console.log(JSON.stringify(globalThis.result));`;
      const args = ["--input-type=module", "--eval", program];
      for (let attempt = 1; ; attempt++) {
        const done = spawnSync(process.execPath, args, { encoding: "utf8" });
        if (done.status === 0) return JSON.parse(done.stdout);
        // Node.js 20 itself crashes now and then while it discards optimised code.
        if (!done.signal || attempt === ATTEMPTS_MAX) throw new Error(done.stderr);
      }
    },
    close() {},
  };
}

/** Isolated from other origins, which gives a page the finer clock. */
const HEADERS = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const PAGE = "<!doctype html><link rel=icon href=data:,><title>Bench</title>";

/** Fetched ahead, and evaluated only when the clock runs. */
async function inPage([url, rest]) {
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href: url });
  await new Promise((onload, onerror) => {
    document.head.append(Object.assign(link, { onload, onerror }));
  });
  await new Promise((rested) => setTimeout(rested, rest));
  globalThis.startedAt = performance.now();
  await import(url);
  return globalThis.result;
}

export async function chromium(executablePath) {
  const { chromium: browsers } = await import("playwright-core");
  const scripts = [];
  const server = createServer(({ url }, response) => {
    const script = scripts[url.match(/^\/(\d+)\.js$/)?.[1]];
    const type = script ? "text/javascript" : "text/html";
    response.writeHead(200, { ...HEADERS, "Content-Type": `${type}; charset=utf-8` });
    response.end(script ?? PAGE);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const args = ["--disable-gpu", "--no-first-run", "--disable-background-networking"];
  const browser = await browsers.launch({ executablePath, args, chromiumSandbox: false });
  const baseURL = `http://127.0.0.1:${server.address().port}/`;
  return {
    version: `Chromium ${browser.version()}`,
    add: (script) => `/${scripts.push(script) - 1}.js`,
    async run(url) {
      const context = await browser.newContext({ baseURL });
      const page = await context.newPage();
      await page.goto("/");
      const result = await page.evaluate(inPage, [url, REST_MS]);
      await context.close();
      return result;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
