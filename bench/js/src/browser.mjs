// The benchmarks in headless Chromium: `cargo xtask bench browser` runs this. Pages are isolated
// from other origins, which gives them the finer clock.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium as browsers } from "playwright-core";
import * as common from "./common.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const args = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Bundles scripts of the pages as a front end would; each by its address. */
async function scripts(names, banner = {}) {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => here(`${name}.mjs`)),
    outdir: "/",
    outbase: here("."),
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    platform: "browser",
    // Casbin reads files in Node only.
    external: ["fs"],
    define: { global: "globalThis" },
    inject: [here("buffer.mjs")],
    banner,
    logLevel: "error",
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [path, contents]));
}

async function serve() {
  const wasm = createRequire(import.meta.url).resolve("@cedar-policy/cedar-wasm/nodejs");
  const entries = Object.values(common.ENTRIES).map((name) => `entries/${name}`);
  const html = (script) =>
    `<!doctype html><link rel=icon href=data:,><script type=module src=${script}></script>`;
  const files = {
    ...(await scripts(["page", "first-page"])),
    ...(await scripts(entries, { js: "globalThis.evaluatedAt = performance.now();" })),
    "/contest": html("/page.js"),
    "/first": html("/first-page.js"),
    "/cedar.wasm": readFileSync(wasm.replace("nodejs/cedar_wasm.js", "web/cedar_wasm_bg.wasm")),
    "/bundle.json": readFileSync(common.bundleFile),
  };
  const types = {
    js: "text/javascript; charset=utf-8",
    wasm: "application/wasm",
    json: "application/json",
  };
  const server = createServer(({ url }, response) => {
    const found = files[url];
    const type = types[url.split(".")[1]] ?? "text/html; charset=utf-8";
    response.writeHead(found ? 200 : 404, {
      "Content-Type": type,
      "Cache-Control": "no-store",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(found);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

const server = await serve();
const baseURL = `http://127.0.0.1:${server.address().port}/`;
const browser = await browsers.launch({
  executablePath: common.chromium,
  args,
  chromiumSandbox: false,
});

/** A page of its own process, with `work` done in it. */
async function inPage(path, ready, work) {
  const context = await browser.newContext({ baseURL });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on("console", (message) => common.log(message.text()));
  const failed = new Promise((_, reject) => page.on("pageerror", reject));
  const worked = async () => {
    await page.goto(path);
    await page.waitForFunction((name) => name in window, ready);
    return work(page);
  };
  const result = await Promise.race([worked(), failed]);
  await context.close();
  return result;
}

common.log("first");
const fresh = await common.firsts((entry) =>
  inPage("/first", "first", (page) => page.evaluate((entry) => window.first(entry), entry)),
);
const given = common.given();
const warm = await common.warms((options) =>
  inPage("/contest", "contest", (page) =>
    page.evaluate(([given, options]) => window.contest(given, options), [given, options]),
  ),
);
common.done({
  ...warm,
  measures: [...fresh, ...warm.measures],
  version: `Chromium ${browser.version()}`,
});
await browser.close();
server.close();
